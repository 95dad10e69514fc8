"""The main window: folders at the left, the desk in the centre, commands above, the line at the foot."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QSplitter, QVBoxLayout, QWidget

from client.core import spelling
from client.core.outbox import Letter
from client.shell.counter import Counter
from client.shell.desk import Desk, Refreshable
from client.shell.folder_tree import FolderTree
from client.shell.help_window import HelpWindow
from client.shell.manifest import Badge, ClientManifest, FolderSpec, MakeDocument, Section, said
from client.shell.menus import Commands, hint
from client.shell.notices import Notices
from client.shell.scale import ScaleMenu
from client.shell.status_line import StatusLine
from client.shell.tour import Tour, clerks_steps
from client.shell.trail import Trail
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.theme import Scheme, dress
from common.kernel.ids import DocumentId
from common.registry.document import DocumentFilter
from common.registry.views import View, ViewRow
from common.rpc.errors import CallError

TREE_WIDTH = 212
DOCUMENT = "document-"


@runtime_checkable
class ShowsViews(Protocol):
    """A register that takes a view from outside."""

    def show_view(self, view: View, row: ViewRow | None) -> None: ...


@runtime_checkable
class ShowsFolders(Protocol):
    """A page that gathers what waits in the folders of the day."""

    def show_folders(self, folders: Sequence[FolderSpec], badges: Mapping[str, Badge]) -> None: ...


class MainWindow(QMainWindow):
    signed_out = Signal()  # the person wants to leave
    closed = Signal()

    def __init__(self, workplace: Workplace, manifests: Iterable[ClientManifest], manual: Path) -> None:
        super().__init__()
        self.workplace, self._manual = workplace, manual
        self._manifests = tuple(manifests)
        self._folders = {folder.key: folder for folder in self._allowed_folders()}
        self._badges: dict[str, Badge] = {}
        self.manual_window: HelpWindow | None = None
        self.notices = Notices()
        self.desk = Desk()
        self.desk.folder_kept.connect(self.open_folder)
        self.trail = Trail(self)
        self.tree = FolderTree(list(self._folders.values()))
        self.setWindowTitle(self.tr("Гриф — {}").format(workplace.me.name))
        self.setWindowIcon(icon("building-bank"))
        self.setStatusBar(StatusLine(workplace))
        self.setCentralWidget(self._centre())
        self._add_commands()
        self._counters = self._made_counters()
        self._count()
        self._companions = [make(workplace, self) for m in self._manifests for make in m.companions]
        self._connect()
        self._restore()

    def open_document(self, document_id: DocumentId, *, behind: bool = False, title: str = "") -> None:
        make = self._document_maker()
        tabs = (tab for m in self._manifests for tab in m.tabs if self.workplace.may(tab.right))
        page = partial(make, self.workplace, document_id, tuple(sorted(tabs, key=attrgetter("order"))))
        self.trail.note(document_id, self.desk.current_page)
        self.desk.open_page(f"{DOCUMENT}{document_id}", icon("file-text"), page, behind=behind, title=title)

    def open_behind(self, document_id: DocumentId, title: str = "") -> None:
        self.open_document(document_id, behind=True, title=title)

    def open_folder(self, key: str) -> None:
        folder = self._folders.get(key)
        if folder is not None:
            self.tree.blockSignals(True)  # shown, not chosen by a person
            self.tree.choose(key)
            self.tree.blockSignals(False)
            make = partial(folder.make, self.workplace)
            self.desk.show_folder(key, said(folder.title), icon(folder.icon), make)
            self._tell_of_folders()

    def enter_folder(self, key: str) -> None:
        """Opened by a command, the keyboard goes there too."""
        self.open_folder(key)
        page = self.desk.current_page
        if isinstance(page, QWidget):
            page.setFocus()

    def open_first_folder(self) -> None:
        """The page of the day, from which all that waits is one key away."""
        for key in list(self._folders)[:1]:
            self.enter_folder(key)

    def open_register(self, key: str, chosen: DocumentFilter) -> None:
        """The register as a view that nobody has saved yet."""
        self.enter_folder(key)
        page = self.desk.current_page
        if isinstance(page, ShowsViews):
            page.show_view(View(title=self.tr("Найденное"), register=key, chosen=chosen), None)

    def step(self, by: int) -> None:
        """Instead of the open document the one beside it in the list from which it was opened."""
        number = self.desk.current_key.removeprefix(DOCUMENT)
        if number.isdecimal():
            self.trail.step(DocumentId(int(number)), by)

    def open_form(self, key: str) -> None:
        for form in (form for m in self._manifests for form in m.forms):
            if form.key == key and self.workplace.may(form.right):
                self.desk.open_page(key, icon(form.icon), partial(form.make, self.workplace))

    def refresh(self) -> None:
        page = self.desk.current_page
        if isinstance(page, Refreshable):
            page.refresh()
        self._count()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.desk.close_all():
            event.ignore()
            return
        self.workplace.settings.keep_state("window/geometry", self.saveGeometry())
        self.workplace.settings.keep_state("window/splitter", self._splitter.saveState())
        self.workplace.settings.save()
        super().closeEvent(event)
        self.closed.emit()

    def _allowed_folders(self) -> list[FolderSpec]:
        allowed = [f for m in self._manifests for f in m.folders if self.workplace.may(f.right)]
        order = list(Section)
        return sorted(allowed, key=lambda folder: (order.index(folder.section), folder.order))

    def _document_maker(self) -> MakeDocument:
        return next(m.document for m in self._manifests if m.document is not None)

    def _centre(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.desk, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.tree)
        self._splitter.addWidget(right)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([TREE_WIDTH, 1366 - TREE_WIDTH])
        return self._splitter

    def _add_commands(self) -> None:
        commands = Commands(self, self.workplace)
        file, view, go = self.tr("&Файл"), self.tr("&Вид"), self.tr("&Переход")
        commands.menu(file)
        commands.add_specs([action for m in self._manifests for action in m.actions])
        commands.add(file, self.tr("Закрыть вкладку"), self.desk.close_current, shortcut="Ctrl+W", picture="x")
        commands.add(file, self.tr("Сменить пользователя…"), self.signed_out.emit, picture="logout")
        commands.add(file, self.tr("Выход"), self.close, shortcut="Ctrl+Q")
        refresh = commands.add(view, self.tr("Обновить"), self.refresh, shortcut="F5", picture="refresh")
        self._dark = commands.add(view, self.tr("Тёмное оформление"), self._switch_scheme, picture="moon")
        self._dark.setCheckable(True)
        self._dark.setChecked(self.workplace.settings.text("scheme") == Scheme.DARK)
        scale = ScaleMenu(self.workplace.settings, self)
        scale.told.connect(self.notices.tell)
        commands.menu(view).addMenu(scale)
        if checking := spelling.kept():
            spelt = commands.add(view, self.tr("Проверять правописание"), checking.toggle)
            spelt.setCheckable(True)
            spelt.setChecked(checking.is_on)
        self._show_tree = commands.add(
            view, self.tr("Папки"), self._toggle_tree, shortcut="Ctrl+B", picture="list-tree"
        )
        self._show_tree.setCheckable(True)
        self._show_tree.setChecked(True)
        commands.add(go, self.tr("Следующий документ списка"), partial(self.step, 1), shortcut="Alt+PgDown")
        commands.add(go, self.tr("Предыдущий документ списка"), partial(self.step, -1), shortcut="Alt+PgUp")
        commands.add(go, self.tr("Следующая вкладка"), partial(self.desk.turn, 1), shortcut="Ctrl+Tab")
        commands.add(go, self.tr("Предыдущая вкладка"), partial(self.desk.turn, -1), shortcut="Ctrl+Shift+Tab")
        commands.add_folders(go, self._folders.values())
        self._add_help(commands)
        if commands.toolbar.actions():
            commands.toolbar.addSeparator()
        commands.toolbar.addAction(refresh)
        refresh.setToolTip(hint(refresh))

    def _add_help(self, commands: Commands) -> None:
        title = self.tr("&Справка")
        commands.add(title, self.tr("Руководство"), self.show_manual, shortcut="F1", picture="help")
        commands.add(title, self.tr("Знакомство с программой"), self.begin_tour)
        commands.add(title, self.tr("О программе"), self._tell_about, picture="info-circle")

    def _made_counters(self) -> list[Counter]:
        made = [
            make(self.workplace) for m in self._manifests for right, make in m.counters if self.workplace.may(right)
        ]
        for counter in made:
            counter.setParent(self)
            counter.watched.connect(self._show_watched)
            counter.counted.connect(self._show_badges)
        return made

    def _count(self) -> None:
        for counter in self._counters:
            counter.read()

    def _show_badges(self, badges: dict[str, Badge]) -> None:
        self._badges.update(badges)
        self.tree.show_badges(badges)
        self._tell_of_folders()

    def _tell_of_folders(self) -> None:
        page = self.desk.current_page
        if isinstance(page, ShowsFolders):
            page.show_folders([each for each in self._folders.values() if each.section is Section.DAY], self._badges)

    def _show_watched(self, folders: list[FolderSpec]) -> None:
        self._folders = {key: each for key, each in self._folders.items() if each.section is not Section.WATCHED}
        self._folders.update({folder.key: folder for folder in folders})
        self.tree.show_watched(folders)

    def _connect(self) -> None:
        workplace, navigator = self.workplace, self.workplace.navigator
        navigator.document_wanted.connect(self.open_document)
        navigator.document_wanted_behind.connect(self.open_behind)
        navigator.folder_wanted.connect(self.enter_folder)
        navigator.form_wanted.connect(self.open_form)
        navigator.register_wanted.connect(self.open_register)
        self.trail.reached.connect(self._replace)
        self.trail.ended.connect(self._tell_end)
        self.tree.chosen.connect(self.open_folder)
        self.tree.gone_into.connect(self.enter_folder)
        self.notices.follow(workplace.calls)
        workplace.navigator.undo_offered.connect(self.notices.offer)
        workplace.drafts.not_kept.connect(self.notices.tell)
        workplace.editing.told.connect(self.notices.tell)
        workplace.editing.failed.connect(self.notices.refuse)
        workplace.outbox.delivered.connect(self._tell_delivered)
        workplace.outbox.refused.connect(self._tell_refused)

    def _restore(self) -> None:
        self.resize(1366, 768)
        geometry, sizes = (self.workplace.settings.state(key) for key in ("window/geometry", "window/splitter"))
        for state, restore in ((geometry, self.restoreGeometry), (sizes, self._splitter.restoreState)):
            if not QByteArray(state).isEmpty():
                restore(state)

    def _replace(self, left: DocumentId, beside: DocumentId) -> None:
        self.open_document(beside)
        self.desk.close_key(f"{DOCUMENT}{left}")

    def _tell_end(self) -> None:
        self.notices.tell(self.tr("Дальше документов нет: список кончился, или документ открыт не из списка."))

    def _tell_delivered(self, letter: Letter, _result: object) -> None:
        self.notices.tell(self.tr("Отправлено, как только вернулась связь: {}").format(letter.title))

    def _tell_refused(self, letter: Letter, error: CallError) -> None:
        words = self.tr("Сервер не принял: {}. Откройте документ, набранное сохранено.").format(letter.title)
        self.notices.refuse(error, words)

    def _switch_scheme(self) -> None:
        scheme = Scheme.DARK if self._dark.isChecked() else Scheme.LIGHT
        self.workplace.settings.keep_text("scheme", scheme)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, scheme)

    def _toggle_tree(self) -> None:
        self.tree.setVisible(self._show_tree.isChecked())

    def show_manual(self) -> None:
        if self.manual_window is None:
            self.manual_window = HelpWindow(self._manual, self)
        self.manual_window.show_for(self.desk.explained_key)
        self.manual_window.show()
        self.manual_window.raise_()

    def begin_tour(self) -> None:
        Tour(self, self.workplace.settings, clerks_steps()).folder_wanted.connect(self.enter_folder)

    def _tell_about(self) -> None:
        text = self.tr("Гриф — система электронного документооборота администрации города.\nСервер: {}")
        words = text.format(self.workplace.calls.transport.access.address)
        QMessageBox(QMessageBox.Icon.Information, self.tr("О программе"), words, parent=self).open()
