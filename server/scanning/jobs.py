"""Reading a paper in the background: page after page, each kept as soon as it is read."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import cv2
import msgspec
from sqlalchemy import delete, select, update

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId, FileId
from common.registry.card import FileRole
from common.scanning.recognition import PageState, PageText
from server.core.audit import Entry
from server.core.service import Context
from server.files.service import FileService
from server.jobs.work import GaveWay, JobKind, Work
from server.registry.drafts import Drafts
from server.registry.jobs import GONE
from server.registry.models import AttachmentRow, Document
from server.registry.service import RegistryService
from server.scanning.abreast import Abreast, Reader, spare_cores
from server.scanning.anew import tell_queue
from server.scanning.directory import RegistryDirectory, resolved
from server.scanning.extraction import propose
from server.scanning.leaves import counted_in_sheets
from server.scanning.likely import likely
from server.scanning.models import PageRow, RecognitionRow
from server.scanning.ocr import RecognitionFailed, Stopped
from server.scanning.order import INDEX, READ, ReadingOrder
from server.scanning.profiles import wants_clean_copy
from server.scanning.raster import Unreadable, page_count
from server.scanning.reading import ReadPage, read
from server.scanning.searchable import Description, join, page_pdf
from server.scanning.texts import index_texts

PREVIEW_DPI = 150
PREVIEW_QUALITY = 75


class ReadPaper(JobKind[ReadingOrder]):
    code = READ
    payload = ReadingOrder
    attempts = 3

    def __init__(self, many: int | None = None, reader: Reader = read) -> None:
        """`many` pages are read at once, unless said as many as there are cores to spare."""
        self._many, self._reader = many or spare_cores(), reader

    def run(self, work: Work, payload: ReadingOrder) -> str:
        document_id = payload.document_id
        with work.transaction() as context:
            if context.session.get(Document, document_id) is None:
                return GONE
            pages = self._laid_out(context, document_id)
        waiting = [page for page in pages if page.state is PageState.WAITING]
        done = len(pages) - len(waiting)
        work.progress(done, len(pages), "Распознавание")
        with Abreast(self._many, self._reader, work.is_cancelled) as readers:
            for kept in self._all(work, waiting, readers):
                done += kept
                work.progress(done, len(pages), "Распознавание")
        with work.transaction() as context:
            return self._finished(context, document_id)

    def _laid_out(self, context: Context, document_id: DocumentId) -> Sequence[PageRow]:
        """The pages of all originals in their order: made at the first run, found again later, grown by new ones."""
        found = _pages(context, document_id)
        known = {page.source_id for page in found}
        files = FileService(context)
        originals = context.session.scalars(
            select(AttachmentRow.file_id).where(AttachmentRow.document_id == document_id)
            .where(AttachmentRow.role == FileRole.ORIGINAL).order_by(AttachmentRow.id)
        ).all()  # fmt: skip
        for file_id in originals:
            if file_id in known:
                continue
            try:
                count, reason = page_count(files.path(file_id)), ""
            except Unreadable as error:
                count, reason = 1, str(error)
            for in_file in range(1, count + 1):
                state = PageState.FAILED if reason else PageState.WAITING
                row = PageRow(
                    document_id=document_id, number=len(found) + 1, source_id=file_id, in_file=in_file, state=state,
                    reason=reason,
                )  # fmt: skip
                context.session.add(row)
                found = [*found, row]
        context.session.flush()
        _tell(context, document_id)
        return found

    def _all(self, work: Work, waiting: Sequence[PageRow], readers: Abreast) -> Iterator[int]:
        """How many pages have been kept, time after time; what gives way first ends what it has begun."""
        gave_way: GaveWay | None = None
        for page in waiting:
            try:
                work.give_way()
            except GaveWay as way:
                gave_way = way
                break
            with work.transaction() as context:
                source = FileService(context).path(page.source_id)
            readers.begin(page, source)
            if readers.is_full:
                yield self._keep_ended(work, readers)
        while not readers.is_empty:
            yield self._keep_ended(work, readers)
        if gave_way is not None:
            raise gave_way

    def _keep_ended(self, work: Work, readers: Abreast) -> int:
        ended = readers.ended()
        with tempfile.TemporaryDirectory() as folder:
            for page, future in ended:
                self._page(work, page, future, Path(folder))
        return len(ended)

    def _page(self, work: Work, page: PageRow, future: Future[ReadPage], folder: Path) -> None:
        """Keeps a page; one that cannot be read keeps the reason."""
        try:
            result = future.result()
        except (Unreadable, RecognitionFailed) as error:
            values: dict[str, object] = {"state": PageState.FAILED, "reason": str(error)}
        except Stopped:
            return
        else:
            values = self._kept(work, page, result, folder)
        with work.transaction() as context:
            context.session.execute(
                update(PageRow)
                .where(PageRow.document_id == page.document_id, PageRow.number == page.number).values(**values)
            )  # fmt: skip
            _tell(context, page.document_id)

    def _kept(self, work: Work, page: PageRow, result: ReadPage, folder: Path) -> dict[str, object]:
        text = msgspec.structs.replace(result.text, number=page.number)
        preview, pdf = folder / "preview.jpg", folder / "page.pdf"
        scale = PREVIEW_DPI / result.dpi
        small = cv2.resize(result.image.upright, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(preview), small, [cv2.IMWRITE_JPEG_QUALITY, PREVIEW_QUALITY])
        with work.transaction() as context:
            cleaned = wants_clean_copy(context.session, page.source_id)
        page_pdf(result.image.cleaned if cleaned else result.image.upright, text, pdf)
        with work.transaction() as context:
            files = FileService(context)
            preview_id, pdf_id = files.keep(preview, preview.name), files.keep(pdf, pdf.name)
        return {
            "state": PageState.READ, "reason": "", "preview_id": preview_id, "pdf_id": pdf_id,
            "confidence": text.confidence, "text": msgspec.to_builtins(text), "plain": text.text,
        }  # fmt: skip

    def _finished(self, context: Context, document_id: DocumentId) -> str:
        """Joins what was read into the searchable copy, proposes values for the card, indexes the words."""
        pages = _pages(context, document_id)
        texts = [msgspec.convert(page.text, PageText) for page in pages if page.text]
        proposals = resolved(context.session, propose(texts, RegistryDirectory(context.session)))
        proposals = counted_in_sheets(context.session, pages, proposals)
        document = context.session.get_one(Document, document_id)
        proposals += likely(context, document, proposals)
        context.session.execute(
            update(RecognitionRow).where(RecognitionRow.document_id == document_id)
            .values(proposals=msgspec.to_builtins(proposals))
        )  # fmt: skip
        tell_queue(context, document_id, proposals)
        self._searchable(context, document, [page.pdf_id for page in pages if page.pdf_id])
        index_texts(context, document_id)
        failed = sum(page.state is PageState.FAILED for page in pages)
        read = len(pages) - failed
        act = Entry("recognised", "document", document_id, {"pages": read}) if read else None
        context.entries.append(act or Entry("recognition_failed", "document", document_id, {"pages": failed}))
        _tell(context, document_id)
        return f"Не распознано страниц: {failed} из {len(pages)}." if failed else f"Распознано страниц: {len(pages)}."

    def _searchable(self, context: Context, document: Document, page_ids: Sequence[FileId]) -> None:
        if not page_ids:
            return
        files = FileService(context)
        context.session.execute(
            delete(AttachmentRow)
            .where(AttachmentRow.document_id == document.id, AttachmentRow.role == FileRole.SEARCHABLE)
        )  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            whole = Path(folder, "searchable.pdf")
            join([files.path(page_id) for page_id in page_ids], whole, Description(title=document.name))
            name = f"{document.name or 'Скан'} (с текстом).pdf"
            file_id = files.keep(whole, name)
        Drafts(context).tie(document, file_id, name, FileRole.SEARCHABLE)


class IndexPaper(JobKind[ReadingOrder]):
    """Gives search the text of a paper that was read before it was registered."""

    code = INDEX
    payload = ReadingOrder

    def run(self, work: Work, payload: ReadingOrder) -> str:
        with work.transaction() as context:
            index_texts(context, payload.document_id)
        return "Текст внесён в поиск."


def _pages(context: Context, document_id: DocumentId) -> list[PageRow]:
    statement = select(PageRow).where(PageRow.document_id == document_id).order_by(PageRow.number)
    return list(context.session.scalars(statement))


def _tell(context: Context, document_id: DocumentId) -> None:
    """Tells open windows and the queue how far the paper is."""
    states = context.session.scalars(select(PageRow.state).where(PageRow.document_id == document_id)).all()
    read, failed = states.count(PageState.READ), states.count(PageState.FAILED)
    if read + failed < len(states):
        reading = f"распознано {read} из {len(states)}"
    else:
        reading = f"не распознано: {failed} из {len(states)}" if failed else "распознано"
    readers = RegistryService(context).note_reading(document_id, len(states), reading)
    context.change(Kind.SCAN, document_id, readers)
