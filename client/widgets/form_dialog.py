"""A form in a window of its own: sends what is entered and closes once the server has it."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLayout, QLayoutItem, QPushButton, QVBoxLayout, QWidget

from client.core.calls import Call
from client.widgets.form import Form, settle_current
from client.widgets.messages import Notice, restyle, said
from common.kernel.validation import Problem
from common.rpc.errors import CallError


class FormDialog(QDialog):
    """Opens with its first empty field in the hands; Esc closes, and asks first once something has been typed."""

    saved = Signal(object)  # what the server answered

    def __init__(self, title: str, form: Form, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form, self._touched = form, False
        self.notice = Notice()
        self.notice.first.connect(self._leave)
        self.notice.second.connect(self.notice.hide)
        self.save_button = QPushButton(action)
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.save_button.setToolTip("Ctrl+Enter")
        restyle(self.save_button)
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.leave_button = self.buttons.addButton(self.tr("Отмена"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(6, 6, 6, 10)
        self.column.addWidget(self.notice)
        self.column.addWidget(form, 1)
        self.column.addWidget(self.buttons)
        self.buttons.setContentsMargins(0, 0, 8, 0)
        form.sent.connect(self.save)
        form.changed.connect(self._touch)

    def problems(self) -> Iterable[Problem]:
        """What stops the entry from being sent."""
        raise NotImplementedError

    def send(self) -> Call[Any]:
        raise NotImplementedError

    def save(self) -> None:
        if not self.save_button.isEnabled():
            return
        settle_current(self.form)
        if not self.form.check(self.problems()):
            return
        self.form.confirm_all()
        self._set_busy(True)
        self.send().then(self._finish).fails(self.refuse)

    def refuse(self, error: CallError) -> None:
        self._set_busy(False)
        if error.problems:
            self.form.show_problems(error.problems)
        else:
            self.notice.say(said(error), alarm=True)

    def reject(self) -> None:
        if self._touched and self.notice.isHidden():
            self.notice.say(
                self.tr("Введённое не сохранено. Закрыть окно?"), self.tr("&Закрыть"), self.tr("&Продолжить ввод")
            )
        else:
            self._leave()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.make_room()
        return done

    def make_room(self) -> None:
        """Qt minds no lines that wrap when it says how small a window may be: it grows to what stands in it."""
        width = max(self.width(), self.column.totalMinimumSize().width())
        height = max(self.height(), min(_least(self.column, width), self.screen().availableGeometry().height()))
        if (width, height) != (self.width(), self.height()):
            self.resize(width, height)

    def showEvent(self, event: QShowEvent) -> None:
        self.make_room()
        super().showEvent(event)
        if not self.form.isAncestorOf(self.focusWidget()):
            self.form.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def _finish(self, result: Any) -> None:
        self._set_busy(False)
        self.saved.emit(result)
        super().accept()

    def _leave(self) -> None:
        super().reject()

    def _touch(self) -> None:
        self._touched = True

    def _set_busy(self, busy: bool) -> None:
        self.save_button.setEnabled(not busy)
        self.form.setEnabled(not busy)


def _least(column: QLayout, width: int) -> int:
    """The least height in which all of a column is seen at that width, each of its forms as small as it may be."""
    margins = column.contentsMargins()
    inside = width - margins.left() - margins.right()
    items = [item for place in range(column.count()) if (item := column.itemAt(place)) and not item.isEmpty()]
    between = max(column.spacing(), 0) * max(len(items) - 1, 0)
    return margins.top() + margins.bottom() + between + sum(_least_of(item, inside) for item in items)


def _least_of(item: QLayoutItem, width: int) -> int:
    widget = item.widget()
    within = widget.layout() if widget is not None else None
    if not item.hasHeightForWidth():
        return item.minimumSize().height()
    if within is None:
        return item.minimumHeightForWidth(width)
    return max(within.totalMinimumHeightForWidth(width), item.minimumSize().height())
