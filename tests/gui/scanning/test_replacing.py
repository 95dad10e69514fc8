"""Scanning without a scanner, and a page whose place another takes."""

from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog

from common.scanning.arranging import Aside
from tests.factories.stack_on_server import picture, stand_on
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
    assert stack.papers() == [[1, 2, 3, 4]]
    assert laid.stack.replacing is None
