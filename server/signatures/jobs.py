"""Background work of the signatures: the copy with the mark, and checking again what was not checked for long."""

import tempfile
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from common.files import extension_of
from common.kernel.ids import FileId
from common.registry.card import FileRole
from common.signatures import Method, SignatureRole
from server.core.audit import Entry
from server.core.service import Context
from server.files.jobs import MakePreview
from server.files.models import ContentPreview
from server.files.order import FileOrder
from server.files.service import FileService
from server.identity.models import Person
from server.jobs.work import JobKind, Work
from server.registry.drafts import Drafts
from server.registry.models import Document
from server.signatures.checking import Checker
from server.signatures.keeping import Keeping
from server.signatures.mark import HEADLINE, SIMPLE, Mark, draw_marks
from server.signatures.models import Signature
from server.signatures.order import MARK, MarkOrder
from server.signatures.queries import certificate_card, files_to_sign, standing_of

AGAIN = timedelta(days=30)
AT_ONCE = 50
PDF = "application/pdf"


class MarkCopy(JobKind[MarkOrder]):
    """Draws the marks on a copy of the main file as PDF; what was signed stays as it is."""

    code = MARK
    payload = MarkOrder

    def run(self, work: Work, payload: MarkOrder) -> str:
        with work.transaction() as context:
            main = next(iter(files_to_sign(context.session, payload.document_id)), None)
        if main is None:
            return "Файлов нет: отметку ставить не на чем."
        source = self._as_pdf(work, main.file_id, main.name)
        if source is None:
            return f"Файл «{main.name}» не переводится в PDF: отметка не ставится."
        with work.transaction() as context:
            document = context.session.get_one(Document, payload.document_id, with_for_update={"key_share": True})
            marks = [mark_of(context, each) for each in self._signatures(context, document, main.file_id)]
            if not marks:
                return "Подпись отозвана: отметка не нужна."
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder, "marked.pdf")
                draw_marks(FileService(context).path(source), copy, marks)
                name = f"{main.name.removesuffix('.' + extension_of(main.name))} с отметкой об ЭП.pdf"
                file_id = FileService(context).keep(copy, name)
            Keeping(context).drop_marked(document)
            Drafts(context).tie(document, file_id, name, FileRole.MARKED)
            context.entries.append(Entry("marked", "document", document.id))
        return "Отметка поставлена."

    def _as_pdf(self, work: Work, file_id: FileId, name: str) -> FileId | None:
        with work.transaction() as context:
            if FileService(context).content(file_id).media_type == PDF:
                return file_id
        MakePreview().run(work, FileOrder(file_id, name))
        with work.transaction() as context:
            made = context.session.get(ContentPreview, file_id)
            return made.preview_id if made else None

    def _signatures(self, context: Context, document: Document, file_id: FileId) -> list[Signature]:
        found = standing_of(context.session, document.id)
        approving = (each for each in found if each.role is SignatureRole.APPROVING and each.person_id is not None)
        return [each for each in approving if each.file_id == file_id]


def mark_of(context: Context, signature: Signature) -> Mark:
    at = context.clock.local(signature.stamped_at or signature.at)
    signed = f"Подписано: {at:%d.%m.%Y %H:%M}" + (" (метка доверенного времени)" if signature.stamped_at else "")
    acting = (f"За: {signature.acting_for}",) if signature.acting_for else ()
    person = context.session.get_one(Person, signature.person_id)
    certificate = certificate_card(signature.certificate)
    if signature.method is Method.SIMPLE or certificate is None:
        return Mark(SIMPLE, (f"Подписавший: {signature.signer}", *acting, signed), person.surname)
    since, until = context.clock.local(certificate.since), context.clock.local(certificate.until)
    lines = (
        f"Сертификат: {certificate.serial}", f"Владелец: {certificate.owner}", *acting,
        f"Действителен: с {since:%d.%m.%Y} по {until:%d.%m.%Y}", signed,
    )  # fmt: skip
    return Mark(HEADLINE, lines, person.surname)


def recheck(context: Context) -> int:
    """A broom: those whose last check is the oldest; what has gone wrong since is seen by whoever sees the document."""
    old = (
        select(Signature).where(Signature.withdrawn_at.is_(None), Signature.checked_at < context.clock.now() - AGAIN)
        .order_by(Signature.checked_at).limit(AT_ONCE)
    )  # fmt: skip
    found = context.session.scalars(old).all()
    checker = Checker(context.settings, context.clock)
    for signature in found:
        Keeping(context).check_again(signature, checker)
    return len(found)
