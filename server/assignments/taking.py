"""A folder of assignments to be taken away: what the window shows, all of its rows."""

from collections.abc import Iterator, Sequence

from common.assignments.cards import AssignmentRow, Folder
from common.assignments.selection import FolderTaken
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.wording import day
from server.assignments.service import AssignmentService
from server.core.service import Context
from server.registry.kinds import kind_of
from server.registry.taking import AT_ONCE, FilterAsText, Taken, closed
from server.reports.report import Cell, Column


class AssignmentsTaken(Taken[FolderTaken, AssignmentRow]):
    code = "assignments.taken"
    title = "Поручения"
    group = "Исполнение и дисциплина"
    right = Right.READ_ASSIGNMENTS
    filter = FolderTaken

    def file_name(self, parameters: FilterAsText) -> str:
        return self._filter(parameters).folder.label

    def heading_title(self, parameters: FilterAsText) -> str:
        return self.file_name(parameters)

    def shown_columns(self, context: Context, parameters: FilterAsText) -> Sequence[Column]:
        person = "Контролёр" if self._filter(parameters).folder is Folder.ISSUED_BY_ME else "Автор"
        return (
            Column("Срок", 19.0), Column("Дней сверх срока", 15.0, right_aligned=True),
            Column("Из них рабочих", 16.5, right_aligned=True), Column("Пункт", 14.5), Column("Поручение", 36.0),
            Column("Документ", 30.5), Column("Содержание документа", 34.0), Column("Ответственный", 29.0),
            Column("Соисполнители", 29.0), Column(person, 23.0), Column("Состояние", 25.0),
            Column("Переносы", 20.5, right_aligned=True),
        )  # fmt: skip

    def read(self, context: Context, chosen: FolderTaken, offset: int) -> Page[AssignmentRow]:
        page = AssignmentService(context).folder(chosen.folder, offset, AT_ONCE, chosen.chosen)
        return closed(context, page)

    def cells(self, context: Context, chosen: FolderTaken, row: AssignmentRow) -> Sequence[Cell]:
        state = ", ".join([*row.state, *["особый контроль"] * row.special])
        person = row.controller if chosen.folder is Folder.ISSUED_BY_ME else row.author
        return (
            day(row.due), row.overdue_days or "", row.overdue_working_days or "", row.point, row.text,
            f"{row.kind}\n{row.document}".strip(), row.summary, row.responsible, row.co_executors, person, state,
            row.moves or "",
        )  # fmt: skip

    def words(self, context: Context, chosen: FolderTaken) -> Iterator[str]:
        yield from chosen.chosen.words()
        if chosen.chosen.kind:
            yield f"вид: {kind_of(context.session, chosen.chosen.kind).title}"
