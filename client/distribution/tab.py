"""«Ознакомление» of a document: who has read it, who has not, by unit; sending, reminding, recalling, the sheet."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from client.core.calls import Call
from client.core.city_time import moment
from client.distribution.confirming import ConfirmDialog, confirm
from client.distribution.register import due_grounds, due_words, late_colour
from client.distribution.send_dialog import SendDialog
from client.shell.manifest import ActingTab
from client.shell.sheet_print import SheetPrint
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, MultilineField
from client.widgets.fitting_tabs import FittingTabs
from client.widgets.flow_layout import FlowLayout
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, ErrorState, LoadingState, label
from client.widgets.paged_model import Column, PagedModel
from client.widgets.register_view import RegisterPane, RegisterView
from common.distribution.api import SendingCard, SheetFilter, Summary, UnitState
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId, UnitId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.kernel.wording import day
from common.registry.bulk import BulkOutcome
from common.registry.classes import NUMBERED
from common.registry.document import DocumentCard
from common.rpc.errors import CallError

ALL = UnitId(0)
UNIT = 0  # the column that takes what width is left


def is_numbered(card: DocumentCard) -> bool:
    return card.state in NUMBERED


class AcquaintanceTab(ActingTab):
    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._api = workplace.apis.distribution
        self.summary: Summary | None = None
        self._arriving = False
        self.headline, self.state = label("", "headline", wrap=True), label("", "caption", wrap=True)
        self.units = ListModel(self._unit_columns())
        self.units.setParent(self)
        self.unit_view = list_view(self.units)
        self.model = PagedModel(self._person_columns(), self._fetch, self)
        self.view = RegisterView(self.model)
        self.view.setAccessibleName(self.tr("Ознакомление"))
        self.only_waiting = QCheckBox(self.tr("Только не ознакомившиеся"))
        self._make_commands()
        self._lay_out()
        self._error.retry.connect(self.load)
        self.unit_view.selectionModel().currentRowChanged.connect(self._narrow)
        self.only_waiting.toggled.connect(self.model.reload)
        workplace.calls.changed.connect(self._note_changes)
        workplace.navigator.acquaintance_wanted.connect(self._come_forward)
        self.load()

    def load(self) -> None:
        self._work.calls(self, self._api.summary, self._document_id).then(self._show).fails(self._refuse)

    def _come_forward(self, document_id: DocumentId) -> None:
        if document_id == self._document_id:
            FittingTabs.bring(self)
            self._arriving = True
            self._lead_to_button()

    def _lead_to_button(self) -> None:
        """Whoever came to confirm finds the focus on the button, as soon as it is known that there is one."""
        if self._arriving and self.summary is not None:
            self._arriving = False
            (self.buttons[self.confirm_action] if self.summary.mine else self).setFocus()

    def confirm(self) -> None:
        """The caller's own first; after it, one key each, those of the absent."""
        if self.summary and self.summary.mine:
            confirm(self._work, self, self.summary.mine[:1]).then(self._tell_confirmed).fails(self._say)

    def ask_comment(self) -> None:
        if self.summary and self.summary.mine:
            self._open(ConfirmDialog(self._work, self.summary.mine[:1], self.window()))

    def send(self) -> None:
        if self.summary and not self.summary.refusal:
            self._open(SendDialog(self._work, [self._document_id], self.window()))

    def remind(self) -> None:
        call = self._work.calls(self, self._api.remind, self._document_id, SheetFilter(unit_id=self._unit_id()))
        call.then(self._tell_reminded).fails(self._say)

    def recall(self) -> None:
        if sendings := self._recallable():
            self._open(RecallDialog(self._work, sendings, self.window()))

    def print_sheet(self) -> None:
        SheetPrint(self._work, "distribution.sheet", {"document": str(self._document_id)}, self.window())

    def _unit_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Подразделение"), lambda row: row.unit, 260, tooltip=lambda row: row.unit),
            Column(self.tr("Всего"), lambda row: str(row.people), 64, right=True),
            Column(self.tr("Ознакомлены"), lambda row: str(row.done or ""), 92, right=True),
            Column(self.tr("Не ознакомлены"), lambda row: str(row.people - row.done or ""), 108, right=True),
            Column(self.tr("Просрочено"), lambda row: str(row.overdue or ""), 84, right=True),
        )

    def _person_columns(self) -> tuple[Column, ...]:
        late: dict[int, Callable[[Any], Any]] = {int(Qt.ItemDataRole.ForegroundRole): late_colour}
        return (
            Column(self.tr("Сотрудник"), lambda row: row.person, 140, tooltip=lambda row: f"{row.person}, {row.post}"),
            Column(self.tr("Результат"), lambda row: row.said, 106, roles=late),
            Column(self.tr("Дата, время"), lambda row: moment(row.confirmed_at) if row.confirmed_at else "", 126),
            Column(self.tr("Срок"), due_words, 136, roles=late, tooltip=due_grounds),
            Column(self.tr("Комментарий"), lambda row: row.comment, 120, tooltip=lambda row: row.comment),
            Column(self.tr("Подтвердил"), lambda row: row.by if row.by != row.person else "", 150),
            Column(self.tr("Разослал"), lambda row: f"{row.sent_by}, {moment(row.sent_at)}", 200),
            Column(self.tr("Напоминали"), lambda row: moment(row.reminded_at) if row.reminded_at else "", 126),
        )

    def _make_commands(self) -> None:
        self.confirm_action = self._command("check", self.tr("Ознакомлен"), "F11", self.confirm)
        self.comment_action = self._command("edit", self.tr("Ознакомлен с комментарием…"), "Ctrl+F11", self.ask_comment)
        self.send_action = self._command("send", self.tr("Разослать…"), "Shift+F11", self.send)
        self.remind_action = self._command("bell", self.tr("Напомнить"), "", self.remind)
        self.recall_action = self._command("arrow-back-up", self.tr("Отозвать рассылку…"), "", self.recall)
        self.sheet_action = self._command("printer", self.tr("Лист ознакомления"), "Ctrl+Shift+F11", self.print_sheet)
        self.commands = (
            self.confirm_action, self.comment_action, self.send_action, self.remind_action, self.recall_action,
            self.sheet_action,
        )  # fmt: skip
        self.buttons = {action: self._button(action) for action in self.commands if action is not self.comment_action}
        self.buttons[self.confirm_action].setProperty("primary", True)

    def _command(self, picture: str, text: str, keys: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(picture), text, self)
        action.setShortcut(QKeySequence(keys))
        action.setEnabled(False)
        action.triggered.connect(lambda: slot())
        return action

    def _button(self, action: QAction) -> QPushButton:
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button = QPushButton(f"{action.text()}  {keys}" if keys else action.text())
        button.clicked.connect(action.trigger)
        button.hide()
        return button

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("role", "bar")
        top = QVBoxLayout(head)
        top.setContentsMargins(10, 8, 10, 8)
        top.setSpacing(3)
        buttons = QWidget()
        row = FlowLayout(buttons, spacing=6, greedy=False)
        row.setContentsMargins(0, 4, 0, 0)
        for button in self.buttons.values():
            row.addWidget(button)
        for widget in (self.headline, self.state, buttons):
            top.addWidget(widget)
        self._loading, self._error = LoadingState(), ErrorState()
        self._empty = EmptyState(
            self.tr("Документ не рассылали"),
            self.tr("Разослать его для ознакомления или для сведения — Shift+F11."), "send",
        )  # fmt: skip
        self._halves = QSplitter(Qt.Orientation.Vertical)
        header = self.unit_view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(UNIT, header.ResizeMode.Stretch)
        for part in (self.unit_view, self._people()):
            self._halves.addWidget(part)
        self._halves.setSizes([190, 380])
        self._halves.setChildrenCollapsible(False)
        self._stack = QStackedWidget()
        for page in (self._loading, self._halves, self._empty, self._error):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.view)

    def _people(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(6, 6, 6, 0)
        empty = EmptyState(self.tr("Все ознакомлены"), "", "circle-check")
        column.addWidget(self.only_waiting)
        column.addWidget(RegisterPane(self.view, empty, "distribution.sheet", self._work.settings), 1)
        return whole

    def _fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        chosen = SheetFilter(waiting=self.only_waiting.isChecked(), unit_id=self._unit_id())
        return self._work.calls(owner, self._api.sheet, self._document_id, chosen, offset, PAGE_SIZE)

    def _unit_id(self) -> UnitId | None:
        row = self.units.row(self.unit_view.currentIndex())
        return row.unit_id or None if row is not None else None

    def _narrow(self, _current: QModelIndex) -> None:
        self.model.reload()

    def _show(self, found: Summary) -> None:
        self.summary = found
        chosen = max(self.unit_view.currentIndex().row(), 0)
        overdue = sum(unit.overdue for unit in found.units)
        whole = UnitState(ALL, self.tr("Все подразделения"), found.people, found.done, overdue)
        self.units.show_rows([whole, *found.units])
        self.unit_view.selectRow(min(chosen, len(found.units)))
        self._stack.setCurrentWidget(self._halves if found.sendings else self._empty)
        self.headline.setText(self._step(found))
        read = self.tr("Ознакомлены {0} из {1} · ").format(found.done, found.people) if found.mine else ""
        self.state.setText(read + told(found.sendings))
        self.state.setVisible(bool(found.sendings))
        self._follow(found)
        self._lead_to_button()

    def _step(self, found: Summary) -> str:
        if found.mine:
            mine = found.mine[0]
            absent = (
                self.tr(" за отсутствующего: {0}").format(mine.person) if mine.person_id != self._work.me.id else ""
            )
            return self.tr("Ждёт вашего ознакомления") + absent + (f" · {due_words(mine)}" if mine.due else "")
        if not found.people:
            return self.tr("Не рассылался")
        return self.tr("Ознакомлены {0} из {1}").format(found.done, found.people)

    def _follow(self, found: Summary) -> None:
        """Only what may be done is offered."""
        may_send = not found.refusal and self._work.may(Right.DISTRIBUTE)
        left = found.people > found.done
        for action, possible in (
            (self.confirm_action, bool(found.mine)), (self.comment_action, bool(found.mine)),
            (self.send_action, may_send), (self.remind_action, may_send and left),
            (self.recall_action, bool(self._recallable())), (self.sheet_action, bool(found.sendings)),
        ):  # fmt: skip
            action.setEnabled(possible)
            if action in self.buttons:
                self.buttons[action].setVisible(possible)
        self.send_action.setToolTip(found.refusal)

    def _recallable(self) -> list[SendingCard]:
        return [each for each in self.summary.sendings if each.may_recall] if self.summary else []

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._stack.setCurrentWidget(self._error)

    def _say(self, error: CallError) -> None:
        self._work.calls.refused.emit(error)

    def _note_changes(self, changes: list[Change]) -> None:
        if {Change(Kind.ACQUAINTANCE, self._document_id), Change(Kind.DOCUMENT, self._document_id)} & set(changes):
            self.load()

    def _open(self, dialog: FormDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(self.load)
        dialog.open()

    def _tell_confirmed(self, outcomes: list[BulkOutcome]) -> None:
        for outcome in outcomes:
            if outcome.refusal:
                self._say(CallError(outcome.refusal))
        self.load()

    def _tell_reminded(self, count: int) -> None:
        self.load()
        self.state.setText(self.tr("Напомнили: {0}").format(count))


class RecallDialog(FormDialog):
    def __init__(self, workplace: Workplace, sendings: Sequence[SendingCard], parent: QWidget | None = None) -> None:
        form = Form()
        self._work = workplace
        self.sending = ChoiceField([(each.id, _titled(each)) for each in sendings], nothing=sendings[0].id)
        self.reason = MultilineField(rows=3)
        self.reason.limit(2000)
        super().__init__(self.tr("Отозвать рассылку"), form, self.tr("&Отозвать"), parent)
        form.add("sending", self.tr("Рассылка"), self.sending, 0, span=2)
        form.add("reason", self.tr("Причина"), self.reason, 1, span=2, mandatory=True)
        hint = self.tr("Отзывается у тех, кто ещё не ознакомился. Кто подтвердил — остаётся в листе.")
        form.add_wide(label(hint, "hint", wrap=True), 2)
        form.close_up(3)
        self.sending.show_value(sendings[0].id)
        self.resize(560, 210)
        self.reason.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        return require("reason", self.reason.value(), self.tr("Причина"))

    def send(self) -> Call[int]:
        return self._work.calls(
            self, self._work.apis.distribution.recall, self.sending.value(), self.reason.value()
        )  # fmt: skip


def told(sendings: Sequence[SendingCard]) -> str:
    """The newest sending, and how many there were before it."""
    if not sendings:
        return ""
    newest = sendings[0]
    parts = [f"{moment(newest.sent_at)}, {newest.sent_by}", newest.kind.label.lower(), newest.recipients]
    if newest.due:
        parts.append(f"срок {day(newest.due)}")
    if newest.comment:
        parts.append(f"«{newest.comment}»")
    if newest.recalled_at:
        parts.append(f"отозвана: {newest.recall_reason}")
    if len(sendings) > 1:
        parts.append(f"всего рассылок: {len(sendings)}")
    return " · ".join(parts)


def _titled(sending: SendingCard) -> str:
    return f"{moment(sending.sent_at)} — {sending.recipients} ({sending.done} из {sending.people})"
