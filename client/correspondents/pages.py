"""The folder of correspondents: the directory itself, and for those who keep it likenesses, mergers and imports."""

from PySide6.QtWidgets import QTabWidget

from client.correspondents.directory import DirectoryRegister
from client.correspondents.imports import ImportRegister
from client.correspondents.likenesses import LikenessRegister
from client.correspondents.mergers import MergerRegister
from client.shell.desk import Refreshable
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from common.kernel.rights import Right


class CorrespondentPages(QTabWidget):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.directory = DirectoryRegister(workplace)
        self.addTab(self.directory, icon("users"), self.tr("С&правочник"))
        if workplace.may(Right.EDIT_CORRESPONDENTS):
            self.likenesses = LikenessRegister(workplace)
            self.mergers, self.imports = MergerRegister(workplace), ImportRegister(workplace)
            self.addTab(self.likenesses, icon("copy"), self.tr("П&охожие записи"))
            self.addTab(self.mergers, icon("git-branch"), self.tr("О&бъединения"))
            self.addTab(self.imports, icon("upload"), self.tr("&Загрузка из файла"))
        self.setFocusProxy(self.directory)

    def refresh(self) -> None:
        page = self.currentWidget()
        if isinstance(page, Refreshable):
            page.refresh()
