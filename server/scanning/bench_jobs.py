"""Work on batches in the background: pages looked over as they come, papers made once the clerk lets them go."""

import tempfile
from pathlib import Path

import cv2
import msgspec
from sqlalchemy import func, select

from common.kernel.changes import Kind
from common.kernel.ids import BatchId
from common.registry.card import FileRole
from common.registry.rules import Action
from common.rpc.errors import CallError, Missing
from common.scanning.arranging import Paper
from common.scanning.batches import PER_FILE, BatchState, Look
from server.core.service import Context
from server.files.service import FileService
from server.jobs.work import GivenUp, JobKind, Work
from server.registry.drafts import Drafts
from server.registry.models import Document
from server.registry.stamping import mark_of_installation
from server.scanning.alike import alike
from server.scanning.batches import lay
from server.scanning.binding import Sheet, bind
from server.scanning.codes import Codes, codes_on
from server.scanning.emptiness import is_blank
from server.scanning.likeness import likeness
from server.scanning.models import BatchPaper, BatchRecord, BatchSide
from server.scanning.order import LOOK, RELEASE, BatchOrder
from server.scanning.profiles import blank_share
from server.scanning.raster import Unreadable, page_count, read_page
from server.scanning.service import order_reading
from server.scanning.upright import turn_to_upright

PREVIEW_DPI = 100
PREVIEW_QUALITY = 70
TOO_LONG = "В файле {count} страниц, а принимается не больше {most}: разделите его."
COARSE = "Отсканирована с разрешением {dpi} точек на дюйм."
UNTITLED = "Документ из {pages} стр."
OF_BATCH = "{batch}, документ {number}"
LONGEST = 60  # characters of a title: they also name the file, which no system keeps with many more


class LookOver(JobKind[BatchOrder]):
    """Page by page: how many the file has, whether it is blank, which of our codes it bears, which way up it stands."""

    code = LOOK
    payload = BatchOrder
    urgent = True

    def run(self, work: Work, payload: BatchOrder) -> str:
        seen = 0
        with tempfile.TemporaryDirectory() as folder:
            while (side := self._next(work, payload.batch_id)) is not None:
                self._look(work, side, Path(folder))
                seen += 1
                work.progress(seen, seen, "Просмотр страниц")
        return f"Просмотрено страниц: {seen}."

    def _next(self, work: Work, batch_id: BatchId) -> BatchSide | None:
        with work.transaction() as context:
            batch = _locked(context, batch_id)
            side = context.session.scalars(
                select(BatchSide).where(BatchSide.batch_id == batch_id, BatchSide.look == Look.WAITING)
                .order_by(BatchSide.number).limit(1)
            ).one_or_none()  # fmt: skip
            if side is None or batch.state is not BatchState.OPEN:
                batch.looking_id = None
                return None
            context.session.expunge(side)
            return side

    def _look(self, work: Work, side: BatchSide, folder: Path) -> None:
        codes, blank, reason, coarse, count, preview = Codes(), False, "", "", 1, folder / "preview.jpg"
        looks: str | None = None
        turned: int | None = None
        try:
            with work.transaction() as context:
                path = FileService(context).path(side.file_id)
                ink = blank_share(context.session, context.session.get_one(BatchRecord, side.batch_id))
                ours = mark_of_installation(context.session)
            count = _count(path) if side.in_file == 1 else 1
            image = read_page(path, side.in_file)
            codes, blank = codes_on(image.pixels, ours), is_blank(image.pixels, ink)
            coarse = COARSE.format(dpi=image.scanned_at) if image.is_coarse and not blank else ""
            if not (blank or codes.separator or codes.cover):
                looks, turned = likeness(image.pixels), turn_to_upright(image.pixels)
            scale = PREVIEW_DPI / image.dpi
            small = cv2.resize(image.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(preview), small, [cv2.IMWRITE_JPEG_QUALITY, PREVIEW_QUALITY])
        except (Unreadable, Missing) as error:
            reason = str(error)  # of this page: those after it are looked over all the same
        with work.transaction() as context:
            batch = _locked(context, side.batch_id)
            kept = context.session.get_one(BatchSide, side.id)
            kept.look, kept.reason = (Look.FAILED, reason) if reason else (Look.SEEN, coarse)
            kept.preview_id = None if reason else FileService(context).keep(preview, preview.name)
            kept.blank, kept.damaged = blank and not codes.cards and not codes.separator, codes.damaged
            kept.separator, kept.cover, kept.cards = codes.separator, codes.cover, codes.cards
            kept.turned = codes.turned if turned is None else turned  # a label may be stuck askew
            kept.foreign_codes = ", ".join(codes.foreign)
            kept.likeness, kept.like_id = looks, alike(context, batch, kept, looks)
            for in_file in range(2, count + 1):
                further = BatchSide(
                    batch_id=side.batch_id, number=side.number + in_file - 1, file_id=side.file_id, in_file=in_file
                )
                context.session.add(further)
            context.session.flush()
            self._lay(context, batch)
            context.change(Kind.BATCH, batch.id, [batch.place_id])

    def _lay(self, context: Context, batch: BatchRecord) -> None:
        """Lays down all that has been looked at up to the first page that has not."""
        arrangement = batch.laid
        waiting = context.session.scalars(
            select(BatchSide).where(BatchSide.batch_id == batch.id, ~BatchSide.laid).order_by(BatchSide.number)
        )
        for side in waiting:
            if side.look is Look.WAITING:
                break
            arrangement = lay(arrangement, side, keep_blank=batch.keep_blank)
            side.laid = True
        batch.lay(arrangement)


class Release(JobKind[BatchOrder]):
    """A transaction for each paper, so that a killed worker's successor makes none of them twice."""

    code = RELEASE
    payload = BatchOrder
    urgent = True

    def run(self, work: Work, payload: BatchOrder) -> str:
        made = 0
        while (found := self._next(work, payload.batch_id)) is not None:
            paper, sheets = found
            try:
                self._make(work, payload.batch_id, paper, sheets)
            except (CallError, Unreadable) as error:
                with work.transaction() as context:
                    batch = _locked(context, payload.batch_id)
                    batch.state = BatchState.OPEN
                    context.change(Kind.BATCH, batch.id, [batch.place_id])
                raise GivenUp(f"Документ {made + 1}: {error}") from error
            made += 1
            work.progress(made, made, "Передача документов")
        return f"Передано документов: {made}."

    def _next(self, work: Work, batch_id: BatchId) -> tuple[Paper, list[Sheet]] | None:
        with work.transaction() as context:
            batch = _locked(context, batch_id)
            if batch.state is not BatchState.RELEASING:
                return None
            papers = batch.laid.papers
            if not papers:
                batch.state, batch.closed = BatchState.RELEASED, context.clock.now()
                context.change(Kind.BATCH, batch.id, [batch.place_id])
                return None
            files = FileService(context)
            sides = {side.id: side for side in context.session.scalars(
                select(BatchSide).where(BatchSide.id.in_(papers[0].ids)))}  # fmt: skip
            placed = [(sides[page.page_id], page.turned) for page in papers[0].pages]
            return papers[0], [Sheet(files.path(side.file_id), side.in_file, turned) for side, turned in placed]

    def _make(self, work: Work, batch_id: BatchId, paper: Paper, sheets: list[Sheet]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            pdf = Path(folder) / "paper.pdf"
            bind(sheets, pdf)
            with work.transaction() as context:
                batch = _locked(context, batch_id)
                laid = batch.laid
                assert laid.papers[0] == paper
                file_id = FileService(context).keep(pdf, pdf.name)
                made = context.session.scalar(select(func.count()).where(BatchPaper.batch_id == batch_id)) or 0
                document = self._document(context, batch, paper, made + 1)
                Drafts(context).tie(document, file_id, _file_name(document, len(paper.pages)), FileRole.ORIGINAL)
                order_reading(context, document.id)
                row = BatchPaper(
                    batch_id=batch_id, position=made + 1, document_id=document.id, file_id=file_id,
                    pages=msgspec.to_builtins(paper.pages), bound=paper.document_id is not None,
                )  # fmt: skip
                context.session.add(row)
                batch.lay(msgspec.structs.replace(laid, papers=laid.papers[1:]))
                context.change(Kind.BATCH, batch.id, [batch.place_id])

    def _document(self, context: Context, batch: BatchRecord, paper: Paper, number: int) -> Document:
        drafts = Drafts(context)
        if paper.document_id is not None:
            return drafts.for_action(paper.document_id, Action.ATTACH)
        title = batch.title if len(batch.title) <= LONGEST else f"{batch.title[:LONGEST].rstrip()}…"
        name = OF_BATCH.format(batch=title or f"Партия {batch.id}", number=number)
        return drafts.open(batch.place_id, batch.source, name)


def _count(path: Path) -> int:
    """How many pages the file has; raises Unreadable also for more than a batch can count."""
    count = page_count(path)
    if count >= PER_FILE:
        raise Unreadable(TOO_LONG.format(count=count, most=PER_FILE - 1))
    return count


def _file_name(document: Document, pages: int) -> str:
    return f"{document.name or UNTITLED.format(pages=pages)}.pdf".replace("/", "-")


def _locked(context: Context, batch_id: BatchId) -> BatchRecord:
    return context.session.get_one(BatchRecord, batch_id, with_for_update=True)
