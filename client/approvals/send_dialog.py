"""Sends a project for approval: by a typical route or one of one's own; a returned one begins its next cycle."""

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from client.approvals.stages_field import StagesField, absences
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from client.widgets.fields import ChoiceField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import Question, label
from common.approvals.api import Offer, OfferedRoute, SendDraft, Stage
from common.approvals.course import Restart, Visa
from common.identity import PersonRow
from common.kernel.ids import ApprovalId, DocumentId, PersonId
from common.kernel.validation import Problem

OWN = 0  # a route that is no typical one
SIZE = QSize(760, 390)


class SendDialog(FormDialog):
    """Says whom the route passes by, who is away today, and offers the deputy instead."""

    def __init__(
        self, workplace: Workplace, document_id: DocumentId, version: int, parent: QWidget | None = None
    ) -> None:
        form = Form(SendDraft, ["stages"])
        self._work, self._document_id, self._version = workplace, document_id, version
        self._offer: Offer | None = None
        self._people: dict[PersonId, PersonRow] = {}
        self.route = ChoiceField(nothing=OWN)
        self.restart = ChoiceField([(each, each.label) for each in Restart], nothing=Restart.WHOLE)
        self.stages = StagesField(workplace.people)
        super().__init__(self.tr("На согласование"), form, self.tr("&Отправить"), parent)
        self.away, self.passed_by = Question(), label("", "hint", wrap=True)
        self.returned = Question()
        self._resends = False
        self.column.insertWidget(1, self.returned)
        form.add("route_id", self.tr("Маршрут"), self.route, 0, span=2)
        form.add("stages", self.tr("Этапы"), self.stages, 1, span=2)
        form.add_wide(self.passed_by, 2)
        form.add("restart", self.tr("После отказа"), self.restart, 3, span=2)
        form.add_wide(self._notices(), 4)
        form.close_up(5)
        form.setEnabled(False)
        self.resize(SIZE)
        self.route.changed.connect(self._take_route)
        self.stages.changed.connect(self._look_who_is_away)
        self.stages.changed.connect(self._look_who_is_left_out)
        workplace.calls(self, workplace.apis.approvals.offer, document_id).then(self._show).fails(self.refuse)

    def draft(self) -> SendDraft:
        return SendDraft(
            route_id=self.route.value() or None, stages=self.stages.value(), restart=self.restart.value()
        )  # fmt: skip

    def problems(self) -> Iterable[Problem]:
        return () if self._resends else self.draft().problems()

    def send(self) -> Call[ApprovalId]:
        """The next cycle asks whom the route asks again; a new approval asks whom the stages name."""
        api = self._work.apis.approvals
        if self._resends:
            return self._work.calls(self, api.resend, self._document_id, self._version)
        return self._work.calls(self, api.send, self._document_id, self._version, self.draft())

    def _notices(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.away)
        return page

    def _show(self, offer: Offer) -> None:
        self._offer = offer
        self._people = {person.id: person for person in offer.people}
        self.stages.show_people(offer.people)
        own = (OWN, self.tr("Без типового маршрута") if offer.routes else self.tr("Типовых маршрутов для вида нет"))
        self.route.show_choices([*((route.id, _titled(route)) for route in offer.routes), own])
        self.route.show_value(offer.routes[0].id if offer.routes else OWN)
        self.form.setEnabled(True)
        if offer.returned is not None and offer.returned.may_resend:
            words = self.tr("Проект вернулся с замечаниями (круг {0}). Согласующие и история сохранены.")
            if offer.unanswered:
                words += self.tr(" Замечаний без решения: {0} — сначала ответьте на них.").format(offer.unanswered)
            self._show_resending(resends=True)
            another = (self.tr("Начать &заново по другому маршруту…"), self.begin_anew)
            self.returned.ask(words.format(offer.returned.cycle), another)
        elif not offer.routes:
            self.stages.editor.setFocus()

    def begin_anew(self) -> None:
        """Another approval in place of the returned one; its remarks stay with the document."""
        self._show_resending(resends=False)
        self.returned.hide()
        self._look_who_is_left_out()
        self.stages.editor.setFocus()

    def _look_who_is_left_out(self) -> None:
        """A new approval may pass by whoever refused; the author knows that the signatory sees it."""
        if self._resends or self._offer is None or self._offer.returned is None:
            return
        asked = {each for stage in self.stages.value() for each in stage.person_ids}
        refused = {row.person_id: row.person for row in self._offer.returned.visas if row.visa is Visa.REFUSED}
        left_out = [name for person_id, name in refused.items() if person_id not in asked]
        if left_out:
            words = self.tr("Без тех, кто не согласовал: {0}. Подписывающий увидит их отказ перед подписью.")
            self.returned.ask(words.format(", ".join(left_out)))
        else:
            self.returned.hide()

    def _show_resending(self, *, resends: bool) -> None:
        self._resends = resends
        self.form.setVisible(not resends)
        self.column.activate()
        self.resize(SIZE.width(), self.minimumSizeHint().height() if resends else SIZE.height())
        self.save_button.setText(self.tr("Отправить &повторно") if resends else self.tr("&Начать заново"))

    def _take_route(self) -> None:
        route = self._chosen()
        if route is None:
            self.passed_by.clear()
            return
        self.stages.show_value(route.stages)
        self.restart.show_value(route.restart)
        told = [self.tr("Условия не выполнены, пропущены: {0}.").format(", ".join(route.passed_by))
                if route.passed_by else "",
                self.tr("Никто не занимает: {0}.").format(", ".join(route.vacant)) if route.vacant else "",
                *(f"{each}." for each in route.merged)]  # fmt: skip
        self.passed_by.setText(" ".join(each for each in told if each))

    def _chosen(self) -> OfferedRoute | None:
        routes = self._offer.routes if self._offer else []
        return next((route for route in routes if route.id == self.route.value()), None)

    def _look_who_is_away(self) -> None:
        known = {each: row for stage in self.stages.value() for each in stage.person_ids
                 if (row := self.stages.person(each)) is not None}  # fmt: skip
        away = absences(self.stages.value(), known)
        if not away:
            self.away.hide()
            return
        person = away[0]
        assert person.absent_until is not None
        words = self.tr("{0}: отсутствует до {1}").format(person.name, shown(person.absent_until))
        if person.deputy:
            instead = self.tr("&Заменить: {0}").format(person.deputy)
            words += self.tr(", замещает {0}").format(person.deputy)
            self.away.ask(words, (instead, partial(self._ask_deputy, person.id)))
        else:
            self.away.ask(words + self.tr(", замещения нет: виза подождёт возвращения."))

    def _ask_deputy(self, absent: PersonId) -> None:
        call = self._work.calls(self, self._work.apis.approvals.deputies, [absent])
        call.then(partial(self._replace, absent)).fails(self.refuse)

    def _replace(self, absent: PersonId, deputies: dict[PersonId, PersonRow]) -> None:
        deputy = deputies.get(absent)
        if deputy is None:
            return
        self.stages.show_people([deputy])
        stages: list[Stage] = []
        for stage in self.stages.value():
            people = [deputy.id if each == absent else each for each in stage.person_ids]
            stages.append(replace(stage, person_ids=list(dict.fromkeys(people))))
        self.stages.show_value(stages)


def _titled(route: OfferedRoute) -> str:
    return f"{route.title} (обязательный)" if route.mandatory else route.title
