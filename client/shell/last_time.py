"""Where a person was when the program was closed: the folder and the open documents, offered at the next start."""

from PySide6.QtCore import QObject, QTimer

from client.shell.main_window import DOCUMENT, MainWindow
from client.widgets.messages import STANDS
from common.kernel.ids import DocumentId

FOLDER, DOCUMENTS, TITLES, MOST = "desk/folder", "desk/documents", "desk/titles", 12
REST = 300  # ms: tabs opened at once are kept once


class LastTime(QObject):
    """The day begins with its own page all the same; one button brings back the rest.

    It is kept while one works, so that it has gone to the server long before the program is closed.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._settings = window, window.workplace.settings
        self._folder, _, self._title = self._settings.text(FOLDER).partition(" ")
        self._documents = [DocumentId(int(each)) for each in self._settings.text(DOCUMENTS).split() if each.isdecimal()]
        self._titles = self._settings.text(TITLES).split("\n")
        self._leaving, self._offered = False, ""
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._keep)
        window.desk.tabs_changed.connect(self._note)
        window.desk.closing.connect(self._leave)
        window.desk.stayed.connect(self._stay)

    def offer(self) -> None:
        elsewhere = self._folder not in {"", self._window.desk.folder_key}
        parts = [self.tr("папка «{0}»").format(self._title)] if elsewhere else []
        parts += [self.tr("вкладки: {0}").format(len(self._documents))] if self._documents else []
        if parts:
            self._offered = self.tr("С прошлого раза: {0}.").format(", ".join(parts))
            self._window.notices.offer(self._offered, self.bring_back, self.tr("&Открыть"), STANDS)
            self._window.desk.page_changed.connect(self._take_back)

    def _take_back(self) -> None:
        """Whoever has turned to something else begins another day."""
        self._window.notices.take_back(self._offered)

    def bring_back(self) -> None:
        """The tabs stand behind the folder, as one left them; each is read when one looks at it."""
        if self._folder:
            self._window.enter_folder(self._folder)
        for document_id, title in zip(self._documents, self._known_titles(), strict=True):
            self._window.open_behind(document_id, title or self.tr("Документ"))

    def _known_titles(self) -> list[str]:
        matching = len(self._titles) == len(self._documents)
        return self._titles if matching else [""] * len(self._documents)

    def _note(self) -> None:
        if not self._leaving:
            self._rest.start()

    def _leave(self) -> None:
        """Once: whoever changes the person closes the pages first, then the window without them."""
        if not self._leaving:
            self._keep()
        self._leaving = True
        self._rest.stop()

    def _stay(self) -> None:
        self._leaving = False
        self._note()

    def _keep(self) -> None:
        desk = self._window.desk
        open_now = [(key, title) for key, title in desk.lasting().items() if key.startswith(DOCUMENT)][-MOST:]
        self._settings.keep_text(FOLDER, f"{desk.folder_key} {desk.tabText(0)}")
        self._settings.keep_text(DOCUMENTS, " ".join(key.removeprefix(DOCUMENT) for key, _ in open_now))
        self._settings.keep_text(TITLES, "\n".join(" ".join(title.split()) for _, title in open_now))
