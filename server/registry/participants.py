"""Who takes part in a document, and what the caller is to it: the ground of rules and readers."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, PersonId
from common.registry.card import Restriction
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.rules import Action, Part, Standing, refusal, refusals
from common.rpc.errors import NotAllowed
from server.access.models import NOBODY
from server.access.sets import members_of, set_of
from server.core.service import EVERYBODY, Caller, unit_principal
from server.identity.models import Person, PersonRole
from server.registry.copies import holders
from server.registry.models import Cosignatory, Document, DocumentAddressee

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


class Access(Struct, frozen=True):
    """What decides who sees a document, as its columns hold it."""

    open_place_id: int
    open_file: str
    access_id: int
    readers: list[int]


def let_in(session: Session, document: Document, more: Iterable[int] = (), *, keep: bool = False) -> None:
    """Opens the document in its state to those who take part in it; `keep` leaves in who was let in before.

    A project is not seen at the place of registration before it is sent there; a restricted paper that waits there
    is seen by the registrars in person.
    """
    for name, value in asdict(access_of(session, document, {*_named(session, document), *more}, keep=keep)).items():
        setattr(document, name, value)


def access_of(session: Session, document: Document, people: set[int], *, keep: bool) -> Access:
    """Everybody's unit of today stays with the document, whoever moves; a restricted one has its named only."""
    if keep:
        people = people | {abs(reader) for reader in document.readers}
    registered = document.state in NUMBERED
    if document.restriction is not Restriction.NONE:
        named = holders(session, document, people) if registered else people
        return Access(0, "", NOBODY, sorted(-person for person in named))
    units = session.scalars(select(Person.unit_id).where(Person.id.in_(people)).distinct())
    members = {unit_principal(unit) for unit in units}
    if keep:
        members.update(members_of(session, document.access_id))
        members.discard(EVERYBODY)
    if registered and document.open_to_all:
        members.add(EVERYBODY)
    place = document.place_id if document.state in AT_PLACE else 0
    file = document.case_file if registered else ""
    return Access(place, file, set_of(session, members), sorted(people))


def _named(session: Session, document: Document) -> set[int]:
    """Those who prepare and sign it; from registration on its addressees."""
    people = {document.author_id, document.executor_id, document.signatory_id, document.approver_id}
    people.update(cosignatories(session, document.id))
    if document.state in NUMBERED:
        people.update([document.registrar_id, *addressees(session, document.id)])
    elif document.state in AT_PLACE and document.restriction is not Restriction.NONE:
        registrars = select(PersonRole.person_id).where(PersonRole.place_id == document.place_id)
        people.update(session.scalars(registrars.distinct()))
    return {person for person in people if person}


def standing(session: Session, caller: Caller, document: Document) -> Standing:
    """What the caller is to the document, in person or in an absent person's stead as far as that goes."""
    kind, state = document.kind, document.state.value
    selves, signing = caller.selves(kind), caller.selves(kind, signing=True)
    signatories = {document.signatory_id, *cosignatories(session, document.id)}
    is_part = {
        Part.REGISTRAR: caller.registers(document.place_id, kind, state),
        Part.AUTHOR: document.author_id in selves,
        Part.EXECUTOR: document.executor_id in selves,
        Part.APPROVER: document.approver_id in signing,
        Part.SIGNATORY: bool(signatories & signing),
        Part.READER: True,
    }
    rights = caller.rights_on(document.place_id, kind, state)
    return Standing(frozenset(part for part, held in is_part.items() if held), rights)


def demand(session: Session, caller: Caller, document: Document, action: Action) -> None:
    """Raises NotAllowed with the rule's own words."""
    said = refusal(action, DocumentClass(document.document_class), document.state, standing(session, caller, document))
    if said:
        raise NotAllowed(said)


def refusals_of(session: Session, caller: Caller, document: Document) -> dict[Action, str]:
    known = standing(session, caller, document)
    return refusals(DocumentClass(document.document_class), document.state, known)


def in_stead_of(caller: Caller, person_ids: Iterable[PersonId | None], kind: str, *, signing: bool = False) -> str:
    """The absent person for whom the caller acts, when none of these is the caller; empty otherwise."""
    wanted = set(person_ids)
    if caller.me.id in wanted:
        return ""
    selves = caller.selves(kind, signing=signing)
    return next((absent.name for absent in caller.me.stands_in if absent.id in wanted & selves), "")
