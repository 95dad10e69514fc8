"""Who takes part in a document, and what the caller is to it: the ground of rules and readers."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import BigInteger, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from common.kernel.ids import POSTS, PRACTICE, DocumentId, PersonId
from common.registry.card import Restriction
from common.registry.classes import AT_PLACE, NUMBERED, DocumentClass, DocumentState
from common.registry.rules import Action, Part, Standing, refusal, refusals
from common.rpc.errors import NotAllowed
from server.access.models import NOBODY
from server.access.sets import members_of, set_of
from server.core.service import EVERYBODY, Caller, Context, post_principal, unit_principal
from server.identity.models import Person, PersonRole, Post
from server.registry.copies import holders
from server.registry.models import Cosignatory, Document, DocumentAddressee, DocumentApprover


def _listed(table: Any) -> Select[Any]:
    of_document = table.document_id == bindparam("document_id", type_=BigInteger)
    return select(table.person_id).where(of_document).order_by(table.position)


COSIGNATORIES, ADDRESSEES = _listed(Cosignatory), _listed(DocumentAddressee)
UNITS = select(Person.unit_id).where(Person.id == any_(bindparam("people", type_=ARRAY(BigInteger)))).distinct()

UNITS_OF_POSTS = select(Post.unit_id).where(Post.id == any_(bindparam("posts", type_=ARRAY(BigInteger)))).distinct()


def cosignatories(session: Session, document_id: DocumentId) -> list[PersonId]:
    return list(session.scalars(COSIGNATORIES, {"document_id": document_id}))


def addressees(session: Session, document_id: DocumentId) -> list[PersonId]:
    return list(session.scalars(ADDRESSEES, {"document_id": document_id}))


def approvers(session: Session, document: Document, *, awaited: bool = False) -> set[PersonId]:
    """Those whose turn to approve it has come, or those whose visas are waited for now."""
    if document.document_class is DocumentClass.INCOMING:
        return set()
    statement = select(DocumentApprover.person_id).where(DocumentApprover.document_id == document.id)
    return set(session.scalars(statement.where(DocumentApprover.awaited) if awaited else statement))


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
    """Everybody's unit of today stays with the document, whoever moves; a restricted one has its named only.

    Posts among the people stand in the set beside their units: whoever holds one next sees what it executes. A copy of
    a restricted document is held in person. Of one for practice nobody is let in but who practises.
    """
    if document.practice:
        return Access(0, "", NOBODY, [PRACTICE + document.author_id])
    posts, people = {each - POSTS for each in people if each > POSTS}, {each for each in people if each < POSTS}
    if keep:
        people = people | {abs(reader) for reader in document.readers}
    registered = document.state in NUMBERED
    if document.restriction is not Restriction.NONE:
        named = holders(session, document, people) if registered else people
        return Access(0, "", NOBODY, sorted(-person for person in named))
    units = session.scalars(UNITS, {"people": list(people)})
    members = {unit_principal(unit) for unit in units}
    if posts:
        members.update(post_principal(post) for post in posts)
        members.update(map(unit_principal, session.scalars(UNITS_OF_POSTS, {"posts": list(posts)})))
    if keep:
        members.update(members_of(session, document.access_id))
        members.discard(EVERYBODY)
    if registered and document.open_to_all:
        members = {EVERYBODY}  # one set for all of these: who else is in it makes no difference
    place = document.place_id if document.state in AT_PLACE else 0
    file = document.case_file if registered else ""
    return Access(place, file, set_of(session, members), sorted(people))


def _named(session: Session, document: Document) -> set[int]:
    """Those who prepare, approve and sign it; from registration on its addressees.

    Who has only registered it sees it as a registrar of the place, unless it is restricted.
    """
    restricted = document.restriction is not Restriction.NONE
    people = {document.executor_id, document.signatory_id, document.controller_id, *approvers(session, document)}
    people.update(cosignatories(session, document.id))
    if restricted or document.document_class is not DocumentClass.INCOMING or document.state not in NUMBERED:
        people.add(document.author_id)
    if document.state in NUMBERED:
        people.update([*addressees(session, document.id), *([document.registrar_id] if restricted else [])])
    elif document.state in AT_PLACE and restricted:
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
        Part.APPROVER: document.state is DocumentState.APPROVAL
        and bool(approvers(session, document, awaited=True) & signing),
        Part.SIGNATORY: bool(signatories & signing),
        Part.READER: True,
    }
    if document.practice and document.author_id != caller.me.id:  # an administrator looks, and no more
        is_part = {Part.READER: True}
    rights = caller.rights_on(document.place_id, kind, state)
    copy_of = document.number if document.shares_id is not None else ""
    return Standing(frozenset(part for part, held in is_part.items() if held), rights, copy_of, document.practice)


def demand(context: Context, caller: Caller, document: Document, action: Action) -> None:
    """Raises NotAllowed with the rule's own words; the acts that follow say in whose stead they are done."""
    said = _refusal(context.session, caller, document, action)
    if said:
        raise NotAllowed(said)
    if caller.me.stands_in:
        context.in_stead[document.id] = in_stead_of(context.session, caller, document, action)


def _refusal(session: Session, caller: Caller, document: Document, action: Action) -> str:
    known = standing(session, caller, document)
    return refusal(action, DocumentClass(document.document_class), document.state, known)


def refusals_of(session: Session, caller: Caller, document: Document) -> dict[Action, str]:
    known = standing(session, caller, document)
    return refusals(DocumentClass(document.document_class), document.state, known)


def in_stead_of(session: Session, caller: Caller, document: Document, action: Action) -> str:
    """The absent person by whose part the caller may take the action; empty when the caller may in person."""
    for absent in (None, *caller.me.stands_in):
        alone = caller.standing_in_for(absent)
        if not _refusal(session, alone, document, action):
            return absent.name if absent else ""
    return ""


def seen_for(caller: Caller, document: Document) -> str:
    """By whose copy the caller sees a restricted document: an absent person's, or nobody's but his own."""
    if -caller.me.id in document.readers:
        return ""
    lent = {-person for grant in caller.grants for person in grant.people if person < 0}
    return next((each.name for each in caller.me.stands_in if each.id in lent and -each.id in document.readers), "")
