"""A clerk's first five minutes: short steps that point at the real widgets, and never stand in the way of work."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QPushButton, QToolBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from client.core.settings import Settings
from client.shell.folder_tree import FolderTree
from client.widgets.messages import label
from client.widgets.theme import tones_of
from common.kernel.rights import Right

SEEN = "tour/seen"  # kept for the person, at whatever workplace
PRACTICE = "registry.practice"
WIDTH, GAP, EDGE = 380, 10, 8
DONE = "yes"
Place = Callable[[QMainWindow], QRect | None]  # what a step points at, in the window; None where it is not there


class Step(NamedTuple):
    """`offers` is a folder that whoever ends with this step may go on to."""

    title: str
    words: str
    place: Place
    offers: str = ""


class Outline(QWidget):
    """A frame around what is meant; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(tones_of(self.palette()).accent), 3))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 5, 5)
        painter.end()


class Tour(QFrame):
    """Enter or → goes on, ← back, Esc leaves; a click beside it works as ever."""

    ended = Signal()
    folder_wanted = Signal(str)

    def __init__(self, window: QMainWindow, settings: Settings, steps: list[Step]) -> None:
        for earlier in window.findChildren(Tour):
            if not earlier.isHidden():
                earlier.end()
        super().__init__(window)
        self._window, self._settings = window, settings
        self._steps = [step for step in steps if step.place(window) is not None]
        self._number, self._before = 0, window.focusWidget()
        self.outline = Outline(window)
        self.title, self.words, self.count = label("", "title", wrap=True), label("", wrap=True), label("", "caption")
        self.back, self.next, self.leave = (QPushButton() for _ in range(3))
        self.back.setText(self.tr("← Назад"))
        self.leave.setText(self.tr("Закончить  Esc"))
        for button, act in ((self.back, self.go_back), (self.next, self.go_on), (self.leave, self.end)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(act)
        self.next.setProperty("primary", True)
        self.setObjectName("tour")
        accent = tones_of(self.palette()).accent
        self.setStyleSheet(f"#tour {{ background: palette(base); border: 2px solid {accent}; }}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        window.installEventFilter(self)
        self._show_step()
        self.outline.show()
        self.show()
        self.setFocus()

    def go_on(self) -> None:
        if self._number + 1 == len(self._steps):
            offered = self._steps[self._number].offers
            self.end()
            if offered:
                self.folder_wanted.emit(offered)
        else:
            self._number += 1
            self._show_step()

    def go_back(self) -> None:
        self._number = max(self._number - 1, 0)
        self._show_step()

    def end(self) -> None:
        """The keyboard returns to where it was."""
        self._settings.keep_text(SEEN, DONE)
        self._window.removeEventFilter(self)
        had_focus = self.hasFocus()
        for each in (self, self.outline):
            each.hide()
            each.deleteLater()
        if had_focus and self._before is not None and isValid(self._before):
            self._before.setFocus()
        self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {
            Qt.Key.Key_Return: self.go_on, Qt.Key.Key_Enter: self.go_on, Qt.Key.Key_Right: self.go_on,
            Qt.Key.Key_Left: self.go_back, Qt.Key.Key_Escape: self.end,
        }  # fmt: skip
        act = acts.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() is QEvent.Type.Resize:
            self._show_step()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addStretch()
        for button in (self.leave, self.back, self.next):
            row.addWidget(button)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        for part in (self.title, self.words):
            column.addWidget(part)
        column.addLayout(row)

    def _show_step(self) -> None:
        step = self._steps[self._number]
        place = step.place(self._window) or self._window.rect()
        self.title.setText(step.title)
        self.words.setText(step.words)
        self.count.setText(self.tr("{0} из {1}").format(self._number + 1, len(self._steps)))
        self.setAccessibleName(f"{step.title}. {step.words}")
        self.back.setEnabled(self._number > 0)
        is_last = self._number + 1 == len(self._steps)
        done = self.tr("Попробовать") if step.offers else self.tr("Готово")
        self.next.setText(done if is_last else self.tr("Дальше →"))
        self.outline.setGeometry(place.adjusted(-2, -2, 2, 2).intersected(self._window.rect()))
        self.setFixedHeight(self._column.heightForWidth(WIDTH))
        self.move(beside(place, self.size().width(), self.height(), self._window.rect()))
        self.outline.raise_()
        self.raise_()


def beside(place: QRect, width: int, height: int, room: QRect) -> QPoint:
    """Right of what is meant, else below it, else in its corner; always within the window."""
    left, top = place.right() + GAP, place.top()
    if left + width > room.right():
        left, top = place.left(), place.bottom() + GAP
        if top + height > room.bottom():
            left, top = place.right() - width - GAP, place.bottom() - height - GAP
    return QPoint(min(max(left, EDGE), room.right() - width - EDGE), min(max(top, EDGE), room.bottom() - height - EDGE))


def of_widget(name: str) -> Place:
    """What stands in the window under an object name."""

    def place(window: QMainWindow) -> QRect | None:
        found = window.findChild(QWidget, name)
        return _within(found, window) if found is not None and found.isVisibleTo(window) else None

    return place


def of_command(key: str) -> Place:
    """The button of a command on the tool bar."""

    def place(window: QMainWindow) -> QRect | None:
        action, bar = window.findChild(QAction, key), window.findChild(QToolBar, "toolbar")
        button = bar.widgetForAction(action) if action is not None and bar is not None else None
        return _within(button, window) if button is not None else None

    return place


def of_menus(window: QMainWindow) -> QRect | None:
    bar = window.menuBar()
    last = [action for action in bar.actions() if action.isVisible()][-1]
    return bar.actionGeometry(last).translated(bar.mapTo(window, QPoint()))


def of_folder(key: str) -> Place:
    """The row of a folder in the tree."""

    def place(window: QMainWindow) -> QRect | None:
        tree = window.findChild(FolderTree)
        row = tree.row_of(key) if tree is not None and tree.isVisibleTo(window) else QRect()
        return None if tree is None or row.isEmpty() else row.translated(tree.viewport().mapTo(window, QPoint()))

    return place


def clerks_steps() -> list[Step]:
    """The way of a letter, from the folder in which it waits to the page that explains the rest."""

    def tr(words: str) -> str:
        return QCoreApplication.translate("Tour", words)

    folders = tr(
        "Слева всё, что вас ждёт: числа у папок — сколько строк, красные — просроченные."
        " Alt+1 … Alt+9 открывают первые девять папок, Ctrl+B прячет и возвращает их."
    )
    register = tr(
        "Здесь открывается список выбранной папки. Печатайте прямо в полях над столбцами, чтобы сузить его;"
        " Enter открывает документ во вкладке, Ctrl+W закрывает её."
    )
    card = tr(
        "Ctrl+N — карточка нового входящего. Перетащите на неё файл или отсканируйте (Ctrl+D): распознанное Гриф"
        " предложит сам, остаётся проверить. Enter ведёт по полям."
    )
    number = tr(
        "В заполненной карточке F9 даёт следующий номер журнала, Ctrl+P печатает этикетку, F10 открывает следующее"
        " письмо. Пока письмо не зарегистрировано, номер не тратится."
    )
    resolution = tr("В открытом документе F3 — резолюция: текст, исполнители, срок. Ход — на вкладке «Исполнение».")
    search = tr("Ctrl+F ищет по номеру в любом написании, по словам карточки и по тексту файлов.")
    manual = tr("F1 открывает руководство на нужной странице. Пройти это знакомство снова можно в этом меню.")
    practice = tr(
        "Первое письмо лучше зарегистрировать здесь: учебный документ ведут как настоящий, но его нет в реестрах,"
        " отчётах и книге номеров, о нём никто не узнает, а когда надоест — сотрите все сразу."
    )
    return [
        Step(tr("Папки"), folders, of_widget("tree")),
        Step(tr("Реестр"), register, of_widget("desk")),
        Step(tr("Новый документ"), card, of_command("registry.new_incoming")),
        Step(tr("Номер"), number, of_widget("desk")),
        Step(tr("Резолюция"), resolution, of_widget("desk")),
        Step(tr("Поиск"), search, of_folder("search.window")),
        Step(tr("Справка"), manual, of_menus),
        Step(tr("Учебные документы"), practice, of_folder(PRACTICE), PRACTICE),
    ]


def begin_once(window: QMainWindow, settings: Settings, rights: list[Right]) -> Tour | None:
    """At the first sign-in of a clerk, at whatever workplace."""
    if settings.text(SEEN) or Right.REGISTER not in rights:
        return None
    return Tour(window, settings, clerks_steps())


def _within(widget: QWidget, window: QMainWindow) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())
