"""The dialog in which one chooses of what one is told, and by which channels."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from client.notifications.matrix import ChoiceModel, Key, MatrixView, by_key
from client.shell.workplace import Workplace
from client.widgets.messages import Notice, label, said
from common.notifications import Choice, Choices
from common.rpc.errors import CallError


class ChoicesDialog(QDialog):
    """Sends only what has been turned."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Настройка уведомлений"))
        self._work = workplace
        self._before: dict[Key, Choice] = {}
        self.matrix = ChoiceModel()
        self.view = MatrixView(self.matrix)
        self.view.setAccessibleName(self.tr("О чём и как уведомлять"))
        self.mail_words = label("", "caption", wrap=True)
        self.notice = Notice()
        self.save_button = QPushButton(self.tr("&Сохранить"))
        self.save_button.setProperty("primary", True)
        self.save_button.setEnabled(False)
        buttons = QDialogButtonBox()
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Отмена"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.addWidget(self.notice)
        column.addWidget(label(self.tr("Пробел или щелчок включает и выключает. Замок — решение администратора.")))
        column.addWidget(self.view, 1)
        column.addWidget(self.mail_words)
        column.addWidget(buttons)
        self.matrix.turned.connect(self._follow)
        self.resize(980, 700)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        workplace.calls(self, workplace.apis.notifications.choices).then(self._show).fails(self._refuse)

    def changed(self) -> list[Choice]:
        return [cell for key, cell in self.matrix.cells.items() if cell != self._before[key]]

    def save(self) -> None:
        self.save_button.setEnabled(False)
        call = self._work.calls(self, self._work.apis.notifications.choose, self.changed())
        call.then(self._finish).fails(self._refuse)

    def _show(self, choices: Choices) -> None:
        self._before = by_key(choices.cells)
        self.matrix.show_cells(self._before)
        self.mail_words.setText(self._about_mail(choices))

    def _about_mail(self, choices: Choices) -> str:
        if not choices.mails:
            return self.tr("Почтовый сервер не настроен, поэтому писем не будет. Обратитесь к администратору.")
        if not choices.address:
            return self.tr("Ваш адрес электронной почты не указан, поэтому писем не будет. Обратитесь в кадры.")
        words = self.tr("Письма приходят на {0}. В них только событие, номер, дата и срок; о документах ДСП — событие.")
        return words.format(choices.address)

    def _follow(self) -> None:
        self.save_button.setEnabled(bool(self.changed()))

    def _finish(self, _nothing: None) -> None:
        self.accept()

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)
        self._follow()
