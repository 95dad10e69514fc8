"""What may be done with the chosen assignment: buttons for what is possible, a menu of everything with reasons."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from client.assignments.dialogs import DecisionDialog, RecallDialog, ReplaceDialog, TermDialog
from client.assignments.points_dialog import PointsDialog
from client.assignments.report_form import ExecutionReportForm
from client.assignments.resolution_form import Purpose, ResolutionForm
from client.assignments.series_form import SeriesDialog
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.drawn_sheet import DrawnSheet
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.reason_dialog import ReasonDialog
from common.assignments.cards import AssignmentCard
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import OPEN, Action
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.rpc.errors import CallError

OF_DOCUMENT = frozenset({"resolve", "prepare", "series", "points"})


class Command(Struct, frozen=True):
    """`any_of` names the actions of the rules of which one must be allowed."""

    name: str
    words: str
    keys: str
    act: Callable[[], None]
    any_of: tuple[Action, ...]
    on_bar: bool = True


class Hand(Protocol):
    """Where the chosen assignment comes from, with all those of its document."""

    def current(self) -> AssignmentCard | None: ...

    def cards(self) -> Sequence[AssignmentCard]: ...


class AssignmentCommands(QObject):
    """With a `bar` the named buttons keep their places, a refused one grey; a list names no document of its own."""

    done = Signal()
    failed = Signal(object)  # CallError

    def __init__(
        self, workplace: Workplace, document_id: DocumentId | None, hand: Hand, host: QWidget,
        bar: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__(host)
        self._work, self._of, self._hand, self._host, self._bar = workplace, document_id, hand, host, bar
        self._api, self._drafts = workplace.apis.assignments, workplace.apis.resolutions
        self.has_points = False
        self.buttons: dict[str, QPushButton] = {}
        self.actions: dict[str, QAction] = {}
        self.menu = QMenu(host)
        self.menu.setToolTipsVisible(True)
        self._known = [each for each in self._table() if document_id or each.name not in OF_DOCUMENT]
        for command in self._known:
            self._add(command)
        self.more = QPushButton(self.tr("&Ещё"))
        self.more.setToolTip(self.tr("Все действия с поручением; почему нельзя — в подсказке"))
        self.more.setMenu(self.menu)

    def _table(self) -> tuple[Command, ...]:
        a, tr = Action, self.tr
        return (
            Command("resolve", tr("Ре&золюция…"), "F3", self.resolve, ()),
            Command("prepare", tr("Пр&оект резолюции…"), "Shift+F3", self.prepare, ()),
            Command("approve", tr("&Утвердить"), "F12", self.approve, (a.APPROVE,)),
            Command("return_draft", tr("В&ернуть проект…"), "", self.return_draft, (a.RETURN_DRAFT,)),
            Command("submit", tr("На &утверждение"), "", self.submit, (a.SUBMIT,)),
            Command("edit", tr("&Править проект…"), "", self.edit, (a.EDIT,)),
            Command("discard", tr("Удалить проект"), "", self.discard, (a.DISCARD,), on_bar=False),
            Command("report", tr("О&тчёт…"), "F7", self.report, (a.REPORT, a.INFORM)),
            Command("release", tr("Снять с &контроля…"), "", self.release, (a.RELEASE,)),
            Command("send_back", tr("&Вернуть на доработку…"), "", self.send_back, (a.SEND_BACK,)),
            Command("decide", tr("Решить о &продлении…"), "", self.decide, (a.DECIDE,)),
            Command("accept", tr("Пр&инять"), "", self.accept, (a.ACCEPT,)),
            Command("forward", tr("Возло&жить…"), "F8", self.forward, (a.HAND_DOWN,)),
            Command("hand_down", tr("&Подпоручение…"), "Shift+F8", self.hand_down, (a.HAND_DOWN,)),
            Command("ask", tr("Просить про&дление…"), "", self.ask, (a.ASK,)),
            Command("move", tr("Пере&нести срок…"), "Shift+F7", self.move, (a.MOVE,)),
            Command("replace", tr("Заменить исполнителя…"), "", self.replace, (a.REPLACE,), on_bar=False),
            Command("cancel", tr("&Отозвать…"), "", self.cancel, (a.CANCEL,)),
            Command("reopen", tr("Возо&бновить контроль…"), "", self.reopen, (a.REOPEN,)),
            Command("print", tr("Печать резолюции (A6)"), "Ctrl+Alt+P", self.print_sheet, (), on_bar=False),
            Command("points", tr("Поручения по &пунктам…"), "", self.points, ()),
            Command("series", tr("Периодические поручения…"), "", self.series, (), on_bar=False),
            Command("watch", tr("Особый контроль"), "", self.watch, (a.WATCH,), on_bar=False),
        )

    def _add(self, command: Command) -> None:
        button = QPushButton(command.words, self._host)
        button.hide()
        button.setToolTip(command.keys)
        button.clicked.connect(command.act)
        self.buttons[command.name] = button
        action = QAction(command.words.replace("&", ""), self._host)
        action.setShortcut(QKeySequence(command.keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(command.act)
        self._host.addAction(action)
        self.menu.addAction(action)
        self.actions[command.name] = action

    def follow(self, card: AssignmentCard | None) -> None:
        """Only what may be done stands on the bar; release also while something stands in its way."""
        for command in self._known:
            refusal = self._refusal(command, card)
            action, button = self.actions[command.name], self.buttons[command.name]
            action.setEnabled(not refusal)
            action.setToolTip(refusal or action.text())
            button.setVisible(command.name in self._bar if self._bar else command.on_bar and not refusal)
            button.setEnabled(not refusal)
            button.setToolTip(refusal or command.keys)
        if card is not None and card.may(Action.SEND_BACK) and not card.may(Action.RELEASE):
            self.buttons["release"].setVisible(not self._bar or "release" in self._bar)
            self.buttons["release"].setToolTip("\n".join(card.blocks) or card.refusals[Action.RELEASE])
        watched = card is not None and card.row.special
        words = self.tr("Снять с особого контроля") if watched else self.tr("Особый контроль")
        for each in (self.actions["watch"], self.buttons["watch"]):
            each.setText(words)

    def _refusal(self, command: Command, card: AssignmentCard | None) -> str:
        if command.name not in OF_DOCUMENT and card is None:
            return self.tr("Выберите поручение.")
        may_resolve, may_draft = self._work.may(Right.RESOLVE), self._work.may(Right.DRAFT)
        of_document = {
            "resolve": "" if may_resolve else self.tr("Ваша роль не даёт выносить резолюции."),
            "prepare": "" if may_draft and not may_resolve else self.tr("Проекты готовят помощники руководителя."),
            "series": "",
            "points": "" if self.has_points else self.tr("У документа нет пунктов."),
        }
        if command.name in of_document:
            return of_document[command.name]
        if card is None or not command.any_of or any(card.may(action) for action in command.any_of):
            return ""
        return card.refusals.get(command.any_of[0], self.tr("Действие недоступно."))

    def resolve(self) -> None:
        if self._of is not None:
            self._open(ResolutionForm(self._work, ResolutionDraft(document_id=self._of), parent=self._host))

    def prepare(self) -> None:
        if self._of is not None:
            draft = ResolutionDraft(document_id=self._of)
            self._open(ResolutionForm(self._work, draft, Purpose.PREPARE, parent=self._host))

    def edit(self) -> None:
        self._with(lambda card: ResolutionForm(self._work, card.draft, Purpose.EDIT, card, self._host))

    def hand_down(self) -> None:
        """A part is given on; its deadline may not pass this one's."""
        self._with(
            lambda card: ResolutionForm(
                self._work, ResolutionDraft(document_id=card.row.document_id, parent_id=card.row.id), parent=self._host
            )
        )

    def forward(self) -> None:
        self._with(self._forwarding)

    def _forwarding(self, card: AssignmentCard) -> FormDialog:
        """The whole as it stands: only who does it is left to be named."""
        due = DeadlineRule(
            title=self.tr("Срок вышестоящего поручения"), count=Count.DATE, shift=Shift.NONE, fixed=card.row.due
        )
        draft = replace(
            card.draft, parent_id=card.row.id, act_point=None, author_id=None, responsible_id=None, co_executor_ids=[],
            rule=due, controlled=True, controller_id=self._work.me.id, special=False, comment="",
        )  # fmt: skip
        form = ResolutionForm(self._work, draft, parent=self._host)
        form.controller.show_value(Suggestion(self._work.me.id, self._work.me.name))
        form.responsible.editor.setFocus()
        return form

    def report(self) -> None:
        self._with(lambda card: ExecutionReportForm(self._work, card, self._host))

    def move(self) -> None:
        self._with(lambda card: TermDialog(self._work, card, asking=False, parent=self._host))

    def ask(self) -> None:
        self._with(lambda card: TermDialog(self._work, card, asking=True, parent=self._host))

    def decide(self) -> None:
        self._with(lambda card: DecisionDialog(self._work, card, self._host))

    def replace(self) -> None:
        self._with(lambda card: ReplaceDialog(self._work, card, self._host))

    def cancel(self) -> None:
        self._with(lambda card: RecallDialog(self._work, card, self._open_children(card), self._host))

    def _open_children(self, card: AssignmentCard) -> int:
        return sum(other.parent_id == card.row.id and other.row.status in OPEN for other in self._hand.cards())

    def release(self) -> None:
        self._reason(self.tr("Снять с контроля"), self.tr("Примечание"), self._api.release, may_be_empty=True)

    def send_back(self) -> None:
        self._reason(self.tr("Вернуть на доработку"), self.tr("Причина"), self._api.send_back)

    def return_draft(self) -> None:
        self._reason(self.tr("Вернуть проект"), self.tr("Причина"), self._drafts.send_back)

    def reopen(self) -> None:
        self._reason(self.tr("Возобновить контроль"), self.tr("Причина"), self._api.reopen)

    def approve(self) -> None:
        self._call(self._drafts.approve)

    def submit(self) -> None:
        self._call(self._drafts.submit)

    def discard(self) -> None:
        self._call(self._drafts.discard)

    def accept(self) -> None:
        self._call(self._api.accept)

    def series(self) -> None:
        if self._of is not None:
            dialog = SeriesDialog(self._work, self._of, self._host)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.add_button.setEnabled(self._work.may(Right.RESOLVE))
            dialog.open()

    def points(self) -> None:
        if self._of is not None:
            dialog = PointsDialog(self._work, self._of, self._host)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.given.connect(self.done)
            dialog.open()

    def print_sheet(self) -> None:
        card = self._hand.current()
        if card is not None:
            window = DrawnSheet(self.tr("Резолюция"), self._host)
            window.show_drawn(self._work.calls(window, self._api.sheet, card.row.id))
            window.open()

    def watch(self) -> None:
        card = self._hand.current()
        self._call(self._api.watch, not (card is not None and card.row.special))

    def _call(self, act: Callable[..., Any], *rest: object) -> None:
        card = self._hand.current()
        if card is not None:
            self._work.calls(self, act, card.row.id, card.version, *rest).then(self._end).fails(self._refuse)

    def _reason(self, title: str, caption: str, act: Callable[..., Any], *, may_be_empty: bool = False) -> None:
        def ask(card: AssignmentCard) -> FormDialog:
            send = partial(self._send, act, card)
            return ReasonDialog(title, caption, title, send, self._host, may_be_empty=may_be_empty)

        self._with(ask)

    def _send(self, act: Callable[..., Any], card: AssignmentCard, reason: str) -> Call[None]:
        return self._work.calls(self, act, card.row.id, card.version, reason)

    def _with(self, make: Callable[[AssignmentCard], FormDialog]) -> None:
        card = self._hand.current()
        if card is not None:
            self._open(make(card))

    def _open(self, dialog: FormDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self._end)
        dialog.open()

    def _end(self, _result: object) -> None:
        self.done.emit()

    def _refuse(self, error: CallError) -> None:
        self.failed.emit(error)
