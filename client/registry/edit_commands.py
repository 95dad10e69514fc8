"""Taking a file to the editor of this computer and bringing it back; releasing one that somebody keeps."""

from PySide6.QtWidgets import QMessageBox, QWidget

from client.core.editing import Editing
from client.registry.command_set import CommandSet
from client.registry.return_dialog import ReturnDialog
from client.shell.workplace import Workplace
from client.widgets.reason_dialog import ReasonDialog
from common.registry.attachments import NOT_REVISABLE, DocumentFiles, FileRow
from common.registry.checkouts import Taken
from common.registry.rules import Action


class EditCommands(CommandSet):
    def __init__(self, workplace: Workplace, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._editing = workplace, workplace.editing
        self._row: FileRow | None = None
        tr = self.tr
        self.edit = self.command("edit", tr("Редактировать"), "F4", self._edit)
        self.bring_back = self.command("upload", tr("Вернуть…"), "Shift+F4", self._bring_back)
        self.give_up = self.command("arrow-back-up", tr("Отменить редактирование…"), "Ctrl+Shift+F4", self._give_up)
        self.release = self.command("lock", tr("Освободить файл…"), "", self._release)
        for action in (self.edit, self.bring_back, self.give_up, self.release):
            self.put(action, tr("Файлов нет."))

    def follow(self, files: DocumentFiles, row: FileRow | None) -> None:
        self._row = row
        held = self._held()
        here = "" if held else self.tr("Этот файл вами на этом компьютере не взят.")
        self.put(self.edit, "" if held else self._may_not_edit(files, row))
        self.put(self.bring_back, here)
        self.put(self.give_up, here)
        taken = "" if row and row.holder else self.tr("Файл никто не редактирует.")
        self.put(self.release, taken or files.refusals[Action.RELEASE_FILE])

    def _may_not_edit(self, files: DocumentFiles, row: FileRow | None) -> str:
        if row is None:
            return self.tr("Файлов нет: сначала добавьте файл.")
        if files.refusals[Action.REVISE]:
            return files.refusals[Action.REVISE]
        if not row.is_revisable:
            return NOT_REVISABLE.format(row.role.label)
        if row.holder is None:
            return ""
        if row.holder.person_id == self._work.me.id:
            where = row.holder.workplace
            text = self.tr("Файл взят вами на компьютере {0}. Верните его там или отмените: папка «На редактировании».")
            return text.format(where)
        return self.tr("Файл редактирует {0}. Дождитесь возврата.").format(row.holder.person)

    def _held(self) -> Taken | None:
        return self._editing.held(self._row.id) if self._row else None

    def _edit(self) -> None:
        if self._row is not None:
            self._editing.begin(self._row.id, self._row.name)

    def _bring_back(self) -> None:
        if held := self._held():
            ReturnDialog(self._editing, held, self._window).open()

    def _give_up(self) -> None:
        if held := self._held():
            ask_give_up(self._editing, held, self._window)

    def _release(self) -> None:
        row = self._row
        if row is None or row.holder is None:
            return
        ReasonDialog(
            self.tr("Освободить файл, который редактирует {0}").format(row.holder.person),
            self.tr("Причина"),
            self.tr("&Освободить"),
            lambda reason: self._work.calls(self, self._work.apis.checkouts.release, row.id, reason),
            self._window,
        ).open()


def ask_give_up(editing: Editing, taken: Taken, window: QWidget) -> None:
    """What was not edited is given up at once."""
    if not editing.is_edited(taken):
        editing.give_up(taken)
        return
    box = QMessageBox(
        QMessageBox.Icon.Warning, editing.tr("Отменить редактирование"),
        editing.tr("Правки в файле «{0}» будут потеряны. Чтобы сохранить их, верните файл.").format(taken.name),
        parent=window,
    )  # fmt: skip
    drop = box.addButton(editing.tr("&Потерять правки"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(editing.tr("Пр&одолжить редактирование"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    drop.clicked.connect(lambda: editing.give_up(taken))
    box.open()
