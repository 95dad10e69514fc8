"""A folder of assignments becomes a report: grouped, counted, kept, seen by each as his own."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import DeskPart, Folder
from common.assignments.selection import GROUPS, AssignmentFilter, FolderTaken
from common.jobs import JobState
from common.kernel.ids import ReportRunId
from common.registry.card import Restriction
from common.reports import Format, LineRole, ReportLine, ReportRun, SavedDraft, Sharing
from common.rpc.errors import Invalid
from common.schedules import Occasions, ScheduleDraft
from server.core.clock import Clock
from tests.city import City, Signed

Ended = Callable[[Signed, ReportRunId], ReportRun]
BUILT = "assignments.built"


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    """Documents of every class, with resolutions."""
    return whole


def asked(
    groups: str = "", *, rows: bool = True, folder: Folder = Folder.ON_CONTROL, **chosen: object
) -> dict[str, str]:
    taken = FolderTaken(folder=folder, chosen=AssignmentFilter(**chosen))
    text_of = msgspec.json.encode(taken).decode()
    return {"chosen": text_of, "title": "Контроль", "groups": groups, "rows": "1" if rows else ""}


def lines_of(person: Signed, ended: Ended, parameters: dict[str, str]) -> tuple[ReportRunId, list[ReportLine]]:
    run = ended(person, person.api.reports.run(BUILT, parameters, Format.SCREEN))
    assert run.state is JobState.DONE, run.message
    return run.id, person.api.reports.lines(run.id, 0, 500).rows


def rows_of(lines: list[ReportLine]) -> list[ReportLine]:
    return [line for line in lines if line.role is LineRole.ROW]


def test_rows_are_those_of_the_folder_and_each_total_opens_them(city: City, ended: Ended) -> None:
    controller = city.sign_in("controller")
    folder = controller.api.assignments.folder(Folder.ON_CONTROL)
    run_id, lines = lines_of(controller, ended, asked("unit,responsible"))
    assert len(rows_of(lines)) == folder.total > 0
    table = controller.api.reports.table(run_id)
    assert (table.title, table.words) == ("Контроль", ["папка «На контроле»"])
    last = len(table.columns) - 1
    total = controller.api.reports.behind(run_id, lines[-1].id, last, 0, 500)
    assert (total.total, total.hidden) == (folder.total, 0)
    assert {row.assignment_id for row in total.rows} == {row.id for row in folder.rows}
    late = sum(row.due < Clock().today() for row in folder.rows)
    assert lines[-1].cells[last - 1] == str(late)
    narrowed = controller.api.assignments.folder(Folder.ON_CONTROL, chosen=AssignmentFilter(part=DeskPart.OVERDUE))
    _, overdue = lines_of(controller, ended, asked(part=DeskPart.OVERDUE))
    assert len(rows_of(overdue)) == narrowed.total


@pytest.mark.parametrize("group", list(GROUPS))
def test_groups_are_called_and_counted_the_same_with_rows_and_without(city: City, ended: Ended, group: str) -> None:
    controller = city.sign_in("controller")
    _, lines = lines_of(controller, ended, asked(group))
    sections = [line.cells[0] for line in lines if line.role is LineRole.SECTION]
    counts = [line.cells[-1] for line in lines if line.role is LineRole.SUBTOTAL]
    assert len(set(sections)) == len(sections), "each group stands once"
    _, only = lines_of(controller, ended, asked(group, rows=False))
    assert [(line.cells[0], line.cells[1]) for line in rows_of(only)] == list(zip(sections, counts, strict=True))


def test_of_a_restricted_document_neither_words_nor_author_leave(city: City, ended: Ended, engine: Engine) -> None:
    controller = city.sign_in("controller")
    row = controller.api.assignments.folder(Folder.ON_CONTROL).rows[0]
    closing = text("UPDATE document SET restriction = :value WHERE id = :id")
    with engine.begin() as connection:
        connection.execute(closing, {"value": Restriction.OFFICIAL.value, "id": row.document_id})
    try:
        _, lines = lines_of(controller, ended, asked("author"))
    finally:
        with engine.begin() as connection:
            connection.execute(closing, {"value": Restriction.NONE.value, "id": row.document_id})
    assert [line.cells[0] for line in lines if line.role is LineRole.SECTION][-1] == Restriction.OFFICIAL.label
    told = [line for line in rows_of(lines) if line.document_id == row.document_id]
    assert told
    assert not any(row.text in cell or (row.summary and row.summary in cell) for line in told for cell in line.cells)


def test_a_shared_report_is_of_the_folder_of_whoever_makes_it_and_is_scheduled(city: City, ended: Ended) -> None:
    controller, mayor = city.sign_in("controller"), city.sign_in("mayor")
    clerk = city.sign_in("registrar")
    draft = SavedDraft(title="Контроль по срокам", code=BUILT, parameters=asked("due", rows=False), sharing=Sharing.ALL)
    own = clerk.api.reports.keep(draft)
    for person in (controller, mayor):
        run = ended(person, person.api.reports.run(f"saved.{own}", {}, Format.SCREEN))
        total = sum(int(line.cells[1]) for line in rows_of(person.api.reports.lines(run.id, 0, 500).rows))
        assert total == person.api.assignments.folder(Folder.ON_CONTROL).total
    schedule = controller.api.schedules.put(
        ScheduleDraft(code=f"saved.{own}", occasions=Occasions(weekdays=[0]), person_ids=[mayor.me.id])
    )
    assert controller.api.schedules.card(schedule).title == "Контроль по срокам"


def test_a_column_that_groups_nothing_is_refused(city: City) -> None:
    controller = city.sign_in("controller")
    for groups, rows in (("text", True), ("unit,unit", True), ("", False)):
        with pytest.raises(Invalid):
            controller.api.reports.run(BUILT, asked(groups, rows=rows), Format.SCREEN)
    with pytest.raises(Invalid):
        controller.api.reports.run(BUILT, {**asked(), "chosen": "{"}, Format.SCREEN)


def test_an_empty_folder_says_so(city: City, ended: Ended) -> None:
    controller = city.sign_in("controller")
    far = Clock().today() + timedelta(days=4000)
    run_id, lines = lines_of(controller, ended, asked("unit", since=far))
    assert lines == []
    assert "папка пуста" in controller.api.reports.table(run_id).nothing
