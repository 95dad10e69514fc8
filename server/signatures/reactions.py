"""What signatures do when a document goes its way: a step without its signature is refused, a recall withdraws them."""

from common.registry.classes import DocumentState
from common.registry.kinds import Demand
from common.registry.rules import Action
from common.rpc.errors import Invalid, NotAllowed
from common.signatures import SignatureRole
from server.core.events import DocumentPassed, DocumentRegistering, Reactions
from server.core.service import Context
from server.registry.kinds import kind_of
from server.registry.models import Document
from server.signatures.keeping import Keeping
from server.signatures.models import Signature
from server.signatures.queries import files_to_sign, standing_of
from server.signatures.signing import demanded

UNSIGNED = "Документ этого вида подписывают электронной подписью: действие «Подписать» в окне документа."
NO_TEXT = (
    "Документы этого вида подписывают электронной подписью, а подписывать нечего: приложите файл документа на вкладке"
    " «Файлы» и отправьте снова."
)
OTHERS = (
    "Файл «{0}» — не тот, который подписан. Зарегистрировать можно только подписанное: верните документ на доработку."
)


def hold_back_unsigned(context: Context, event: DocumentPassed) -> None:
    """Whoever takes the step past the dialog of signing, is told of it."""
    if event.action != Action.SIGN:
        return
    document = context.session.get_one(Document, event.document_id)
    demand = demanded(document, kind_of(context.session, document.kind).signature)
    if demand is Demand.NONE:
        return
    put = _approving(context, document)
    if not put or any(not signature.method.meets(demand) for signature in put):
        raise NotAllowed(UNSIGNED)


def hold_back_empty(context: Context, event: DocumentPassed) -> None:
    """Nothing comes before a signatory that he could not sign."""
    if event.action not in {Action.SEND_FOR_SIGNING, Action.SEND_FOR_APPROVAL}:
        return
    document = context.session.get_one(Document, event.document_id)
    demand = demanded(document, kind_of(context.session, document.kind).signature)
    if demand is not Demand.NONE and not files_to_sign(context.session, document.id):
        raise Invalid(NO_TEXT)


def withdraw(context: Context, event: DocumentPassed) -> None:
    """Back in the hands of its makers it is not what was signed."""
    if event.after == DocumentState.PROJECT:
        document = context.session.get_one(Document, event.document_id)
        for signature in _approving(context, document):
            signature.withdrawn_at = context.clock.now()
        Keeping(context).drop_marked(document)


def hold_back_changed(context: Context, event: DocumentRegistering) -> None:
    """What is registered is exactly what was signed."""
    document = context.session.get_one(Document, event.document_id)
    if not document.is_ours:
        return
    now = {file.attachment_id: file for file in files_to_sign(context.session, document.id)}
    for signature in _approving(context, document):
        file = now.get(signature.attachment_id)
        if signature.person_id is not None and (file is None or file.sha256 != signature.sha256):
            raise Invalid(OTHERS.format(file.name if file else ""))


def _approving(context: Context, document: Document) -> list[Signature]:
    return [
        each for each in standing_of(context.session, document.id)
        if each.role is SignatureRole.APPROVING and each.person_id is not None
    ]  # fmt: skip


REACTIONS: Reactions = {
    DocumentPassed: (hold_back_empty, hold_back_unsigned, withdraw),
    DocumentRegistering: (hold_back_changed,),
}
