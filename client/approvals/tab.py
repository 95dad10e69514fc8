"""«Согласование» of a document: where the project stands, who has said what, and what may be done about it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from client.approvals.course_tree import CourseTree
from client.approvals.send_dialog import SendDialog
from client.approvals.visa_dialogs import AdditionDialog, AnswerDialog, StagesDialog, VisaDialog
from client.shell.manifest import StepTab
from client.shell.sheet_print import SheetPrint
from client.shell.workplace import Workplace
from client.widgets.flow_layout import FlowLayout
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import EmptyState, ErrorState, LoadingState, Question, label
from common.approvals.api import ApprovalCard, ApprovalState, VisaRow
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.wording import day
from common.registry.classes import DocumentClass
from common.registry.document import DocumentCard
from common.registry.rules import Action
from common.rpc.errors import CallError


def goes_to_approval(card: DocumentCard) -> bool:
    return card.draft.document_class is not DocumentClass.INCOMING


class ApprovalTab(StepTab):
    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self._api = workplace.apis.approvals
        self._cards: list[ApprovalCard] = []
        self.steps = {Action.SEND_FOR_APPROVAL: self.ask_route, Action.APPROVE: self.ask_visa}
        self.tree, self.headline, self.state = CourseTree(), label("", "headline", wrap=True), label("", "caption")
        self.details, self.notice = label("", wrap=True), Question()
        self._loading, self._error = LoadingState(), ErrorState()
        self.empty = EmptyState(
            self.tr("На согласование не отправляли"),
            self.tr("Проект отправляется действием «На согласование» (Ctrl+Shift+G)."), "checks",
        )  # fmt: skip
        self._make_buttons()
        self._lay_out()
        self.tree.current_changed.connect(self._follow)
        self._error.retry.connect(self.load)
        workplace.calls.changed.connect(self._note_changes)
        self.load()

    def load(self) -> None:
        self._work.calls(self, self._api.of_document, self._document_id).then(self._show).fails(self._refuse)

    def ask_route(self, card: DocumentCard) -> None:
        self._open(SendDialog(self._work, self._document_id, card.version, self.window()),
                   self.tr("Отправлено на согласование."))  # fmt: skip

    def ask_visa(self, _card: DocumentCard | None = None) -> None:
        self._open(VisaDialog(self._work, [self._document_id], self._mine(), self.window()),
                   self.tr("Виза поставлена."))  # fmt: skip

    def send_again(self) -> None:
        """With the card as it stands now."""
        call = self._work.calls(self, self._work.apis.registry.card, self._document_id)
        call.then(self.ask_route).fails(self._refuse)

    def answer(self) -> None:
        row = self.tree.current()
        if row is not None and row.may_answer:
            self._open(AnswerDialog(self._work, row, self.window()), self.tr("Решение записано."))
        else:
            self._tell_why(self.tr("Решение записывает инициатор: выберите визу с замечаниями на свой проект."))

    def add_approver(self) -> None:
        rows = [row for row in self._mine() if row.may_add]
        for row in rows[:1]:
            self._open(AdditionDialog(self._work, row, self.window()), self.tr("Согласующий добавлен."))
        if not rows:
            self._tell_why(self.tr("Согласующего добавляет тот, чья виза сейчас ждётся, если у него есть такое право."))

    def change_stages(self) -> None:
        if self._cards and self._cards[0].may_change:
            self._open(StagesDialog(self._work, self._cards[0], self.window()), self.tr("Этапы изменены."))

    def print_sheet(self) -> None:
        self._print("approvals.sheet")

    def print_remarks(self) -> None:
        self._print("approvals.remarks")

    def _print(self, code: str) -> None:
        for card in self._cards[:1]:
            SheetPrint(self._work, code, {"approval": str(card.id)}, self.window())
        if not self._cards:
            self._tell_why("")

    def _tell_why(self, words: str) -> None:
        """Of a key pressed where nothing can be done; while the course is on its way, nothing is known yet."""
        if self._stack.currentWidget() is self.empty:
            words = self.tr("Хода согласования нет: документ на согласование не отправляли.")
        if self._stack.currentWidget() in {self.empty, self._whole}:
            self.notice.tell(words)

    def _mine(self) -> list[VisaRow]:
        return [row for card in self._cards[:1] for row in card.visas if row.may_visa]

    def _make_buttons(self) -> None:
        self.visa_button = self._button(self.tr("Виза…"), "", self.ask_visa)
        self.visa_button.setProperty("primary", True)
        self.send_button = self._button(self.tr("Отправить повторно…"), "", self.send_again)
        self.send_button.setProperty("primary", True)
        self.answer_button = self._button(self.tr("Решение по замечанию…"), "Ctrl+Shift+U", self.answer)
        self.add_button = self._button(self.tr("Добавить согласующего…"), "Ctrl+Shift+J", self.add_approver)
        self.stages_button = self._button(self.tr("Следующие этапы…"), "", self.change_stages)
        self.sheet_button = self._button(self.tr("Лист согласования"), "Ctrl+Shift+T", self.print_sheet)
        self.remarks_button = self._button(self.tr("Лист замечаний"), "", self.print_remarks)

    def _button(self, text: str, keys: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(f"{text}  {keys}" if keys else text)
        button.clicked.connect(lambda: slot())
        button.hide()
        if keys:
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda: slot())
            self.addAction(action)
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
        for button in (
            self.visa_button, self.send_button, self.answer_button, self.add_button, self.stages_button,
            self.sheet_button, self.remarks_button,
        ):  # fmt: skip
            row.addWidget(button)
        for widget in (self.headline, self.state, buttons):
            top.addWidget(widget)
        self.details.setContentsMargins(10, 8, 10, 8)
        self.details.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.tree)
        halves.addWidget(self.details)
        halves.setSizes([420, 120])
        halves.setChildrenCollapsible(False)
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(halves, 1)
        self._stack = QStackedWidget()
        for page in (self._loading, self._whole, self.empty, self._error):
            self._stack.addWidget(page)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(self.notice)
        around.addWidget(self._stack, 1)
        self._come_to(self._loading)

    def _show(self, cards: list[ApprovalCard]) -> None:
        self._cards = cards
        self.tree.show_cards(cards)
        self._come_to(self._whole if cards else self.empty)
        if cards:
            self.headline.setText(self._step_of(cards[0]))
            self.state.setText(self._what_of(cards[0]))
            waiting = next((row for row in cards[0].visas if row.waits and row.deadline), None)
            self.state.setToolTip(waiting.deadline.explanation() if waiting and waiting.deadline else "")
        self._follow(self.tree.current())

    def _step_of(self, card: ApprovalCard) -> str:
        """The present step, as it is read from across the desk."""
        waiting = [row for row in card.visas if row.waits]
        if card.state is not ApprovalState.RUNNING or not waiting:
            return card.state.label
        if any(row.may_visa for row in waiting):
            late = max(row.overdue_days for row in waiting if row.may_visa)
            mine = [row for row in waiting if row.may_visa]
            absent = [row.person for row in mine if row.person_id != self._work.me.id]
            whose = self.tr("Ваша виза")
            if len(absent) == len(mine):
                whose = self.tr("Ваша виза за отсутствующего: {0}").format(", ".join(absent))
            return whose + (self.tr(" — просрочена на {0} дн.").format(late) if late else "")
        return self.tr("Ждём визу: {0}").format(", ".join(row.person for row in waiting))

    def _what_of(self, card: ApprovalCard) -> str:
        now = [row for row in card.visas if row.cycle == card.cycle]
        waiting = [row for row in now if row.waits]
        stages = sorted({row.stage for row in now})
        parts = [card.route or card.type]
        if waiting:
            parts.append(self.tr("этап {0} из {1}").format(stages.index(waiting[0].stage) + 1, len(stages)))
        if waiting and waiting[0].due:
            late = waiting[0].overdue_days
            parts.append(self.tr("срок {0}").format(day(waiting[0].due))
                         + (self.tr(", просрочено {0} дн.").format(late) if late else ""))  # fmt: skip
        parts += [row.absent for row in waiting if row.absent]
        if card.cycle > 1:
            parts.append(self.tr("круг {0}").format(card.cycle))
        left = len([row for row in now if row.may_answer and row.taken is None])
        if left:
            parts.append(self.tr("замечаний без решения: {0}").format(left))
        if card.reason:
            parts.append(card.reason)
        parts.append(self.tr("инициатор {0}").format(card.initiator))
        return " · ".join(parts)

    def _follow(self, row: VisaRow | None) -> None:
        """Only what may be done is offered."""
        mine = self._mine()
        self.visa_button.setVisible(bool(mine))
        self.add_button.setVisible(any(each.may_add for each in mine))
        self.answer_button.setVisible(row is not None and row.may_answer)
        self.send_button.setVisible(bool(self._cards) and self._cards[0].may_resend)
        self.stages_button.setVisible(bool(self._cards) and self._cards[0].may_change)
        self.sheet_button.show()
        self.remarks_button.setVisible(any(each.visa and each.visa.asks_for_text for each in self.tree.rows()))
        self.details.setText(_told(row) if row else "")

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._come_to(self._error)

    def _come_to(self, page: QWidget) -> None:
        """With the keyboard, if it stands here: the keys of the tab work from whatever is in sight."""
        stood = self.isAncestorOf(self.focusWidget())
        self._stack.setCurrentWidget(page)
        self.notice.hide()
        self.setFocusProxy(self.tree if page is self._whole else page)
        if stood:
            self.setFocus()

    def _note_changes(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.load()

    def _open(self, dialog: FormDialog, words: str) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.saved.connect(partial(self._note_step, words))
        dialog.open()

    def _note_step(self, words: str, _saved: object) -> None:
        self.load()
        self.stepped.emit(words)


def _told(row: VisaRow) -> str:
    """All that one visa says, line by line."""
    lines = [f"{row.by or row.person}, {row.post}" + (f" · добавил {row.added_by}" if row.added_by else "")]
    if row.absent:
        lines.append(row.absent)
    if row.visa:
        lines.append(row.visa.label + (f": {row.text}" if row.text else ""))
    if row.taken is not None:
        decision = "Учтено" if row.taken else "Отклонено"
        lines.append(f"{decision}, {row.answered_by}" + (f": {row.answer}" if row.answer else ""))
    if row.files:
        lines.append("Видел: " + _files(row))
    return "\n".join(lines)


def _files(row: VisaRow) -> str:
    return "; ".join(f"{file.name} (версия {file.number}, SHA-256 {file.sha256[:12]}…)" for file in row.files)
