"""A register becomes a report: grouped, counted, summed, kept under a title and shared."""

from collections.abc import Callable

import msgspec
import pytest
from sqlalchemy import Engine, text

from common.correspondents import CorrespondentDraft, MergerDraft
from common.jobs import JobState
from common.kernel.ids import ReportRunId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass
from common.registry.columns import COLUMNS, grouping_columns
from common.registry.document import DocumentFilter
from common.registry.selection import Condition
from common.registry.views import View
from common.reports import Format, HandingDraft, LineRole, ReportLine, ReportRun, SavedDraft, Sharing
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City, Signed

Ended = Callable[[Signed, ReportRunId], ReportRun]
BUILT = "registry.built"
SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}


def asked(word: str, groups: str = "", *, rows: bool = True, **chosen: object) -> dict[str, str]:
    chosen = {"document_class": DocumentClass.INCOMING, "summary": word, **chosen}
    view = View(
        title="Письма", register="incoming", chosen=DocumentFilter(**chosen), columns=["number", "summary", "sheets"]
    )
    return {"view": msgspec.json.encode(view).decode(), "groups": groups, "rows": "1" if rows else ""}


def lines_of(person: Signed, run: ReportRun) -> list[ReportLine]:
    assert run.state is JobState.DONE, run.message
    return person.api.reports.lines(run.id, 0, 500).rows


def letters(clerk: Signed, word: str) -> None:
    for file, sheets in (("01-13", 2), ("01-14", 3), ("01-13", 5)):
        clerk.register(summary=f"О {word}", case_file=file, sheets=sheets)


def test_rows_stand_by_groups_with_counts_and_sums(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    letters(clerk, "пожарах")
    lines = lines_of(clerk, ended(clerk, clerk.api.reports.run(BUILT, asked("пожарах", "case_file"), Format.SCREEN)))
    assert [line.cells[0] for line in lines if line.role is LineRole.SECTION] == ["01-13", "01-14"]
    totals = [(line.role, line.cells[-2:]) for line in lines if line.role in {LineRole.SUBTOTAL, LineRole.TOTAL}]
    assert totals == [
        (LineRole.SUBTOTAL, ["7", "2"]), (LineRole.SUBTOTAL, ["3", "1"]), (LineRole.TOTAL, ["10", "3"])
    ]  # fmt: skip


@pytest.mark.parametrize("group", list(grouping_columns(COLUMNS)))
def test_groups_are_called_the_same_with_rows_and_without(city: City, ended: Ended, group: str) -> None:
    clerk = city.sign_in("registrar")
    letters(clerk, f"столбце {group}")
    of_group = clerk.api.reports.run(BUILT, asked(f"столбце {group}", group), Format.SCREEN)
    sections = [line.cells[0] for line in lines_of(clerk, ended(clerk, of_group)) if line.role is LineRole.SECTION]
    only = clerk.api.reports.run(BUILT, asked(f"столбце {group}", group, rows=False), Format.SCREEN)
    assert [line.cells[0] for line in lines_of(clerk, ended(clerk, only))[:-1]] == sections


def test_namesakes_are_two_groups(city: City, engine: Engine, ended: Ended) -> None:
    clerk, first, second = city.sign_in("registrar"), city.sign_in("executor"), city.sign_in("executor2")
    ids = [clerk.register(summary="О тёзках") for _ in range(4)]
    with engine.begin() as connection:
        named = "FROM person o WHERE o.id = :first AND p.id = :second"
        was = connection.execute(
            text("SELECT surname, first_name, patronymic FROM person WHERE id = :id"), {"id": second.me.id}
        ).one()
        connection.execute(
            text(
                f"UPDATE person p SET surname = o.surname, first_name = o.first_name, patronymic = o.patronymic {named}"
            ),
            {"first": first.me.id, "second": second.me.id},
        )
        for place, document_id in enumerate(ids):
            connection.execute(
                text("UPDATE document SET executor_id = :person WHERE id = :id"),
                {"person": (first, second)[place % 2].me.id, "id": document_id},
            )
    try:
        order = clerk.api.reports.run(BUILT, asked("тёзках", "executor"), Format.SCREEN)
        roles = [line.role for line in lines_of(clerk, ended(clerk, order))]
        order = clerk.api.reports.run(BUILT, asked("тёзках", "executor", rows=False), Format.SCREEN)
        counts = [line.cells[1] for line in lines_of(clerk, ended(clerk, order))]
    finally:
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE person SET surname = :s, first_name = :f, patronymic = :p WHERE id = :id"),
                {"s": was.surname, "f": was.first_name, "p": was.patronymic, "id": second.me.id},
            )
    section, row, total = LineRole.SECTION, LineRole.ROW, LineRole.SUBTOTAL
    assert roles == [section, row, row, total, section, row, row, total, LineRole.TOTAL]
    assert counts == ["2", "2", "4"]


def test_entries_that_were_merged_are_one_group(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    drafts = [CorrespondentDraft(name="Двойник", tax_reason=reason) for reason in ("550101001", "550201001")]
    entries = [clerk.api.correspondents.create(draft) for draft in drafts]
    for entry_id in (*entries, entries[0]):
        clerk.register(summary="О двойниках", correspondent_id=entry_id)
    stays, goes = (clerk.api.correspondents.card(each).version for each in entries)
    merger = MergerDraft(stays_id=entries[0], goes_id=entries[1], stays_version=stays, goes_version=goes, taken=[])
    clerk.api.mergers.merge(merger)
    order = clerk.api.reports.run(BUILT, asked("двойниках", "correspondent", rows=False), Format.SCREEN)
    assert [line.cells[1] for line in lines_of(clerk, ended(clerk, order))] == ["3", "3"]


def test_two_levels_have_totals_each_and_every_figure_opens_its_documents(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    letters(clerk, "паводках")
    run = ended(clerk, clerk.api.reports.run(BUILT, asked("паводках", "kind,case_file"), Format.SCREEN))
    lines = lines_of(clerk, run)
    subtotals = [line for line in lines if line.role is LineRole.SUBTOTAL]
    assert [line.cells[-1] for line in subtotals] == ["2", "1", "3"]
    assert subtotals[-1].cells[0].startswith("Всего: ")
    for line in [*subtotals, lines[-1]]:
        place = len(line.cells) - 1
        assert clerk.api.reports.behind(run.id, line.id, place).total == int(line.cells[place])
    for form in (Format.PDF, Format.XLSX):
        assert ended(clerk, clerk.api.reports.again(run.id, form)).state is JobState.DONE


def test_without_rows_only_what_the_groups_come_to_is_shown(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    letters(clerk, "дорогах")
    run = ended(clerk, clerk.api.reports.run(BUILT, asked("дорогах", "case_file", rows=False), Format.SCREEN))
    lines = lines_of(clerk, run)
    assert [line.cells for line in lines] == [["01-13", "2", "7"], ["01-14", "1", "3"], ["ИТОГО", "3", "10"]]
    assert clerk.api.reports.behind(run.id, 0, 1).total == 2
    titles = [column.title for column in clerk.api.reports.table(run.id).columns]
    assert titles == ["Дело", "Документов", "Листов"]


def test_a_restricted_document_is_counted_apart_from_the_groups_that_would_tell_of_it(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    clerk.register(summary="О складах")
    clerk.register(summary="О складах", **SECRET)
    run = ended(clerk, clerk.api.reports.run(BUILT, asked("складах", "correspondent"), Format.SCREEN))
    lines = lines_of(clerk, run)
    sections = [line.cells[0] for line in lines if line.role is LineRole.SECTION]
    assert sections[-1] == "Для служебного пользования"
    assert len(sections) == 2
    secret = [line for line in lines if line.role is LineRole.ROW][-1]
    assert "О складах" not in secret.cells


def test_a_kept_report_stands_in_the_centre_of_whom_it_is_shared_with(city: City, ended: Ended) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    letters(clerk, "мостах")
    draft = SavedDraft(title="О мостах по делам", code=BUILT, parameters=asked("мостах", "case_file"))
    own = clerk.api.reports.keep(draft)
    code = f"saved.{own}"
    assert code not in [form.code for form in mayor.api.reports.centre()]
    with pytest.raises(Missing):
        mayor.api.reports.run(code, {}, Format.SCREEN)
    shared = clerk.api.reports.keep(msgspec.structs.replace(draft, sharing=Sharing.ALL))
    form = next(each for each in mayor.api.reports.centre() if each.saved_id == shared)
    assert (form.title, form.parameters, form.mine) == ("О мостах по делам", [], False)
    run = ended(mayor, mayor.api.reports.run(form.code, {}, Format.SCREEN))
    assert run.title == "О мостах по делам"
    assert lines_of(mayor, run)[-1].cells[-1] == "3"
    assert mayor.api.reports.history().rows[0].title == "О мостах по делам"
    with pytest.raises(Missing):
        mayor.api.reports.forget(shared)
    clerk.api.reports.forget(shared)
    with pytest.raises(Missing):
        mayor.api.reports.run(form.code, {}, Format.SCREEN)


def test_ones_own_report_is_changed_by_its_owner_alone(city: City) -> None:
    clerk, colleague = city.sign_in("registrar"), city.sign_in("registrar2")
    draft = SavedDraft(title="Мосты", code=BUILT, parameters=asked("мостах"), sharing=Sharing.ALL)
    own = clerk.api.reports.keep(draft)
    assert clerk.api.reports.kept(own) == draft
    changed = SavedDraft(title=" Мосты  и дороги", code=BUILT, parameters=asked("дорогах", "case_file"))
    clerk.api.reports.change(own, changed)
    assert clerk.api.reports.kept(own) == msgspec.structs.replace(changed, title="Мосты и дороги")
    assert f"saved.{own}" not in {form.code for form in colleague.api.reports.centre()}, "it is not shared any more"
    with pytest.raises(Missing):
        colleague.api.reports.kept(own)
    with pytest.raises(Missing):
        colleague.api.reports.change(own, draft)
    with pytest.raises(Invalid):
        clerk.api.reports.change(own, msgspec.structs.replace(changed, title=" "))
    assert clerk.api.reports.kept(own).title == "Мосты и дороги"


def test_mine_in_a_shared_report_means_whoever_runs_it(city: City, ended: Ended) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    clerk.register(summary="О праздниках", addressee_ids=[mayor.me.id])
    draft = SavedDraft(
        title="Мне", code=BUILT, parameters=asked("праздниках", to_me=True), sharing=Sharing.ALL
    )  # fmt: skip
    code = f"saved.{clerk.api.reports.keep(draft)}"
    mine = lines_of(mayor, ended(mayor, mayor.api.reports.run(code, {}, Format.SCREEN)))
    assert [line.role for line in mine] == [LineRole.ROW, LineRole.TOTAL]
    assert lines_of(clerk, ended(clerk, clerk.api.reports.run(code, {}, Format.SCREEN))) == []


def test_a_kept_report_is_handed_over_like_any_other(city: City, ended: Ended) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("executor")
    letters(clerk, "школах")
    code = f"saved.{clerk.api.reports.keep(SavedDraft(title='Школы', code=BUILT, parameters=asked('школах')))}"
    run = ended(clerk, clerk.api.reports.run(code, {}, Format.SCREEN))
    clerk.api.deliveries.hand_over(run.id, HandingDraft(person_ids=[reader.me.id]))
    assert reader.api.deliveries.received().rows[0].title == "Школы"


def test_what_cannot_be_built_is_refused_at_once(city: City) -> None:
    clerk, controller = city.sign_in("registrar"), city.sign_in("controller")
    for parameters in (
        asked("x", "kind,kind"),
        asked("x", "kind,place,state"),
        asked("x", rows=False),
        {"view": "{", "groups": "", "rows": "1"},
    ):
        with pytest.raises(Invalid):
            clerk.api.reports.run(BUILT, parameters, Format.SCREEN)
    with pytest.raises(NotAllowed, match="делопроизводитель"):
        controller.api.reports.keep(
            SavedDraft(title="Всем", code=BUILT, parameters=asked("x"), sharing=Sharing.ALL)
        )  # fmt: skip
    with pytest.raises(Invalid):
        clerk.api.reports.keep(SavedDraft(title=" ", code=BUILT, parameters=asked("x")))


def test_conditions_of_the_view_narrow_the_report(city: City, ended: Ended) -> None:
    clerk = city.sign_in("registrar")
    letters(clerk, "парках")
    chosen = asked("парках", conditions=[Condition(field="case_file", value="01-14")])
    assert len(lines_of(clerk, ended(clerk, clerk.api.reports.run(BUILT, chosen, Format.SCREEN)))) == 2


@pytest.mark.parametrize("rows", [True, False])
def test_a_group_that_no_column_makes_any_more_is_said_in_words(city: City, ended: Ended, rows: bool) -> None:
    clerk = city.sign_in("registrar")
    run = ended(clerk, clerk.api.reports.run(BUILT, asked("дорогах", "extra.gone", rows=rows), Format.SCREEN))
    assert run.state is JobState.FAILED
    assert "больше нет" in run.message


def test_what_is_kept_is_not_kept_again(city: City) -> None:
    clerk = city.sign_in("registrar")
    kept = clerk.api.reports.keep(SavedDraft(code=BUILT, title="Дороги", parameters=asked("дорогах", "case_file")))
    with pytest.raises(Invalid, match="уже сохранён"):
        clerk.api.reports.keep(SavedDraft(code=f"saved.{kept}", title="Ещё раз", parameters={}))
