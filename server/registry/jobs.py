"""Background work of the registry: the copy with the stamp of registration."""

import tempfile
from pathlib import Path

import msgspec
from sqlalchemy import delete, select

from common.kernel.ids import DocumentId, FileId
from common.registry.card import FileRole
from server.core.audit import Entry
from server.core.service import Context
from server.files.models import Content
from server.files.service import FileService
from server.jobs.work import JobKind, Work
from server.registry.drafts import Drafts
from server.registry.models import AttachmentRow, Document
from server.registry.stamp import draw_on_copy
from server.registry.stamping import stamp_of


class StampOrder(msgspec.Struct, frozen=True):
    document_id: DocumentId


class StampCopy(JobKind[StampOrder]):
    """Draws the stamp on the copy with the text layer, or on a PDF original; the original stays untouched."""

    code = "registry.stamp"
    payload = StampOrder

    def run(self, work: Work, payload: StampOrder) -> str:
        with work.transaction() as context:
            document = context.session.get_one(Document, payload.document_id, with_for_update={"key_share": True})
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
