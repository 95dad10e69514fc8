"""The term that a resolution is offered: the document's control term, the norm of its kind, or that of no term."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select

from common.assignments.cards import TermOffer
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import UNISSUED
from common.kernel.deadlines import Area, Count, Deadline, DeadlineRule, Shift, Since
from common.kernel.ids import AssignmentId, DocumentId, PersonId
from common.kernel.validation import Problem
from common.registry.practice import NO_RESOLUTIONS
from server.assignments.controllers import usual_controller
from server.assignments.models import Assignment
from server.calendars.models import DeadlineNorm
from server.calendars.service import CalendarService
from server.core.service import Service
from server.identity.models import Person, employed
from server.registry.kinds import kind_of
from server.registry.models import Document
from server.registry.queries import names_of
from server.registry.readers import visible_document

NO_TERM = "month"  # «срок не указан»
LINE = 200  # characters of a title
EXTENDS = "Это норма продления: её выбирают, когда переносят срок. Выберите другую."


class TermOffers(Service):
    def offer(self, document_id: DocumentId | None, parent_id: AssignmentId | None) -> TermOffer:
        """Of many documents at once, none is looked at."""
        if document_id is None:
            return TermOffer(self._norm(NO_TERM))
        document = visible_document(self.session, self.caller, document_id, stays=NO_RESOLUTIONS)
        norm = kind_of(self.session, document.kind).deadline_norm
        of_kind = self._norm(norm)
        dates = [rule for rule in self._dates(document, parent_id) if rule.fixed and rule.fixed >= self.today]
        if parent_id is not None:  # the whole time that is left
            rule = dates[0] if dates else None
        else:
            rule = next(iter(dates), of_kind or self._norm(NO_TERM))
        controller, usual = self._controller(document_id), usual_controller(self.context, self.caller)
        return TermOffer(rule, self._area(norm), norm, *self._named(controller), *self._named(usual))

    def entered(self, draft: ResolutionDraft) -> DeadlineRule:
        """The term of a resolution in our words; a date that was offered says what it is. Raises Invalid."""
        assert draft.rule is not None
        rule = CalendarService(self.context).entered(draft.rule)
        if rule.since is Since.TERM:
            self.check([Problem("rule", EXTENDS)])
        if rule.count is not Count.DATE:
            return rule
        document = visible_document(self.session, self.caller, draft.document_id, stays=NO_RESOLUTIONS)
        named = (each.title for each in self._dates(document, draft.parent_id) if each.fixed == rule.fixed)
        return msgspec.structs.replace(rule, title=next(named, rule.title))

    def _dates(self, document: Document, parent_id: AssignmentId | None) -> Iterator[DeadlineRule]:
        """The dates that are at hand: of the assignment above, or else the control term of the document."""
        parent = self.session.get(Assignment, parent_id) if parent_id else None
        if parent is not None and parent.document_id == document.id and parent.status not in UNISSUED:
            yield _date("Срок вышестоящего поручения", parent)
        elif document.control_due is not None:
            yield _date("Контрольный срок документа", document)

    def _named(self, person: PersonId | None) -> tuple[PersonId | None, str]:
        return (person, names_of(self.session, [person])[person]) if person else (None, "")

    def _controller(self, document_id: DocumentId) -> PersonId | None:
        return self.session.scalar(
            select(Assignment.controller_id)
            .join(Person, Person.id == Assignment.controller_id)
            .where(Assignment.document_id == document_id, Assignment.controlled, Assignment.status.not_in(UNISSUED))
            .where(employed(self.today))
            .order_by(Assignment.id.desc()).limit(1)
        )  # fmt: skip

    def _norm(self, key: str) -> DeadlineRule | None:
        return CalendarService(self.context).norm(key) if key else None

    def _area(self, key: str) -> Area:
        norm = self.session.get(DeadlineNorm, key) if key else None
        return norm.area if norm else Area.ASSIGNMENTS


def _date(title: str, of: Assignment | Document) -> DeadlineRule:
    """With the ground of the term that it repeats."""
    kept, due = (of.deadline, of.due) if isinstance(of, Assignment) else (of.control_deadline, of.control_due)
    ground = msgspec.convert(kept, Deadline).rule if kept else None
    if ground is not None and ground.count is not Count.DATE:
        title += f" — {ground.title}" + (f" ({ground.source})" if ground.source else "")
    return DeadlineRule(title=title[:LINE], count=Count.DATE, shift=Shift.NONE, fixed=due)
