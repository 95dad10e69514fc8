"""Access as its Api: explanations for administrators, numbered copies for those who see the document."""

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, or_, select, update

from common.identity import PersonRow
from common.kernel.changes import Kind
from common.kernel.ids import DocumentId, PersonId
from common.kernel.validation import require
from common.registry.access import AccessApi, Copies, CopyRow, Explanation, ViewRow
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.ledger import NumberState
from common.registry.numbers import bare, number_pattern
from common.registry.rules import Action, Part
from common.rpc.errors import Invalid, Missing, NotAllowed
from server.core.models import AuditEvent
from server.core.service import Service
from server.identity.models import Person
from server.identity.profile import people_like
from server.registry.copies import hand_out
from server.registry.drafts import Drafts, differences, is_restricted
from server.registry.indexing import index_card
from server.registry.inside import Inside
from server.registry.models import Document, DocumentCopy
from server.registry.number_models import NumberLedger
from server.registry.participants import let_in, standing
from server.registry.queries import initials
from server.registry.readers import audience, audience_of_place, opened_document, visible_document
from server.registry.why import Why

VIEWS_SHOWN = 200
ALIKE = 20
PEOPLE_SHOWN = 20
SEEN_BY_AUTHOR = "Учебный документ видят только его автор и администраторы: доступ города его не касается."
NO_COPIES = "В учебном журнале экземпляров не учитывают: держать их некому."
KEEPERS = {Part.REGISTRAR, Part.AUTHOR, Part.SIGNATORY}
REGISTERED = Document.state == DocumentState.REGISTERED
OTHERS = or_(  # as the indexes of the queue and of projects have it
    Document.state.in_([DocumentState.DRAFT, DocumentState.AWAITING]),
    Document.state.not_in([DocumentState.REGISTERED, DocumentState.DRAFT]),
)
WITHOUT_NUMBER = re.compile(r"(?:проект|карточка)\s*№?\s*(\d{1,18})")


class AccessService(Service, AccessApi):
    def why(self, person_id: PersonId, document_id: DocumentId, on: date | None = None) -> Explanation:
        explanation = Why(self.context, on).explain(person_id, document_id)
        self.record("access_explained", "document", document_id, person=explanation.person, on=explanation.on)
        return explanation

    def why_number(self, person_id: PersonId, number: str, on: date | None = None) -> list[Explanation]:
        found = self._numbered(number.strip())
        if not found:
            raise Missing(f"Документа с номером «{number}» нет. Проверьте номер и год; без номера — «проект 123».")
        why = Why(self.context, on)
        for document_id in found:
            person = why.known.people.get(person_id)
            self.record(
                "access_explained", "document", document_id, person=person.name if person else "", on=why.day
            )  # fmt: skip
        return [why.explain(person_id, document_id) for document_id in found]

    def _numbered(self, number: str) -> Sequence[DocumentId]:
        """Documents that have the number, or else share it with others, or else had it before.

        Those that are registered come first: only their numbers are indexed, and they are nearly all.
        """
        if without := WITHOUT_NUMBER.fullmatch(number.lower()):
            project = select(Document.id).where(Document.id == int(without.group(1)), ~Document.practice)
            return self.session.scalars(project).all()
        pattern = "|".join(f"({number_pattern(each)})" for each in {number, bare(number)})
        newest = Document.registered_at.desc().nulls_last()
        has = select(Document.id).where(Document.number != "", ~Document.practice).order_by(newest).limit(ALIKE)
        had = (
            select(Document.id)
            .join(NumberLedger, NumberLedger.document_id == Document.id)
            .where(~Document.practice)
            .order_by(newest)
            .limit(ALIKE)
        )
        whole = Document.number_key.regexp_match(f"^({pattern})$")
        shared = and_(Document.number_key.regexp_match(f"^({pattern})/"), Document.joint_numbers != "")
        for statement in (
            *(has.where(state, spelt) for state in (REGISTERED, OTHERS) for spelt in (whole, shared)),
            had.where(NumberLedger.state == NumberState.VOID, NumberLedger.number_key.regexp_match(f"^({pattern})$")),
        ):
            if found := self.session.scalars(statement).all():
                return found
        return ()

    def people(self, text: str) -> list[PersonRow]:
        return people_like(self.session, text, PEOPLE_SHOWN, self.today, dismissed=True)

    def why_me(self, document_id: DocumentId) -> Explanation:
        visible_document(self.session, self.caller, document_id, stays=SEEN_BY_AUTHOR)
        return Why(self.context, None).explain(self.caller.me.id, document_id)

    def copies(self, document_id: DocumentId) -> Copies:
        document = opened_document(self.session, self.caller, document_id)
        if not is_restricted(document):
            return Copies(restricted=False, rows=[], views=[], all_views=0)
        viewed = (AuditEvent.kind == "document", AuditEvent.object_id == document_id, AuditEvent.action == "viewed")
        seen = (
            select(AuditEvent.person_id, func.count().label("views"), func.max(AuditEvent.at).label("last"))
            .where(*viewed).group_by(AuditEvent.person_id).subquery()
        )  # fmt: skip
        rows = self.session.execute(
            select(
                DocumentCopy.number, DocumentCopy.person_id, initials(Person), DocumentCopy.basis, DocumentCopy.since,
                DocumentCopy.until, func.coalesce(seen.c.views, 0), seen.c.last,
            )
            .join(Person, Person.id == DocumentCopy.person_id)
            .outerjoin(seen, seen.c.person_id == DocumentCopy.person_id)
            .where(DocumentCopy.document_id == document_id).order_by(DocumentCopy.number)
        )  # fmt: skip
        views = self.session.execute(
            select(AuditEvent.at, AuditEvent.person, AuditEvent.acting_for, AuditEvent.workplace)
            .where(*viewed).order_by(AuditEvent.id.desc()).limit(VIEWS_SHOWN)
        )  # fmt: skip
        total = self.session.scalar(select(func.count()).select_from(AuditEvent).where(*viewed)) or 0
        may_keep = bool(document.number) and bool(standing(self.session, self.caller, document).parts & KEEPERS)
        return Copies(True, [CopyRow(*row) for row in rows], [ViewRow(*row) for row in views], total, may_keep)

    def lift(self, document_id: DocumentId, version: int, reason: str) -> int:
        drafts = Drafts(self.context)
        document = drafts.for_action(document_id, Action.LIFT, version)
        self.check(require("reason", reason.strip(), "Причина"))
        if not is_restricted(document):
            raise Invalid("На документе нет грифа: снимать нечего.")
        before = drafts.draft_of(document)
        document.restriction, document.restriction_basis, document.copy_number = Restriction.NONE, "", ""
        let_in(self.session, document, keep=True)
        self.session.flush()  # the version
        index_card(self.context, document)
        changes = differences(before, drafts.draft_of(document))
        self.record("restriction_lifted", "document", document.id, reason=reason.strip(), changes=changes)
        Inside(self.context).follow_mark(document)
        self.changed(Kind.DOCUMENT, document.id, audience_of_place(self.session, document))
        return document.version

    def hand_copy(self, document_id: DocumentId, person_id: PersonId, basis: str) -> int:
        document = self._kept(document_id)
        self.check(require("basis", basis.strip(), "Основание"))
        person = self.session.get(Person, person_id)
        if person is None or (person.dismissed is not None and person.dismissed <= self.today):
            raise Invalid("Такого сотрудника нет или он уволен. Выберите другого.")
        if -person_id in document.readers:
            raise Invalid(f"За сотрудником {person.name} уже числится экземпляр этого документа.")
        hand_out(self.session, document, [person_id], basis.strip())
        self._let_in(document)
        number = self.session.scalar(
            select(func.max(DocumentCopy.number)).where(DocumentCopy.document_id == document_id)
        )
        self.record("copy_handed", "document", document_id, copy=number, holder=person.name, reason=basis)
        return int(number or 0)

    def take_copy_back(self, document_id: DocumentId, number: int, reason: str) -> None:
        document = self._kept(document_id)
        self.check(require("reason", reason.strip(), "Причина"))
        person_id = self.session.scalars(
            update(DocumentCopy)
            .where(DocumentCopy.document_id == document_id, DocumentCopy.number == number)
            .where(DocumentCopy.until.is_(None)).values(until=self.now).returning(DocumentCopy.person_id)
        ).one_or_none()  # fmt: skip
        if person_id is None:
            raise Invalid("Этот экземпляр уже возвращён. Обновите список.")
        if len(document.readers) == 1:
            raise Invalid("Это последний экземпляр: документ не может остаться без держателя.")
        holder = self.session.get_one(Person, person_id).name
        heard = audience(self.session, document)
        self._let_in(document)
        self.record("copy_returned", "document", document_id, copy=number, holder=holder, reason=reason)
        self.changed(Kind.DOCUMENT, document_id, heard)

    def _kept(self, document_id: DocumentId) -> Document:
        """The restricted document, locked, for those who keep account of its copies."""
        document = visible_document(self.session, self.caller, document_id, lock=True, stays=NO_COPIES)
        if not is_restricted(document) or not document.number:
            raise Invalid("Экземпляры учитываются у зарегистрированных документов ДСП.")
        if not standing(self.session, self.caller, document).parts & KEEPERS:
            raise NotAllowed("Экземпляры учитывает делопроизводитель места регистрации, автор или подписавший.")
        return document

    def _let_in(self, document: Document) -> None:
        let_in(self.session, document)
        self.session.flush()
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))
