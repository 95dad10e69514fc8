"""What holds up a document before its number or its signature: an answer not linked, a twin, points uncontrolled."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.registry.card_sheet import CardSheet
from client.registry.control_stop import ControlStop
from client.registry.registration import Registration
from client.registry.twin_stop import TwinStop
from client.shell.workplace import Workplace
from client.widgets.lookup import Suggestion
from client.widgets.messages import Question
from common.registry.document import DocumentRow
from common.registry.ledger import IN_TURN, NumberChoice


class Answering(Protocol):
    """Knows which document the letter says it answers, as long as the two are not linked."""

    def unlinked(self) -> str: ...

    def tie(self) -> None: ...


class Stops:
    answering: Answering | None = None

    def __init__(
        self, workplace: Workplace, sheet: CardSheet, registration: Registration, notice: Question, window: QWidget
    ) -> None:
        self._work, self._sheet, self._registration = workplace, sheet, registration
        self._notice, self._window = notice, window
        self._choice = IN_TURN
        self._answer_seen = False

    def register(self, choice: NumberChoice = IN_TURN) -> None:
        """A dialog that waits for its own number is not held up by what the letter answers."""
        if choice is not IN_TURN or self._sees_answer():
            self.see_control(partial(self._register, choice))

    def see_control(self, then: Callable[[], object]) -> None:
        """An act does not go on with points that nobody controls before somebody has said so."""
        points = self._sheet.form.draft().uncontrolled()
        if not points:
            then()
            return
        stop = ControlStop(points, self._sheet.form.people, self._window)
        stop.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stop.controller_named.connect(partial(self._control, then))
        stop.left_uncontrolled.connect(then)
        stop.open()

    def show_twins(self, twins: list[DocumentRow]) -> None:
        form = self._sheet.form
        if not twins:
            words = self._window.tr("Такой документ зарегистрирован, но вам не виден. Спросите администратора.")
            self._notice.ask(words, alarm=True)
            return
        stop = TwinStop(form.draft(), form.correspondent.line.text(), twins, self._window)
        stop.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        stop.open_wanted.connect(self._work.navigator.open_document)
        stop.reason_given.connect(self._register_all_the_same)
        stop.open()

    def forget_refusal(self) -> None:
        """Nobody insists on the number that was refused."""
        self._sheet.form.show_problems([])
        self._notice.hide()

    def _sees_answer(self) -> bool:
        """Holds up once, as any proposal that was not looked at."""
        unlinked = self.answering.unlinked() if self.answering is not None else ""
        if self.answering is None or not unlinked or self._answer_seen:
            return True
        self._answer_seen = True
        words = self._window.tr("Письмо отвечает на «{0}», а не связано с ним. Ещё раз F9 — зарегистрировать так.")
        self._notice.ask(words.format(unlinked), (self._window.tr("&Связать как ответ"), self.answering.tie))
        return False

    def _register(self, choice: NumberChoice) -> None:
        self._choice = choice  # a twin does not take the chosen number away
        self._registration.register(self._sheet.form.draft(), choice=choice)

    def _register_all_the_same(self, reason: str) -> None:
        self._registration.register(self._sheet.form.draft(), reason, self._choice)

    def _control(self, then: Callable[[], object], controller: Suggestion) -> None:
        field = self._sheet.form.known.controller
        field.show_value(controller)
        field.note_edit()
        then()
