"""Assignments and what the forms of resolutions are told, as the tests of the client need them."""

from datetime import UTC, date, datetime

from common.assignments.cards import (
    Absence,
    AssignmentCard,
    AssignmentRow,
    ExecutionReport,
    ExecutorRow,
    ResolutionTemplate,
    Step,
)
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Action, Part, Situation, Standing, Status, refusals
from common.kernel.deadlines import Count, DayOff, DeadlineRule, ProductionCalendar
from common.kernel.ids import AssignmentId, ReportId
from common.kernel.rights import Right
from tests.factories.workplace import DIRECTOR, LEADER, LETTER, TODAY

MONTH = DeadlineRule(title="30 календарных дней", count=Count.CALENDAR, amount=30, source="59-ФЗ, ст. 12", norm="month")
DEADLINE = ProductionCalendar({}).deadline(MONTH, TODAY)


AUTHOR, EXECUTOR, CONTROLLER = (frozenset({part}) for part in (Part.AUTHOR, Part.RESPONSIBLE, Part.CONTROLLER))


def assignment(number=1, parent=None, status=Status.ISSUED, *, parts=EXECUTOR, children=0, late=0, asked=False):
    row = AssignmentRow(
        AssignmentId(number), LETTER, "Вх-1", "", "Подготовить сведения", "Петрова А. И.", "Абакумов В. П.", "",
        DEADLINE.due, DEADLINE, status, True, False, late, version=3,
    )  # fmt: skip
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    reports = [ExecutionReport(ReportId(1), at, "Абакумов В. П.", "Сделано.", True, False, "Нет перечня.", [])]
    situation = Situation(status, children, late > 0, asked)
    said = refusals(situation, Standing(parts, frozenset(Right)))
    return AssignmentCard(
        row=row, version=3, issued_at=at, parent_id=parent, first_due=DEADLINE.due,
        draft=ResolutionDraft(document_id=LETTER, text=row.text, responsible_id=DIRECTOR.id, rule=MONTH),
        reports=reports, refusals=said, blocks=["Не исполнено подпоручение: Абакумов В. П."] * children,
        executors=[ExecutorRow(DIRECTOR.id, DIRECTOR.name, DIRECTOR.post)],
        steps=[Step(at, Action.ASK, DIRECTOR.name, "Ждём ответа", DEADLINE.due, date(2027, 1, 11))] if asked else [],
    )  # fmt: skip


DEPUTY = ExecutorRow(LEADER.id, "Ершова И. К.", "заместитель директора")
LEADING = ExecutorRow(LEADER.id, LEADER.name, LEADER.post)
DIRECTING = ExecutorRow(DIRECTOR.id, DIRECTOR.name, DIRECTOR.post)
KEPT = ResolutionTemplate(
    1, "Обычная", False,
    ResolutionDraft(document_id=LETTER, text="Рассмотреть", responsible_id=DIRECTOR.id, rule=MONTH), [DIRECTING], "",
)  # fmt: skip
GROUP = ResolutionTemplate(
    2, "Группа", True, ResolutionDraft(document_id=LETTER, co_executor_ids=[LEADER.id, DIRECTOR.id]),
    [LEADING, DIRECTING], "",
)  # fmt: skip
ABSENT = Absence(DIRECTOR.id, DIRECTOR.name, date(2026, 12, 20), date(2027, 1, 10), DEPUTY)


def days_off(days: list[date]) -> list[DayOff]:
    """As the server answers, with weekends for its only days off."""
    calendar = ProductionCalendar({})
    return [off for day in days if (off := calendar.day_off(day, TODAY))]
