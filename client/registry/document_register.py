"""A register of documents in the view that somebody likes: columns, order, groups, conditions."""

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QBrush, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QMessageBox

from client.core.calls import Call
from client.registry.bulk import BulkButton
from client.registry.column_filters import filters_of
from client.registry.groups_pane import GroupsPane
from client.registry.own_filter import OwnFilter
from client.registry.register_filter import RegisterFilter
from client.registry.registers import SUMMARY, RegisterSpec
from client.registry.sorting import Sorting
from client.registry.taking_away import TakingAway
from client.registry.view_bar import ViewBar
from client.registry.view_dialogs import ColumnsDialog, ConditionsDialog, SaveViewDialog
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.paged_model import Column, PagedState
from common.kernel.changes import Change, Kind
from common.kernel.paging import Page
from common.registry.classes import DocumentState
from common.registry.columns import ListColumn, all_columns
from common.registry.document import Dictionaries, DocumentFilter, DocumentRow
from common.registry.extras import ExtraName, extras_of
from common.registry.selection import Grouping
from common.registry.views import View, ViewRow, standard

GROUPS_WIDTH = 230


class DocumentRegister(RegisterPage):
    """What stands in the line of filters narrows the view; the view itself changes only when it is saved."""

    def __init__(self, workplace: Workplace, spec: RegisterSpec, row: ViewRow | None = None) -> None:
        self.spec, self._row, self._dictionaries = spec, row, Dictionaries([], [], [], [], [], [])
        self._known: dict[str, ListColumn] = all_columns([])
        self._extra: dict[str, ExtraName] = {}
        self._keys = list(spec.columns)
        self._view = row.view if row else View(title=spec.title, register=spec.key, chosen=spec.base)
        self.filter = RegisterFilter(workplace.today(), workplace.me.places)
        super().__init__(workplace, spec.key, frozenset({Kind.DOCUMENT}))
        self.bar, self.groups = ViewBar(standard(spec.key, spec.base)), GroupsPane(workplace)
        self.sorting = Sorting(self.view, self.model, self.count)
        self.own = OwnFilter(self.bar.own, self.filter, self.view.filters, workplace.settings, spec.key)
        self.add_above(self.bar)
        self.add_before(self.groups, GROUPS_WIDTH)
        self.add_to_bar(self.filter, 1)
        self.taking = TakingAway(workplace, self, self._taken_away, lambda: self._known, lambda: self.model.total)
        self.bulk = BulkButton(workplace, self.view, spec.bulk)
        self.add_to_bar(self.bulk)
        self._connect()
        self._take(self._view)
        if row is None:
            self.own.bring_back()
            self._show_typed()
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._know)
        self._read_views()

    def empty_words(self) -> tuple[str, str, str]:
        return self.spec.empty

    def columns(self) -> tuple[Column, ...]:
        hint = self.sorting.hint if hasattr(self, "sorting") else lambda column: column.title
        return tuple(shown_column(self._known[key], key, hint) for key in self._keys if key in self._known)

    def open_row(self, row: DocumentRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.registry.documents, self.chosen(), offset)

    def count_all(self) -> Call[list[int]]:
        return self.workplace.calls(self, self.workplace.apis.registry.counts, [self.chosen()])

    def refresh(self) -> None:
        super().refresh()
        self.groups.refresh()

    def chosen(self) -> DocumentFilter:
        """The view, what is typed above the rows and in the header, and the chosen group."""
        group = self.groups.condition() if hasattr(self, "groups") else None
        whole = self._whole()
        return msgspec.structs.replace(whole, conditions=[*whole.conditions, *([group] if group else [])])

    def current_view(self) -> View:
        """What is on the screen, as it would be saved."""
        return msgspec.structs.replace(self._view, chosen=self._whole(), columns=self._keys)

    def _whole(self) -> DocumentFilter:
        bar, base = self.filter.chosen(), self._view.chosen
        typed = [
            self._known[key].asks_for(line.means, line.values)
            for key, line in self.view.filters.lines().items()
        ] if hasattr(self, "view") else []  # fmt: skip
        return msgspec.structs.replace(
            base, period=bar.period, since=bar.since, until=bar.until, number=bar.number,
            correspondent=bar.correspondent, summary=bar.summary, place_id=bar.place_id, on_control=bar.on_control,
            without_resolution=bar.without_resolution, to_me=bar.to_me, conditions=[*base.conditions, *typed],
        )  # fmt: skip

    def _connect(self) -> None:
        self.filter.narrowed.connect(self._narrow)
        self.filter.left_down.connect(self.view.setFocus)
        self.own.turned.connect(self._turn_filter)
        self.model.changed_state.connect(self._explain_empty)
        self.groups.narrowed.connect(self.model.reload)
        self.view.filters.narrowed.connect(self._narrow)
        self.sorting.asked.connect(self._change)
        bar = self.bar
        bar.view_chosen.connect(self.show_view)
        bar.grouping_chosen.connect(self._group)
        bar.conditions_wanted.connect(self.ask_conditions)
        bar.columns_wanted.connect(self.ask_columns)
        bar.filters_toggled.connect(self._open_filters)
        bar.save_wanted.connect(self.save_view)
        bar.remove_wanted.connect(self.remove_view)
        bar.watch_wanted.connect(self._watch)
        self.taking.offer(bar)
        self.workplace.calls.changed.connect(self._note_views)

    def show_view(self, view: View, row: ViewRow | None) -> None:
        self._row = row
        self._take(view)
        self.own.leave()
        if row is None:
            self.bar.show_unsaved(view.title)
        self.model.reload()
        self._tell_seen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_seen()

    def _tell_seen(self) -> None:
        """Whoever watches the view has looked: what is new is counted from now on."""
        if self._row is not None and self._row.subscribed:
            self.workplace.calls(self, self.workplace.apis.views.note_seen, self._row.id)

    def ask_conditions(self) -> None:
        dialog = ConditionsDialog(self._view.chosen, self._extra, self.workplace, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._change({"conditions": dialog.field.value(), "words": dialog.words.text().strip()})

    def ask_columns(self) -> None:
        dialog = ColumnsDialog(self._keys, self._known, self)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.columns():
            self._show_columns(dialog.columns())

    def save_view(self) -> None:
        dialog = SaveViewDialog(self.workplace, self.current_view(), self._row, self)
        dialog.saved.connect(self._keep)
        dialog.open()

    def remove_view(self) -> None:
        if self._row is None:
            return
        words = self.tr("Удалить представление «{0}»? Документы останутся на месте.").format(self._row.view.title)
        if QMessageBox.question(self, self.tr("Удалить представление"), words) == QMessageBox.StandardButton.Yes:
            self.workplace.calls(self, self.workplace.apis.views.remove, self._row.id).then(self._read_views)
            self.show_view(View(title=self.spec.title, register=self.spec.key, chosen=self.spec.base), None)

    def _taken_away(self) -> View:
        """What is on the screen, named by its view and its group."""
        current = self.current_view()
        named = current.title if self._row else self.spec.title
        title = " — ".join(filter(None, (named, self.groups.chosen_title())))
        return msgspec.structs.replace(current, title=title, chosen=self.chosen())

    def _take(self, view: View) -> None:
        """Shows a view; what was typed in the header belongs to the old one."""
        self._view = view
        self.own.follow(view.chosen)
        self._show_columns([key for key in view.columns if key in self._known] or list(self.spec.columns))
        self._regroup(anew=True)

    def _show_columns(self, keys: list[str]) -> None:
        self._keys = keys
        self.model.show_columns(self.columns())
        self.view.fit_columns()
        self.pane.rename(f"{self.spec.key}/{','.join(keys)}")
        self.stretch(keys.index(SUMMARY) if SUMMARY in keys else len(keys) - 1)
        self._show_filters()
        self._show_order()

    def _show_filters(self) -> None:
        columns, today = {key: self._known[key] for key in self._keys}, self.workplace.today()
        states = self._view.chosen.states or tuple(DocumentState)
        asked = filters_of(columns, self._dictionaries, self._extra, states, today)
        self.view.filters.show_filters(asked)

    def _show_order(self) -> None:
        self.sorting.show_order([self._known[key] for key in self._keys], self._view.chosen)

    def _group(self, by: Grouping) -> None:
        self._view = msgspec.structs.replace(self._view, grouping=by)
        self._regroup(anew=True)
        self.model.reload()

    def _change(self, changes: dict[str, object]) -> None:
        chosen = msgspec.structs.replace(self._view.chosen, **changes)
        self._view = msgspec.structs.replace(self._view, chosen=chosen)
        self._narrow()
        self._show_order()

    def _narrow(self) -> None:
        self.own.note()
        self._regroup()
        self.model.reload()

    def _regroup(self, *, anew: bool = False) -> None:
        by = self._view.grouping
        self.groups.setVisible(by is not Grouping.NONE)
        self.groups.show_groups(by, self._whole(), anew=anew)
        self._show_state()

    def _turn_filter(self) -> None:
        self.own.show_state()
        self._show_typed()
        self._regroup()
        self.model.reload()

    def _show_typed(self) -> None:
        if self.view.filters.lines() and not self.view.filters.filters_open:
            self.bar.filters.setChecked(True)

    def _open_filters(self, wanted: bool) -> None:
        self.view.filters.open_filters(wanted=wanted)

    def _watch(self, wanted: bool) -> None:
        if self._row is not None:
            self.workplace.calls(self, self.workplace.apis.views.subscribe, self._row.id, wanted).then(self._read_views)

    def _know(self, dictionaries: Dictionaries) -> None:
        of_class = [kind for kind in dictionaries.kinds if self.spec.base.document_class in
                    {None, kind.draft.document_class}]  # fmt: skip
        before = self._whole()
        self._known, self._extra = all_columns(of_class), extras_of(of_class)
        self._dictionaries = msgspec.structs.replace(dictionaries, kinds=of_class)
        if set(self._view.columns) - set(self._keys):
            self._take(self._view)
        else:
            self._show_filters()
        if self._whole() != before:  # a word above a column is understood only now
            self._turn_filter()

    def _read_views(self, *_changed: object) -> None:
        self.workplace.calls(self, self.workplace.apis.views.all).then(self._offer_views)

    def _offer_views(self, rows: list[ViewRow]) -> None:
        own = [row for row in rows if row.view.register == self.spec.key]
        if self._row is not None:
            self._row = next((row for row in own if row.id == self._row.id), None)
        self.bar.show_views(own, self._row)
        self._show_state()

    def _show_state(self) -> None:
        chosen = self._view.chosen
        self.bar.show_state(self._row, self._view.grouping, len(chosen.conditions) + bool(chosen.words))

    def _keep(self, view_id: int) -> None:
        """The saved view is the current one from now on."""

        def find(rows: list[ViewRow]) -> None:
            self._row = next((row for row in rows if row.id == view_id), None)
            if self._row is not None:
                self._take(self._row.view)
            self._offer_views(rows)

        self.workplace.calls(self, self.workplace.apis.views.all).then(find)

    def _note_views(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.VIEW for change in changes) and self.isVisible():
            self._read_views()

    def _explain_empty(self, state: PagedState) -> None:
        if state is PagedState.READY and not self.model.total and self.chosen() != self.spec.base:
            cause = self.own.cause(self._view.title, in_group=self.groups.condition() is not None)
            self.pane.explain(self.tr("Ничего не найдено"), cause)
        elif state is PagedState.READY:
            self.pane.explain(*self.empty_words()[:2])


def register_of(spec: RegisterSpec, row: ViewRow | None = None) -> Callable[[Workplace], DocumentRegister]:
    """How the manifest makes the page of a register."""

    def make(workplace: Workplace) -> DocumentRegister:
        return DocumentRegister(workplace, spec, row)

    return make


def _lock(row: DocumentRow) -> Any:
    return icon("lock") if row.restricted else None


def shown_column(column: ListColumn, key: str, hint: Callable[[ListColumn], str]) -> Column:
    roles: dict[int, Callable[[Any], Any]] = {int(Qt.ItemDataRole.ForegroundRole): _faded}
    if key == SUMMARY:
        roles[int(Qt.ItemDataRole.DecorationRole)] = _lock
    return Column(column.title, column.text, column.width, tooltip=column.text, roles=roles, heading=hint(column))


def _faded(row: DocumentRow) -> QBrush | None:
    """What is cancelled steps back behind what is in force."""
    return QGuiApplication.palette().placeholderText() if row.state is DocumentState.CANCELLED else None
