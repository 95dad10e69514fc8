"""Who takes part in a document, and what the caller is to it: the ground of rules and readers."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, PersonId
from common.registry.card import Restriction
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.rules import Action, Part, Standing, refusal, refusals
from common.rpc.errors import NotAllowed
from server.core.service import Caller
from server.identity.models import PersonRole
from server.registry.models import Cosignatory, Document, DocumentAddressee
from server.registry.readers import EVERYBODY, readers_of

AT_PLACE = NUMBERED | {DocumentState.DRAFT, DocumentState.AWAITING}


def cosignatories(session: Session, document_id: DocumentId) -> list[PersonId]:
    statement = (
        select(Cosignatory.person_id).where(Cosignatory.document_id == document_id).order_by(Cosignatory.position)
    )
    return list(session.scalars(statement))


def addressees(session: Session, document_id: DocumentId) -> list[PersonId]:
    statement = (
        select(DocumentAddressee.person_id)
        .where(DocumentAddressee.document_id == document_id).order_by(DocumentAddressee.position)
    )  # fmt: skip
    return list(session.scalars(statement))


def readers(session: Session, document: Document, more: Iterable[int] = ()) -> list[int]:
    """Who may see the document in its state: those who prepare and sign it; from registration on its addressees.

    A project is not seen at the place of registration before it is sent there; a restricted paper that waits there
    is seen by the registrars in person.
    """
    people = {document.author_id, document.executor_id, document.signatory_id, document.approver_id, *more}
    people.update(cosignatories(session, document.id))
    if document.state in NUMBERED:
        people.update([document.registrar_id, *addressees(session, document.id)])
    here = document.state in AT_PLACE
    if here and document.restriction is not Restriction.NONE and document.state not in NUMBERED:
        registrars = select(PersonRole.person_id).where(PersonRole.place_id == document.place_id)
        people.update(session.scalars(registrars.distinct()))
    found = readers_of(document, [person for person in people if person], at_place=here)
    if document.open_to_all and document.state in NUMBERED:
        found = [EVERYBODY, *found]
    return found


def standing(session: Session, caller: Caller, document: Document) -> Standing:
    """What the caller is to the document, in person or in an absent person's stead."""
    selves = {caller.me.id, *(absent.id for absent in caller.me.acts_for)}
    signing = {document.signatory_id, *cosignatories(session, document.id)}
    is_part = {
        Part.REGISTRAR: document.place_id in [place.id for place in caller.me.places],
        Part.AUTHOR: document.author_id in selves,
        Part.EXECUTOR: document.executor_id in selves,
        Part.APPROVER: document.approver_id in selves,
        Part.SIGNATORY: bool(signing & selves),
        Part.READER: True,
    }
    return Standing(frozenset(part for part, held in is_part.items() if held), caller.rights)


def demand(session: Session, caller: Caller, document: Document, action: Action) -> None:
    """Raises NotAllowed with the rule's own words."""
    said = refusal(action, DocumentClass(document.document_class), document.state, standing(session, caller, document))
    if said:
        raise NotAllowed(said)


def refusals_of(session: Session, caller: Caller, document: Document) -> dict[Action, str]:
    known = standing(session, caller, document)
    return refusals(DocumentClass(document.document_class), document.state, known)


def in_stead_of(caller: Caller, person_ids: Iterable[PersonId | None]) -> str:
    """The absent person for whom the caller acts, when none of these is the caller; empty otherwise."""
    wanted = set(person_ids)
    if caller.me.id in wanted:
        return ""
    return next((absent.name for absent in caller.me.acts_for if absent.id in wanted), "")
