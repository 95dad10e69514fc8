"""A registry clerk beside the letters: numbers in reserve, many documents at once, a kind from the administrator."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel

from client.registry.bulk import BulkDialog
from client.registry.document_window import DocumentWindow
from client.registry.dry_run_window import DryRunWindow
from client.registry.journals import JournalDialog
from client.registry.kind_form import KindForm
from client.registry.manifest import new_document
from client.registry.number_dialogs import ReserveDialog
from client.registry.step_dialogs import KindDialog
from client.shell.bulk_account import BulkAccount
from client.widgets.reason_dialog import ReasonDialog
from common.registry.bulk import Bulk
from common.registry.classes import DocumentClass
from common.registry.kinds import ExtraField
from common.registry.values import ValueType
from tests.city import City
from tests.e2e.desk import Desk, closed, until

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")
SelectionFlag = QItemSelectionModel.SelectionFlag


def filled(page) -> bool:
    return page.model.total > 0


def test_numbers_are_kept_back_and_given_up_in_the_ledger(desk_of: Callable[[str], Desk]) -> None:
    clerk = desk_of("registrar")
    clerk.window.open_folder("registry.ledger")
    page = clerk.window.desk.current_page
    until(lambda: page.journal.count() > 1, "the journals")
    page.reserve_numbers()
    dialog = clerk.dialog(ReserveDialog)
    dialog.save()
    assert "Выберите журнал" in dialog.form.note("journal")
    assert not dialog.scope.isVisibleTo(dialog)  # a journal with one count asks for none
    dialog.journal.combo.setCurrentIndex(0)
    dialog.count.show_value(2)
    dialog.reason.show_value("Для конференции")
    dialog.save()
    until(closed(dialog), "the reserve")
    page.state.setCurrentIndex(page.state.findText("Зарезервирован"))
    until(lambda: page.model.total == 2 and page.release.isEnabled(), "two numbers")
    page.release_number()
    reason = clerk.dialog(ReasonDialog)
    reason.reason.show_value("Не понадобился")
    reason.save()
    until(lambda: page.model.total == 1, "one number")


def test_chosen_documents_are_filed_at_once_and_each_is_accounted_for(
    desk_of: Callable[[str], Desk], city: City
) -> None:
    signed = city.sign_in("registrar")
    letters = [signed.register() for _ in range(3)]
    clerk = desk_of("registrar")
    clerk.window.open_folder("registry.documents")
    page = clerk.window.desk.current_page
    until(lambda: filled(page), "the register")
    assert not page.bulk.isEnabled() or page.view.chosen().ids
    for number in range(3):
        page.view.selectionModel().select(page.model.index(number, 0), SelectionFlag.Select | SelectionFlag.Rows)
    page.bulk.ask(Bulk.FILE)
    dialog = clerk.dialog(BulkDialog)
    until(lambda: dialog.value.known.suggestions, "the files")
    dialog.value.show_value("01-12")
    dialog.save()
    account = clerk.dialog(BulkAccount)
    assert account.model.rowCount() == 3
    assert "Сделано: 3. Не сделано: 0." in account.verdict.text()
    assert {signed.api.registry.card(each).draft.case_file for each in letters} == {"01-12"}
    account.reject()


def test_a_kind_added_by_the_administrator_is_in_the_clerks_form_at_once(desk_of: Callable[[str], Desk]) -> None:
    admin, clerk = desk_of("admin"), desk_of("registrar")
    admin.window.open_folder("registry.kinds")
    page = admin.window.desk.current_page
    until(lambda: page.model.rowCount() > 10, "the kinds")
    page.add()
    form = admin.dialog(KindForm)
    form.title.show_value("Докладная записка")
    form.key.show_value("Докладная")
    form.document_class.show_value(DocumentClass.INTERNAL)
    form.save()
    assert "латинские" in form.form.note("key")
    form.key.show_value("memorandum")
    form.own_series.show_value(True)
    form.save()
    assert "шаблон номера" in form.form.note("template")
    form.template.show_value("ДЗ-{N}")
    form.extra.put(
        ExtraField(key="urgency", title="Срочность", type=ValueType.CHOICE, choices=["обычная", "высокая"]), 0
    )
    form.save()
    admin.dialog(DryRunWindow).approved.emit()
    until(closed(form), "the kind")
    new_document(clerk.window.workplace, clerk.window)
    dialog = clerk.dialog(KindDialog)
    until(lambda: dialog.kind.combo.findText("Внутренний: докладная записка") >= 0, "the new kind")
    dialog.kind.show_value("memorandum")
    dialog.save()
    window = clerk.page(DocumentWindow)
    until(lambda: "extra.urgency" in window.card.form.fields, "the field of the kind")


def test_a_bad_template_of_a_journal_is_refused_with_the_reason(desk_of: Callable[[str], Desk]) -> None:
    admin = desk_of("admin")
    admin.window.open_folder("registry.journals")
    page = admin.window.desk.current_page
    until(lambda: page.model.rowCount() > 3, "the journals")
    page.open_row(page.model.row(page.model.index(0, 0)))
    dialog = admin.dialog(JournalDialog)
    until(lambda: dialog.place.combo.count() > 1, "the places")
    dialog.template.show_value("{журнал}-{год}")
    dialog.save()
    assert "Неизвестное поле {год}" in dialog.form.note("template")
    assert "счётчик" in dialog.form.note("template")
    dialog.template.show_value("{N}-{журнал}/{гг}")
    dialog.save()
    until(closed(dialog), "the journal")
    until(lambda: any("/26" in row.sample for row in rows(page)), "the next number in its new spelling")


def rows(page) -> list:
    return [page.model.row(page.model.index(number, 0)) for number in range(page.model.rowCount())]
