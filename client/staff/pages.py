"""The folder of staff: people, posts, roles, who has which, substitutions, readers of files, the structure."""

from PySide6.QtWidgets import QTabWidget, QWidget

from client.shell.desk import Refreshable
from client.shell.workplace import Workplace
from client.staff.file_readers import FileReadersPage
from client.staff.holdings import HoldingsRegister
from client.staff.people import PeopleRegister
from client.staff.posts import PostsRegister
from client.staff.roles import RolesPage
from client.staff.substitutions import SubstitutionRegister
from client.staff.units import UnitsPage
from client.widgets.icons import icon


class StaffPages(QTabWidget):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.people, self.units = PeopleRegister(workplace), UnitsPage(workplace)
        self.posts = PostsRegister(workplace)
        self.roles, self.holdings = RolesPage(workplace), HoldingsRegister(workplace)
        self.substitutions, self.file_readers = SubstitutionRegister(workplace), FileReadersPage(workplace)
        pages: tuple[tuple[QWidget, str, str], ...] = (
            (self.people, "users", self.tr("&Люди")), (self.posts, "user", self.tr("&Должности")),
            (self.units, "list-tree", self.tr("С&труктура")),
            (self.roles, "shield-check", self.tr("&Роли")), (self.holdings, "checklist", self.tr("&Назначения")),
            (self.substitutions, "user-share", self.tr("&Замещения")),
            (self.file_readers, "folder-open", self.tr("&Читатели дел")),
        )  # fmt: skip
        for page, picture, title in pages:
            self.addTab(page, icon(picture), title)
        self.setFocusProxy(self.people)

    def refresh(self) -> None:
        page = self.currentWidget()
        if isinstance(page, Refreshable):
            page.refresh()
