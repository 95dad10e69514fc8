"""Sheets of paper and the pages on them: of a sheet scanned on both sides, two pages are one sheet."""

from collections.abc import Sequence
from math import ceil

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import BatchPageId, FileId
from common.scanning.profiles import Feed
from common.scanning.recognition import Proposal, ProposedField
from server.scanning.models import BatchPaper, BatchRecord, BatchSide, PageRow, ScanProfile

NOT_SCANNED = {"Файл", "Папка", "Буфер обмена"}  # of these pages no profile says how many sides a sheet has

Sheet = tuple[str, int]  # the run of the feeder in which it came, and its place there


def sides_known(session: Session, batch: BatchRecord) -> bool | None:
    """Whether its sheets were scanned on both sides; None where nothing tells."""
    profile = session.get(ScanProfile, batch.profile_id) if batch.profile_id else None
    if profile is None or profile.paper is not Feed.FEEDER or batch.source in NOT_SCANNED:
        return None
    return profile.duplex


def counted_in_sheets(session: Session, pages: Sequence[PageRow], proposals: Sequence[Proposal]) -> list[Proposal]:
    """The text tells how many pages a letter has; the card asks for its sheets."""
    return [
        msgspec.structs.replace(each, value=str(sheets_of(session, pages[: int(each.value)])))
        if each.field is ProposedField.SHEETS
        else each
        for each in proposals
    ]


def sheets_of(session: Session, pages: Sequence[PageRow]) -> int:
    papers = session.scalars(select(BatchPaper).where(BatchPaper.file_id.in_({page.source_id for page in pages})))
    sheets = {key: sheet for paper in papers for key, sheet in _sheets_of(session, paper).items()}
    found = {sheets.get((page.source_id, page.in_file), ("", page.number)) for page in pages}
    return max(len(found), ceil(len(pages) / 2))


def _sheets_of(session: Session, paper: BatchPaper) -> dict[tuple[FileId, int], Sheet]:
    """To each page of a paper scanned on both sides, its sheet in the stack; empty sides were counted by the feeder."""
    batch = session.get_one(BatchRecord, paper.batch_id)
    if not sides_known(session, batch):
        return {}
    sides = session.scalars(select(BatchSide).where(BatchSide.batch_id == batch.id).order_by(BatchSide.number)).all()
    place = _places(sides)
    return {
        (paper.file_id, at): place[page_id] for at, page_id in enumerate(paper.laid.ids, start=1) if page_id in place
    }


def _places(sides: Sequence[BatchSide]) -> dict[BatchPageId, Sheet]:
    """Each run of the feeder begins a sheet; of one with an odd side, or none, nothing tells which two are a sheet."""
    runs: dict[str, list[BatchPageId]] = {}
    for side in sides:
        if side.run and side.instead_of is None:
            runs.setdefault(side.run, []).append(side.id)
    place = {
        page_id: (run, number // 2)
        for run, came in runs.items() if len(came) % 2 == 0
        for number, page_id in enumerate(came)
    }  # fmt: skip
    for side in sides:
        if side.instead_of in place:
            place[side.id] = place[side.instead_of]
    return place
