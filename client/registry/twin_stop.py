"""The stop before a number is spent: the letter beside the registered one it looks like."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.shell.manifest import said, worded
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.field import Field
from client.widgets.fields import TextField
from client.widgets.messages import Question, label, restyle
from common.kernel.ids import DocumentId
from common.registry.classes import LABELS, DocumentClass
from common.registry.document import DocumentDraft, DocumentRow

WIDTH = 680
SAVED = worded("Сохранено. Но такое письмо уже зарегистрировано: № {0}.")
OPEN_TWIN = worded("&Открыть двойника")


class TwinStop(QDialog):
    """Either opens the twin, or takes a reason why this is another letter, or leads back."""

    open_wanted = Signal(int)  # DocumentId
    reason_given = Signal(str)

    def __init__(
        self, draft: DocumentDraft, correspondent: str, twins: Sequence[DocumentRow], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Такой документ уже зарегистрирован"))
        self._twin = twins[0]
        self.reason = TextField(self.tr("почему это не тот же документ"))
        self.reason.limit(200)
        self.reason.set_name(self.tr("Причина"))
        self._asked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(12)
        column.addWidget(label(self._heading(len(twins)), "title", wrap=True))
        column.addLayout(self._comparison(draft, correspondent))
        column.addWidget(self.reason)
        column.addLayout(self._buttons())
        self.reason.hide()
        self.reason.walked.connect(self._send)
        self.back_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Lines that wrap tell their height only for a width."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(WIDTH, layout.heightForWidth(WIDTH))

    def _heading(self, count: int) -> str:
        text = self.tr("Номер не присвоен: возможно, это {0}.").format(self._title())
        return text + (self.tr(" Похожих документов ещё {0}.").format(count - 1) if count > 1 else "")

    def _title(self) -> str:
        on = f" от {shown(self._twin.registered)}" if self._twin.registered else ""
        return f"№ {self._twin.number}{on}"

    def _comparison(self, draft: DocumentDraft, correspondent: str) -> QGridLayout:
        twin = self._twin
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(label(self.tr("Этот документ"), "caption"), 0, 1)
        grid.addWidget(label(self.tr("Зарегистрирован {0}").format(self._title()), "caption"), 0, 2)
        rows = (
            (LABELS["correspondent_id"], correspondent, twin.correspondent),
            (LABELS["their_number"], draft.their_number, twin.their_number),
            (LABELS["their_date"], _day(draft.their_date), _day(twin.their_date)),
            (LABELS["summary"], draft.summary, twin.summary),
            (LABELS["addressee_ids"], "", twin.addressees),
        )
        for row, (name, mine, theirs) in enumerate(rows, start=1):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(name, "caption"), row, 0, top)
            same = mine.strip().casefold() == theirs.strip().casefold()
            grid.addWidget(label(mine, "", wrap=True), row, 1, top)
            grid.addWidget(label(theirs, "warning" if same and mine else "", wrap=True), row, 2, top)
        return grid

    def _buttons(self) -> QHBoxLayout:
        self.open_button = QPushButton(self.tr("&Открыть двойника"))
        self.other_button = QPushButton(self.tr("Это &другой документ…"))
        self.back_button = QPushButton(self.tr("&Вернуться"))
        self.back_button.setProperty("primary", True)
        restyle(self.back_button)
        self.open_button.clicked.connect(self._open)
        self.other_button.clicked.connect(self._send)
        self.back_button.clicked.connect(self.reject)
        for button in (self.open_button, self.other_button, self.back_button):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addStretch(1)
        row.addWidget(self.other_button)
        row.addWidget(self.back_button)
        return row

    def _open(self) -> None:
        self.open_wanted.emit(DocumentId(self._twin.id))
        self.reject()

    def _send(self) -> None:
        """The first time it asks for the reason, the second time it sends it."""
        if not self._asked:
            self._asked = True
            self.reason.show()
            self._fit()
            self.other_button.setText(self.tr("&Зарегистрировать как другой"))
            self._focus(self.reason)
        elif self.reason.is_empty():
            self.reason.show_problem(self.tr("Напишите, чем этот документ отличается от двойника."))
            self._fit()
            self._focus(self.reason)
        else:
            self.reason_given.emit(self.reason.value())
            self.accept()

    @staticmethod
    def _focus(field: Field) -> None:
        field.editor.setFocus(Qt.FocusReason.OtherFocusReason)


def _day(day: date | None) -> str:
    return shown(day) if day else ""


def look_for_twin(workplace: Workplace, document_id: DocumentId, draft: DocumentDraft, notice: Question) -> None:
    """A correction can make a letter the same as another; the clerk may have meant that."""

    def warn(twins: list[DocumentRow]) -> None:
        for twin in twins[:1]:
            answer = (said(OPEN_TWIN), partial(workplace.navigator.open_document, twin.id))
            notice.ask(said(SAVED).format(twin.number), answer, alarm=True)

    if draft.document_class is DocumentClass.INCOMING:
        workplace.calls(notice, workplace.apis.registry.twins, document_id, draft).then(warn)
