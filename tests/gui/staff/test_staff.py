"""Staff at the administrator's desk: found while typing, roles ticked, every change of structure tried first."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.shell.register_page import RegisterPage
from client.staff.ending import EndDialog
from client.staff.holdings import HoldingForm, HoldingsRegister
from client.staff.pages import StaffPages
from client.staff.passwords import PasswordChange, PasswordGiving
from client.staff.people import PeopleRegister
from client.staff.person_form import PersonForm
from client.staff.roles import RoleForm, RolesPage
from client.staff.substitutions import SubstitutionForm
from client.staff.unit_dialog import UnitDialog
from client.staff.units import UnitsPage
from client.widgets.paged_model import PagedState
from common.identity import password_problems
from common.kernel.ids import PersonId, RoleId, UnitId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.card import Choice
from common.rpc.errors import Invalid
from common.staff import (
    Effect,
    EmployeeRow,
    HoldingRow,
    PersonCard,
    PersonDraft,
    RoleRow,
    UnitAction,
    UnitRow,
)
from tests.factories.desk import TODAY
from tests.factories.workplace import answer_for_a_letter, workplace
from tests.gui.typing_keys import type_text

PEOPLE = [
    EmployeeRow(PersonId(1), "Абакумов В. П.", "директор", "Департамент", "aba", "Руководитель", None),
    EmployeeRow(PersonId(2), "Щукина Ж. Ё.", "консультант", "Департамент", "", "", TODAY),
]
UNITS = [
    UnitRow(UnitId(1), "01", "Администрация", "Адм", None, "", PersonId(1), "Абакумов В. П.", 3, None, ""),
    UnitRow(UnitId(2), "02", "Департамент", "Деп", UnitId(1), "Адм", None, "", 2, None, ""),
    UnitRow(UnitId(3), "03", "Отдел", "Отд", UnitId(1), "Адм", None, "", 0, TODAY, "Деп"),
]
CARD = PersonCard(
    PersonId(1),
    PersonDraft(surname="Абакумов", first_name="Виктор", post="директор", unit_id=UnitId(2), login="aba"),
    "Департамент",
    "",
)


def people(text: str, dismissed: bool, _unit: object, _offset: int, _limit: int) -> Page[EmployeeRow]:
    rows = [row for row in PEOPLE if text.lower() in row.name.lower() and (dismissed or row.dismissed is None)]
    return Page(len(rows), rows)


@pytest.fixture
def work(transport, calls, asked, server, tmp_path):
    answer_for_a_letter(server)
    holding = HoldingRow(7, "Абакумов В. П.", "Руководитель", "", "", None, None)
    server.answers |= {
        "staff.people": people,
        "staff.person": lambda _id: CARD,
        "staff.put_person": lambda _id, _draft: PersonId(1),
        "staff.posts": lambda _text, _vacant, _offset, _limit: Page(0, []),
        "staff.units": lambda: UNITS,
        "staff.roles": lambda: [RoleRow(RoleId(4), "Исполнитель", [Right.EXECUTE], 5)],
        "staff.put_role": lambda _id, _draft: RoleId(4),
        "staff.holdings": lambda _text, _offset, _limit: Page(1, [holding]),
        "staff.substitutions": lambda _offset, _limit: Page(0, []),
        "staff.file_readers": list,
        "staff.case_files": lambda: [Choice("05-03", "05-03 Переписка")],
    }
    return workplace(transport, calls, asked, tmp_path)


@pytest.fixture
def shown(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        widget.resize(1150, 600)
        widget.show()
        qtbot.waitExposed(widget)
        widget.activateWindow()
        if isinstance(widget, RegisterPage):
            qtbot.waitUntil(lambda: widget.model.state is not PagedState.LOADING)
        return widget

    return show


def opened(qtbot, parent, kind):
    def found():
        return next((each for each in parent.findChildren(kind) if each.isVisible()), None)

    qtbot.waitUntil(lambda: found() is not None)
    return found()


def test_every_tab_opens(qtbot, shown, work):
    pages = shown(StaffPages(work))
    for number in range(pages.count()):
        pages.setCurrentIndex(number)
    qtbot.waitUntil(lambda: pages.units.tree.topLevelItemCount() == 1)
    qtbot.waitUntil(lambda: pages.roles.model.rowCount() == 1)


def test_people_are_narrowed_while_one_types_and_the_dismissed_are_shown_on_demand(qtbot, shown, work):
    page = shown(PeopleRegister(work))
    assert page.model.total == 1
    page.dismissed.click()
    qtbot.waitUntil(lambda: page.model.total == 2)
    type_text(page.text, "щук")
    qtbot.waitUntil(lambda: page.model.total == 1)


def test_a_card_goes_back_as_it_was_edited(qtbot, shown, work, server):
    page = shown(PeopleRegister(work))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    form = opened(qtbot, page, PersonForm)
    assert form.unit.line.text() == "Департамент"
    form.form.fields["post"].show_value("")
    form.save()
    assert "Должность" in form.form.note("post")
    form.form.fields["post"].show_value("советник")
    form.save()
    qtbot.waitUntil(lambda: len(server.calls_of("staff.put_person")) == 1)
    sent = server.calls_of("staff.put_person")[0].arguments
    assert (sent.person_id, sent.draft.post, sent.draft.unit_id) == (1, "советник", 2)


def test_rights_of_a_role_are_ticked_by_their_russian_names(qtbot, shown, work, server):
    page = shown(RolesPage(work))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.view.selectRow(0)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    form = opened(qtbot, page, RoleForm)
    names = [form.rights.list.item(number).text() for number in range(form.rights.list.count())]
    assert "Исполнение поручений" in names
    assert form.rights.value() == [Right.EXECUTE]
    form.rights.list.setCurrentRow(names.index("Отчёты"))
    form.rights.list.setFocus()
    QTest.keyClick(form.rights.list, Qt.Key.Key_Space)
    form.save()
    qtbot.waitUntil(lambda: len(server.calls_of("staff.put_role")) == 1)
    assert server.calls_of("staff.put_role")[0].arguments.draft.rights == [Right.EXECUTE, Right.RUN_REPORTS]


def test_a_role_is_given_to_the_person_of_the_row(qtbot, shown, work, server):
    server.answers["staff.give_role"] = lambda _draft: 8
    page = shown(PeopleRegister(work))
    page.give_role()
    form = opened(qtbot, page, HoldingForm)
    qtbot.waitUntil(lambda: form.role.combo.count() == 1)
    form.role.show_value(RoleId(4))
    form.save()
    qtbot.waitUntil(lambda: len(server.calls_of("staff.give_role")) == 1)
    draft = server.calls_of("staff.give_role")[0].arguments.draft
    assert (draft.person_id, draft.role_id, draft.place_id, draft.since) == (1, 4, None, TODAY)


def test_a_role_ends_on_the_day_that_is_named(qtbot, shown, work, server):
    server.answers["staff.end_role"] = lambda _id, _until: None
    page = shown(HoldingsRegister(work))
    page.end()
    dialog = opened(qtbot, page, EndDialog)
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("staff.end_role")) == 1)
    sent = server.calls_of("staff.end_role")[0].arguments
    assert (sent.holding_id, sent.until) == (7, TODAY)


def test_a_substitution_without_an_end_is_refused_beside_its_field(shown, work):
    form = shown(SubstitutionForm(work))
    form.save()
    assert "По" in form.form.note("until")


def test_closed_units_are_shown_on_demand_and_cannot_be_changed(qtbot, shown, work):
    page = shown(UnitsPage(work))
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() == 1)
    top = page.tree.topLevelItem(0)
    assert top.childCount() == 1
    page.closed.click()
    top = page.tree.topLevelItem(0)
    assert top.childCount() == 2
    page.tree.setCurrentItem(top.child(1))
    assert "дела у: Деп" in top.child(1).text(5)
    assert not page.commands[UnitAction.RENAME].isEnabled()


def test_a_change_of_structure_is_shown_before_it_is_carried_out(qtbot, shown, work, server):
    server.answers["staff.effect"] = lambda _change: Effect(20000, 12, ["Щукина Ж. Ё."], [])
    server.answers["staff.reorganise"] = lambda _change: Effect(20000, 12, ["Щукина Ж. Ё."], [])
    page = shown(UnitsPage(work))
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() == 1)
    page.tree.setCurrentItem(page.tree.topLevelItem(0).child(0))
    page.change(UnitAction.MERGE)
    dialog = opened(qtbot, page, UnitDialog)
    dialog.save()
    assert "Куда" in dialog.form.note("into_id")
    dialog.form.fields["into_id"].show_value(1)
    dialog.save()
    qtbot.waitUntil(dialog.effect.isVisible)
    assert "20\u00a0000" in dialog.effect.text()
    assert server.calls_of("staff.reorganise") == []
    dialog.form.fields["into_id"].note_edit()  # typed on: the effect is out of date
    assert not dialog.effect.isVisible()
    dialog.form.fields["into_id"].show_value(1)
    dialog.save()
    qtbot.waitUntil(dialog.effect.isVisible)
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("staff.reorganise")) == 1)
    qtbot.waitUntil(page.notice.isVisible)


def test_a_refusal_of_the_trial_stands_beside_its_field(qtbot, shown, work, server):
    def refuse(_change):
        raise Invalid("Код занят.", [Problem("code_1", "Код 02 носит «Департамент».")])

    server.answers["staff.effect"] = refuse
    page = shown(UnitsPage(work))
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() == 1)
    page.change(UnitAction.CREATE)
    dialog = opened(qtbot, page, UnitDialog)
    for name, value in (("title_1", "Сектор"), ("short_title_1", "С"), ("code_1", "02")):
        dialog.form.fields[name].show_value(value)
    dialog.save()
    qtbot.waitUntil(lambda: "носит" in dialog.form.note("code_1"))
    assert dialog.save_button.isEnabled()


def test_a_colleague_gets_a_first_password_that_can_be_read_out(qtbot, shown, work, server):
    server.answers["staff.give_password"] = lambda _id, _new: None
    page = shown(PeopleRegister(work))
    page.view.setCurrentIndex(page.model.index(0, 0))
    page.give_password()
    dialog = opened(qtbot, page, PasswordGiving)
    proposed = dialog.new.value()
    assert not list(password_problems(proposed, "aba"))
    dialog.new.line.setText("короткий")
    dialog.save()
    assert not server.calls_of("staff.give_password")
    dialog.new.line.setText(proposed)
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    call = server.calls_of("staff.give_password")[0].arguments
    assert (call.person_id, call.new) == (1, proposed)
    assert "придумать свой" in page.notice.text.text()


def test_ones_own_password_is_changed_with_the_old_one(qtbot, work, server):
    server.answers["identity.change_password"] = lambda _old, _new: None
    dialog = PasswordChange(work, None)
    qtbot.addWidget(dialog)
    dialog.old.line.setText("старый пароль здесь")
    dialog.new.line.setText("новая длинная фраза")
    dialog.repeat.line.setText("новая другая фраза")
    dialog.save()
    assert not server.calls_of("identity.change_password")
    dialog.repeat.line.setText("новая длинная фраза")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    assert server.calls_of("identity.change_password")[0].arguments.new == "новая длинная фраза"
