"""«Почему я (не) вижу этот документ»: the grounds of access for a person, a document and a day."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField, Lean, shown
from client.widgets.fields import TextField
from client.widgets.form import Form
from client.widgets.icons import drawing
from client.widgets.lookup import CallLookup, Suggestion, person_suggestion
from client.widgets.messages import EmptyState, Notice, label, restyle, said
from client.widgets.pickers import PickField
from client.widgets.theme import tones_of
from common.identity import PersonRow
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.registry.access import Explanation
from common.rpc.errors import CallError

PICTURE = 16


class ExplanationView(QFrame):
    """One answer: the verdict, every ground with whether it holds, and what would change it."""

    def __init__(self, explanation: Explanation) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(5)
        verdict = label(explanation.verdict, "title", wrap=True)
        verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(verdict)
        column.addWidget(label(self.tr("на {0}").format(shown(explanation.on)), "caption"))
        for ground in explanation.grounds:
            column.addLayout(self._ground(ground.text, holds=ground.holds))
        if explanation.advice:
            notice = Notice()
            notice.say(explanation.advice)
            column.addWidget(notice)

    def _ground(self, text: str, *, holds: bool) -> QHBoxLayout:
        tones = tones_of(self.palette())
        colour = tones.good if holds else tones.disabled
        picture = QLabel()
        picture.setPixmap(drawing("circle-check" if holds else "x", PICTURE, colour, self.devicePixelRatioF()))
        picture.setFixedSize(QSize(PICTURE, PICTURE + 2))
        picture.setAccessibleName(self.tr("есть") if holds else self.tr("нет"))
        words = label(text, "" if holds else "caption", wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return row


class Answers(QScrollArea):
    """The answers below one another: a number may be borne by documents of several years."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Основания доступа"))
        words = "Назовите сотрудника, номер документа и день: ответ перечислит основания доступа."
        self.setWidget(EmptyState(self.tr("Кто и какой документ?"), self.tr(words), "eye"))

    def show_answers(self, explanations: Iterable[Explanation]) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        for explanation in explanations:
            column.addWidget(ExplanationView(explanation))
        column.addStretch(1)
        self.setWidget(body)

    def verdicts(self) -> list[str]:
        """What stands there, for those who cannot see it."""
        return [view.findChildren(QLabel)[0].text() for view in self.findChildren(ExplanationView)]


class WhyPage(QWidget):
    """Ctrl+Enter asks; with a document at hand its number need not be typed."""

    def __init__(self, workplace: Workplace, document_id: DocumentId | None = None) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self.setWindowTitle(self.tr("Почему виден документ"))
        self.form = Form(None, ["person", "number"])
        self.person = PickField(CallLookup(self._find, person_suggestion), placeholder=self.tr("фамилия, и уволенного"))
        self.number = TextField(self.tr("01-26/000123"))
        self.on = DateField(workplace.today(), Lean.BEHIND)
        self.form.add("person", self.tr("Сотрудник"), self.person, 0, span=2)
        if document_id is None:
            self.form.add("number", self.tr("Номер документа"), self.number, 1)
        self.form.add("on", self.tr("На день"), self.on, 1, 1 if document_id is None else 0)
        self.on.show_value(workplace.today())
        self.button = QPushButton(self.tr("&Объяснить"))
        self.button.setProperty("primary", True)
        self.button.setToolTip("Ctrl+Enter")
        self.button.clicked.connect(self.ask)
        restyle(self.button)
        self.notice, self.answers = Notice(), Answers()
        self.form.sent.connect(self.ask)
        self.notice.first.connect(self.notice.hide)
        self._lay_out()
        self.setFocusProxy(self.person)

    def ask(self) -> None:
        if not self.form.check(self._problems()):
            return
        self.notice.hide()
        self.answers.show_answers([])
        self.button.setEnabled(False)
        access, person, on = self._work.apis.access, self.person.value(), self.on.value()
        if self._document_id is None:
            number = self.number.value()
            self._work.calls(self, access.why_number, person, number, on).then(self._show).fails(self._refuse)
        else:
            self._work.calls(self, access.why, person, self._document_id, on).then(self._show_one).fails(self._refuse)

    def suppose(self, person: Suggestion) -> None:
        self.person.show_value(person)

    def _problems(self) -> Iterable[Problem]:
        yield from require("person", self.person.value(), self.tr("Сотрудник"))
        if self._document_id is None:
            yield from require("number", self.number.value(), self.tr("Номер документа"))
        if (day := self.on.value()) is not None and day > self._work.today():
            yield Problem("on", self.tr("Можно спросить о сегодняшнем или прошедшем дне."))

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(4, 2, 12, 0)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 7)  # in line with the last row of the form
        side.addStretch(1)
        side.addWidget(self.button)
        row.addWidget(self.form, 1)
        row.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.notice)
        column.addWidget(self.answers, 1)

    def _find(self, owner: QObject, text: str) -> Call[list[PersonRow]]:
        return self._work.calls(owner, self._work.apis.access.people, text)

    def _show(self, explanations: list[Explanation]) -> None:
        self.button.setEnabled(True)
        self.answers.show_answers(explanations)

    def _show_one(self, explanation: Explanation) -> None:
        self._show([explanation])

    def _refuse(self, error: CallError) -> None:
        self.button.setEnabled(True)
        self.notice.say(said(error), self.tr("&Понятно"), alarm=True)


class WhyDialog(QDialog):
    """Of an open document: whoever may explain access asks about anybody, everybody else reads about himself."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Почему виден документ"))
        self.answers, self.notice = Answers(), Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        if workplace.may(Right.EXPLAIN_ACCESS):
            page = WhyPage(workplace, document_id)
            page.suppose(Suggestion(workplace.me.id, workplace.me.name))
            self.answers = page.answers
            column.addWidget(page, 1)
        else:
            column.addWidget(self.notice)
            column.addWidget(self.answers, 1)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Закрыть"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(0, 0, 10, 0)
        column.addWidget(buttons)
        self.resize(640, 420)
        call = workplace.calls(self, workplace.apis.access.why_me, document_id)
        call.then(self._show).fails(self._refuse)

    def _show(self, explanation: Explanation) -> None:
        self.answers.show_answers([explanation])

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)
