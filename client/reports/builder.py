"""«Сделать отчёт»: the groups, the totals, the title of a report that is made of a register, and who finds it."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from client.core.calls import Call
from client.reports.keeping import sharings
from client.shell.building import Building
from client.shell.report_order import ReportOrder
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label, said
from common.assignments.selection import GROUPS, FolderTaken
from common.kernel.ids import SavedReportId
from common.kernel.validation import Problem
from common.registry.columns import COLUMNS, grouping_columns
from common.registry.views import View
from common.reports import BUILT_OF_ASSIGNMENTS, BUILT_OF_DOCUMENTS, Format, PastRun, ReportRun, SavedDraft, Sharing
from common.rpc.errors import CallError


def building_of(draft: SavedDraft) -> Building | None:
    """What a saved report was made of; nothing for one that is made of no list."""
    kept = draft.parameters
    if draft.code == BUILT_OF_DOCUMENTS:
        title = msgspec.json.decode(kept["view"], type=View).title
        groups = [(key, column.title) for key, column in grouping_columns(COLUMNS).items()]
        return Building(draft.code, title, {"view": kept["view"]}, groups, _tr("документы"))
    if draft.code == BUILT_OF_ASSIGNMENTS:
        title = msgspec.json.decode(kept["chosen"], type=FolderTaken).folder.label
        return Building(draft.code, title, {"chosen": kept["chosen"]}, list(GROUPS.items()), _tr("поручения"))
    return None


def _tr(text: str) -> str:
    return QCoreApplication.translate("BuilderDialog", text)


class BuilderDialog(FormDialog):
    """«Показать» makes the report at once, behind the window, which stays for further changes."""

    made = Signal(object)  # PastRun

    def __init__(
        self, workplace: Workplace, building: Building, parent: QWidget | None = None,
        kept_as: SavedReportId | None = None,
    ) -> None:  # fmt: skip
        form = Form(SavedDraft, mandatory=["title"])
        self._work, self._building, self._kept_as = workplace, building, kept_as
        self._order: ReportOrder | None = None
        self.title = TextField()
        groups = [("", self.tr("без группировки")), *building.groups]
        self.first, self.second = ChoiceField(groups), ChoiceField([("", self.tr("нет")), *building.groups])
        self.rows = FlagField(self.tr("Показывать {0}, а не только итоги групп").format(building.things))
        self.sharing = ChoiceField(sharings(workplace), nothing=Sharing.MINE)
        title = self.tr("Сделать отчёт из списка") if kept_as is None else self.tr("Изменить свой отчёт")
        super().__init__(title, form, self.tr("&Сохранить отчёт"), parent)
        self.setModal(False)
        self.show_button = QPushButton(self.tr("&Показать"))
        self.buttons.addButton(self.show_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.show_button.clicked.connect(self.preview)
        self._fill(form)
        self.resize(600, 270)

    def draft(self) -> SavedDraft:
        return SavedDraft(
            title=self.title.value().strip(),
            code=self._building.code,
            parameters=self.parameters(),
            sharing=self.sharing.value(),
        )  # fmt: skip

    def parameters(self) -> dict[str, str]:
        groups = [each.value() for each in (self.first, self.second) if each.value()]
        return {
            **self._building.parameters, "title": self.title.value().strip(), "groups": ",".join(groups),
            "rows": "1" if self.rows.value() else "",
        }  # fmt: skip

    def problems(self) -> Iterable[Problem]:
        yield from self.draft().problems()
        first, second = self.first.value(), self.second.value()
        if first and first == second:
            yield Problem("second", self.tr("Выберите другой столбец: по этому уже сгруппировано."))
        if not (first or second or self.rows.value()):
            yield Problem("first", self.tr("Укажите, по какому столбцу считать итоги."))

    def send(self) -> Call[Any]:
        reports = self._work.apis.reports
        if self._kept_as is None:
            return self._work.calls(self, reports.keep, self.draft())
        return self._work.calls(self, reports.change, self._kept_as, self.draft())

    def show_kept(self, draft: SavedDraft) -> None:
        """As it was saved, to be changed."""
        groups = [*draft.parameters.get("groups", "").split(","), "", ""]
        self.title.show_value(draft.title)
        self.first.show_value(groups[0])
        self.second.show_value(groups[1])
        self.rows.show_value(bool(draft.parameters.get("rows")))
        self.sharing.show_value(draft.sharing)

    def preview(self) -> None:
        if self._order is not None or not self.form.check(self.problems()):
            return
        self.notice.hide()
        self.show_button.setEnabled(False)
        self._order = ReportOrder(self._work, self)
        self._order.made.connect(self._show)
        self._order.failed.connect(self._refuse_preview)
        self._order.cancelled.connect(self._end)
        self._order.place(self._building.code, self.parameters(), Format.SCREEN)

    def _fill(self, form: Form) -> None:
        told = label(
            self.tr("Строки, столбцы, отбор и порядок — как в списке «{0}»; числа суммируются, {1} считаются.").format(
                self._building.title, self._building.things
            ), "caption", wrap=True,
        )  # fmt: skip
        told.setContentsMargins(10, 2, 10, 2)
        self.column.insertWidget(1, told)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("first", self.tr("Группировать по"), self.first, 1, span=2)
        form.add("second", self.tr("внутри — по"), self.second, 2, span=2)
        form.add("rows", "", self.rows, 3, span=2)
        form.add("sharing", self.tr("Кому виден"), self.sharing, 4, span=2)
        form.close_up(5)
        self.title.show_value(self._building.title)
        self.first.show_value("")
        self.second.show_value("")
        self.rows.show_value(True)
        self.sharing.show_value(Sharing.MINE)

    def _show(self, run: ReportRun, _file: Path | None) -> None:
        self._end()
        self.made.emit(PastRun(run.id, run.code, self.title.value().strip(), run.as_of, "", True, []))

    def _refuse_preview(self, error: CallError) -> None:
        self._end()
        self.notice.say(said(error), alarm=True)

    def _end(self) -> None:
        self._order = None
        self.show_button.setEnabled(True)


class Builder(QObject):
    """Opens the dialog for a register that wants to become a report."""

    made = Signal(object)  # PastRun
    kept = Signal(object)  # SavedReportId
    refused = Signal(object)  # CallError
    other = Signal(object, object)  # SavedReportId, SavedDraft: made of no register

    def __init__(self, workplace: Workplace, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._window = workplace, window
        self.dialog: BuilderDialog | None = None
        workplace.navigator.building_wanted.connect(self.begin)

    def begin(self, building: Building) -> None:
        dialog = BuilderDialog(self._work, building, self._window)
        dialog.saved.connect(self.kept)
        self._open(dialog)

    def change(self, saved_id: SavedReportId) -> None:
        """One's own saved report, before the eyes as it was saved."""
        asked = self._work.calls(self, self._work.apis.reports.kept, saved_id)
        asked.then(partial(self._show_kept, saved_id)).fails(self.refused.emit)

    def _show_kept(self, saved_id: SavedReportId, draft: SavedDraft) -> None:
        building = building_of(draft)
        if building is None:
            self.other.emit(saved_id, draft)
            return
        dialog = BuilderDialog(self._work, building, self._window, saved_id)
        dialog.show_kept(draft)
        dialog.saved.connect(partial(self._tell_changed, saved_id))
        self._open(dialog)

    def _tell_changed(self, saved_id: SavedReportId, _nothing: None) -> None:
        self.kept.emit(saved_id)

    def _open(self, dialog: BuilderDialog) -> None:
        self.dialog = dialog
        dialog.made.connect(self.made)
        dialog.show()
        dialog.title.editor.setFocus()
