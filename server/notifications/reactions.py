"""Who is told when a document goes its way."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from common.kernel.ids import PersonId
from common.kernel.rights import Right
from common.notifications import Happening
from common.registry.classes import DocumentClass, DocumentState
from common.registry.rules import Action
from server.core.events import (
    AcquaintanceAsked,
    AcquaintanceReminded,
    AddresseesAdded,
    DocumentPassed,
    DocumentRegistering,
    FileReleased,
    Reactions,
    ReportHandedOver,
    ScheduleTroubled,
)
from server.core.service import Context
from server.identity.models import PersonRole, Role
from server.notifications.telling import tell, tell_of_report
from server.registry.models import Document
from server.registry.participants import addressees, approvers, cosignatories

TO_PREPARING = {
    Action.APPROVE: Happening.AGREED,
    Action.SIGN: Happening.SIGNED,
    Action.SEND_BACK: Happening.RETURNED,
}


def tell_of_step(context: Context, event: DocumentPassed) -> None:
    document = context.session.get_one(Document, event.document_id)
    action = Action(event.action)
    preparing = (document.author_id, document.executor_id)
    if action in TO_PREPARING:
        refused = action is Action.SEND_BACK and event.before == DocumentState.APPROVAL
        tell(context, Happening.NOT_AGREED if refused else TO_PREPARING[action], preparing, document.id)
    if action is Action.RECALL:
        tell(context, Happening.RECALLED, _recalled_from(context, document, event.before), document.id)
    elif event.after == DocumentState.SIGNING:
        tell(context, Happening.FOR_SIGNATURE, _signatories(context, document), document.id)
    elif event.after == DocumentState.AWAITING:
        tell(context, Happening.TO_REGISTER, _registrars(context, document), document.id)


def tell_of_registration(context: Context, event: DocumentRegistering) -> None:
    document = context.session.get_one(Document, event.document_id)
    reviewing = addressees(context.session, document.id)
    tell(context, Happening.FOR_REVIEW, reviewing, document.id, due=document.control_due, key=f"review {document.id}")
    if document.document_class is not DocumentClass.INCOMING:
        preparing = {document.author_id, document.executor_id} - set(reviewing)
        tell(context, Happening.REGISTERED, preparing, document.id)


def tell_added(context: Context, event: AddresseesAdded) -> None:
    tell(context, Happening.FOR_REVIEW, event.person_ids, event.document_id, key=f"review {event.document_id}")


def tell_acquainting(context: Context, event: AcquaintanceAsked) -> None:
    tell(context, Happening.ACQUAINT, event.person_ids, event.document_id, due=event.due)


def remind_acquainting(context: Context, event: AcquaintanceReminded) -> None:
    tell(context, Happening.ACQUAINT_REMINDED, event.person_ids, event.document_id)


def tell_of_release(context: Context, event: FileReleased) -> None:
    tell(context, Happening.FILE_RELEASED, [event.person_id], event.document_id)


def tell_handed(context: Context, event: ReportHandedOver) -> None:
    tell_of_report(context, Happening.REPORT_RECEIVED, event.person_ids, event.run_id, event.note)


def tell_of_schedule(context: Context, event: ScheduleTroubled) -> None:
    people = {event.owner_id} - {None}
    happening = Happening.SCHEDULE_STOPPED if event.stopped else Happening.REPORT_FAILED
    if event.stopped:
        people |= set(_administrators(context))
    tell_of_report(context, happening, [each for each in people if each], None, event.words)


def _administrators(context: Context) -> Iterable[PersonId]:
    today = context.clock.today()
    return context.session.scalars(
        select(PersonRole.person_id).join(Role, Role.id == PersonRole.role_id)
        .where(Role.rights.contains([Right.ADMINISTER.value]))
        .where(or_(PersonRole.since.is_(None), PersonRole.since <= today))
        .where(or_(PersonRole.until.is_(None), PersonRole.until >= today))
    ).all()  # fmt: skip


def _recalled_from(context: Context, document: Document, before: str) -> Iterable[PersonId | None]:
    """On whose desk it was."""
    if before == DocumentState.APPROVAL:
        return approvers(context.session, document, awaited=True)
    return _signatories(context, document) if before == DocumentState.SIGNING else ()


def _signatories(context: Context, document: Document) -> list[PersonId | None]:
    return [document.signatory_id, *cosignatories(context.session, document.id)]


def _registrars(context: Context, document: Document) -> Iterable[PersonId]:
    today = context.clock.today()
    return context.session.scalars(
        select(PersonRole.person_id).where(PersonRole.place_id == document.place_id)
        .where(or_(PersonRole.kinds == [], PersonRole.kinds.contains([document.kind])))
        .where(or_(PersonRole.states == [], PersonRole.states.contains([document.state])))
        .where(or_(PersonRole.since.is_(None), PersonRole.since <= today))
        .where(or_(PersonRole.until.is_(None), PersonRole.until >= today)).distinct()
    ).all()  # fmt: skip


REACTIONS: Reactions = {
    AcquaintanceAsked: (tell_acquainting,),
    AcquaintanceReminded: (remind_acquainting,),
    AddresseesAdded: (tell_added,),
    DocumentPassed: (tell_of_step,),
    DocumentRegistering: (tell_of_registration,),
    FileReleased: (tell_of_release,),
    ReportHandedOver: (tell_handed,),
    ScheduleTroubled: (tell_of_schedule,),
}
