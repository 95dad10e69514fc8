"""«Сохранить отчёт»: a report of the house with its parameters under a title of one's own, its days told in words."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.reports.days_fields import DaysFields, in_words
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.kernel.ids import SavedReportId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.reports import ReportForm, SavedDraft, Sharing
from common.schedules import begun


def sharings(workplace: Workplace) -> list[tuple[Sharing, str]]:
    """With whom one may share a report."""
    may = Right.REGISTER in workplace.me.rights
    return [(each, each.label) for each in Sharing if each is not Sharing.ALL or may]


class KeepingDialog(FormDialog):
    """A new report of one's own, or one that is changed."""

    def __init__(
        self, workplace: Workplace, report: ReportForm, draft: SavedDraft, parent: QWidget | None = None,
        kept_as: SavedReportId | None = None,
    ) -> None:  # fmt: skip
        form = Form(SavedDraft, mandatory=["title"])
        self._work, self._draft, self._kept_as = workplace, draft, kept_as
        self.title, self.sharing = TextField(), ChoiceField(sharings(workplace), nothing=Sharing.MINE)
        self.days = DaysFields(begun(report.parameters), self.tr("не ограничивать"))
        title = self.tr("Сохранить отчёт") if kept_as is None else self.tr("Изменить свой отчёт")
        super().__init__(title, form, self.tr("&Сохранить отчёт"), parent)
        told = label(
            self.tr("«{0}» с тем, что стоит в его форме; дни отсчитываются от того, когда отчёт делают.").format(
                report.title
            ), "caption", wrap=True,
        )  # fmt: skip
        told.setContentsMargins(10, 2, 10, 2)
        self.column.insertWidget(1, told)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        row = self.days.add_to(form, 1, span=2)
        form.add("sharing", self.tr("Кому виден"), self.sharing, row, span=2)
        form.close_up(row + 1)
        self.title.show_value(draft.title)
        self.days.show(draft.parameters)
        self.sharing.show_value(draft.sharing)
        self.resize(600, 240)

    def draft(self) -> SavedDraft:
        parameters = {**self._draft.parameters, **self.days.texts()}
        title, sharing = self.title.value().strip(), self.sharing.value()
        return SavedDraft(title=title, code=self._draft.code, parameters=parameters, sharing=sharing)

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[Any]:
        reports = self._work.apis.reports
        if self._kept_as is None:
            return self._work.calls(self, reports.keep, self.draft())
        return self._work.calls(self, reports.change, self._kept_as, self.draft())


class Keeping(QObject):
    """Opens the dialog for the report in hand, or for one of one's own."""

    kept = Signal(object)  # SavedReportId

    def __init__(self, workplace: Workplace, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._window = workplace, window
        self.dialog: KeepingDialog | None = None

    def begin(self, report: ReportForm, texts: Mapping[str, str]) -> None:
        told = in_words(report.parameters, texts, self._work.today())
        dialog = KeepingDialog(
            self._work, report, SavedDraft(title=report.title, code=report.code, parameters=told), self._window
        )
        dialog.saved.connect(self.kept)
        self._open(dialog)

    def change(self, saved_id: SavedReportId, draft: SavedDraft, report: ReportForm) -> None:
        dialog = KeepingDialog(self._work, report, draft, self._window, saved_id)
        dialog.saved.connect(partial(self._tell_changed, saved_id))
        self._open(dialog)

    def _tell_changed(self, saved_id: SavedReportId, _nothing: None) -> None:
        self.kept.emit(saved_id)

    def _open(self, dialog: KeepingDialog) -> None:
        self.dialog = dialog
        dialog.open()
        dialog.title.editor.setFocus()
