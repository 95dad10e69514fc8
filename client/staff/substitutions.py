"""Substitutions: who stands in for whom, between which days and how far."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.staff.ending import EndDialog
from client.staff.holdings import faded_after
from client.staff.lookups import kind_suggestions
from client.widgets.date_field import DateField
from client.widgets.fields import FlagField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import ListLookup, Suggestion
from client.widgets.messages import label
from client.widgets.paged_model import Column
from client.widgets.pickers import PeopleField
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.document import Dictionaries
from common.staff import SubstitutionDraft, SubstitutionRow

SCOPE = 4


class SubstitutionRegister(RegisterPage):
    """Ins names a deputy, Enter ends a substitution; those that have ended stay in the list."""

    def __init__(self, workplace: Workplace) -> None:
        self._today = workplace.today()
        super().__init__(workplace, "staff.substitutions", frozenset({Kind.STAFF}))
        self.stretch(SCOPE)
        self.add_to_bar(QWidget(), 1)
        self.command(self.tr("Прекратить…"), "Ctrl+Backspace", self.end, picture="ban")
        self.command(self.tr("Назначить"), "Ins", self.add, primary=True)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Замещений не было"), self.tr("Назначьте замещающего на время отпуска: Ins."), "user-share"

    def columns(self) -> tuple[Column, ...]:
        faded: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): partial(faded_after, self._today)}
        return (
            Column(self.tr("Кого замещают"), lambda row: row.absent, 190, roles=faded),
            Column(self.tr("Кто замещает"), lambda row: row.deputy, 190, roles=faded),
            Column(self.tr("С"), lambda row: day(row.since), 86, roles=faded),
            Column(self.tr("По"), lambda row: day(row.until), 86, roles=faded),
            Column(self.tr("Что может"), lambda row: row.scope, 300, tooltip=lambda row: row.scope, roles=faded),
            Column(self.tr("Состояние"), self._state, 110, roles=faded),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.staff.substitutions, offset)

    def open_row(self, row: SubstitutionRow) -> None:
        def act(until: date) -> Call[Any]:
            return self.workplace.calls(self, self.workplace.apis.staff.end_substitution, row.id, until)

        words = self.tr("{0} замещает сотрудника {1} до {2}.").format(row.deputy, row.absent, day(row.until))
        if row.since >= self._today:
            words += self.tr(" День раньше начала отменяет замещение совсем.")
        EndDialog(self.workplace, self.tr("Прекратить замещение"), words, act, self).open()

    def end(self) -> None:
        if (row := self.view.current_row()) is not None:
            self.open_row(row)

    def add(self) -> None:
        SubstitutionForm(self.workplace, self).open()

    def _state(self, row: SubstitutionRow) -> str:
        if row.until < self._today:
            return self.tr("закончилось")
        return self.tr("идёт") if row.since <= self._today else self.tr("предстоит")


class SubstitutionForm(FormDialog):
    def __init__(self, workplace: Workplace, parent: QWidget | None = None, absent: Suggestion | None = None) -> None:
        form = Form(SubstitutionDraft, ["absent_id", "deputy_id", "since", "until"])
        self._work = workplace
        today = workplace.today()
        self.absent = workplace.people.one(self.tr("фамилия отсутствующего"))
        self.deputy = workplace.people.one(self.tr("фамилия замещающего"))
        self.since, self.until = DateField(today), DateField(today)
        self._known_kinds = ListLookup()
        self.kinds = PeopleField(self._known_kinds, self.tr("по документам всех видов"))
        super().__init__(self.tr("Замещение"), form, self.tr("&Назначить"), parent)
        form.add("absent_id", self.tr("Кого замещают"), self.absent, 0, span=2)
        form.add("deputy_id", self.tr("Кто замещает"), self.deputy, 1, span=2)
        form.add("since", self.tr("С"), self.since, 2)
        form.add("until", self.tr("По"), self.until, 2, 1)
        form.add(
            "acts", self.tr("Может"), FlagField(self.tr("действовать: исполнять, отчитываться, готовить")), 3, span=2
        )
        form.add("signs", "", FlagField(self.tr("согласовывать и подписывать")), 4, span=2)
        form.add("confidential", "", FlagField(self.tr("видеть документы ДСП, за которые отвечает")), 5, span=2)
        form.add("kinds", self.tr("Виды"), self.kinds, 6, span=2)
        words = self.tr(
            "Документы отсутствующего замещающий видит всегда. Его действия записываются с пометкой «за\u00a0…»."
        )
        form.add_wide(label(words, "caption", wrap=True), 7)
        form.close_up(8)
        form.show_values(SubstitutionDraft(since=today))
        if absent is not None:
            self.absent.show_value(absent)
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        self.resize(640, 340)
        (self.deputy if absent else self.absent).editor.setFocus()

    def draft(self) -> SubstitutionDraft:
        return SubstitutionDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[int]:
        return self._work.calls(self, self._work.apis.staff.substitute, self.draft())

    def _offer(self, dictionaries: Dictionaries) -> None:
        self._known_kinds.suggestions = kind_suggestions(dictionaries.kinds)
