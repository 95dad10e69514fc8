"""What approvals do when a document takes a step: a recall stops them, a mandatory route stands before signing."""

from sqlalchemy import select

from common.approvals.api import ApprovalState
from common.registry.classes import DocumentState
from common.registry.rules import Action
from common.rpc.errors import Invalid
from server.approvals.course import Course
from server.approvals.models import Approval
from server.approvals.queries import current_files, open_approval, seen_last, versions_in
from server.approvals.routes import RouteService
from server.core.events import DocumentPassed, DocumentRegistered, Reactions, StepsOffered
from server.core.service import Context
from server.registry.models import Document

NEEDED = "Для этого вида согласование обязательно (маршрут «{0}»): сначала отправьте проект на согласование."
CHANGED = "После согласования файлы проекта изменились: отправьте его на согласование ещё раз."
RECALLED, PASSED_BY, REGISTERED = "Отозван.", "Отправлен на подпись без повторного согласования.", "Зарегистрирован."


def stop_recalled(context: Context, event: DocumentPassed) -> None:
    if event.before == DocumentState.APPROVAL and event.after == DocumentState.PROJECT:
        _stop(context, event, event.reason or RECALLED, ApprovalState.RUNNING)


def hold_back_unapproved(context: Context, event: DocumentPassed) -> None:
    if event.action != Action.SEND_FOR_SIGNING:
        return
    if lacking := _lacking(context, context.session.get_one(Document, event.document_id)):
        raise Invalid(lacking)
    _stop(context, event, PASSED_BY, ApprovalState.RETURNED)


def offer_approval_first(context: Context, event: StepsOffered) -> None:
    """The card offers for the next step the one that can be taken."""
    document = context.session.get_one(Document, event.document_id)
    if document.state is DocumentState.PROJECT and not event.refusals[Action.SEND_FOR_SIGNING]:
        event.refusals[Action.SEND_FOR_SIGNING] = _lacking(context, document)


def _lacking(context: Context, document: Document) -> str:
    """Why the project may not be signed yet; empty when its mandatory route is done, or there is none."""
    mandatory = [route for route in RouteService(context).offered(document) if route.mandatory]
    if not mandatory:
        return ""
    last = context.session.scalars(
        select(Approval).where(Approval.document_id == document.id).order_by(Approval.id.desc()).limit(1)
    ).first()
    if last is None or last.state is not ApprovalState.AGREED:
        return NEEDED.format(mandatory[0].title)
    same = seen_last(context.session, last) == versions_in(current_files(context.session, document.id))
    return "" if same else CHANGED


def stop_registered(context: Context, event: DocumentRegistered) -> None:
    if context.session.get_one(Document, event.document_id).is_ours:
        _stop(context, event, REGISTERED, ApprovalState.RETURNED)


def _stop(context: Context, event: DocumentPassed | DocumentRegistered, reason: str, state: ApprovalState) -> None:
    approval = open_approval(context.session, event.document_id)
    if approval is not None and approval.state is state:
        Course(context).stop(approval, context.session.get_one(Document, event.document_id), reason)


REACTIONS: Reactions = {
    DocumentPassed: (stop_recalled, hold_back_unapproved),
    DocumentRegistered: (stop_registered,),
    StepsOffered: (offer_approval_first,),
}
