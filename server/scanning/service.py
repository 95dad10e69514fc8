"""Papers on their way from the scanner to the card."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, exists, func, select, update

from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId, DocumentId, JobId
from common.registry.card import FileRole
from common.rpc.errors import Invalid, Missing
from common.scanning.recognition import (
    PageState,
    PageText,
    Proposal,
    ProposedField,
    Recognition,
    ScannedPage,
    ScanningApi,
    Spent,
)
from server.core.service import Context, Service
from server.files.models import Content
from server.jobs.models import Job
from server.jobs.service import JobService
from server.registry.models import AttachmentRow
from server.registry.readers import audience, opened_document, visible
from server.scanning import answered
from server.scanning.contradiction import contradiction
from server.scanning.models import PageRow, RecognitionRow
from server.scanning.offers import declined_by
from server.scanning.order import READ, ReadingOrder
from server.scanning.outcomes import keep_effort


class ScanningService(Service, ScanningApi):
    def recognition(self, document_id: DocumentId) -> Recognition:
        document = opened_document(self.session, self.caller, document_id)
        row = self.session.get(RecognitionRow, document_id)
        if row is None:
            return Recognition(
                job_id=None, done=0, total=0, message="", pages=[], proposals=[], unread=self._unread(document_id)
            )
        job, declined = self.session.get_one(Job, row.job_id), declined_by(self.context)
        proposals = msgspec.convert(row.proposals, list[Proposal])
        sender_id = document.correspondent_id or _sender_read(proposals)
        said_otherwise = contradiction(self.session, document, proposals)
        pages = self.session.execute(
            select(PageRow.number, PageRow.state, PageRow.reason, PageRow.preview_id, PageRow.confidence)
            .where(PageRow.document_id == document_id).order_by(PageRow.number)
        ).all()  # fmt: skip
        return Recognition(
            job_id=job.id if job.state.goes_on else None,
            done=job.done,
            total=job.total,
            message=job.message,
            pages=[
                ScannedPage(
                    number=page.number, state=page.state, reason=page.reason, preview_id=page.preview_id,
                    confidence=page.confidence,
                )
                for page in pages
            ],
            proposals=[
                self._for_caller(each, sender_id) for each in proposals if each.field not in declined
            ],
            unread=0 if job.state.goes_on else self._unread(document_id),
            contradiction="" if said_otherwise == row.borne_with else said_otherwise,
        )  # fmt: skip

    def _for_caller(self, proposal: Proposal, sender_id: CorrespondentId | None) -> Proposal:
        """Our own documents are looked for at the time of asking: among those that the caller may see by then."""
        if proposal.field is not ProposedField.ANSWERED:
            return proposal
        return answered.found(self.session, proposal, self.today, visible(self.caller), sender_id)

    def page(self, document_id: DocumentId, number: int) -> PageText:
        opened_document(self.session, self.caller, document_id)
        page = self.session.get(PageRow, (document_id, number))
        if page is None or page.text is None:
            raise Missing("Страница ещё не распознана.")
        return msgspec.convert(page.text, PageText)

    def bear_with(self, document_id: DocumentId) -> None:
        document = opened_document(self.session, self.caller, document_id)
        row = self.session.get(RecognitionRow, document_id, with_for_update=True)
        if row is None:
            raise Missing("У документа нет прочитанного образа.")
        row.borne_with = contradiction(self.session, document, msgspec.convert(row.proposals, list[Proposal]))
        self.record("contradiction_borne_with", "document", document_id)
        self.changed(Kind.SCAN, document_id, audience(self.session, document))

    def spent(self, document_id: DocumentId, spent: Spent) -> None:
        keep_effort(self.context, opened_document(self.session, self.caller, document_id), spent)

    def read(self, document_id: DocumentId) -> JobId:
        document = opened_document(self.session, self.caller, document_id)
        row = self.session.get(RecognitionRow, document_id, with_for_update=True)
        if not self.session.scalar(select(exists().where(*_originals(document_id)))):
            raise Missing("У документа нет образа для распознавания.")
        if row is not None and self.session.get_one(Job, row.job_id).state.goes_on:
            raise Invalid("Распознавание ещё идёт: дождитесь его окончания.")
        self.session.execute(
            update(PageRow).where(PageRow.document_id == document_id, PageRow.state == PageState.FAILED)
            .values(state=PageState.WAITING, reason="")
        )  # fmt: skip
        job_id = order_reading(self.context, document_id)
        self.record("recognition_ordered", "document", document_id)
        self.changed(Kind.SCAN, document_id, audience(self.session, document))
        return job_id

    def _unread(self, document_id: DocumentId) -> int:
        """An office file has its words already."""
        known = select(PageRow.source_id).where(PageRow.document_id == document_id)
        originals = (
            select(func.count()).select_from(AttachmentRow).join(Content, Content.id == AttachmentRow.file_id)
            .where(*_originals(document_id))
            .where(AttachmentRow.file_id.not_in(known))
            .where(Content.media_type.startswith("image/") | (Content.media_type == "application/pdf"))
        )  # fmt: skip
        return self.session.scalar(originals) or 0


def _sender_read(proposals: Sequence[Proposal]) -> CorrespondentId | None:
    ids = (each.value for each in proposals if each.field is ProposedField.CORRESPONDENT and each.value.isdecimal())
    return next((CorrespondentId(int(each)) for each in ids), None)


def _originals(document_id: DocumentId) -> tuple[ColumnElement[bool], ...]:
    return AttachmentRow.document_id == document_id, AttachmentRow.role == FileRole.ORIGINAL


def order_reading(context: Context, document_id: DocumentId) -> JobId:
    """Has the originals read that have no text yet."""
    job_id = JobService(context).order(READ, "Распознавание текста", ReadingOrder(document_id))
    row = context.session.get(RecognitionRow, document_id)
    if row is None:
        context.session.add(RecognitionRow(document_id=document_id, job_id=job_id, proposals=[]))
    else:
        row.job_id = job_id
    return job_id
