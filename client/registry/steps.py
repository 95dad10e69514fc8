"""What can be done with a document beside its card: each action of the rules as a command, refused with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from client.core.calls import Call
from client.registry.links_tab import LinksTab
from client.registry.number_dialogs import ChangeJournalDialog, RenumberDialog
from client.registry.paper_dialogs import HandOverDialog, SendingDialog
from client.registry.step_dialogs import CopyInsideDialog, FollowDialog, LinkDialog
from client.shell.manifest import ActingTab, StepTab
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.document import DocumentCard
from common.registry.rules import Action
from common.rpc.errors import CallError

BESIDE = frozenset({Action.ANSWER, Action.COPY, Action.LINK})  # they leave the document as it is


@dataclass(frozen=True)
class Step:
    action: Action
    title: str
    icon: str
    run: Callable[[], None]
    shortcut: str = ""


AWAITED = (
    Action.SIGN, Action.APPROVE, Action.SEND_FOR_SIGNING, Action.SEND_FOR_APPROVAL, Action.SEND_FOR_REGISTRATION,
)  # fmt: skip


class NextStep(QPushButton):
    """The step for which the document waits on the desk of whoever looks, in sight and not in a menu."""

    def __init__(self, actions: dict[Action, QAction]) -> None:
        super().__init__()
        self._actions = actions
        self._step: QAction | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("primary", True)
        self.clicked.connect(self._take)
        self.hide()

    def show_card(self, card: DocumentCard) -> None:
        step = next((self._actions[action] for action in (*card.advised, *AWAITED) if card.may(action)), None)
        self._step = step
        self.setVisible(step is not None)
        if step is not None:
            self.setText(f"{step.text()}  {step.shortcut().toString(QKeySequence.SequenceFormat.NativeText)}")

    def _take(self) -> None:
        if self._step is not None:
            self._step.trigger()


class Steps(QObject):
    """The menu «Действия»: what is not possible stays in sight with the reason in its hint."""

    done = Signal(str)
    reversible = Signal(str, object)  # what was done, and what takes it back
    failed = Signal(object)  # CallError

    def __init__(
        self,
        workplace: Workplace,
        document_id: DocumentId,
        window: QWidget,
        settle: Callable[[Callable[[], None]], None],
        see_control: Callable[[Callable[[], None]], None],
    ) -> None:
        """`settle` brings what is typed on the card to the server before a step takes the document further.

        `see_control` asks before an act goes to its signature with points that nobody controls.
        """
        super().__init__(window)
        self._settle, self._see_control = settle, see_control
        self._work, self._document_id, self._window = workplace, document_id, window
        self._card: DocumentCard | None = None
        self._elsewhere: dict[Action, Callable[[DocumentCard], None]] = {}
        self.menu = QMenu(self.tr("&Действия"), window)
        self.menu.setToolTipsVisible(True)
        self.actions: dict[Action, QAction] = {}
        for group in self._groups():
            for step in group:
                self._add(step)
            self.menu.addSeparator()
        self.next = NextStep(self.actions)

    def adopt(self, tab: QWidget) -> None:
        """The slice of a tab may run some of these steps; it may have commands of its own, or a button for a step."""
        if isinstance(tab, StepTab):
            self._elsewhere.update(tab.steps)
            tab.stepped.connect(self.done)
        if isinstance(tab, LinksTab):
            tab.offer(self.actions[Action.LINK])
        if isinstance(tab, ActingTab):
            self.menu.addSeparator()
            self.menu.addActions(tab.commands)
            self._window.addActions(tab.commands)

    def show_card(self, card: DocumentCard) -> None:
        self._card = card
        self.next.show_card(card)
        restricted = card.draft.restriction is not Restriction.NONE
        for action, command in self.actions.items():
            refusal = card.refusals.get(action, "")
            of_class = not refusal.startswith("Действие")
            command.setVisible(of_class and (action is not Action.LIFT or restricted))
            command.setEnabled(not refusal)
            command.setToolTip(refusal)
            command.setStatusTip(refusal)

    def _groups(self) -> tuple[tuple[Step, ...], ...]:
        return (
            (
                Step(Action.ANSWER, self.tr("Ответ"), "arrow-back-up", self._answer, "Ctrl+R"),
                Step(Action.COPY, self.tr("Новый как копия"), "copy", self._copy, "Ctrl+Shift+D"),
                Step(Action.LINK, self.tr("Связать с документом…"), "link", self._link, "Ctrl+L"),
            ),
            self._on_the_way(),
            (
                Step(Action.DISPATCH, self.tr("Отметить отправку…"), "mail-forward", self._send, "Ctrl+Shift+M"),
                Step(Action.HAND_OVER, self.tr("Передать экземпляр…"), "transfer", self._hand_over, "Ctrl+Alt+H"),
                Step(Action.COPY_INSIDE, self.tr("Внутренняя копия под тем же номером…"), "copy", self._copy_inside,
                     "Ctrl+Alt+C"),
            ),
            (
                Step(Action.LIFT, self.tr("Снять гриф…"), "eye", self._lift),
                Step(Action.RENUMBER, self.tr("Изменить номер…"), "numbers", self._renumber, "Shift+F9"),
                Step(Action.CHANGE_JOURNAL, self.tr("Перенести в другой журнал…"), "transfer", self._change_journal,
                     "Ctrl+Shift+F9"),
                Step(Action.CANCEL, self.tr("Отменить регистрацию…"), "ban", self._cancel, "Alt+F9"),
            ),
            (
                Step(Action.DISCARD, self.tr("В корзину…"), "trash", self._discard, "Ctrl+Shift+Del"),
                Step(Action.RESTORE, self.tr("Восстановить"), "arrow-back-up", self._restore, "Ctrl+Shift+Z"),
            ),
        )  # fmt: skip

    def _on_the_way(self) -> tuple[Step, ...]:
        """From the project to the number, and back."""
        go, elsewhere = partial(partial, self._pass_on), partial(partial, self._run_elsewhere)
        to_approval, to_registration = Action.SEND_FOR_APPROVAL, Action.SEND_FOR_REGISTRATION
        return (
            Step(to_approval, self.tr("На согласование…"), "send", elsewhere(to_approval), "Ctrl+Shift+G"),
            Step(Action.APPROVE, self.tr("Виза…"), "check", elsewhere(Action.APPROVE), "Ctrl+Shift+A"),
            Step(Action.SEND_FOR_SIGNING, self.tr("На подпись"), "send", go(Action.SEND_FOR_SIGNING), "Ctrl+Shift+S"),
            Step(Action.SIGN, self.tr("Подписать…"), "signature", self._sign, "Ctrl+Shift+Return"),
            Step(to_registration, self.tr("На регистрацию"), "send", go(to_registration), "Ctrl+Alt+R"),
            Step(Action.SEND_BACK, self.tr("Вернуть на доработку…"), "arrow-back-up", self._send_back, "Ctrl+Alt+Z"),
            Step(Action.RECALL, self.tr("Отозвать"), "arrow-back-up", go(Action.RECALL), "Ctrl+Alt+W"),
        )

    def _add(self, step: Step) -> None:
        command = QAction(icon(step.icon), step.title, self._window)
        if step.shortcut:
            command.setShortcut(step.shortcut)
        run = step.run if step.action in BESIDE else partial(self._settle, step.run)
        command.triggered.connect(partial(self._see_control, run) if step.action is Action.SEND_FOR_SIGNING else run)
        command.setEnabled(False)
        self.menu.addAction(command)
        self._window.addAction(command)
        self.actions[step.action] = command

    @property
    def _version(self) -> int:
        return self._card.version if self._card else 0

    def _call(self, words: str, method: Callable[..., Any], *arguments: Any) -> None:
        self._work.calls(self, method, *arguments).then(self._tell(words)).fails(self.failed.emit)

    def _tell(self, words: str) -> Callable[[Any], None]:
        def tell(_result: Any) -> None:
            self.done.emit(words)

        return tell

    def _pass_on(self, action: Action, *, reason: str = "") -> None:
        words = {
            Action.SEND_FOR_SIGNING: self.tr("Отправлено на подпись."), Action.RECALL: self.tr("Отозвано."),
            Action.SEND_FOR_REGISTRATION: self.tr("Отправлено на регистрацию."),
        }  # fmt: skip
        self._call(words.get(action, ""), self._work.apis.registry.pass_on, self._document_id, self._version, action,
                   reason)  # fmt: skip

    def _run_elsewhere(self, action: Action) -> None:
        if self._card is not None and action in self._elsewhere:
            self._elsewhere[action](self._card)

    def _reason(self, title: str, caption: str, button: str, act: Callable[[str], Call[Any]], words: str, *,
                leave: str = "") -> None:  # fmt: skip
        dialog = ReasonDialog(title, caption, button, act, self._window, leave=leave)
        dialog.saved.connect(self._tell(words))
        dialog.open()

    def _sign(self) -> None:
        self._work.navigator.sign([self._document_id], self.done.emit)

    def _send_back(self) -> None:
        def act(reason: str) -> Call[Any]:
            return self._work.calls(
                self, self._work.apis.registry.pass_on, self._document_id, self._version, Action.SEND_BACK, reason
            )

        self._reason(self.tr("Вернуть на доработку"), self.tr("Что исправить"), self.tr("&Вернуть"), act,
                     self.tr("Возвращено на доработку."))  # fmt: skip

    def _discard(self) -> None:
        """Of a card on which nothing was ever written nobody need say why it goes; «Вернуть» takes it out again."""

        def act(reason: str) -> Call[Any]:
            return self._work.calls(self, self._work.apis.registry.discard, self._document_id, self._version, reason)

        if self._card is not None and blank(self._card):
            act(self.tr("Пустая карточка")).then(self._tell_discarded).fails(self.failed.emit)
            return
        dialog = ReasonDialog(
            self.tr("В корзину"), self.tr("Причина"), self.tr("В &корзину"), act, self._window
        )  # fmt: skip
        dialog.saved.connect(self._tell_discarded)
        dialog.open()

    def _tell_discarded(self, _result: object) -> None:
        self.reversible.emit(self.tr("В корзине."), self._restore)

    def _restore(self) -> None:
        self._call(self.tr("Восстановлено."), self._work.apis.registry.restore, self._document_id, self._version)

    def _lift(self) -> None:
        def act(reason: str) -> Call[Any]:
            return self._work.calls(self, self._work.apis.access.lift, self._document_id, self._version, reason)

        self._reason(self.tr("Снять гриф ограничения"), self.tr("Причина"), self.tr("&Снять гриф"), act,
                     self.tr("Гриф снят."))  # fmt: skip

    def _cancel(self) -> None:
        def act(reason: str) -> Call[Any]:
            return self._work.calls(self, self._work.apis.numbers.cancel, self._document_id, self._version, reason)

        self._reason(self.tr("Отменить регистрацию"), self.tr("Причина"), self.tr("&Аннулировать номер"), act,
                     self.tr("Регистрация отменена, номер аннулирован."), leave=self.tr("&Не отменять"))  # fmt: skip

    def _answer(self) -> None:
        self._open_new(self._work.apis.links.answer)

    def _copy(self) -> None:
        self._open_new(self._work.apis.links.copy)

    def _copy_inside(self) -> None:
        if self._card is not None:
            dialog = CopyInsideDialog(self._work, self._card, self._window)
            dialog.saved.connect(self._work.navigator.open_document)
            dialog.open()

    def _open_new(self, method: Callable[..., Any]) -> None:
        call = self._work.calls(self, method, self._document_id)
        call.then(self._work.navigator.open_document).fails(self.failed.emit)

    def _link(self) -> None:
        self._show(LinkDialog(self._work, self._document_id, self._window), self.tr("Документы связаны."))

    def follow(self) -> None:
        dialog = FollowDialog(self._work, self._document_id, self._window)
        dialog.saved.connect(self._work.navigator.open_document)
        dialog.open()

    def _send(self) -> None:
        self._show(SendingDialog(self._work, self._document_id, self._window), self.tr("Отправка отмечена."))

    def _hand_over(self) -> None:
        self._show(HandOverDialog(self._work, self._document_id, self._window), self.tr("Передача записана."))

    def _renumber(self) -> None:
        if self._card is not None:
            self._show(RenumberDialog(self._work, self._card, self._window), self.tr("Номер изменён."))

    def _change_journal(self) -> None:
        if self._card is not None:
            self._show(ChangeJournalDialog(self._work, self._card, self._window), self.tr("Журнал изменён."))

    def _show(self, dialog: Any, words: str) -> None:
        dialog.saved.connect(self._tell(words))
        dialog.open()

    def refuse(self, error: CallError) -> None:
        self.failed.emit(error)


def blank(card: DocumentCard) -> bool:
    """Nothing was saved on it, filled in by the program or filed in it."""
    return card.version == 1 and not (card.attachments or card.draft.summary or card.draft.correspondent_id)
