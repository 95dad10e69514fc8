"""What has become of each point of a legal act, and giving by hand what was not given of itself."""

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from client.assignments.resolution_form import Purpose, ResolutionForm
from client.shell.workplace import Workplace
from client.widgets.list_model import ListModel, list_view
from client.widgets.lookup import Suggestion
from client.widgets.messages import Notice, said
from client.widgets.paged_model import Column
from common.assignments.cards import PointRow
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Status
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.wording import day
from common.rpc.errors import CallError


class PointsDialog(QDialog):
    given = Signal()

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._document_id = workplace, document_id
        self.setWindowTitle(self.tr("Поручения по пунктам"))
        self.model = ListModel(
            (
                Column("№", lambda row: row.number, 44),
                Column(self.tr("Пункт"), lambda row: row.text, 380, tooltip=lambda row: row.text),
                Column(self.tr("Исполнитель"), lambda row: row.executor, 130, tooltip=lambda row: row.executor),
                Column(self.tr("Срок"), lambda row: day(row.due), 84),
                Column(self.tr("Поручение"), self._state, 240, tooltip=self._state),
            )
        )
        self.model.setParent(self)
        self.view, self._notice = list_view(self.model), Notice()
        may_resolve = workplace.may(Right.RESOLVE)
        self.give_button = QPushButton(self.tr("&Выдать поручение…") if may_resolve else self.tr("Пр&оект резолюции…"))
        self._purpose = Purpose.ISSUE if may_resolve else Purpose.PREPARE
        self.give_button.clicked.connect(self.give)
        self.view.activated.connect(self.give)
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("&Закрыть"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        buttons.addButton(self.give_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self._notice)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        self.resize(940, 380)
        self.load()

    def load(self) -> None:
        asked = self._work.calls(self, self._work.apis.assignments.points, self._document_id)
        asked.then(self._show).fails(self._refuse)

    def give(self) -> None:
        """The form knows of the point what the act says; what it does not say is left to be named."""
        row = self.model.row(self.view.currentIndex())
        if row is None or self._refusal(row):
            return
        draft = ResolutionDraft(
            document_id=self._document_id, text=row.text, point=self.tr("п. {0}").format(row.number),
            act_point=row.position, responsible_id=row.executor_id, controller_id=row.controller_id,
        )  # fmt: skip
        if row.due:
            fixed = DeadlineRule(title=self.tr("Срок пункта"), count=Count.DATE, shift=Shift.NONE, fixed=row.due)
            draft = replace(draft, rule=fixed)
        form = ResolutionForm(self._work, draft, self._purpose, parent=self)
        form.responsible.show_value(Suggestion(row.executor_id, row.executor) if row.executor_id else None)
        if row.controller_id:
            form.controller.show_value(Suggestion(row.controller_id, row.controller))
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.saved.connect(self._reload)
        form.open()

    def _state(self, row: PointRow) -> str:
        if row.status is Status.CANCELLED:
            return self.tr("Отозвано: можно выдать снова")
        lone = self.tr(" · без контроля") if row.due and not row.controller_id else ""
        return row.status.label + lone if row.status else row.why_not or self.tr("Выдаётся…")

    def _show(self, rows: list[PointRow]) -> None:
        self.model.show_rows(rows)
        lacking = [place for place, row in enumerate(rows) if row.is_open]
        if rows:
            self.view.selectRow(lacking[0] if lacking else 0)
        self._follow()

    def _follow(self) -> None:
        row = self.model.row(self.view.currentIndex())
        refusal = self._refusal(row) if row else self.tr("Выберите пункт.")
        self.give_button.setEnabled(not refusal)
        self.give_button.setToolTip(refusal)

    def _refusal(self, row: PointRow) -> str:
        if row.status not in {None, Status.CANCELLED}:
            return self.tr("По этому пункту поручение уже есть.")
        if not (self._work.may(Right.RESOLVE) or self._work.may(Right.DRAFT)):
            return self.tr("Ваша роль не даёт выносить резолюции и готовить их проекты.")
        return ""

    def _refuse(self, error: CallError) -> None:
        self._notice.say(said(error), alarm=True)

    def _reload(self, _result: object) -> None:
        self.load()
        self.given.emit()
