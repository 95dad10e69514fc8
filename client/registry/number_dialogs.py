"""Numbers other than the next in turn: by hand, from the reserve, with an earlier date; and numbers changed."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.registry.extra_fields import as_text, as_value, widget_of
from client.registry.registration import Phase, Registration
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField, Lean
from client.widgets.fields import ChoiceField, CountField, FlagField, MultilineField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import EmptyState, label
from common.kernel.ids import JournalId
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.registry.card import Restriction
from common.registry.document import DocumentCard, Registered
from common.registry.kinds import ExtraField
from common.registry.ledger import (
    Destination,
    JournalRow,
    LedgerFilter,
    LedgerRow,
    NumberChoice,
    NumberState,
    Scope,
)
from common.registry.values import ValueType

FLAGS = ("off_template", "skips")


class ChoiceDialog(FormDialog):
    """By hand, from the reserve, or with an earlier date; every one says why."""

    def __init__(
        self, workplace: Workplace, title: str, action: str, parent: QWidget | None = None, *, why: bool = False
    ) -> None:
        form = Form(NumberChoice, ["reason"] if why else ())
        self._work = workplace
        self.number = TextField(self.tr("пусто — следующий по счёту"))
        self.off_template = FlagField(self.tr("Не по шаблону журнала"))
        self.skips = FlagField(self.tr("Пропустить номера до указанного"))
        self.reserved = ChoiceField(may_be_empty=True, nothing=None)
        self.on, self.reason = DateField(workplace.today(), Lean.BEHIND), MultilineField(rows=2)
        self.same_value = FlagField("")
        super().__init__(title, form, action, parent)
        form.add("same_value", "", self.same_value, 0, span=2)
        form.add("number", self.tr("Номер вручную"), self.number, 1, span=2)
        form.add("off_template", "", self.off_template, 2, span=2)
        form.add("skips", "", self.skips, 3, span=2)
        form.add("reserved", self.tr("Из резерва"), self.reserved, 4, span=2)
        form.add("on", self.tr("Датой"), self.on, 5)
        form.add("reason", self.tr("Причина"), self.reason, 6, span=2)
        form.close_up(7)
        for name in ("same_value", *FLAGS):
            form.show_field(name, visible=False)
        form.checked.connect(self._ask_flags)
        self.number.edited.connect(self._forget_flags)
        self.resize(620, 270)
        year = workplace.today().year
        chosen = LedgerFilter(year=year, states=[NumberState.RESERVED])
        workplace.calls(self, workplace.apis.numbers.ledger, chosen, 0, 100).then(self._offer).fails(self.refuse)
        self.number.editor.setFocus()

    def choice(self) -> NumberChoice:
        return NumberChoice(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.choice().problems()

    def _ask_flags(self, form: Form) -> None:
        """The server has said that the number typed needs a flag: it stands there with the reason, to be set."""
        for name in FLAGS:
            if form.note(name):
                form.show_field(name, visible=True)
                form.lead_to(name)

    def _forget_flags(self) -> None:
        """Another number may need none."""
        for name in FLAGS:
            self.form.fields[name].show_value(False)
            self.form.fields[name].show_problem("")
            self.form.show_field(name, visible=False)

    def _offer(self, page: Page[LedgerRow]) -> None:
        self.reserved.show_choices(
            [(row.value, f"{row.number} — {row.reason}, {row.person} ({row.journal})") for row in page.rows]
        )


class RegisterDialog(ChoiceDialog):
    """The card is registered with what is chosen here; until the server has agreed the choice stays on the screen."""

    chosen = Signal(object)  # NumberChoice

    def __init__(self, workplace: Workplace, registration: Registration, parent: QWidget | None = None) -> None:
        super().__init__(workplace, "Регистрация с номером", "&Зарегистрировать", parent)
        registration.phase_changed.connect(self._follow_phase)
        registration.invalid.connect(self._show_invalid)
        registration.refused.connect(self.refuse)
        for elsewhere in (registration.twins_found, registration.overtaken):
            elsewhere.connect(self._give_way)
        self.finished.connect(self.deleteLater)

    def save(self) -> None:
        if self.save_button.isEnabled() and self.form.check(self.problems()):
            self.notice.hide()
            self.chosen.emit(self.choice())

    def send(self) -> Call[Any]:
        raise NotImplementedError

    def _follow_phase(self, phase: Phase) -> None:
        self._set_busy(phase is Phase.SENDING)
        if phase in {Phase.REGISTERED, Phase.WAITING}:
            self._give_way()

    def _show_invalid(self, problems: list[Problem]) -> None:
        """What is wrong with the card is told on the card."""
        if any(problem.field in self.form.fields for problem in problems):
            self.form.show_problems(problems)
        else:
            self._give_way()

    def _give_way(self, *_said: object) -> None:
        self.accept()


class RenumberDialog(ChoiceDialog):
    """Another number, or the same one with or without «дсп» as the card says since the registration."""

    def __init__(self, workplace: Workplace, card: DocumentCard, parent: QWidget | None = None) -> None:
        super().__init__(workplace, f"Изменить номер {card.number}", "&Изменить номер", parent, why=True)
        self._card = card
        self.same_value.changed.connect(self._follow)
        if card.respelled:
            self.same_value.box.setText(self.tr("Номер по счёту тот же, меняется пометка: {0}").format(card.respelled))
            self.form.show_field("same_value", visible=True)
            self.same_value.show_value(True)
            restricted = card.draft.restriction is not Restriction.NONE
            said = self.tr("поставлена пометка ДСП") if restricted else self.tr("пометка ДСП снята")
            self.reason.show_value(said)
            self.save_button.setFocus()

    def _follow(self) -> None:
        """Nothing else is chosen while only the mark changes."""
        for field in (self.number, self.off_template, self.skips, self.reserved, self.on):
            field.setEnabled(not self.same_value.value())

    def problems(self) -> Iterable[Problem]:
        yield from super().problems()
        if not self.choice().reason and not self.choice().number and not self.choice().on:
            yield Problem("reason", self.tr("Укажите причину: прежний номер будет аннулирован."))

    def send(self) -> Call[Registered]:
        return self._work.calls(
            self, self._work.apis.numbers.renumber, self._card.id, self._card.version, self.choice()
        )


class ChangeJournalDialog(FormDialog):
    def __init__(self, workplace: Workplace, card: DocumentCard, parent: QWidget | None = None) -> None:
        form = Form(None, ["kind", "reason"])
        self._work, self._card = workplace, card
        self.kind, self.reason = ChoiceField(), MultilineField(rows=2)
        super().__init__(self.tr("Перенести в другой журнал"), form, self.tr("&Перенести"), parent)
        self._found: dict[Any, Destination] = {}
        self._wanted: list[ExtraField] = []
        self._typed: dict[str, str] = {}  # for whatever destination
        self.lost = label("", "warning", wrap=True)
        form.add("kind", self.tr("Вид, журнал и номер"), self.kind, 0, span=2)
        form.add_wide(self.lost, 1)
        form.add("reason", self.tr("Причина"), self.reason, 2, span=2)
        form.close_up(3)
        self.lost.hide()
        self.nowhere = EmptyState(
            self.tr("Другого журнала нет"),
            self.tr("Все виды таких документов, которые вы регистрируете, ведёт тот же журнал: вид меняют на карточке, "
                    "номер остаётся. Новый журнал заводит администратор (Администрирование, «Журналы»)."),
            "clipboard-list",
        )  # fmt: skip
        self.nowhere.hide()
        self.column.insertWidget(2, self.nowhere, 1)
        self.kind.changed.connect(self._follow)
        self.resize(640, 190)
        workplace.calls(self, workplace.apis.numbers.destinations, card.id).then(self._offer).fails(self.refuse)

    def _offer(self, found: list[Destination]) -> None:
        said = self.tr("{0} — «{1}», № {2}")
        self._found = {(each.kind, each.place_id): each for each in found}
        self.kind.show_choices([
            (key, f"{each.place}: " * bool(each.place) + said.format(each.title, each.journal, each.number))
            for key, each in self._found.items()
        ])  # fmt: skip
        self._follow()
        if not found:
            self._tell_nowhere()

    def _tell_nowhere(self) -> None:
        for widget in (self.form, self.save_button):
            widget.hide()
        self.nowhere.show()
        self.leave_button.setText(self.tr("&Закрыть"))
        self.leave_button.setFocus()

    def _follow(self) -> None:
        """What the chosen kind demands is asked for here, and what it has no place for is told."""
        chosen = self._found.get(self.kind.value())
        self._typed |= self._extra()
        for field in self._wanted:
            self.form.remove(f"extra.{field.key}")
        self._wanted = list(chosen.wanted) if chosen else []
        for row, field in enumerate(self._wanted, start=3):
            text = "" if field.type is ValueType.FLAG else field.title
            widget = widget_of(field, self._work.today(), self._work.people)
            self.form.add(f"extra.{field.key}", text, widget, row, span=2, mandatory=True)
            typed = self._typed.get(field.key, "")
            if typed and not field.misfit_of(typed):
                widget.show_value(as_value(field, typed))
        self.form.close_up(3 + len(self._wanted))
        words = self.tr("У этого вида нет полей, значения останутся только в истории: {0}.")
        self.lost.setText(words.format("; ".join(chosen.lost)) if chosen else "")
        self.lost.setVisible(chosen is not None and bool(chosen.lost))

    def _extra(self) -> dict[str, str]:
        fields = self.form.fields
        return {each.key: as_text(each, fields[f"extra.{each.key}"].value()) for each in self._wanted}

    def problems(self) -> Iterable[Problem]:
        values = self._extra()
        for field in self._wanted:
            if fault := field.fault_of(values[field.key]):
                yield Problem(f"extra.{field.key}", fault)
        if not self.kind.value():
            yield Problem("kind", self.tr("Выберите вид: он определяет журнал."))
        if not self.reason.value():
            yield Problem("reason", self.tr("Укажите причину: прежний номер будет аннулирован."))

    def send(self) -> Call[Registered]:
        kind, place_id = self.kind.value()
        return self._work.calls(
            self, self._work.apis.numbers.change_journal, self._card.id, self._card.version, kind, self.reason.value(),
            place_id, self._extra(),
        )  # fmt: skip


def _journal(row: JournalRow) -> str:
    """Many a title names the place already."""
    return row.draft.title if row.place in row.draft.title else f"{row.draft.title} · {row.place}"


class ReserveDialog(FormDialog):
    def __init__(self, workplace: Workplace, journals: list[JournalRow], parent: QWidget | None = None) -> None:
        form = Form(None, ["journal", "count", "reason"])
        self._work = workplace
        self.journal = ChoiceField(
            sorted(((row.id, _journal(row)) for row in journals), key=itemgetter(1)), nothing=JournalId(0)
        )
        self.count, self.until = CountField(largest=100), DateField(workplace.today(), Lean.AHEAD)
        self.reason, self.scope = MultilineField(rows=2), TextField()
        self._scopes = {row.id: row.draft.scope for row in journals}
        super().__init__(self.tr("Зарезервировать номера"), form, self.tr("&Зарезервировать"), parent)
        form.add("journal", self.tr("Журнал"), self.journal, 0, span=2)
        form.add("count", self.tr("Сколько номеров"), self.count, 1)
        form.add("until", self.tr("До какого дня"), self.until, 1, 1)
        form.add("scope", self.tr("Счёт"), self.scope, 2, span=2)
        form.add("reason", self.tr("Для чего"), self.reason, 3, span=2)
        form.close_up(4)
        self.count.show_value(1)
        self.resize(560, 240)
        self.journal.changed.connect(self._ask_scope)
        self._ask_scope()

    def _ask_scope(self) -> None:
        named_by = self._scopes.get(self.journal.value(), Scope.JOURNAL).named_by
        self.form.show_field("scope", visible=bool(named_by))
        if named_by:
            self.form.rename("scope", named_by.capitalize())
        else:
            self.scope.show_value("")

    def problems(self) -> Iterable[Problem]:
        if not self.journal.value():
            yield Problem("journal", self.tr("Выберите журнал."))
        if not self.count.value():
            yield Problem("count", self.tr("Укажите, сколько номеров нужно."))
        if not self.reason.value():
            yield Problem("reason", self.tr("Укажите, для чего нужны номера."))

    def send(self) -> Call[list[LedgerRow]]:
        return self._work.calls(
            self, self._work.apis.numbers.reserve, self.journal.value(), self.count.value(), self.until.value(),
            self.reason.value(), self.scope.value(),
        )  # fmt: skip
