"""Who usually executes such documents: a quiet line below the responsible one, taken over by one key."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.messages import label, said
from common.kernel.ids import DocumentId, PersonId
from common.rpc.errors import CallError
from common.scanning.learning import Guess
from common.scanning.recognition import ProposedField

KEYS = ("Alt+Return", "Alt+Enter")


class UsualLine(QWidget):
    """Fills nothing in by itself; without a sure answer from the past it is not there, and says why to who asks.

    The stars switch it off for this person; the list of what is proposed switches it on again.
    """

    taken = Signal(object)  # Guess
    unproposed = Signal(str)  # why nobody is proposed; empty where somebody is

    def __init__(self, workplace: Workplace, owner: QWidget) -> None:
        super().__init__()
        self._work = workplace
        self._guess: Guess | None = None
        self.told = label("", "hint", wrap=True)
        self.take_button = QPushButton(self.tr("Взять (Alt+Enter)"))
        self.take_button.setAutoDefault(False)
        self.take_button.clicked.connect(self.take)
        self.stars = QToolButton()
        self.stars.setIcon(icon("sparkles"))
        self.stars.setAutoRaise(True)
        self.stars.setToolTip(self.tr("Предложено по прошлым документам"))
        self.stars.setAccessibleName(self.stars.toolTip())
        self.stars.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.stars.setMenu(QMenu(self.stars))
        self.decline_action = self.stars.menu().addAction(self.tr("&Не предлагать мне исполнителя"))
        self.decline_action.triggered.connect(self.decline)
        for keys in KEYS:
            QShortcut(QKeySequence(keys), owner, self.take)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.told, 1)
        row.addWidget(self.stars)
        row.addWidget(self.take_button)
        self.hide()

    def ask(self, document_id: DocumentId, author_id: PersonId | None) -> None:
        self._work.calls(self, self._work.apis.learning.executor, document_id, author_id).then(self._show)

    def take(self) -> None:
        if self._guess is not None:
            self.taken.emit(self._guess)

    def decline(self) -> None:
        call = self._work.calls(self, self._work.apis.offers.decline, ProposedField.EXECUTOR)
        call.then(self._tell_declined).fails(self._refuse)

    def _tell_declined(self, _nothing: None) -> None:
        self._guess = None
        words = self.tr("Исполнитель вам больше не предлагается. Вернуть: меню «Сервис», «Что предлагать по тексту…».")
        self.told.setText(words)
        self.told.setToolTip("")
        self.stars.hide()
        self.take_button.hide()

    def _refuse(self, error: CallError) -> None:
        self.told.setText(said(error))

    def _show(self, answer: Guess | str | None) -> None:
        self._guess = guess = answer if isinstance(answer, Guess) else None
        self.unproposed.emit(self.tr("Не предложено: {0}.").format(answer) if isinstance(answer, str) else "")
        self.setVisible(guess is not None)
        if guess is None:
            return
        self.stars.show()
        self.take_button.show()
        who = ", ".join(each for each in (guess.title, guess.detail) if each)
        self.told.setText(self.tr("Обычно исполняет: {0} — как в {1} похожих").format(who, guess.cases))
        why = self.tr("По словам документа: {0}.\nДокументов с этим словом: {1}, из них сюда: {2}. Сбывается: {3} %.")
        words = ", ".join(guess.words)
        self.told.setToolTip(why.format(words, guess.alike, guess.cases, round(guess.confidence * 100)))
