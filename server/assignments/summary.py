"""«Сводка об исполнении поручений»: what was on control by unit and executor, executed and still being executed."""

from typing import Any

from sqlalchemy import or_

from server.assignments.discipline import (
    ByExecutor,
    OfExecutors,
    by_executor,
    done_within,
    end_of,
    figures_of,
    still_open,
)
from server.assignments.models import Assignment
from server.core.service import Context
from server.reports.report import Cell, Chart, Column, Figure

DONE, OPENED = "Исполнено", "На исполнении"


class ExecutionSummary(ByExecutor):
    code = "assignments.summary"
    title = "Сводка об исполнении поручений"
    subject = "контрольные поручения"
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Структурное подразделение/исполнитель", 84),
        figures_of("Всего на контроле", width=26),
        figures_of("в срок", DONE, 24),
        figures_of("с нарушением срока", DONE, 30),
        figures_of("срок не истёк", OPENED, 26),
        figures_of("просрочено", OPENED, 28),
        figures_of("Срок продлён", width=25),
        Column("% исполнения в срок", 28, right_aligned=True, share=(3, 3, 4)),
    )
    chart = Chart("Исполнено в срок по подразделениям, %", (8,))

    def notes(self, context: Context, parameters: OfExecutors) -> list[str]:
        last = f"{parameters.until:%d.%m.%Y}"
        counted = f"исполненные за период и не исполненные на {last}, выданные по {last} включительно"
        return [f"Примечание. На контроле: {counted}. % исполнения в срок — от исполненных."]

    def statement(self, context: Context, parameters: OfExecutors) -> Any:
        done = done_within(parameters)
        opened = still_open(parameters) & (Assignment.issued_at < end_of(context, parameters))
        facts = {
            "done": done, "late": done & (Assignment.done_on > Assignment.due),
            "overdue": Assignment.due < min(parameters.until, context.clock.today()), "moved": Assignment.moves > 0,
        }  # fmt: skip
        return by_executor(context, parameters, or_(done, opened), facts, _parts)

    def figures(self, row: Any) -> list[Cell]:
        timely, late, running, overdue, moved = (
            getattr(row, name) or [] for name in ("timely", "late", "running", "overdue", "moved")
        )
        every = [*timely, *late, *running, *overdue]
        return [*(Figure.of(ids) for ids in (every, timely, late, running, overdue, moved)), None]


def _parts(one: Any) -> dict[str, Any]:
    return {
        "timely": one.done & ~one.late, "late": one.late, "running": ~one.done & ~one.overdue,
        "overdue": ~one.done & one.overdue, "moved": one.moved,
    }  # fmt: skip
