"""Templates of documents: a list that an administrator keeps; the form of one of them."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QPushButton, QWidget

from client.core.calls import Call
from client.core.transfer import Transfer
from client.registry.file_choice import FileChoice
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.field import Field
from client.widgets.fields import FlagField, TextField
from client.widgets.file_saving import FileSaving
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.changes import Kind as Changed
from common.kernel.validation import Problem
from common.registry.document import Dictionaries
from common.registry.templates import FIELDS, Template, TemplateDraft

KINDS = 1  # the column that takes what width is left


class TemplatesPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Changed.DICTIONARY}), KINDS)

    def empty_words(self) -> tuple[str, str, str]:
        text = self.tr("Добавьте бланк в формате DOCX: по нему создают файлы из карточки.")
        return self.tr("Шаблонов нет"), text, "file-text"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Шаблон"), lambda row: row.draft.title, 240, tooltip=lambda row: row.draft.title),
            Column(self.tr("Для каких видов"), lambda row: row.kinds, 260, tooltip=lambda row: row.kinds),
            Column(self.tr("Файл"), lambda row: row.name, 220, tooltip=lambda row: row.name),
            Column(self.tr("Закрыт"), lambda row: self.tr("закрыт") if row.draft.closed else "", 70),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.templates.all)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: Template) -> None:
        self._open_form(row)

    def _open_form(self, template: Template | None) -> None:
        dialog = TemplateForm(self.workplace, template, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


class CheckedField(Field):
    """Any number of a few values, ticked."""

    def __init__(self) -> None:
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setMinimumHeight(150)
        super().__init__(self.list)
        self._value: list[str] = []
        self.list.itemChanged.connect(self._note_tick)

    def show_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """What is chosen already stands first."""
        self.list.blockSignals(True)
        self.list.clear()
        for key, title in sorted(choices, key=lambda each: each[0] not in self._value):
            item = QListWidgetItem(title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setCheckState(Qt.CheckState.Checked if key in self._value else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)

    def value(self) -> list[str]:
        return self._value

    def show_value(self, value: list[str]) -> None:
        self._value = list(value)
        self.changed.emit()

    def fill(self, text: str) -> bool:
        return False

    def _note_tick(self) -> None:
        items = (self.list.item(number) for number in range(self.list.count()))
        chosen = (item for item in items if item.checkState() is Qt.CheckState.Checked)
        self._value = [item.data(Qt.ItemDataRole.UserRole) for item in chosen]
        self.note_edit()


class TemplateForm(FormDialog):
    """The server tries the form before it keeps it, and says what is wrong with it."""

    def __init__(self, workplace: Workplace, template: Template | None, parent: QWidget | None = None) -> None:
        form = Form(TemplateDraft, ["title", "kinds"])
        self._work, self._template = workplace, template
        self.title, self.kinds = TextField(self.tr("Письмо на бланке")), CheckedField()
        self.closed = FlagField(self.tr("Закрыт: по нему больше не создают"))
        super().__init__(self.tr("Шаблон документа"), form, self.tr("&Сохранить"), parent)
        self.file = FileChoice(workplace.transfers, self.tr("Шаблон в формате DOCX"), self.tr("Документы (*.docx)"))
        self.file.fetching.failed.connect(self.refuse)
        hint = self.tr("Поля в двойных скобках: {0} — все в руководстве (F1), глава «Файлы».")
        known = ", ".join(f"{{{{ {name} }}}}" for name in list(FIELDS)[:7])
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("kinds", self.tr("Виды"), self.kinds, 1, span=2)
        form.add_wide(self.file, 2)
        form.add_wide(label(hint.format(known), "caption", wrap=True), 3)
        form.add("closed", "", self.closed, 4, span=2)
        form.close_up(5)
        if template is not None:
            form.show_values(template.draft)
            self.file.chosen.setText(template.name)
            self._offer_file()
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        self.resize(640, 460)
        self.title.editor.setFocus()

    def draft(self) -> TemplateDraft:
        return TemplateDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        yield from self.draft().problems()
        if self._template is None and self.file.stored is None:
            self.notice.say(self.tr("Выберите файл шаблона и дождитесь, пока он передан."), alarm=True)
            yield Problem("", self.tr("Выберите файл."))

    def send(self) -> Call[Any]:
        known = self._template
        file_id = self.file.stored.id if self.file.stored else None
        arguments = (known.id if known else None, known.version if known else 0, self.draft(), file_id)
        return self._work.calls(self, self._work.apis.templates.put, *arguments)

    def save_form(self) -> None:
        """The form as it is, to be changed in one's own program."""
        if self._template is not None:
            FileSaving(self._template.name, self).ask_for(self._fetch, self._template)

    def _offer_file(self) -> None:
        button = QPushButton(self.tr("Сохранить файл &как…"))
        button.clicked.connect(self.save_form)
        self.buttons.addButton(button, self.buttons.ButtonRole.ActionRole)

    def _fetch(self, template: Template) -> Transfer:
        return self._work.transfers.download(self, template.file_id, template.name, template.sha256)

    def _offer(self, dictionaries: Dictionaries) -> None:
        self.kinds.show_choices((kind.key, kind.title) for kind in dictionaries.kinds)
