"""What approvals do when a document takes a step: a recall stops them, a mandatory route stands before signing."""

from collections.abc import Sequence

from sqlalchemy import select

from common.approvals.api import ApprovalState, OfferedRoute
from common.registry.classes import DocumentClass, DocumentState, label_of
from common.registry.rules import Action
from common.rpc.errors import Invalid
from server.approvals.course import Course
from server.approvals.models import Approval, ApprovalVisa
from server.approvals.queries import current_files, open_approval, seen_last, versions_in
from server.approvals.recounting import recount
from server.approvals.routes import RouteService, people_in
from server.core.events import CalendarChanged, DocumentPassed, DocumentRegistered, Reactions, StepsOffered
from server.core.models import AuditEvent
from server.core.service import Context
from server.registry.models import Document

NEEDED = "Для этого вида согласование обязательно (маршрут «{0}»): сначала отправьте проект на согласование."
CHANGED = "После согласования файлы проекта изменились: отправьте его на согласование ещё раз."
REWRITTEN = "После согласования изменено поле «{0}»: отправьте проект на согласование ещё раз."
REFUSED = "Проект не согласован: на вкладке «Согласование» ответьте на замечания и отправьте его повторно."
RECALLED, REGISTERED = "Отозван.", "Зарегистрирован."
APPROVED = ("kind", "summary", "signatory_id", "cosignatory_ids", "correspondent_id", "points", "controller_id", "body")


def stop_recalled(context: Context, event: DocumentPassed) -> None:
    if event.before == DocumentState.APPROVAL and event.after == DocumentState.PROJECT:
        _stop(context, event, event.reason or RECALLED, ApprovalState.RUNNING)


def hold_back_unapproved(context: Context, event: DocumentPassed) -> None:
    if event.action != Action.SEND_FOR_SIGNING:
        return
    if lacking := _lacking(context, context.session.get_one(Document, event.document_id)):
        raise Invalid(lacking)


def offer_approval_first(context: Context, event: StepsOffered) -> None:
    """The card offers for the next step the one that can be taken."""
    document = context.session.get_one(Document, event.document_id)
    if document.state is DocumentState.PROJECT and not event.refusals[Action.SEND_FOR_SIGNING]:
        event.refusals[Action.SEND_FOR_SIGNING] = _lacking(context, document)
        last = _last(context, document)
        if RouteService(context).offered(document) and (last is None or last.state is not ApprovalState.AGREED):
            event.advised.append(Action.SEND_FOR_APPROVAL)


def _lacking(context: Context, document: Document) -> str:
    """Why the project may not be signed yet; empty when its mandatory route is done, or there is none."""
    returned = open_approval(context.session, document.id)
    if returned is not None and returned.state is ApprovalState.RETURNED:
        return REFUSED
    mandatory = [route for route in RouteService(context).offered(document) if route.mandatory]
    if not mandatory:
        return ""
    last = _last(context, document)
    if last is None or last.state is not ApprovalState.AGREED or not _covers(context, last, mandatory):
        return NEEDED.format(mandatory[0].title)
    if changed := _changed_since(context, last):
        return REWRITTEN.format(label_of(DocumentClass(document.document_class), changed))
    same = seen_last(context.session, last) == versions_in(current_files(context.session, document.id))
    return "" if same else CHANGED


def _last(context: Context, document: Document) -> Approval | None:
    return context.session.scalars(
        select(Approval).where(Approval.document_id == document.id).order_by(Approval.id.desc()).limit(1)
    ).first()


def _covers(context: Context, approval: Approval, mandatory: Sequence[OfferedRoute]) -> bool:
    """Whether all the people of a mandatory route were asked."""
    asked = set(context.session.scalars(select(ApprovalVisa.person_id).where(ApprovalVisa.approval_id == approval.id)))
    return any(asked >= people_in(route.stages) for route in mandatory)


def _changed_since(context: Context, approval: Approval) -> str:
    """A field of what was approved that the card says otherwise since; empty when it is as it was."""
    saved = context.session.scalars(
        select(AuditEvent.details).where(
            AuditEvent.kind == "document", AuditEvent.object_id == approval.document_id,
            AuditEvent.action == "draft_saved", AuditEvent.at > approval.ended,
        )
    )  # fmt: skip
    changed = {name for details in saved for name in details.get("changes", {})}
    return next((name for name in APPROVED if name in changed), "")


def stop_registered(context: Context, event: DocumentRegistered) -> None:
    if context.session.get_one(Document, event.document_id).is_ours:
        _stop(context, event, REGISTERED, ApprovalState.RETURNED)


def _stop(context: Context, event: DocumentPassed | DocumentRegistered, reason: str, state: ApprovalState) -> None:
    approval = open_approval(context.session, event.document_id)
    if approval is not None and approval.state is state:
        Course(context).stop(approval, context.session.get_one(Document, event.document_id), reason)


REACTIONS: Reactions = {
    CalendarChanged: (recount,),
    DocumentPassed: (stop_recalled, hold_back_unapproved),
    DocumentRegistered: (stop_registered,),
    StepsOffered: (offer_approval_first,),
}
