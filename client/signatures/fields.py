"""Fields of signing: a PIN or password that nobody reads over a shoulder."""

from PySide6.QtWidgets import QLineEdit

from client.widgets.field import Field


class SecretField(Field):
    """Its value is neither shown nor cleaned: a password is what was typed."""

    def __init__(self) -> None:
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(self.line)
        self.line.textEdited.connect(self.note_edit)

    def value(self) -> str:
        return self.line.text()

    def show_value(self, value: str) -> None:
        self.line.setText(value)
        self.changed.emit()

    def fill(self, text: str) -> bool:
        return False
