"""What a register shows goes with one: as a table, as a printed form, as a report of one's own."""

from collections.abc import Callable, Mapping

import msgspec
from PySide6.QtWidgets import QWidget

from client.registry.view_bar import ViewBar
from client.shell.building import Building
from client.shell.list_export import Export, ListExport
from client.shell.workplace import Workplace
from common.kernel.rights import Right
from common.registry.columns import ListColumn, grouping_columns
from common.registry.views import View
from common.reports import BUILT_OF_DOCUMENTS, Format

REPORT = "registry.list"  # the report that lists the documents of a view


class TakingAway:
    """`shown` is the view as it is on the screen, `known` the columns that it may have, `rows` how long it is."""

    def __init__(
        self, workplace: Workplace, page: QWidget, shown: Callable[[], View],
        known: Callable[[], Mapping[str, ListColumn]], rows: Callable[[], int],
    ) -> None:  # fmt: skip
        self._workplace, self._page = workplace, page
        self._shown, self._known, self._rows = shown, known, rows

    def offer(self, bar: ViewBar) -> None:
        bar.export_wanted.connect(self.export)
        bar.report_wanted.connect(self.build_report)
        if Right.RUN_REPORTS in self._workplace.me.rights:
            bar.offer_report()

    def export(self, form: Format) -> None:
        """Everything the register shows, in its columns and its order."""
        view = self._shown()
        what = Export(view.title, REPORT, {"view": msgspec.json.encode(view).decode()})
        ListExport(self._workplace, what, self._rows(), form, self._page.window()).open()

    def build_report(self) -> None:
        """The same with groups, totals and a title of one's own, in the report centre."""
        view = self._shown()
        groups = [(key, column.title) for key, column in grouping_columns(self._known()).items()]
        shown = {"view": msgspec.json.encode(view).decode()}
        building = Building(BUILT_OF_DOCUMENTS, view.title, shown, groups, self._page.tr("документы"))
        self._workplace.navigator.build_report(building)
