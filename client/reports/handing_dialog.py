"""«Передать отчёт»: to whom, by name or as the head of a unit, and with which words."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.icons import icon
from client.widgets.lookup import ListLookup, Suggestion
from client.widgets.messages import label
from client.widgets.pickers import PeopleField
from common.kernel.ids import ReportRunId
from common.kernel.validation import Problem
from common.reports import HandingDraft, HeadedUnit

KEYS = "Ctrl+Alt+T"


class HeadsField(PeopleField):
    """Units, each with who leads it."""

    def __init__(self, workplace: Workplace, placeholder: str) -> None:
        self._lookup = ListLookup()
        super().__init__(self._lookup, placeholder)
        workplace.calls(self, workplace.apis.deliveries.units).then(self.show_units)

    def show_units(self, units: Sequence[HeadedUnit]) -> None:
        nobody = self.tr("руководителя нет")
        self._lookup.suggestions = [Suggestion(unit.id, unit.title, unit.head or nobody) for unit in units]
        self.show_value([each for each in self._lookup.suggestions if each.key in self.value()])


class HandingDialog(FormDialog):
    def __init__(self, workplace: Workplace, run_id: ReportRunId, title: str, parent: QWidget | None = None) -> None:
        form = Form(HandingDraft)
        self._work, self._run_id = workplace, run_id
        self.people = workplace.people.several(self.tr("фамилия, должность, подразделение"))
        self.heads = HeadsField(workplace, self.tr("название подразделения"))
        self.note = MultilineField(rows=2)
        super().__init__(self.tr("Передать отчёт"), form, self.tr("&Передать"), parent)
        form.add("person_ids", self.tr("Сотрудникам"), self.people, 0, span=2)
        form.add("unit_ids", self.tr("Руководителям подразделений"), self.heads, 1, span=2)
        form.add("note", self.tr("Сопроводительные слова"), self.note, 2, span=2)
        form.close_up(3)
        told = label(
            self.tr("«{0}» увидят таким, каким он перед вами, даже если сами этих документов не видят. Слова документов"
                    " ДСП в отчёт не входят.").format(title), "caption", wrap=True,
        )  # fmt: skip
        told.setContentsMargins(10, 2, 10, 2)
        self.column.insertWidget(1, told)
        self.resize(620, 290)

    def draft(self) -> HandingDraft:
        return HandingDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[int]:
        return self._work.calls(self, self._work.apis.deliveries.hand_over, self._run_id, self.draft())


class HandButton(QPushButton):
    """Hands over the run that is before the reader."""

    told = Signal(str)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(icon("user-share"), "")
        self.setText(self.tr("Передать…"))
        self.setShortcut(KEYS)
        self.setToolTip(self.tr("Передать отчёт сотрудникам ({0})").format(KEYS))
        self._work = workplace
        self._run_id: ReportRunId | None = None
        self._title = ""
        self.clicked.connect(self._ask)

    def offer(self, run_id: ReportRunId | None, title: str) -> None:
        self._run_id, self._title = run_id, title
        self.setEnabled(run_id is not None)

    def _ask(self) -> None:
        if self._run_id is not None:
            dialog = HandingDialog(self._work, self._run_id, self._title, self.window())
            dialog.saved.connect(self._tell)
            dialog.open()

    def _tell(self, people: int) -> None:
        words = self.tr("Отчёт передан, получателей: {0}. Они найдут его в папке «Отчёты мне».")
        self.told.emit(words.format(people))
