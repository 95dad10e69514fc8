"""Signing in, at the start and again when the session has ended."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from client.core.session import Session
from client.widgets.icons import icon
from client.widgets.messages import label
from common.identity import PASSWORD_RULES
from common.rpc.errors import CallError

WIDTH = 400


class LoginDialog(QDialog):
    """`again` is for the same person over open windows: the server and the login stand."""

    signed_in = Signal(object)  # Me

    def __init__(self, session: Session, *, again: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.address = QLineEdit(session.access.address)
        self.login = QLineEdit(session.last_login)
        self.password, self.new, self.repeat = QLineEdit(), QLineEdit(), QLineEdit()
        for line in (self.password, self.new, self.repeat):
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.textChanged.connect(self._check)
        self._rules = label(PASSWORD_RULES, "hint", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.enter = QPushButton(self.tr("&Войти"))
        self._leave = QPushButton(self.tr("В&ыйти из программы"))
        self._leave.setAutoDefault(False)  # else it takes Enter over while «Войти» is busy
        self._form = QFormLayout()
        self.setWindowTitle(self.tr("Вход в систему"))
        self.setFixedWidth(WIDTH)
        self._lay_out(again=again)
        for line in (self.address, self.login):
            line.setReadOnly(again)
            line.textChanged.connect(self._check)
        self.enter.clicked.connect(self._sign_in)
        self._leave.clicked.connect(self.reject)
        session.refused.connect(self._refuse)
        session.opened.connect(self._open)
        self._check()
        self._first_empty().setFocus()

    def _lay_out(self, *, again: bool) -> None:
        self.address.setPlaceholderText("https://grif.example.ru")
        form = self._form
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(self.tr("&Сервер"), self.address)
        form.addRow(self.tr("&Имя для входа"), self.login)
        form.addRow(self.tr("&Пароль"), self.password)
        form.addRow(self.tr("&Новый пароль"), self.new)
        form.addRow(self.tr("Ещё &раз"), self.repeat)
        form.addRow(self._rules)
        for row in (self.new, self.repeat, self._rules):
            form.setRowVisible(row, False)
        buttons = QDialogButtonBox()
        self.enter.setDefault(True)
        self.enter.setProperty("primary", True)
        buttons.addButton(self.enter, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self._leave, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addLayout(self._heading())
        column.addWidget(label(self._reason(again=again), "caption", wrap=True))
        column.addLayout(form)
        column.addWidget(self.problem)
        if not self._session.store.durable:
            column.addWidget(label(self._no_keyring(), "hint", wrap=True))
        column.addSpacing(4)
        column.addWidget(buttons)

    def _heading(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(icon("building-bank").pixmap(QSize(28, 28)))
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(picture)
        row.addWidget(label(self.tr("Гриф"), "headline"))
        row.addStretch(1)
        return row

    def _reason(self, *, again: bool) -> str:
        if again:
            return self.tr("Сеанс завершён. Введите пароль: открытые документы и набранное остались на месте.")
        return self.tr("Система электронного документооборота администрации города")

    def _no_keyring(self) -> str:
        return self.tr(
            "На этом компьютере нет хранилища ключей: вход действует до закрытия программы, затем пароль нужно"
            " ввести снова."
        )

    def _first_empty(self) -> QLineEdit:
        lines = (self.address, self.login, self.password)
        return next((line for line in lines if not line.text() and not line.isReadOnly()), self.password)

    def _check(self) -> None:
        filled = all(line.text().strip() for line in self._lines())
        self.enter.setEnabled(filled)

    def _lines(self) -> list[QLineEdit]:
        lines = [self.address, self.login, self.password, self.new, self.repeat]
        return [line for line in lines if self._form.isRowVisible(line)]

    @property
    def _is_renewing(self) -> bool:
        return self._form.isRowVisible(self.new)

    def _sign_in(self) -> None:
        address = self.address.text().strip()
        if not address.startswith(("http://", "https://")):
            self._say(self.tr("Адрес сервера начинается с https:// — например, https://grif.example.ru."))
            self.address.setFocus()
            return
        if self._is_renewing and self.new.text() != self.repeat.text():
            self._say(self.tr("Новый пароль и повтор различаются. Введите их ещё раз."))
            self._again(self.new, self.repeat)
            return
        self.problem.hide()
        self._set_busy(busy=True)
        new = self.new.text() if self._is_renewing else None
        self._session.sign_in(address, self.login.text().strip(), self.password.text(), new)

    def _refuse(self, error: CallError) -> None:
        self._set_busy(busy=False)
        about_new = next((problem for problem in error.problems if problem.field == "new"), None)
        self._say(about_new.text if about_new else error.message)
        if about_new is None:
            self.password.selectAll()
            self.password.setFocus()
            return
        for row in (self.new, self.repeat, self._rules):
            self._form.setRowVisible(row, True)
        self._again(self.new, self.repeat)
        self._check()
        self.adjustSize()

    def _again(self, *lines: QLineEdit) -> None:
        for line in lines:
            line.clear()
        lines[0].setFocus()

    def _open(self, me: object) -> None:
        self._set_busy(busy=False)
        for line in (self.password, self.new, self.repeat):
            line.clear()
        self.signed_in.emit(me)
        self.accept()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()
        self.adjustSize()

    def _set_busy(self, *, busy: bool) -> None:
        self.enter.setText(self.tr("Вход…") if busy else self.tr("&Войти"))
        for widget in (*self._lines(), self.enter):
            widget.setEnabled(not busy)
        if not busy:
            self._check()
            self.enter.setDefault(True)
