"""A resolution: what is to be done, by whom, by when, under whose control; or a draft of one for a leader."""

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from client.assignments.deadline_field import DeadlineField
from client.assignments.due_line import DueLine
from client.assignments.executor_fields import (
    AbsenceLines,
    executor_field,
    executor_suggestion,
    executors_field,
)
from client.assignments.held_line import HeldLine
from client.assignments.template_line import TemplateLine
from client.assignments.usual_line import UsualLine
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, FlagField, MultilineField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from common.assignments.cards import Absence, AssignmentCard, ExecutorRow, ResolutionTemplate, TermOffer
from common.assignments.orders import ResolutionDraft, directed_up
from common.kernel.deadlines import Deadline
from common.kernel.ids import ExecutorId, PersonId
from common.kernel.validation import Problem, require
from common.scanning.learning import Guess

LAST_CONTROLLER = "assignments/controller"


class Purpose(Enum):
    ISSUE = auto()
    PREPARE = auto()  # a draft for somebody else
    EDIT = auto()  # a draft that exists


class ResolutionForm(FormDialog):
    """The due date stands on the form, with its reasons, before anything is issued."""

    def __init__(
        self, workplace: Workplace, draft: ResolutionDraft, purpose: Purpose = Purpose.ISSUE,
        known: AssignmentCard | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        form = Form(ResolutionDraft, ("text", "responsible_id", "rule"))
        self._work, self._start, self._purpose, self._known = workplace, draft, purpose, known
        self._above: dict[ExecutorId, str] = {}
        self._warned: set[str] = set()
        self._controller_named = False
        self._make_fields()
        super().__init__(self._title(), form, self._action(), parent)
        self.due_line = DueLine(workplace, self.rule, self)
        self.usual = UsualLine(workplace, self)
        self.usual.taken.connect(self._take_usual)
        self.usual.unproposed.connect(self._tell_unproposed)
        self.absences, self.held = AbsenceLines(), HeldLine(workplace)
        self.templates = TemplateLine(workplace, self.draft)
        self.column.insertWidget(1, self.templates)
        self.templates.chosen.connect(self._fill)
        self._lay_out()
        self.due_line.counted.connect(self._ask_absences)
        for field in (self.responsible, self.co_executors):
            field.changed.connect(self._ask_absences)
            field.changed.connect(self._warn_of_above)
            field.changed.connect(self._show_held)
        self.author.changed.connect(self._ask_above)
        self.absences.deputy_wanted.connect(self._name_deputy)
        self.controlled.changed.connect(self._show_control)
        self.saved.connect(self._keep_controller)
        self._show_start()
        self._show_control()
        self.resize(720, 500)
        if purpose is Purpose.PREPARE:
            workplace.calls(self, workplace.apis.resolutions.authors, draft.document_id).then(
                self._show_authors
            ).fails(self.refuse)  # fmt: skip
        if draft.rule is None:
            self._ask_term()
        self._ask_above()
        self._ask_held()
        self.text.editor.setFocus()

    def draft(self) -> ResolutionDraft:
        return self.drafted(self.form.values())

    def drafted(self, values: dict[str, Any]) -> ResolutionDraft:
        if not values["controlled"]:
            values.update(controller_id=None, special=False)
        author = values.pop("author_id", None) or self._start.author_id
        return ResolutionDraft(
            document_id=self._start.document_id, parent_id=self._start.parent_id, act_point=self._start.act_point,
            author_id=author, **values,
        )  # fmt: skip

    def problems(self) -> Iterable[Problem]:
        yield from self.draft().problems()
        yield from self.directed_up()
        if self._purpose is Purpose.PREPARE:
            yield from require("author_id", self.draft().author_id, self.tr("От чьего имени"))

    def directed_up(self) -> Iterator[Problem]:
        return directed_up(self.responsible.value(), self.co_executors.value(), self._above)

    def send(self) -> Call[Any]:
        apis, calls = self._work.apis, self._work.calls
        if self._purpose is Purpose.ISSUE:
            return calls(self, apis.assignments.resolve, self.draft())
        if self._purpose is Purpose.PREPARE:
            return calls(self, apis.resolutions.prepare, self.draft())
        assert self._known is not None
        return calls(self, apis.resolutions.save, self._known.row.id, self._known.version, self.draft())

    def _title(self) -> str:
        if self._purpose is not Purpose.ISSUE:
            return self.tr("Проект резолюции")
        return self.tr("Поручение исполнителям") if self._start.parent_id else self.tr("Резолюция")

    def _action(self) -> str:
        return self.tr("&Вынести резолюцию") if self._purpose is Purpose.ISSUE else self.tr("&Сохранить проект")

    def _make_fields(self) -> None:
        hint = self.tr("фамилия, должность или подразделение")
        self.author = ChoiceField(nothing=None)
        self.text, self.comment = MultilineField(rows=3), TextField()
        self.point = TextField(self.tr("п. 2.1"))
        self.responsible, self.co_executors = executor_field(self._work, hint), executors_field(self._work)
        self.rule = DeadlineField(self._work.today())
        self.controlled, self.special = FlagField(self.tr("На контроле")), FlagField(self.tr("Особый контроль"))
        self.controller = self._work.people.one(hint)
        self.urgent = FlagField(self.tr("Срочно"))

    def _lay_out(self) -> None:
        form = self.form
        if self._purpose is Purpose.PREPARE:
            form.add("author_id", self.tr("От чьего имени"), self.author, 0, span=2, mandatory=True)
        form.add("text", self.tr("Текст"), self.text, 1, span=2)
        form.add("responsible_id", self.tr("Ответственный"), self.responsible, 2, span=2)
        form.grid.addWidget(self.usual, 4, 1, 1, 3)
        form.add("co_executor_ids", self.tr("Соисполнители"), self.co_executors, 4, span=2)
        form.add("rule", self.tr("Срок"), self.rule, 5, span=2)
        self.due_line.put(form, 7)
        warnings = QVBoxLayout()
        warnings.setSpacing(2)
        for lines in (self.absences, self.held):
            warnings.addWidget(lines)
        form.grid.addLayout(warnings, 9, 1, 1, 3)
        form.add("controlled", "", self.controlled, 9)
        form.add("controller_id", self.tr("Контролёр"), self.controller, 9, 1)
        form.add("urgent", "", self.urgent, 10)
        form.add("special", "", self.special, 10, 1)
        form.add("point", self.tr("Пункт"), self.point, 11)
        form.add("comment", self.tr("Комментарий"), self.comment, 12, span=2)
        form.close_up(13)

    def _show_start(self) -> None:
        """People and units are shown by name where the card that this comes from knows them."""
        self.form.show_values(self._start)
        if self._known is None:
            self._show_last_controller()
            return
        named = {row.id: executor_suggestion(row) for row in self._known.executors}
        if self._start.responsible_id in named:
            self.responsible.show_value(named[self._start.responsible_id])
        self.co_executors.show_value([named[each] for each in self._start.co_executor_ids if each in named])
        if self._start.controller_id:
            self.controller.show_value(Suggestion(self._start.controller_id, self._known.row.controller))

    def _show_last_controller(self) -> None:
        """One leader's assignments mostly have one controller: the one named last; a document's, that of its others."""
        key, _, name = self._work.settings.text(LAST_CONTROLLER).partition(" ")
        if key:
            self.controller.show_value(Suggestion(PersonId(int(key)), name))
        self.controller.edited.connect(self._name_controller)

    def _name_controller(self) -> None:
        self._controller_named = True

    def _keep_controller(self, _saved: object) -> None:
        if self.controlled.value() and self.controller.value():
            kept = f"{self.controller.value()} {self.controller.line.text()}"
            self._work.settings.keep_text(LAST_CONTROLLER, kept)

    def _ask_term(self) -> None:
        """The term does not begin empty."""
        offer = self._work.apis.terms.offer
        self._work.calls(self, offer, self._start.document_id, self._start.parent_id).then(self._show_term)

    def _show_term(self, offer: TermOffer) -> None:
        self.rule.show_area(offer.area, offer.norm)
        if self.rule.value() is None:
            self.rule.show_value(offer.rule)
        if offer.controller_id and self._known is None and not self._controller_named:
            self.controller.show_value(Suggestion(offer.controller_id, offer.controller))
        elif offer.usual_controller_id and not (self._known or self._controller_named or self.controller.value()):
            self.controller.show_value(Suggestion(offer.usual_controller_id, offer.usual_controller))
            self.controller.editor.setToolTip(self.tr("Предложен: обычно контролирует ваши поручения."))

    def _fill(self, template: ResolutionTemplate) -> None:
        """A group joins the co-executors; a resolution takes the place of what stood there."""
        named = {row.id: executor_suggestion(row) for row in template.executors}
        others = [named[each] for each in template.draft.co_executor_ids if each in named]
        if template.is_group:
            self.co_executors.add([each for each in others if each.key != self.responsible.value()])
            self.co_executors.tell_left_out(template.left_out)
            return
        kept = template.draft
        for name in ("text", "comment", "controlled", "urgent", "special", *(("rule",) if kept.rule else ())):
            self.form.fields[name].show_value(getattr(kept, name))
        self.responsible.show_value(named.get(kept.responsible_id) if kept.responsible_id else None)
        self.co_executors.show_value(others)
        if kept.controller_id:
            self.controller.show_value(Suggestion(kept.controller_id, template.controller))
        self.co_executors.tell_left_out(template.left_out)
        self.text.editor.setFocus()

    def _show_authors(self, authors: list[ExecutorRow]) -> None:
        self.author.show_choices([(row.id, f"{row.title}, {row.detail}") for row in authors])
        if authors:
            self.author.show_value(self._start.author_id or authors[0].id)

    def _show_control(self) -> None:
        for name in ("controller_id", "special"):
            self.form.show_field(name, visible=self.controlled.value())

    def _take_usual(self, guess: Guess) -> None:
        self.responsible.show_value(Suggestion(guess.executor_id, guess.title))
        self.responsible.note_edit()

    def _tell_unproposed(self, why: str) -> None:
        if self.responsible.is_empty():
            self.responsible.tell_unproposed(why)

    def _ask_above(self, *_author: object) -> None:
        """Of a root resolution only; in a draft for a leader nobody stands above until he is named."""
        author = self.author.value() or self._start.author_id
        root = self._start.parent_id is None and self._start.act_point is None
        if root and (author or self._purpose is Purpose.ISSUE):
            self.usual.ask(self._start.document_id, author)
            above = self._work.apis.assignments.above
            self._work.calls(self, above, self._start.document_id, author).then(self._show_above)

    def _show_above(self, above: list[ExecutorRow]) -> None:
        self._above = {row.id: row.title for row in above}
        self._warn_of_above()

    def _warn_of_above(self, *_executors: object) -> None:
        """At once, and gone as soon as another is named."""
        said = {problem.field: problem.text for problem in self.directed_up()}
        for name in ("responsible_id", "co_executor_ids"):
            if name in said or name in self._warned:
                self.form.fields[name].show_problem(said.get(name, ""))
        self._warned = set(said)

    def _ask_held(self) -> None:
        self.held.ask(self._start.document_id)

    def _show_held(self) -> None:
        self.held.show_for(self._executors())

    def _executors(self) -> list[ExecutorId]:
        return [each for each in (self.responsible.value(), *self.co_executors.value()) if each]

    def _ask_absences(self, _what: Deadline | None = None) -> None:
        named = self._executors()
        deadline = self.due_line.deadline
        if deadline is None or not named:
            self.absences.show_absences([])
            return
        asked = self._work.calls(self, self._work.apis.assignments.absences, named, deadline.due)
        asked.then(self._show_absences)

    def _show_absences(self, absences: list[Absence]) -> None:
        self.absences.show_absences(absences)

    def _name_deputy(self, named: int, deputy: Suggestion) -> None:
        if self.responsible.value() == named:
            self.responsible.show_value(deputy)
        self.co_executors.show_value(
            [deputy if each.key == named else each for each in self.co_executors.people()]
        )  # fmt: skip
