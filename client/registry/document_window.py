"""The window of one document: the scan on the left, its card and its tabs on the right."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from client.registry.beside import Beside
from client.registry.bringing import Bringing
from client.registry.bulk import BulkDialog
from client.registry.card_pane import CardPane
from client.registry.closed_door import ClosedDoor
from client.registry.code_dialog import print_codes
from client.registry.document_head import DocumentHead
from client.registry.dropping import Dropping
from client.registry.earlier import Earlier
from client.registry.effort import Effort
from client.registry.files_tab import FilesTab
from client.registry.mark_offer import offer_mark
from client.registry.next_paper import NextPaper
from client.registry.number_dialogs import RegisterDialog
from client.registry.registration import Phase
from client.registry.shelf import Favourite
from client.registry.sight_pane import SightPane
from client.registry.steps import Steps
from client.registry.why import WhyDialog
from client.shell.manifest import TabSpec
from client.shell.sheet_print import SheetPrint
from client.shell.workplace import Workplace
from client.widgets.drawn_sheet import DrawnSheet
from client.widgets.fitting_tabs import FittingTabs
from client.widgets.icons import icon
from client.widgets.messages import restyle
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.bulk import Bulk, BulkOrder, BulkOutcome
from common.registry.classes import DocumentClass
from common.registry.document import DocumentCard
from common.registry.rules import Action
from common.scanning.recognition import Box

SPLITTER = "document/splitter"
CONTROL_CARD = "assignments.control_card"


class DocumentWindow(QWidget):
    """F9 registers, Ctrl+F9 with another number; Ctrl+S saves, Ctrl+P prints the label, F10 opens the next paper."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, tabs: tuple[TabSpec, ...] = ()) -> None:
        super().__init__()
        self._work, self._document_id, self._class = workplace, document_id, DocumentClass.INCOMING
        self._practised = False
        self.card = CardPane(workplace, document_id)
        self.refresh, self.is_blank = self.card.refresh, self.card.is_blank
        self.steps = Steps(workplace, document_id, self, self.card.settle, self.card.stops.see_control)
        self.sight = SightPane(workplace, document_id)
        self.scan = self.sight.scan
        self.effort = Effort(workplace, self, self.card.registration)
        self.head = DocumentHead(self.sight.fold_button)
        self.next_paper = NextPaper(workplace, document_id, self)
        self.label_action = self._action("barcode", self.tr("Этикетка"), "Ctrl+P", self.print_label)
        self.print_action = self._action("printer", self.tr("РКК"), "Ctrl+Shift+P", self.print_card)
        self.save_action = self._action("device-floppy", self.tr("Сохранить"), "Ctrl+S", self.card.save)
        self.next_action = self._action("arrow-right", self.tr("Следующий"), "F10", self.next_paper.open)
        self.register_action = self._action("rubber-stamp", self.tr("Зарегистрировать"), "F9", self.card.register)
        self.number_action = self._action("numbers", self.tr("Зарегистрировать с номером…"), "Ctrl+F9", self.ask_number)
        self.follow_action = self._action(
            "file-plus", self.tr("Связанный документ…"), "Ctrl+Shift+L", self.steps.follow
        )
        self.follow_action.setEnabled(workplace.may(Right.DRAFT))
        self.why_action = self._action("eye", self.tr("Почему я вижу документ"), "Ctrl+Shift+Y", self.explain)
        self.code_action = self._action("barcode", self.tr("Печать штрихкода…"), "Ctrl+Alt+B", self.print_code)
        self.file_action = self._action("folder", self.tr("Отнести в дело…"), "Ctrl+Shift+K", self.file)
        self.favourite = Favourite(workplace, document_id, self.card.shown, self)
        self.steps.menu.addActions([self.number_action, self.follow_action, self.file_action, self.code_action])
        everywhere = [self.card.offers.action, self.sight.fold_action]
        self.steps.menu.addActions([self.favourite.action, self.why_action, *everywhere])
        self.addActions(everywhere)
        on_bar = (self.print_action, self.label_action, self.save_action, self.next_action, self.register_action)
        self._buttons = {action: self._button(action) for action in on_bar}
        self.beside = Beside(workplace, document_id, self.card, self)
        self.earlier = Earlier(workplace, document_id, self.card, self.scan, self)
        self.bringing = Bringing(workplace, document_id, self.card)
        self._lay_out(tabs)
        self._fill_head()
        self._connect()
        Dropping(self.bringing, self)
        self.door = ClosedDoor(self.card.registration, self)
        self._follow(Phase.OPENING)
        self.card.load()
        self.scan.load()

    @property
    def part_key(self) -> str:
        """Of the tab in front; of the card none."""
        return self.tabs.currentWidget().objectName()

    def print_label(self) -> None:
        if self.card.registration.is_registered:
            window = DrawnSheet(self.tr("Этикетка"), self)
            window.show_drawn(self._work.calls(window, self._work.apis.registry.label, self._document_id))
            window.open()

    def print_code(self) -> None:
        print_codes(self._work, [self._document_id], self)

    def print_card(self) -> None:
        """The registration-and-control card as PDF."""
        if self.card.registration.is_registered:
            SheetPrint(self._work, CONTROL_CARD, {"document": str(self._document_id)}, self)

    def ask_number(self) -> None:
        """Another number than the next in turn: by hand, from the reserve, with an earlier date."""
        if self.card.may_register() and self.card.is_complete():
            dialog = RegisterDialog(self._work, self.card.registration, self)
            dialog.chosen.connect(self.card.register_with)
            dialog.rejected.connect(self.card.stops.forget_refusal)
            dialog.open()

    def file(self) -> None:
        """The case file alone, without looking for its field on the card."""
        dialog = BulkDialog(self._work, Bulk.FILE, [self._document_id], self)
        card = self.card.registration.card
        dialog.saved.connect(partial(self._note_filed, card.draft.case_file if card else ""))
        dialog.open()

    def explain(self) -> None:
        WhyDialog(self._work, self._document_id, self).open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is typed stays on this computer, so closing need not ask; files on their way would be lost."""
        if not self.bringing.is_idle:
            self.bringing.hold()
            event.ignore()
            return
        self.card.keep()
        self.beside.leave()
        self.card.registration.abandon()
        event.accept()

    def _action(self, icon_name: str, text: str, keys: str, slot: object) -> QAction:
        action = QAction(icon(icon_name), text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _button(self, action: QAction) -> QPushButton:
        """Its words name the key: who reads it once needs the mouse no more."""
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button = QPushButton(f"{action.text()}  {keys}")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(action.trigger)
        return button

    def _lay_out(self, tabs: tuple[TabSpec, ...]) -> None:
        self.tabs = FittingTabs()
        self._concerned: dict[int, Callable[[DocumentCard], bool]] = {}
        self.tabs.add(self.card, icon("edit"), self.tr("Карточка"))
        for tab in tabs:
            if self._work.may(tab.right):
                page = tab.make(self._work, self._document_id)
                page.setObjectName(tab.key)
                place = self.tabs.add(page, icon(tab.icon), tab.title)
                self.steps.adopt(page)
                if isinstance(page, FilesTab):
                    page.commands.chosen.connect(self.bringing.take)
                if tab.concerns is not None:
                    self._concerned[place] = tab.concerns
                    self.tabs.show_tab(place, visible=False)
        self._splitter = QSplitter()
        self._splitter.addWidget(self.sight)
        self._splitter.addWidget(self.tabs)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([500, 660])
        self._splitter.setChildrenCollapsible(False)
        kept = self._work.settings.state(SPLITTER)
        if not kept.isEmpty():
            self._splitter.restoreState(kept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.earlier)
        column.addWidget(self.beside)
        column.addWidget(self.bringing.notice)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.sight.strip)
        beside.addWidget(self._splitter, 1)
        column.addLayout(beside, 1)
        column.addWidget(self.bringing)
        self.setFocusProxy(self.card)

    def _fill_head(self) -> None:
        actions = QPushButton(self.tr("&Действия"))
        actions.setMenu(self.steps.menu)
        for button in (actions, self.steps.next, *self._buttons.values()):
            self.head.add(button)
        for action in (self.register_action, self.next_action):
            self._buttons[action].setProperty("primary", True)
            restyle(self._buttons[action])

    def _connect(self) -> None:
        self.card.sheet.place_entered.connect(self.scan.mark)
        self.card.sheet.place_left.connect(self.scan.unmark)
        self.card.shown.connect(self._show_headline)
        self.card.shown.connect(self.steps.show_card)
        self.steps.done.connect(self._note_step)
        self.steps.reversible.connect(self._note_step)
        self.steps.failed.connect(self.card.refuse)
        self.sight.found.connect(self._note_scan)
        self.card.label_wanted.connect(self.print_label)
        self.card.next_wanted.connect(self.next_paper.open)
        self.next_paper.none.connect(self._tell_last)
        self.card.shown.connect(partial(offer_mark, self.card.notice, self.steps.actions[Action.RENUMBER].trigger))
        self.card.registration.phase_changed.connect(self._follow)
        self.scan.text_selected.connect(self._fill)
        self.scan.proposals_found.connect(self.card.show_proposals)
        self.scan.proposals_found.connect(self.head.know_sender)
        self.head.titled.connect(self.setWindowTitle)
        self.card.offers.changed.connect(self.scan.load)
        self._splitter.splitterMoved.connect(self._keep_splitter)

    def _show_headline(self, card: DocumentCard) -> None:
        self.head.show_card(card)
        self._class, self._practised = card.draft.document_class, card.practice
        button = self._buttons[self.register_action]
        button.setProperty("primary", card.awaits_number)
        restyle(button)
        for place, concerns in self._concerned.items():
            self.tabs.show_tab(place, visible=concerns(card))
        self.sight.show_card(card)
        self.card.foot.setVisible(self.card.may_edit())
        self._follow(self.card.registration.phase)

    def _note_scan(self) -> None:
        self.card.foot.of_scan.setVisible(self.scan.page_count() > 0)

    def _note_filed(self, before: str | None, outcomes: list[BulkOutcome]) -> None:
        """`before` is the case file that it lay in; None when it is back there."""
        words = self.tr("Отнесено в дело.") if before is not None else self.tr("Возвращено в прежнее дело.")
        for outcome in outcomes:
            if outcome.refusal:
                self.card.notice.ask(outcome.refusal, alarm=True)
            else:
                self._note_step(words, partial(self._file_back, before) if before else None)

    def _file_back(self, case_file: str) -> None:
        order = BulkOrder(action=Bulk.FILE, document_ids=[self._document_id], value=case_file)
        call = self._work.calls(self, self._work.apis.registry.bulk, order)
        call.then(partial(self._note_filed, None)).fails(self.card.refuse)

    def _note_step(self, words: str, undo: Callable[[], object] | None = None) -> None:
        self.card.refresh()
        self.card.tell_done(words, undo)

    def _follow(self, phase: Phase) -> None:
        may, registered = self.card.may_edit(), self.card.registration.is_registered
        may_register = self.card.may_register()
        usable = phase in {Phase.EDITING, Phase.REGISTERED}
        waiting = phase is Phase.WAITING
        goes_on, is_letter = may and not self._practised, self._class is DocumentClass.INCOMING  # the queue is real
        self.number_action.setEnabled(may_register and phase is Phase.EDITING)
        self.file_action.setEnabled(may and usable)
        for action, visible, enabled in (
            (self.print_action, registered, registered),
            (self.label_action, registered, registered),
            (self.save_action, may, may and usable),
            (self.next_action, goes_on and is_letter and (registered or waiting), goes_on),
            (self.register_action, may_register and not registered and not waiting, phase is Phase.EDITING),
        ):
            action.setEnabled(enabled)
            self._buttons[action].setVisible(visible)
            self._buttons[action].setEnabled(enabled)

    def _fill(self, text: str, _page: int, _box: Box) -> None:
        """Text selected on the scan goes to the field in focus."""
        if not self.card.form.fill_current(text):
            self.card.notice.ask(self.tr("В это поле не подходит: «{0}».").format(text[:80]))

    def _tell_last(self) -> None:
        self.card.notice.ask(self.tr("Очередь пуста: незарегистрированных документов больше нет."))

    def _keep_splitter(self) -> None:
        self._work.settings.keep_state(SPLITTER, self._splitter.saveState())
