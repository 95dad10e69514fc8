"""«Печать штрихкода…»: the codes of one card, or of the chosen rows of a register, as a PDF to be printed."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.drawn_sheet import DrawnSheet
from client.widgets.fields import ChoiceField, CountField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.scanning.codes import LABELS_ON_SHEET, CodeForm, CodeOrder

LAST = "registry/code_form"


class CodeDialog(FormDialog):
    """The form printed last comes first; of a sheet used in part the first free label is asked for."""

    def __init__(self, workplace: Workplace, document_ids: list[DocumentId], parent: QWidget | None = None) -> None:
        form = Form(CodeOrder)
        self._work, self._ids = workplace, document_ids
        self.form_of, self.first = ChoiceField([(each, each.label) for each in CodeForm]), CountField(LABELS_ON_SHEET)
        super().__init__(self.tr("Печать штрихкода"), form, self.tr("&Показать"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.add("form", self.tr("Что печатать"), self.form_of, 0, span=2)
        form.add("first", self.tr("Начать с этикетки"), self.first, 1)
        of_many = self.tr("Документов: {0}. Титульный лист кладётся перед документом, этикетка клеится на первый лист.")
        of_one = self.tr("Титульный лист кладётся перед документом, этикетка клеится на первый лист.")
        words = of_many.format(len(document_ids)) if len(document_ids) > 1 else of_one
        form.add_wide(label(words, "hint", wrap=True), 2)
        form.close_up(3)
        kept = workplace.settings.text(LAST)
        self.form_of.show_value(CodeForm(kept) if kept in {each.value for each in CodeForm} else CodeForm.COVER)
        self.first.show_value(1)
        self.form_of.changed.connect(self._follow)
        self._follow()
        self.resize(480, 190)
        self.combo.setFocus()

    @property
    def combo(self) -> QComboBox:
        return self.form_of.combo

    def order(self) -> CodeOrder:
        first = self.first.value() if self._asks_for_first() else 1
        return CodeOrder(form=self.form_of.value(), document_ids=self._ids, first=first)

    def problems(self) -> list[Problem]:
        if self._asks_for_first() and not 1 <= self.first.value() <= LABELS_ON_SHEET:
            return [Problem("first", self.tr("Укажите число от 1 до {0}.").format(LABELS_ON_SHEET))]
        return []

    def send(self) -> Call[bytes]:
        self._work.settings.keep_text(LAST, self.form_of.value())
        return self._work.calls(self, self._work.apis.codes.printed, self.order())

    def _asks_for_first(self) -> bool:
        return bool(self.form_of.value() is CodeForm.SHEET)

    def _follow(self) -> None:
        self.first.setEnabled(self._asks_for_first())


def print_codes(workplace: Workplace, document_ids: list[DocumentId], window: QWidget) -> None:
    """Asks what to print, then shows it."""
    dialog = CodeDialog(workplace, document_ids, window)
    dialog.saved.connect(partial(_show, window))
    dialog.open()


def _show(window: QWidget, content: bytes) -> None:
    sheet = DrawnSheet(window.tr("Штрихкоды"), window)
    sheet.show_content(content)
    sheet.open()
