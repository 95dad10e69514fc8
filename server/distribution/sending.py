"""Sending a registered document: who may, to whom it goes, and how it gets to them — set by set, not one by one."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, insert, literal, select

from common.distribution.api import SendDraft
from common.identity import StandIn
from common.kernel.changes import Kind
from common.kernel.deadlines import Count, Deadline, DeadlineRule
from common.kernel.ids import PersonId
from common.kernel.rights import Right
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.practice import NOT_SENT
from common.registry.rules import Action, Part
from common.rpc.errors import Invalid, NotAllowed
from server.calendars.service import CalendarService
from server.core.events import AcquaintanceAsked
from server.core.service import Service
from server.distribution.models import Acquaintance, DistributionSending
from server.distribution.recipients import Chosen, gave_back, has_got, meant
from server.identity.models import Person
from server.registry.models import Document
from server.registry.papers import PaperService
from server.registry.participants import addressees, refusals_of, standing
from server.registry.service import RegistryService

NOT_REGISTERED = "Рассылают зарегистрированные документы: сначала присвойте номер."
NO_RIGHT = "Ваша роль не даёт рассылать документы этого вида."
RESTRICTED = "Документ ДСП рассылают регистратор, составитель, подписавший или адресат."
NAMED_ONLY = (
    "Документ ДСП рассылают только названным сотрудникам: уберите подразделения (и списки, в которых они есть)"
    " и назовите людей поимённо."
)
OUTSIDE = (
    "Организациям рассылает регистратор места — исходящие, внутренние документы и правовые акты. Уберите организации"
    " или попросите регистратора."
)
NOBODY = "Рассылать некому: все выбранные уже получили этот документ."
RESPONSIBLE = {Part.REGISTRAR, Part.AUTHOR, Part.EXECUTOR, Part.SIGNATORY}


class Distribution(Service):
    def refusal(self, document: Document) -> str:
        """Why the caller may not send the document; empty when he may."""
        if document.practice:
            return NOT_SENT
        if document.state is not DocumentState.REGISTERED:
            return NOT_REGISTERED
        known = standing(self.session, self.caller, document)
        if Right.DISTRIBUTE not in known.rights:
            return NO_RIGHT
        if document.restriction is not Restriction.NONE and not known.parts & RESPONSIBLE:
            selves = self.caller.selves(document.kind)
            return "" if selves & {*addressees(self.session, document.id)} else RESTRICTED
        return ""

    def check_may_send(self, document: Document, wanted: Chosen) -> None:
        """Raises NotAllowed, and Invalid for a restricted document that would go to whole units."""
        if words := self.refusal(document):
            raise Invalid(words) if words == NOT_REGISTERED else NotAllowed(words)
        if document.restriction is not Restriction.NONE and wanted.units:
            raise Invalid(NAMED_ONLY)
        if wanted.organisations and refusals_of(self.session, self.caller, document)[Action.DISPATCH]:
            raise NotAllowed(OUTSIDE)

    def deadline(self, days: int) -> Deadline | None:
        if not days:
            return None
        rule = DeadlineRule(title="Срок ознакомления", count=Count.WORKING, amount=days)
        return CalendarService(self.context).deadline(rule, self.today)

    def send(self, document: Document, draft: SendDraft, wanted: Chosen, deadline: Deadline | None) -> str:
        """Says what was done; `document` is locked. Raises NotAllowed, Invalid."""
        self.check_may_send(document, wanted)
        absent, due = self._in_stead_of(document), deadline.due if deadline else None
        sending = DistributionSending(
            document_id=document.id, kind=draft.kind, recipients=wanted.words, comment=draft.comment.strip(), due=due,
            deadline=msgspec.to_builtins(deadline),
            organisations=[], sent_by_id=self.caller.me.id, in_stead_of_id=absent.id if absent else None,
            sent_at=self.now,
        )  # fmt: skip
        self.session.add(sending)
        self.session.flush()  # the id
        people = self._ask(document, sending, self.fresh(document, wanted, again=draft.again))
        sending.organisations = PaperService(self.context).address(document, wanted.organisations)
        if not people and not sending.organisations:
            raise Invalid(NOBODY)
        if people:
            RegistryService(self.context).let_read(document.id, people)
            self.context.tell(AcquaintanceAsked(document.id, tuple(people), due))
        self.record(
            "distributed", "document", document.id, absent.name if absent else "", recipients=wanted.words,
            people=len(people), organisations=len(sending.organisations), due=due, sending=sending.id,
        )  # fmt: skip
        self.changed(Kind.ACQUAINTANCE, document.id, [*people, self.caller.me.id])
        told = [f"сотрудников: {len(people)}" if people else "",
                f"организаций: {len(sending.organisations)}" if sending.organisations else ""]  # fmt: skip
        return ", ".join(each for each in told if each)

    def fresh(self, document: Document, wanted: Chosen, *, again: bool) -> ColumnElement[bool]:
        """Those of the chosen who have not got it yet."""
        found = meant(wanted, self.today) & ~has_got(document.id, again=again)
        return found & ~gave_back(document.id) if document.restriction is not Restriction.NONE else found

    def _ask(self, document: Document, sending: DistributionSending, people: ColumnElement[bool]) -> list[PersonId]:
        """One statement, however many they are."""
        chosen: Any = select(
            literal(sending.id), literal(document.id), Person.id, Person.unit_id,
            literal(sending.due, Acquaintance.due.type),
        ).where(people)  # fmt: skip
        names = ["sending_id", "document_id", "person_id", "unit_id", "due"]
        return list(
            self.session.scalars(insert(Acquaintance).from_select(names, chosen).returning(Acquaintance.person_id))
        )  # fmt: skip

    def _in_stead_of(self, document: Document) -> StandIn | None:
        """Whose right to send it takes; nobody's when the caller has it in person."""
        kind, state = document.kind, document.state.value
        for absent in (None, *self.caller.me.stands_in):
            if Right.DISTRIBUTE in self.caller.standing_in_for(absent).rights_on(document.place_id, kind, state):
                return absent
        raise NotAllowed(NO_RIGHT)
