"""Where a person was when the program was closed: the folder and the open documents, offered at the next start."""

from PySide6.QtCore import QObject

from client.shell.main_window import DOCUMENT, MainWindow
from common.kernel.ids import DocumentId

FOLDER, DOCUMENTS, MOST = "desk/folder", "desk/documents", 12


class LastTime(QObject):
    """The day begins with its own page all the same; one button brings back the rest."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._settings = window, window.workplace.settings
        self._folder, _, self._title = self._settings.text(FOLDER).partition(" ")
        self._documents = [DocumentId(int(each)) for each in self._settings.text(DOCUMENTS).split() if each.isdecimal()]
        window.closing.connect(self.keep)

    def offer(self) -> None:
        elsewhere = self._folder not in {"", self._window.desk.folder_key}
        parts = [self.tr("папка «{0}»").format(self._title)] if elsewhere else []
        parts += [self.tr("вкладки: {0}").format(len(self._documents))] if self._documents else []
        if parts:
            words = self.tr("С прошлого раза: {0}.").format(", ".join(parts))
            self._window.notices.offer(words, self.bring_back, self.tr("&Открыть"))

    def bring_back(self) -> None:
        """The tabs stand behind the folder, as one left them."""
        if self._folder:
            self._window.enter_folder(self._folder)
        for document_id in self._documents:
            self._window.open_behind(document_id)

    def keep(self) -> None:
        desk = self._window.desk
        numbers = [key.removeprefix(DOCUMENT) for key in desk.open_keys() if key.startswith(DOCUMENT)]
        self._settings.keep_text(FOLDER, f"{desk.folder_key} {desk.tabText(0)}")
        self._settings.keep_text(DOCUMENTS, " ".join(numbers[-MOST:]))
