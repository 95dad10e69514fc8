"""What may be done with the chosen pages: buttons with their keys, each one step that can be undone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from client.scanning.bench_model import PageRow, Row, SinglesLine, TrayLine
from client.scanning.bench_view import BenchView
from client.scanning.bind_dialog import BindDialog
from client.scanning.table import Table
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from common.kernel.ids import BatchPageId, DocumentId
from common.scanning import arranging


class BenchCommands(QFrame):
    bind_wanted = Signal()
    rescan_wanted = Signal(object, int)  # BatchPageId, its number: by the scanner
    replace_wanted = Signal(object, int)  # by whatever comes next

    def __init__(self, table: Table, view: BenchView) -> None:
        super().__init__()
        self._table, self._view = table, view
        self.setProperty("role", "foot")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 3, 6, 3)
        self._row.setSpacing(2)
        self.split_button = self._button("file-plus", self.tr("Новый документ"), "Enter", self.split)
        self.join_button = self._button("chevron-up", self.tr("Присоединить"), "Backspace", self.join)
        self.bind_button = self._button("link", self.tr("К карточке…"), "F4", self.bind_wanted.emit, shortcut="F4")
        self.turn_button = self._button("refresh", self.tr("Повернуть"), "R, Shift+R", self.turn)
        self.aside_button = self._button("trash", self.tr("Отложить"), "Delete", self.lay_aside)
        self.back_button = self._button("inbox", self.tr("Вернуть"), "Insert", self.put_back)
        self.again_button = self._button(
            "scan", "", "F7", self._rescan, shortcut="F7", name=self.tr("Переснять на этом месте")
        )
        self.replace_button = self._button(
            "upload",
            "",
            "Shift+F7",
            self._replace,
            shortcut="Shift+F7",
            name=self.tr("Заменить файлом или страницей из папки"),
        )
        self.collate_button = self._button(
            "transfer",
            "",
            "F6",
            self.collate,
            shortcut="F6",
            name=self.tr("Сложить лица и обороты, отсканированные подряд"),
        )
        self._row.addStretch(1)
        self.undo_button = self._button(
            "arrow-back-up", "", "Ctrl+Z", table.undo, shortcut="Ctrl+Z", name=self.tr("Отменить")
        )
        self.redo_button = self._button(
            "arrow-right", "", "Ctrl+Y", table.redo, shortcut="Ctrl+Y", name=self.tr("Повторить")
        )
        self._button("zoom-out", "", "Alt+−", self._smaller, shortcut="Alt+-", name=self.tr("Миниатюры мельче"))
        self._button("zoom-in", "", "Alt+=", self._larger, shortcut="Alt+=", name=self.tr("Миниатюры крупнее"))
        view.laid_aside.connect(self._lay_aside)
        view.put_back.connect(self._put_back)
        view.turned.connect(self._turn)
        view.split.connect(self._split)
        view.joined.connect(self._join)
        view.shifted.connect(self._shift)
        view.dropped.connect(self._drop)

    def follow(self) -> None:
        """Enabled is what would do something now."""
        table, row = self._table, self._view.current_row()
        may, chosen = table.is_open, self._view.chosen()
        paper = self._view.paper_in_hand()
        in_tray = {laid.page.page_id for laid in table.arrangement.tray}
        on_page = isinstance(row, PageRow) and row.number is not None
        self.split_button.setEnabled(may and on_page)
        self.join_button.setEnabled(may and bool(paper))
        self.bind_button.setEnabled(may and paper is not None)
        self.collate_button.setEnabled(may and paper is not None)
        self.turn_button.setEnabled(may and bool(chosen))
        self.aside_button.setEnabled(may and any(each not in in_tray for each in chosen))
        self.back_button.setEnabled(may and any(each in in_tray for each in chosen))
        self.again_button.setEnabled(may and on_page)
        self.replace_button.setEnabled(may and on_page)
        self.undo_button.setEnabled(table.may_undo)
        self.redo_button.setEnabled(table.may_redo)

    def split(self) -> None:
        row = self._view.current_row()
        if isinstance(row, PageRow):
            self._split(row.page.id)

    def join(self) -> None:
        number = self._view.paper_in_hand()
        if number is not None:
            self._join(number)

    def turn(self) -> None:
        self._turn(self._view.chosen(), 90)

    def lay_aside(self) -> None:
        self._lay_aside(self._view.chosen())

    def put_back(self) -> None:
        self._put_back(self._view.chosen())

    def collate(self) -> None:
        number = self._view.paper_in_hand()
        if number is not None:
            self._table.lay(arranging.collated(self._table.arrangement, number))

    def ask_card(self, workplace: Workplace, parent: QWidget) -> None:
        number = self._view.paper_in_hand()
        if number is None:
            return
        papers = self._table.arrangement.papers
        cards = {card.document_id: card for card in self._table.batch.cards} if self._table.batch else {}
        dialog = BindDialog(workplace, cards.get(papers[number].document_id or DocumentId(0)), parent)
        first = papers[number].ids[0]
        dialog.bound.connect(lambda document_id: self._bind(first, document_id))
        dialog.open()

    def _bind(self, first: BatchPageId, document_id: DocumentId | None) -> None:
        number = self._table.arrangement.paper_of(first)
        if number is not None:
            self._table.lay(arranging.bound(self._table.arrangement, number, document_id))

    def _split(self, page_id: BatchPageId) -> None:
        self._table.lay(arranging.split(self._table.arrangement, page_id))

    def _join(self, number: int) -> None:
        self._table.lay(arranging.joined(self._table.arrangement, number))

    def _turn(self, ids: Sequence[BatchPageId], degrees: int) -> None:
        self._table.lay(arranging.turned(self._table.arrangement, ids, degrees))

    def _lay_aside(self, ids: Sequence[BatchPageId]) -> None:
        in_papers = [each for each in ids if self._table.arrangement.paper_of(each) is not None]
        self._table.lay(arranging.taken_out(self._table.arrangement, in_papers))

    def _put_back(self, ids: Sequence[BatchPageId]) -> None:
        self._table.lay(arranging.put_back(self._table.arrangement, ids))

    def _shift(self, ids: Sequence[BatchPageId], step: int) -> None:
        """One place on within the paper, or over its edge into the neighbour."""
        arrangement = self._table.arrangement
        number = arrangement.paper_of(ids[0])
        if number is None:
            return
        paper = arrangement.papers[number].ids
        first, last = paper.index(ids[0]), paper.index(ids[-1]) if ids[-1] in paper else len(paper) - 1
        if step < 0 and first > 0:
            self._table.lay(arranging.moved(arrangement, ids, number, first - 1))
        elif step > 0 and last + 1 < len(paper):
            self._table.lay(arranging.moved(arrangement, ids, number, last + 2))
        elif step < 0 and number > 0:
            self._table.lay(arranging.moved(arrangement, ids, number - 1, len(arrangement.papers[number - 1].pages)))
        elif step > 0 and number + 1 < len(arrangement.papers):
            self._table.lay(arranging.moved(arrangement, ids, number + 1, 0))

    def _drop(self, ids: Sequence[BatchPageId], row: Row | None) -> None:
        arrangement = self._table.arrangement
        if isinstance(row, TrayLine) or (isinstance(row, PageRow) and row.number is None):
            self._lay_aside(ids)
        elif row is None:
            last = len(arrangement.papers) - 1
            if last >= 0:
                self._table.lay(arranging.moved(arrangement, ids, last, len(arrangement.papers[last].pages)))
        else:
            number = row.first if isinstance(row, SinglesLine) else row.number
            assert number is not None
            at = arrangement.papers[number].ids.index(row.page.id) if isinstance(row, PageRow) else 0
            self._table.lay(arranging.moved(arrangement, ids, number, at))

    def _rescan(self) -> None:
        row = self._view.current_row()
        if isinstance(row, PageRow) and row.number is not None:
            self.rescan_wanted.emit(row.page.id, row.page.number)

    def _replace(self) -> None:
        row = self._view.current_row()
        if isinstance(row, PageRow) and row.number is not None:
            self.replace_wanted.emit(row.page.id, row.page.number)

    def _smaller(self) -> None:
        self._view.zoom(-1)

    def _larger(self) -> None:
        self._view.zoom(1)

    def _button(
        self, picture: str, text: str, key: str, act: Callable[[], object], *, shortcut: str = "", name: str = ""
    ) -> QToolButton:
        button = QToolButton()
        if picture:
            button.setIcon(icon(picture))
        button.setText(text)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonTextBesideIcon if text else style.ToolButtonIconOnly)
        button.setToolTip(f"{name or text}  {key}")
        button.setAccessibleName(name or text)
        button.clicked.connect(act)
        if shortcut:
            QShortcut(QKeySequence(shortcut), self, button.click)
        self._row.addWidget(button)
        return button
