"""The line of templates above a resolution: one's own texts, executors and terms, and groups of executors."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import FlagField, QuietComboBox, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.assignments.cards import ResolutionTemplate
from common.assignments.orders import ResolutionDraft
from common.kernel.ids import ResolutionTemplateId
from common.kernel.validation import Problem, require


class TemplateLine(QWidget):
    """Shift+F2 opens the list; what is chosen fills the form and stays free to be changed."""

    chosen = Signal(object)  # ResolutionTemplate

    def __init__(self, workplace: Workplace, draft: Callable[[], ResolutionDraft]) -> None:
        super().__init__()
        self._work, self._draft = workplace, draft
        self._known: list[ResolutionTemplate] = []
        self.combo = QuietComboBox()
        self.combo.setToolTip("Shift+F2")
        self.combo.setAccessibleName(self.tr("Шаблон резолюции"))
        self.keep_button = self._button(self.tr("&Запомнить…"), self._keep)
        self.remove_button = self._button(self.tr("Удалить шаблон"), self._remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 0)
        row.addWidget(label(self.tr("Шаблон"), "caption"))
        row.addWidget(self.combo, 1)
        row.addWidget(self.keep_button)
        row.addWidget(self.remove_button)
        self.combo.activated.connect(self._choose)
        QShortcut(QKeySequence("Shift+F2"), self, self.combo.showPopup)
        self.read()

    def read(self) -> None:
        self._work.calls(self, self._work.apis.resolutions.templates).then(self._show)

    def _button(self, words: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _show(self, templates: list[ResolutionTemplate]) -> None:
        self._known = templates
        self.combo.clear()
        self.combo.addItem(self.tr("— не выбран —") if templates else self.tr("— сохранённых нет —"))
        for each in templates:
            self.combo.addItem(self.tr("Группа: {0}").format(each.title) if each.is_group else each.title)
        self.remove_button.setEnabled(False)

    def _choose(self, position: int) -> None:
        self.remove_button.setEnabled(position > 0)
        if position > 0:
            self.chosen.emit(self._known[position - 1])

    def _keep(self) -> None:
        dialog = KeepDialog(self._work, self._draft(), self.window())
        dialog.saved.connect(self._reread)
        dialog.open()

    def _remove(self) -> None:
        position = self.combo.currentIndex()
        if position > 0:
            template = self._known[position - 1]
            self._work.calls(self, self._work.apis.resolutions.remove_template, template.id).then(self._reread)

    def _reread(self, _result: object) -> None:
        self.read()


class KeepDialog(FormDialog):
    def __init__(self, workplace: Workplace, draft: ResolutionDraft, parent: QWidget | None = None) -> None:
        form = Form(None, ("title",))
        self._work, self._draft = workplace, draft
        self.name = TextField()
        self.name.limit(120)
        self.is_group = FlagField(self.tr("Только соисполнители: группа, которую добавляют к любой резолюции"))
        super().__init__(self.tr("Запомнить шаблон резолюции"), form, self.tr("&Запомнить"), parent)
        form.add("title", self.tr("Название"), self.name, 0, span=2)
        form.add("is_group", "", self.is_group, 1, span=2)
        form.close_up(2)
        self.resize(520, 140)
        self.name.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        yield from require("title", self.name.value(), self.tr("Название"))
        if self.is_group.value() and not self._draft.co_executor_ids:
            yield Problem("is_group", self.tr("В резолюции нет соисполнителей: назовите их и запомните снова."))

    def send(self) -> Call[ResolutionTemplateId]:
        keep = self._work.apis.resolutions.keep_template
        return self._work.calls(self, keep, self.name.value(), self._draft, self.is_group.value())
