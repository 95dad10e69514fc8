"""Above the bench: which batch it is and what was said of it; below it: how much there is, and where to."""

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton

from client.scanning.bench_model import set_upright
from client.scanning.table import Table
from client.shell.workplace import Workplace
from client.widgets.field import Field
from client.widgets.fields import ChoiceField, CountField, FlagField, TextField
from client.widgets.messages import label, restyle
from common.kernel.changes import Change, Kind
from common.kernel.ids import BatchId, PlaceId, ProfileId
from common.rpc.errors import CallError
from common.scanning.arranging import Aside
from common.scanning.batches import Batch, BatchDraft, BatchRow

PAUSE = 500  # ms of rest before what was typed is kept
BURST = 1000  # ms in which several changes of colleagues are read at once
TITLE = 32  # characters of a title in the list of batches


class BatchBar(QFrame):
    """What is changed here is kept at once for a batch that is there, and waits for one that is not."""

    chosen = Signal(object)  # BatchId, or None for a new one
    refused = Signal(object)  # CallError
    rested = Signal()  # what was changed here is kept
    placed = Signal()  # the place, or the batch with its own profile, is another

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._source, self._batch = "", BatchId(0)
        self._rows: list[BatchRow] = []
        self._in_hand: Batch | None = None
        self._keeping = 0  # answers awaited
        self.profile_id: ProfileId | None = None
        self.closed: set[BatchId] = set()
        self.setProperty("role", "foot")
        self.which = ChoiceField(nothing=BatchId(0))
        self.title, self.sheets = TextField(self.tr("название, видимое в очереди")), CountField()
        self.place, self.keep_blank = ChoiceField(nothing=PlaceId(0)), FlagField(self.tr("&Пустые оставлять"))
        self.title.limit(200)
        places = workplace.me.places
        self.place.show_choices([(place.id, place.title) for place in places])
        if places:
            self.place.show_value(places[0].id)
        self._others = QTimer(self, singleShot=True, interval=BURST)
        self._others.timeout.connect(self.refresh)
        workplace.calls.changed.connect(self._note)
        self._rest = QTimer(self, singleShot=True, interval=PAUSE)
        self._rest.timeout.connect(self._keep)
        self._lay_out()
        self.show_rows([])
        self.which.combo.activated.connect(self._choose)
        for field in (self.title, self.sheets, self.place, self.keep_blank):
            field.edited.connect(self._rest.start)
        self.place.edited.connect(self._take_place)

    def draft(self) -> BatchDraft:
        return BatchDraft(
            place_id=self.place.value(), title=self.title.value(), source=self._source,
            sheets=self.sheets.value() or None, keep_blank=self.keep_blank.value(),
            profile_id=self.profile_id,
        )  # fmt: skip

    def take_profile(self, profile_id: ProfileId | None, *, keep: bool) -> None:
        """With which profile pages are scanned from now on; kept at once where a person has said so."""
        self.profile_id = profile_id
        if keep:
            self._rest.start()

    def name_source(self, source: str) -> None:
        self._source = self._source or source

    def refresh(self, batch_id: BatchId | None = None) -> None:
        """Reads which batches there are; `batch_id` is the one in hand."""
        self._batch = batch_id or self._batch
        call = self._work.calls(self, self._work.apis.batches.batches)
        call.then(self.show_rows).fails(self.refused.emit)

    def show_rows(self, rows: list[BatchRow]) -> None:
        self._rows = list(rows)
        self.closed = {row.id for row in rows if row.state.is_closed}
        named = [(row.id, self._named(row)) for row in rows]
        self.which.show_choices([(BatchId(0), self.tr("Новая партия")), *named])
        self.which.show_value(self._batch if self._batch in [row.id for row in rows] else BatchId(0))
        for at, row in enumerate(rows, start=1):
            self.which.combo.setItemData(at, row.title, Qt.ItemDataRole.ToolTipRole)
        self._show_title()
        self._count()  # the list may be older than the batch in hand

    def _note(self, changes: list[Change]) -> None:
        """A batch of a colleague has come, or is another now."""
        if any(change.kind is Kind.BATCH and change.id != self._batch for change in changes):
            self._others.start()

    @property
    def at_rest(self) -> bool:
        """Whether the server knows what was changed here; of a batch that is not there yet nothing is kept."""
        return not self._keeping and not (self._batch and self._rest.isActive())

    def flush(self) -> None:
        """Keeps at once what was changed of the batch in hand."""
        if self._rest.isActive():
            self._rest.stop()
            self._keep()

    def forget(self) -> None:
        """Of a batch that is closed nothing more is kept."""
        self._rest.stop()

    def show_batch(self, batch: Batch | None, coming: BatchId | None = None) -> None:
        """`coming` is on its way: opened by the first page, it has what is being typed meanwhile."""
        if batch is None and coming is not None and coming == self._batch and self._is_edited():
            pass
        elif batch is None:
            self._batch, self._source, self.profile_id = BatchId(0), "", None
            self.which.show_value(BatchId(0))
            self.title.show_value("")
            self.sheets.show_value(0)
        elif batch.id != self._batch or not self._is_edited():
            self._batch, self._source, self.profile_id = batch.id, batch.source, batch.profile_id
            self.title.show_value(batch.title)
            self.sheets.show_value(batch.sheets or 0)
            self.place.show_value(batch.place_id)
            self.keep_blank.show_value(batch.keep_blank)
            self.which.show_value(batch.id)
        self._in_hand = batch
        self._show_title()
        self._count()
        for field in (self.title, self.sheets, self.place, self.keep_blank):
            field.set_read_only(batch is not None and batch.state.is_closed)
        self.placed.emit()

    def _show_title(self) -> None:
        """Whole, where the line shows only its beginning."""
        whole = self._in_hand.title if self._in_hand is not None else ""
        for editor in (self.which.combo, self.title.editor):
            editor.setToolTip(whole)

    def _count(self) -> None:
        """The batch in hand says in the list too how many pages it has got by now."""
        batch = self._in_hand
        for at, row in enumerate(self._rows):
            if batch is not None and row.id == batch.id and row.pages != len(batch.pages):
                self._rows[at] = replace(row, pages=len(batch.pages))
                self.which.combo.setItemText(at + 1, self._named(self._rows[at]))

    def _is_edited(self) -> bool:
        fields = (self.title, self.sheets, self.place, self.keep_blank)
        return self._rest.isActive() or any(field.editor.hasFocus() for field in fields)

    def _named(self, row: BatchRow) -> str:
        name = f" «{shortened(row.title)}»" if row.title else ""
        if row.state.is_closed:
            words = self.tr("№ {0}{1}: {2}, документов {3}, {4}")
            return words.format(row.id, name, row.state.label, row.papers, row.person)
        return self.tr("№ {0}{1}: страниц {2}, {3}").format(row.id, name, row.pages, row.person)

    def _choose(self, _row: int) -> None:
        self.flush()
        self._batch = self.which.value()
        self.chosen.emit(self._batch or None)

    def _take_place(self) -> None:
        self.profile_id = None
        self.placed.emit()

    def _keep(self) -> None:
        if self._batch:
            self._keeping += 1
            call = self._work.calls(self, self._work.apis.batches.describe, self._batch, self.draft())
            call.then(self._note_kept).fails(self._refuse)

    def _note_kept(self, _nothing: None) -> None:
        self._keeping -= 1
        self.rested.emit()

    def _refuse(self, error: CallError) -> None:
        self._keeping -= 1
        self.refused.emit(error)
        self.rested.emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        for choice, length in ((self.which, 22), (self.place, 18)):
            choice.combo.setMinimumContentsLength(length)
            choice.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sheets.editor.setMaximumWidth(64)
        parts: tuple[tuple[str, Field, int], ...] = (
            (self.tr("Партия"), self.which, 2),
            (self.tr("Название"), self.title, 3),
            (self.tr("Листов в пачке"), self.sheets, 0),
            (self.tr("Место"), self.place, 2),
        )
        for name, field, stretch in parts:
            field.set_name(name)
            row.addWidget(label(name, "caption"))
            row.addWidget(field, stretch)
        row.addWidget(self.keep_blank)


def shortened(title: str) -> str:
    """So much of it as fits into a list; the whole stands in its tooltip."""
    return title if len(title) <= TITLE else f"{title[:TITLE].rstrip()}…"


class BatchFoot(QFrame):
    protocol_wanted, separators_wanted, withdraw_wanted = Signal(), Signal(), Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "foot")
        self.count = label("", "title")
        self.rest = label("", "caption", wrap=True)
        self.separators_button = QPushButton(self.tr("Разделители…"))
        self.protocol_button = QPushButton(self.tr("Протокол"))
        self.withdraw_button = QPushButton(self.tr("Снять партию…"))
        self.release_button = QPushButton(self.tr("Передать на регистрацию  F9"))
        self.release_button.setShortcut("F9")
        self.release_button.setProperty("primary", True)
        restyle(self.release_button)
        self.separators_button.clicked.connect(self.separators_wanted)
        self.protocol_button.clicked.connect(self.protocol_wanted)
        self.withdraw_button.clicked.connect(self.withdraw_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(self.count)
        row.addWidget(self.rest, 1)
        for button in (self.separators_button, self.protocol_button, self.withdraw_button, self.release_button):
            row.addWidget(button)

    def show_figures(self, table: Table, left: int) -> None:
        """Every page is counted: in papers, laid aside, on its way or being looked at."""
        arrangement, batch = table.arrangement, table.batch
        pages = sum(len(paper.pages) for paper in arrangement.papers)
        count = self.tr("Документов: {0}, страниц: {1}").format(len(arrangement.papers), pages)
        self.count.setText(count if batch is not None else self.tr("Стол пуст"))
        aside = {why: sum(laid.why is why for laid in arrangement.tray) for why in Aside}
        looked = pages + len(arrangement.tray)
        told = (
            (batch.state.label if batch is not None and not table.is_open else "", 1),
            (self.tr("передаётся: {0}"), left),
            (self.tr("просматривается: {0}"), len(batch.pages) - looked if batch is not None and table.is_open else 0),
            (self.tr("пустых: {0}"), aside[Aside.BLANK]),
            (self.tr("разделителей: {0}"), aside[Aside.SEPARATOR]),
            (self.tr("титульных листов: {0}"), aside[Aside.COVER]),
            (self.tr("отложено: {0}"), aside[Aside.TAKEN_OUT]),
            (self.tr("заменено: {0}"), aside[Aside.RESCANNED]),
            (self.tr("повёрнуто программой: {0}"), set_upright(batch, arrangement) if batch is not None else 0),
        )
        self.rest.setText(" · ".join(words.format(number) for words, number in told if words and number))
        self.release_button.setEnabled(table.is_open and bool(arrangement.papers))
        self.withdraw_button.setEnabled(table.is_open)
        self.protocol_button.setEnabled(batch is not None)
