"""The line over a long form: what stops it, when not all of that is in view."""

from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from client.widgets.form import Form
from client.widgets.messages import label


class Unfilled(QFrame):
    """Each field is a link, for the mouse and for Tab and Enter; a field that is put right leaves the line."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__()
        self._area = area
        self._form: Form | None = None
        self.setProperty("role", "alarm")
        self.words = label("", wrap=True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        flags = Qt.TextInteractionFlag
        self.words.setTextInteractionFlags(flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard)
        self.words.linkActivated.connect(self._lead)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 6, 4)
        row.addWidget(self.words)
        self._laid_out = QTimer(self, singleShot=True, interval=0)  # the notes beside the fields take their place first
        self._laid_out.timeout.connect(self._show)
        self.hide()

    def look(self, form: Form) -> None:
        """The form has been checked."""
        self._form = form
        self._laid_out.start()

    def follow(self) -> None:
        """Something has been typed."""
        if not self.isHidden():
            self._tell()

    def _show(self) -> None:
        wrong = self._form.wrong() if self._form else []
        if self._form is None or all(self._in_view(self._form.fields[name]) for name in wrong):
            self.hide()
            return
        self._tell()
        self._form.lead_to(wrong[0])

    def _tell(self) -> None:
        wrong = self._form.wrong() if self._form else []
        self.setVisible(bool(wrong))
        if self._form is None:
            return
        empty = [name for name in wrong if self._form.fields[name].is_empty()]
        others = [name for name in wrong if name not in empty]
        said = [(self.tr("Не заполнено: {0}"), empty), (self.tr("Исправьте: {0}"), others)]
        self.words.setText(". ".join(words.format(self._links(names)) for words, names in said if names))

    def _links(self, names: list[str]) -> str:
        assert self._form is not None
        return ", ".join(f'<a href="{escape(name)}">{escape(self._form.title(name))}</a>' for name in names)

    def _in_view(self, field: QWidget) -> bool:
        seen = self._area.viewport()
        place = field.rect().translated(field.mapTo(seen, field.rect().topLeft()))
        return seen.rect().contains(place)

    def _lead(self, name: str) -> None:
        if self._form is not None and name in self._form.fields:
            self._form.lead_to(name)
