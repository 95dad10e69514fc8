"""What can be done with the files of a document: each command with its key, refused with its reason."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from client.registry.command_set import CommandSet
from client.registry.file_columns import Item
from client.registry.file_fetching import FileFetching
from client.registry.file_look import FileLook
from client.registry.revision_dialog import RevisionDialog
from client.registry.versions_dialog import VersionsDialog
from client.shell.workplace import Workplace
from client.widgets.file_saving import FileSaving
from client.widgets.icons import icon
from common.kernel.ids import AttachmentId, DocumentId
from common.registry.attachments import NOT_REVISABLE, DocumentFiles, FileRow
from common.registry.rules import Action
from common.registry.templates import Template

UNKNOWN = DocumentFiles([], dict.fromkeys(Action, "Список файлов ещё не прочитан."))


class FileCommands(CommandSet):
    chosen = Signal(list)  # of paths, to be brought to the document

    def __init__(self, workplace: Workplace, document_id: DocumentId, fetching: FileFetching, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._document_id, self._fetching = workplace, document_id, fetching
        self._files = UNKNOWN
        self._row: FileRow | None = None
        self.templates: QMenu | None = None
        self._add_commands()

    def follow(self, files: DocumentFiles, row: FileRow | None) -> None:
        """Offers what may be done with the file in the files."""
        self._files, self._row = files, row
        for action in (self.add, self.by_template):
            self.put(action, files.refusals[Action.ATTACH])
        nothing = "" if row else self.tr("Файлов нет: сначала добавьте файл.")
        for action in (self.open, self.save, self.versions):
            self.put(action, nothing)
        revising = nothing or files.refusals[Action.REVISE]
        for action in (self.up, self.down, self.main):
            self.put(action, revising)
        self.put(self.revise, revising or self._not_revisable(row) or self._in_hand(row))

    def _add_commands(self) -> None:
        tr = self.tr
        self.open = self.command("eye", tr("Открыть"), "Return", self._open)
        self.save = self.command("device-floppy", tr("Сохранить как…"), "Ctrl+Shift+E", self._save)
        self.add = self.command("file-plus", tr("Добавить файл…"), "Ins", self._ask_files)
        self.by_template = self.command("file-text", tr("По шаблону…"), "Ctrl+T", self._offer_templates)
        self.versions = self.command("history", tr("Версии…"), "Ctrl+Shift+V", self._show_versions)
        self.revise = self.command("upload", tr("Новая версия из файла…"), "Ctrl+Ins", self._ask_revision)
        self.main = self.command("star", tr("Сделать главным"), "Alt+Home", self._make_main)
        self.up = self.command("chevron-up", tr("Выше"), "Alt+Up", partial(self._move, up=True))
        self.down = self.command("chevron-down", tr("Ниже"), "Alt+Down", partial(self._move, up=False))

    def _not_revisable(self, row: FileRow | None) -> str:
        return NOT_REVISABLE.format(row.role.label) if row and not row.is_revisable else ""

    def _in_hand(self, row: FileRow | None) -> str:
        return self.tr("Файл на редактировании: дождитесь возврата.") if row and row.holder else ""

    def _open(self) -> None:
        if self._row is not None:
            self.open_item(self._row.id, self._row)

    def open_item(self, attachment_id: AttachmentId, item: Item) -> None:
        FileLook(self._work, attachment_id, item, self._window).show()

    def _save(self) -> None:
        if self._row is not None:
            self.save_item(self._row)

    def save_item(self, item: Item) -> None:
        FileSaving(item.name, self._window).ask_for(self._fetching.fetch, item)

    def _ask_files(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Добавить файлы к документу"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._choose)
        dialog.open()

    def _choose(self, files: list[str]) -> None:
        self.chosen.emit(list(map(Path, files)))

    def _offer_templates(self) -> None:
        api = self._work.apis.templates
        self._work.calls(self._window, api.fitting, self._document_id).then(self._show_templates).fails(self._refuse)

    def _show_templates(self, templates: list[Template]) -> None:
        menu = self.templates = QMenu(self._window)
        for template in templates:
            action = menu.addAction(icon("file-text"), template.draft.title)
            action.triggered.connect(partial(self._fill, template))
        if not templates:
            menu.addAction(self.tr("Для этого вида документов шаблонов нет")).setEnabled(False)
        menu.popup(self._window.mapToGlobal(QPoint(8, 34)))

    def _fill(self, template: Template) -> None:
        self._do(self._work.apis.templates.fill, self._document_id, template.id)

    def _show_versions(self) -> None:
        if self._row is not None:
            refusal = self._files.refusals[Action.REVISE] or self._not_revisable(self._row) or self._in_hand(self._row)
            VersionsDialog(self._work, self._row, refusal, self, self._window).open()

    def _ask_revision(self) -> None:
        if self._row is not None:
            RevisionDialog(self._work, self._row, self._window).open()

    def _make_main(self) -> None:
        if self._row is not None:
            self._do(self._work.apis.attachments.make_main, self._row.id)

    def _move(self, *, up: bool) -> None:
        if self._row is not None:
            self._do(self._work.apis.attachments.move, self._row.id, up)

    def _do(self, method: Callable[..., object], *arguments: object) -> None:
        self._work.calls(self._window, method, *arguments).fails(self._refuse)
