"""Numbered copies of a document for official use: who holds which, and who has looked at the document."""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from client.core.calls import Call
from client.core.city_time import local, moment
from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.widgets.fields import TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import Notice, label, said
from client.widgets.paged_model import Column
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem, require
from common.kernel.wording import day
from common.registry.access import Copies, CopyRow, ViewRow
from common.registry.card import Restriction
from common.registry.classes import NUMBERED
from common.registry.document import DocumentCard
from common.rpc.errors import CallError


def keeps_copies(card: DocumentCard) -> bool:
    """Copies are numbered of a restricted document that has its number."""
    return card.draft.restriction is not Restriction.NONE and card.state in NUMBERED


class CopiesTab(QWidget):
    """Ins hands a copy out, Del takes it back; read whenever it is looked at, for a look at the document counts."""

    def __init__(self, workplace: Workplace, document_id: DocumentId) -> None:
        super().__init__()
        self._work, self._document_id = workplace, document_id
        self.copies, self.views = ListModel(self._copy_columns()), ListModel(self._view_columns())
        for model in (self.copies, self.views):
            model.setParent(self)
        self.held, self.seen = list_view(self.copies), list_view(self.views)
        self.held.setAccessibleName(self.tr("Экземпляры"))
        self.seen.setAccessibleName(self.tr("Кто открывал"))
        self.hand_button = QPushButton(icon("plus"), self.tr("&Выдать экземпляр…  Ins"))
        self.back_button = QPushButton(icon("arrow-back-up"), self.tr("&Принять обратно…  Del"))
        self.count, self.notice = label("", "caption"), Notice()
        self.hand_button.clicked.connect(self.hand_out)
        self.back_button.clicked.connect(self.take_back)
        self.notice.first.connect(self.notice.hide)
        self.held.selectionModel().currentRowChanged.connect(self._enable)
        self._may_keep = False
        self._lay_out()
        self._enable()
        workplace.calls.changed.connect(self._note_changes)
        self.setFocusProxy(self.held)

    def load(self) -> None:
        call = self._work.calls(self, self._work.apis.access.copies, self._document_id)
        call.then(self._show).fails(self._refuse)

    def hand_out(self) -> None:
        if self._may_keep:
            dialog = HandOutDialog(self._work, self._document_id, self)
            dialog.saved.connect(self.load)
            dialog.open()

    def take_back(self) -> None:
        row = self._current()
        if row is None or not self.back_button.isEnabled():
            return
        number = row.number

        def act(reason: str) -> Call[Any]:
            return self._work.calls(self, self._work.apis.access.take_copy_back, self._document_id, number, reason)

        title = self.tr("Принять обратно экз. № {0}: {1}").format(number, row.holder)
        dialog = ReasonDialog(title, self.tr("Причина"), self.tr("&Принять"), act, self)
        dialog.saved.connect(self.load)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts: dict[int, Callable[[], None]] = {Qt.Key.Key_Insert: self.hand_out, Qt.Key.Key_Delete: self.take_back}
        if event.key() in acts:
            acts[event.key()]()
        else:
            super().keyPressEvent(event)

    def _copy_columns(self) -> tuple[Column, ...]:
        faded: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): _faded}
        return (
            Column(self.tr("Экз. №"), lambda row: str(row.number), 52, right=True, roles=faded),
            Column(self.tr("У кого"), lambda row: row.holder, 112, roles=faded),
            Column(
                self.tr("Выдан"),
                lambda row: day(local(row.since)),
                84,
                roles=faded,
                tooltip=lambda row: moment(row.since),
            ),
            Column(
                self.tr("Возвращён"),
                lambda row: day(local(row.until)) if row.until else "",
                84,
                roles=faded,
                tooltip=lambda row: moment(row.until) if row.until else "",
            ),
            Column(self.tr("Смотрел"), lambda row: str(row.views) if row.views else "", 64, right=True, roles=faded),
            Column(self.tr("Последний"), lambda row: moment(row.last_view) if row.last_view else "", 122, roles=faded),
            Column(self.tr("Основание"), lambda row: row.basis, 80, tooltip=lambda row: row.basis, roles=faded),
        )

    def _view_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Когда"), lambda row: moment(row.at), 116),
            Column(self.tr("Кто"), _viewer, 220, tooltip=_viewer),
            Column(self.tr("Рабочее место"), lambda row: row.workplace, 200),
        )

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.hand_button)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 4, 0, 0)
        lower.addWidget(self.count)
        lower.addWidget(self.seen, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.held)
        halves.addWidget(below)
        halves.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(buttons)
        column.addWidget(self.notice)
        column.addWidget(halves, 1)

    def _current(self) -> CopyRow | None:
        return self.copies.row(self.held.currentIndex())

    def _enable(self, *_: object) -> None:
        row = self._current()
        for button in (self.hand_button, self.back_button):
            button.setVisible(self._may_keep)
        self.back_button.setEnabled(row is not None and row.until is None)

    def _show(self, copies: Copies) -> None:
        current = max(self.held.currentIndex().row(), 0)
        self._may_keep = copies.may_keep
        self.copies.show_rows(copies.rows)
        self.views.show_rows(copies.views)
        if copies.rows:
            self.held.selectRow(min(current, len(copies.rows) - 1))
        words = self.tr("Просмотров: {0}").format(grouped(copies.all_views))
        if len(copies.views) < copies.all_views:
            words += self.tr(", показаны последние {0}").format(len(copies.views))
        self.count.setText(words)
        self._enable()

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), self.tr("&Понятно"), alarm=True)

    def _note_changes(self, changes: list[Change]) -> None:
        if self.isVisible() and Change(Kind.DOCUMENT, self._document_id) in changes:
            self.load()


class HandOutDialog(FormDialog):
    """From then on the person sees the document, in person only."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        form = Form(None, ["person_id", "basis"])
        self._work, self._document_id = workplace, document_id
        self.person = workplace.people.one(self.tr("фамилия"))
        self.basis = TextField(self.tr("резолюция, распоряжение, список рассылки"))
        self.basis.limit(200)
        super().__init__(self.tr("Выдать экземпляр"), form, self.tr("&Выдать"), parent)
        form.add("person_id", self.tr("Кому"), self.person, 0, span=2)
        form.add("basis", self.tr("Основание"), self.basis, 1, span=2)
        words = self.tr("Сотрудник получит следующий номер экземпляра и увидит документ лично.")
        form.add_wide(label(words, "caption", wrap=True), 2)
        form.close_up(3)
        self.resize(560, 170)
        self.person.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        yield from require("person_id", self.person.value(), self.tr("Кому"))
        yield from require("basis", self.basis.value(), self.tr("Основание"))

    def send(self) -> Call[int]:
        return self._work.calls(
            self, self._work.apis.access.hand_copy, self._document_id, self.person.value(), self.basis.value()
        )


def _viewer(row: ViewRow) -> str:
    return f"{row.person} (за {row.acting_for})" if row.acting_for else row.person


def _faded(row: CopyRow) -> QBrush | None:
    return QGuiApplication.palette().placeholderText() if row.until is not None else None
