"""What the clerk wants proposed by the text of the scan: switched off beside the proposal, and on again in a list."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from client.core.calls import Call
from client.registry.card_sheet import CardSheet
from client.shell.workplace import Workplace
from client.widgets.checks_field import ChecksField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.icons import icon
from client.widgets.messages import Question, label, said
from common.kernel.validation import Problem
from common.registry.document import DocumentDraft
from common.rpc.errors import CallError
from common.scanning.offers import title_of
from common.scanning.recognition import Proposal, ProposedField


class Offers(QObject):
    changed = Signal()  # other fields are proposed from now on

    def __init__(self, workplace: Workplace, sheet: CardSheet, notice: Question, pane: QWidget) -> None:
        super().__init__(pane)
        self._work, self._sheet, self._notice, self._pane = workplace, sheet, notice, pane
        self.action = QAction(icon("sparkles"), self.tr("Что предлагать по тексту…"), self)
        self.action.setShortcut(QKeySequence("Ctrl+Alt+O"))
        self.action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.action.triggered.connect(self.choose)
        sheet.mark_clicked.connect(self.open_menu)

    def open_menu(self, name: str) -> None:
        """At the stars of a proposed field."""
        field = next(each for each in ProposedField if each.on_card == name)
        mark = self._sheet.form.fields[name].mark
        menu = QMenu(self._pane)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        decline = menu.addAction(self.tr("&Не предлагать мне поле «{0}»").format(title_of(field)))
        decline.triggered.connect(partial(self.decline, field))
        menu.addAction(self.action)
        menu.popup(mark.mapToGlobal(mark.rect().bottomLeft()))

    def choose(self) -> None:
        """The list opens at the field in focus."""
        form = self._sheet.form
        focused = (name for name, field in form.fields.items() if field.isAncestorOf(form.focusWidget() or form))
        dialog = OffersDialog(self._work, next(focused, ""), self._pane)
        dialog.saved.connect(self._note_kept)
        dialog.open()

    def withdraw(self, before: Iterable[Proposal], now: Iterable[Proposal]) -> None:
        """Empties what is not proposed any longer; what the clerk has looked at stays."""
        proposed = {each.field for each in now if each.value}
        for name in (each.field.on_card for each in before if each.field not in proposed):
            field = self._sheet.form.fields.get(name)
            if field is not None and field.unconfirmed:
                field.withdraw_proposal()
                field.show_value(getattr(DocumentDraft(), name))

    def decline(self, field: ProposedField) -> None:
        call = self._work.calls(self, self._work.apis.offers.decline, field)
        call.then(partial(self._tell, field)).fails(self._refuse)

    def _tell(self, field: ProposedField, _nothing: None) -> None:
        words = self.tr("Поле «{0}» вам больше не предлагается. Вернуть его можно в списке (Ctrl+Alt+O).")
        self._notice.ask(words.format(title_of(field)), (self.tr("&Список…"), self.choose))
        self.changed.emit()

    def _note_kept(self, _nothing: None) -> None:
        self.changed.emit()

    def _refuse(self, error: CallError) -> None:
        self._notice.ask(said(error), alarm=True)


class OffersDialog(FormDialog):
    """Every field that can be proposed; Space switches the current one."""

    def __init__(self, workplace: Workplace, at: str = "", parent: QWidget | None = None) -> None:
        form = Form()
        self._work = workplace
        self.wanted = ChecksField([(each, title_of(each)) for each in ProposedField], rows=len(ProposedField))
        super().__init__(self.tr("Что предлагать по тексту"), form, self.tr("&Сохранить"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = self.tr(
            "Поле без отметки вам больше не предлагается, на любом компьютере. У других сотрудников ничего не меняется."
        )
        form.add_wide(label(words, "hint", wrap=True), 0)
        form.add("wanted", self.tr("Предлагать"), self.wanted, 1, span=2)
        form.close_up(2)
        self.resize(460, 330)
        self.wanted.set_name(self.tr("Предлагаемые поля"))
        names = [each.on_card for each in ProposedField]
        self.wanted.list.setCurrentRow(names.index(at) if at in names else 0)
        self.wanted.editor.setFocus()
        self.save_button.setEnabled(False)
        workplace.calls(self, workplace.apis.offers.declined).then(self._show).fails(self._tell)

    def problems(self) -> list[Problem]:
        return []

    def send(self) -> Call[None]:
        wanted = self.wanted.value()
        declined = [each for each in ProposedField if each not in wanted]
        return self._work.calls(self, self._work.apis.offers.keep, declined)

    def _show(self, declined: list[ProposedField]) -> None:
        self.wanted.show_value([each for each in ProposedField if each not in declined])
        self.save_button.setEnabled(True)

    def _tell(self, error: CallError) -> None:
        """What is not known must not be saved over."""
        self.notice.say(said(error), alarm=True)


def choose_offers(workplace: Workplace, window: QWidget) -> None:
    """From the menu of the main window."""
    OffersDialog(workplace, parent=window).open()
