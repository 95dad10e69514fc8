"""Background work of the registry: the copy with the stamp, search by new names, counting correspondents."""

import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from sqlalchemy import delete, exists, func, or_, select

from common.kernel.ids import CorrespondentId, DocumentId, FileId
from common.registry.card import FileRole
from common.registry.classes import NUMBERED, UNREGISTERED, DocumentState
from server.core.audit import Entry
from server.core.service import Context
from server.correspondents.models import Correspondent
from server.correspondents.queries import family, note_use
from server.files.models import Content
from server.files.service import FileService
from server.jobs.work import JobKind, Work
from server.registry.drafts import Drafts
from server.registry.indexing import index_card
from server.registry.models import AttachmentRow, Document, DocumentRecipient
from server.registry.stamp import draw_on_copy
from server.registry.stamping import stamp_of
from server.search.models import SearchEntry

GONE = "Документ стёрт: он был учебным."
YEAR = timedelta(days=365)
PLACED = NUMBERED | UNREGISTERED  # in the index
INDEXED_AT_ONCE = 200
INDEXED_BY_THE_WAY = 1000


class StampOrder(msgspec.Struct, frozen=True):
    document_id: DocumentId


class StampCopy(JobKind[StampOrder]):
    """Draws the stamp on the copy with the text layer, or on a PDF original; the original stays untouched."""

    code = "registry.stamp"
    payload = StampOrder

    def run(self, work: Work, payload: StampOrder) -> str:
        with work.transaction() as context:
            document = context.session.get(Document, payload.document_id, with_for_update={"key_share": True})
            if document is None:
                return GONE
            source = self._source(context, document)
            if source is None:
                return "Образа в PDF пока нет: штамп будет поставлен после распознавания."
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder, "stamped.pdf")
                draw_on_copy(FileService(context).path(source), copy, stamp_of(context, document))
                name = f"{document.number.replace('/', '-')} со штампом.pdf"
                file_id = FileService(context).keep(copy, name)
            context.session.execute(
                delete(AttachmentRow)
                .where(AttachmentRow.document_id == document.id, AttachmentRow.role == FileRole.STAMPED)
            )  # fmt: skip
            Drafts(context).tie(document, file_id, name, FileRole.STAMPED)
            context.entries.append(Entry("stamped", "document", document.id))
        return "Штамп поставлен."

    def _source(self, context: Context, document: Document) -> FileId | None:
        """The copy with the text layer, or else an original that is a PDF."""
        roles = (FileRole.SEARCHABLE, FileRole.ORIGINAL)
        rows = context.session.execute(
            select(AttachmentRow.file_id, AttachmentRow.role)
            .join(Content, Content.id == AttachmentRow.file_id)
            .where(AttachmentRow.document_id == document.id, AttachmentRow.role.in_(roles))
            .where(Content.media_type == "application/pdf").order_by(AttachmentRow.id)
        ).all()  # fmt: skip
        return next((row.file_id for role in roles for row in rows if row.role is role), None)


class IndexOrder(msgspec.Struct, frozen=True):
    correspondent_id: CorrespondentId


class IndexCorrespondent(JobKind[IndexOrder]):
    """Puts the cards of a renamed or merged correspondent into the search index anew, a batch at a time."""

    code = "registry.index_correspondent"
    payload = IndexOrder

    def run(self, work: Work, payload: IndexOrder) -> str:
        with work.transaction() as context:
            named = _named(context, payload.correspondent_id)
        for done in range(0, len(named), INDEXED_AT_ONCE):
            work.progress(done, len(named), "Обновляется поиск")
            with work.transaction() as context:
                some = Document.id.in_(named[done : done + INDEXED_AT_ONCE]) & Document.state.in_(PLACED)
                still = select(Document).where(some).order_by(Document.id).with_for_update(key_share=True)
                for document in context.session.scalars(still):
                    index_card(context, document)
        return f"Документов: {len(named)}."


def _named(context: Context, correspondent_id: CorrespondentId) -> list[DocumentId]:
    """Who names him first or beside others, each by the index that knows it; what lies in the bin has no place."""
    entries = list(context.session.scalars(family(correspondent_id)))
    first = Document.correspondent_id.in_(entries)
    beside = select(DocumentRecipient.document_id).where(DocumentRecipient.correspondent_id.in_(entries))
    found = [
        select(Document.id).where(Document.state == DocumentState.REGISTERED, first),
        select(Document.id).where(Document.state.in_(PLACED - {DocumentState.REGISTERED, DocumentState.DRAFT}), first),
        select(Document.id).where(Document.state == DocumentState.DRAFT, first),
        select(Document.id).where(Document.id.in_(beside), Document.state.in_(PLACED)),
    ]
    return sorted({each for part in found for each in context.session.scalars(part.where(~Document.practice))})


def index_unnumbered(context: Context) -> int:
    """Finds its place in the index for what was written before the index knew documents without a number."""
    known = exists().where(SearchEntry.document_id == Document.id)
    filed = exists().where(AttachmentRow.document_id == Document.id)
    written = or_(Document.version > 1, Document.summary != "", filed)
    drafts = {DocumentState.DRAFT}  # each by the index that holds no others
    left_out = [  # what is for practice stays out
        document
        for states in (drafts, UNREGISTERED - drafts)
        for document in context.session.scalars(
            select(Document).where(Document.state.in_(states), ~Document.practice, written, ~known)
            .limit(INDEXED_BY_THE_WAY).with_for_update(skip_locked=True, key_share=True)
        )
    ]  # fmt: skip
    for document in left_out:
        index_card(context, document)
    return len(left_out)


def used_correspondents(context: Context) -> int:
    """Counts whom the documents of a year name, for the type-ahead to propose first."""
    leads_to = func.coalesce(Correspondent.merged_into_id, Correspondent.id)
    rows = context.session.execute(
        select(leads_to, func.count())
        .join_from(Document, Correspondent, Correspondent.id == Document.correspondent_id)
        .where(Document.registered >= context.clock.today() - YEAR, ~Document.practice).group_by(leads_to)
    )  # fmt: skip
    counts = {row[0]: row[1] for row in rows}
    note_use(context.session, counts)
    return len(counts)
