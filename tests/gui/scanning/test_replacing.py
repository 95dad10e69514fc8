"""Scanning without a scanner, and a page whose place another takes."""

import os

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QProcess, Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog

from client.scanning.devices import Device
from common.scanning.arranging import Aside
from tests.factories.stack_on_server import picture, rows, stand_on
from tests.gui.typing_keys import press

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_f8_without_a_scanner_says_why_and_what_to_do(laid, qtbot):
    laid.panel.show_looking()
    press(laid.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "Сканеры ещё ищутся" in laid.notice.text.text())  # a button is seen to go down
    laid.panel.show_devices([])
    press(laid.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "Сканер не найден: включите его" in laid.notice.text.text())
    assert "«Файлы…»" in laid.notice.text.text()


def test_without_a_scanner_a_page_is_replaced_by_a_file(laid, stack, tmp_path, qtbot):
    laid.panel.show_devices([])
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_F7)
    assert "На место страницы 2 ляжет следующая" in laid.notice.text.text()
    laid.notice.first.emit()
    dialog = laid.panel.findChild(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    dialog.filesSelected.emit([str(picture(tmp_path, "again.png", 9))])
    dialog.reject()
    qtbot.waitUntil(lambda: stack.papers() == [[1, 5, 3, 4]])
    qtbot.waitUntil(laid.notice.isHidden)
    assert stack.arrangement.tray[0].why is Aside.RESCANNED


def test_a_page_is_replaced_by_the_next_one_of_the_watched_folder_and_those_after_it_go_on(
    laid, stack, tmp_path, qtbot
):
    folder = tmp_path / "сетевая папка"
    picture(folder, "0001.png", 33)
    picture(folder, "0002.png", 34)
    stand_on(laid, 3)
    press(laid.view, Qt.Key.Key_F7, SHIFT)
    with qtbot.waitSignal(laid.watched.looked):
        laid.panel.watch(str(folder))
    with qtbot.waitSignal(laid.watched.looked):
        laid.watched.look()
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2, 5, 4, 6]])


def test_esc_leaves_the_page_in_its_place(laid, stack, tmp_path, qtbot):
    laid.activateWindow()
    qtbot.waitUntil(laid.isActiveWindow)
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_F7, SHIFT)
    assert laid.notice.isVisible()
    press(laid.view, Qt.Key.Key_Escape)
    qtbot.waitUntil(laid.notice.isHidden)
    laid.add_files([picture(tmp_path, "five.png", 9)])
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2, 3, 4, 5]])


def test_whoever_lays_pages_or_thinks_better_of_it_replaces_nothing(laid, stack, tmp_path, qtbot):
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_F7, SHIFT)
    laid.notice.second.emit()
    assert laid.stack.replacing is None
    press(laid.view, Qt.Key.Key_F7, SHIFT)
    press(laid.view, Qt.Key.Key_R)
    assert laid.stack.replacing is None
    laid.add_files([picture(tmp_path, "5.png", 9)])
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2, 3, 4, 5]])


def test_a_file_of_several_pages_takes_the_place_of_none(laid, stack, tmp_path, qtbot):
    file, page = tmp_path / "all.pdf", Image.new("L", (100, 140), 255)
    page.save(file, "PDF", save_all=True, append_images=[page])
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    QApplication.clipboard().setMimeData(data)
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_F7, SHIFT)
    laid.paste()
    qtbot.waitUntil(lambda: "«all.pdf»: страниц 2" in laid.notice.text.text())
    assert laid.notice.isVisible()
    assert stack.papers() == [[1, 2, 3, 4]]
    assert laid.stack.replacing is None


@pytest.fixture
def slow_scanner(laid, qapp, tmp_path):
    """A scanner in whose feeder lie a sheet and one that it is drawing in until the test writes it."""
    tray = tmp_path / "tray"
    picture(tray, "1-page.png", 7)
    os.mkfifo(tray / "2-stuck.png")
    laid.panel.show_devices([Device(f"images:{tray}", "Сканер")])
    yield laid.scanner
    laid.scanner.abandon()
    for process in qapp.findChildren(QProcess):
        process.waitForFinished()


@pytest.mark.parametrize("shift", [Qt.KeyboardModifier.NoModifier, SHIFT])
def test_pages_of_a_stack_that_is_being_scanned_take_no_others_place(laid, stack, slow_scanner, qtbot, shift):
    laid.panel.scan_button.click()
    qtbot.waitUntil(lambda: len(rows(laid)) == 5, timeout=30_000)
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_F7, shift)
    qtbot.waitUntil(lambda: "потом замените страницу" in laid.notice.text.text())
    assert laid.stack.replacing is None
    with qtbot.waitSignal(slow_scanner.ended):
        slow_scanner.cancel()


def test_files_that_were_chosen_before_take_no_pages_place(laid, tmp_path, qtbot):
    laid.panel.show_devices([])
    stand_on(laid, 2)
    laid.add_files([picture(tmp_path, "5.png", 9)])
    laid.commands.replace_button.click()
    assert "потом замените страницу" in laid.notice.text.text()
    qtbot.waitUntil(lambda: len(rows(laid)) == 5)


def test_a_page_is_replaced_though_another_is_turned_while_the_scanner_draws(laid, stack, slow_scanner, qtbot):
    stand_on(laid, 2)
    laid.panel.scan_wanted.connect(laid.commands.turn)  # before a sheet has come
    press(laid.view, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 5, 3, 4]], timeout=30_000)


def test_what_is_told_meanwhile_hides_no_question_and_goes_not_with_it(laid, stack, tmp_path, qtbot):
    laid.panel.show_devices([])
    stand_on(laid, 2)
    laid.commands.replace_button.click()
    laid.notice.alarm("Папка «сеть» не отвечает.")
    assert laid.notice.text.text().startswith("Папка «сеть» не отвечает.\nНа место страницы 2 ляжет следующая")
    laid.add_files([picture(tmp_path, "again.png", 9)])
    qtbot.waitUntil(lambda: stack.papers() == [[1, 5, 3, 4]])
    qtbot.waitUntil(lambda: laid.notice.text.text() == "Папка «сеть» не отвечает.")
    assert laid.notice.isVisible()


def test_the_question_stands_when_no_file_is_chosen(laid):
    stand_on(laid, 2)
    laid.commands.replace_button.click()
    laid.notice.first.emit()
    laid.panel.findChild(QFileDialog).reject()
    assert laid.notice.isVisible()


def test_another_batch_ends_the_question_and_keeps_what_is_told_then(laid, qtbot):
    stand_on(laid, 2)
    laid.commands.replace_button.click()
    laid._choose(None)
    laid.notice.alarm("Партии № 5 нет.")
    laid.feeding.moved_on.emit()
    assert laid.notice.text.text() == "Партии № 5 нет."
    assert laid.notice.isVisible()
