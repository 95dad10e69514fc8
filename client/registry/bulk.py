"""One action over the chosen documents, and the account of what was and what was not done."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from client.core.calls import Call
from client.shell.bulk_account import BulkAccount
from client.shell.workplace import BulkSpec, Workplace
from client.widgets.fields import MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.icons import icon
from client.widgets.messages import label
from client.widgets.pickers import KeyField
from client.widgets.register_view import RegisterView
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.registry.bulk import MOST_AT_ONCE, Bulk, BulkOrder, BulkOutcome
from common.registry.document import Dictionaries

ASKS_FOR_VALUE = frozenset({Bulk.FILE, Bulk.TOPIC})


class BulkButton(QToolButton):
    """«С выбранными»: what can be done with the chosen rows of a register."""

    def __init__(self, workplace: Workplace, view: RegisterView, actions: Iterable[Bulk]) -> None:
        super().__init__()
        self._work, self._view = workplace, view
        self.setText(self.tr("С выбранными"))
        self.setIcon(icon("checks"))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._hint = self.tr("Действие с выбранными документами (Ctrl+Shift+B)")
        self.setShortcut("Ctrl+Shift+B")
        menu = QMenu(self)
        for spec in workplace.bulks:
            if workplace.may(spec.right):
                menu.addAction(self._of_slice(spec))
        for each in actions:
            action = QAction(each.label, menu)
            action.triggered.connect(partial(self.ask, each))
            menu.addAction(action)
        self.setMenu(menu)
        view.chosen_changed.connect(self._follow)
        self._follow()

    def ask(self, action: Bulk) -> None:
        self._with_chosen(partial(self._ask_about, action))

    def _ask_about(self, action: Bulk, ids: list[DocumentId]) -> None:
        dialog = BulkDialog(self._work, action, ids, self.window())
        dialog.saved.connect(self._account)
        if action is Bulk.DISCARD:
            dialog.saved.connect(self._offer_back)
        dialog.open()

    def _with_chosen(self, act: Callable[[list[DocumentId]], object]) -> None:
        """All rows have their ids only on the server."""
        chosen = self._view.chosen()
        if chosen.all:
            self._view.paged.read_all(lambda rows: act([row.id for row in rows]))
        else:
            act(chosen.ids)

    def _of_slice(self, spec: BulkSpec) -> QAction:
        """What another slice does with the chosen rows."""
        action = QAction(spec.title, self)
        action.triggered.connect(partial(self._run, spec))
        return action

    def _run(self, spec: BulkSpec) -> None:
        if self.isEnabled():
            self._with_chosen(lambda ids: spec.run(self._work, ids, self.window()))

    def _follow(self) -> None:
        chosen = self._view.chosen()
        paged = self._view.paged
        count = paged.total if chosen.all else len(chosen.ids)
        self.setEnabled(0 < count <= MOST_AT_ONCE and not (chosen.all and paged.more))
        many = self.tr("За один раз — не больше {0} документов: выберите их мышью или стрелками с Shift.")
        self.setToolTip(many.format(MOST_AT_ONCE) if count > MOST_AT_ONCE else self._hint)

    def _offer_back(self, outcomes: list[BulkOutcome]) -> None:
        done = [outcome.document_id for outcome in outcomes if not outcome.refusal]
        if done:
            words = self.tr("В корзине: {0}").format(len(done))
            self._work.navigator.offer_undo(words, partial(self._restore, done))

    def _restore(self, ids: list[DocumentId]) -> None:
        order = BulkOrder(action=Bulk.RESTORE, document_ids=ids)
        self._work.calls(self, self._work.apis.registry.bulk, order).then(self._account)

    def _account(self, outcomes: list[BulkOutcome]) -> None:
        BulkAccount(self._work, outcomes, self.window()).open()


class BulkDialog(FormDialog):
    """Says how many documents it concerns and asks for what the action needs."""

    def __init__(
        self, workplace: Workplace, action: Bulk, document_ids: list[DocumentId], parent: QWidget | None = None
    ) -> None:
        form = Form(BulkOrder)
        self._work, self._action, self._ids = workplace, action, document_ids
        self.value, self.reason = KeyField(), MultilineField(rows=2)
        super().__init__(action.label, form, self.tr("&Выполнить"), parent)
        form.add_wide(label(self.tr("Документов: {0}").format(len(document_ids)), "caption"), 0)
        if action in ASKS_FOR_VALUE:
            form.add(
                "value",
                self.tr("Дело") if action is Bulk.FILE else self.tr("Тематика"),
                self.value,
                1,
                span=2,
                mandatory=True,
            )
            workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        if action is Bulk.DISCARD:
            form.add("reason", self.tr("Причина"), self.reason, 1, span=2, mandatory=True)
        form.close_up(2)
        self.resize(520, 150)

    def order(self) -> BulkOrder:
        return BulkOrder(action=self._action, document_ids=self._ids, **self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.order().problems()

    def send(self) -> Call[list[BulkOutcome]]:
        return self._work.calls(self, self._work.apis.registry.bulk, self.order())

    def _offer(self, dictionaries: Dictionaries) -> None:
        self.value.show_choices(dictionaries.case_files if self._action is Bulk.FILE else dictionaries.topics)
