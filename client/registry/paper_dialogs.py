"""Marks on paper: a copy goes into other hands and comes back, a letter goes out."""

from collections.abc import Iterable

import msgspec
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField, Lean
from client.widgets.fields import ChoiceField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import Question, label
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.document import Dictionaries
from common.registry.papers import (
    GOES_ON,
    ORIGINAL,
    DispatchRow,
    Handover,
    Kept,
    Movement,
    OutstandingRow,
    PaperReturn,
    Sending,
)
from common.rpc.errors import CallError


class HandOverDialog(FormDialog):
    """Tells who holds the copy, or that there is no paper, before it writes down what cannot be so."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        form = Form(Handover, ["copy", "on"])
        self._work, self._document_id = workplace, document_id
        self.copy = TextField(self.tr("подлинник, экз. № 2, заверенная копия"))
        self.person = workplace.people.one(self.tr("фамилия"))
        self.place = TextField(self.tr("или куда: архив, суд, нотариус"))
        today = workplace.today()
        self.on, self.due_back = DateField(today, Lean.BEHIND), DateField(today, Lean.AHEAD)
        self.remark = TextField()
        super().__init__(self.tr("Передать экземпляр"), form, self.tr("&Передать"), parent)
        self.warning = Question()
        form.add_wide(self.warning, 0)
        form.add("copy", self.tr("Экземпляр"), self.copy, 1, span=2)
        form.add("person_id", self.tr("Кому"), self.person, 2, span=2)
        form.add("place", self.tr("Куда"), self.place, 3, span=2)
        form.add("on", self.tr("Дата передачи"), self.on, 4)
        form.add("due_back", self.tr("Вернуть до"), self.due_back, 4, 1)
        form.add("remark", self.tr("Примечание"), self.remark, 5, span=2)
        form.close_up(6)
        self._knowing = False
        form.show_values(Handover(copy=ORIGINAL, on=workplace.today()))
        self.resize(560, 260)
        self.person.editor.setFocus()

    def handover(self) -> Handover:
        return msgspec.structs.replace(Handover(**self.form.values()), knowing=self._knowing)

    def problems(self) -> Iterable[Problem]:
        return self.handover().problems(self._work.today())

    def save(self) -> None:
        self.warning.hide()
        super().save()

    def send(self) -> Call[int]:
        call = self._work.calls(self, self._work.apis.papers.hand_over, self._document_id, self.handover())
        self._knowing = False  # the next entry is another one
        return call

    def refuse(self, error: CallError) -> None:
        asked = next((problem.text for problem in error.problems if problem.field == GOES_ON), "")
        if not asked:
            super().refuse(error)
            return
        self._set_busy(False)
        self.resize(max(self.width(), 680), max(self.height(), 330))  # the question is read whole
        self.warning.ask(asked, (self.tr("Передать &всё равно"), self._go_on), (self.tr("&Исправить"), self._amend),
                         alarm=True)  # fmt: skip

    def _go_on(self) -> None:
        self._knowing = True
        self.save()

    def _amend(self) -> None:
        self.copy.editor.setFocus()


class ReturnPaperDialog(FormDialog):
    """«Вернулось…»: when, by whom it was brought, where it lies; the place of the card is proposed."""

    def __init__(
        self, workplace: Workplace, document_id: DocumentId, held: Movement | OutstandingRow,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        form = Form(PaperReturn, ["on", "place"])
        self._work, self._document_id, self._held = workplace, document_id, held
        self.on = DateField(workplace.today(), Lean.BEHIND)
        self.person = workplace.people.one(self.tr("фамилия, если важно"))
        self.place, self.remark = TextField(self.tr("шкаф, сейф, дело")), TextField()
        title = self.tr("Вернулось: {0}").format(held.copy)
        super().__init__(title, form, self.tr("&Вернулось"), parent)
        since = self.tr("Было: {0}, с {1}").format(held.holder, day(held.on))
        form.add_wide(label(since, "caption", wrap=True), 0)
        form.add("on", self.tr("Дата возврата"), self.on, 1)
        form.add("person_id", self.tr("Кто сдал"), self.person, 2, span=2)
        form.add("place", self.tr("Где лежит"), self.place, 3, span=2)
        form.add("remark", self.tr("Примечание"), self.remark, 4, span=2)
        form.close_up(5)
        self.on.show_value(workplace.today())
        self.resize(560, 230)
        self.place.editor.setFocus()
        workplace.calls(self, workplace.apis.papers.kept, document_id).then(self._propose)

    def _propose(self, kept: Kept) -> None:
        if self.place.is_empty():
            self.place.show_value(kept.place)

    def back(self) -> PaperReturn:
        return PaperReturn(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.back().problems(self._work.today())

    def send(self) -> Call[int]:
        return self._work.calls(self, self._work.apis.papers.bring_back, self._document_id, self._held.id, self.back())


class SendingDialog(FormDialog):
    """All addressees that were not sent to yet, or one of them."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        form = Form(Sending, ["delivery", "sent_on"])
        self._work, self._document_id = workplace, document_id
        self._rows: list[DispatchRow] = []
        self.addressee = ChoiceField(nothing=0)
        self.delivery, self.sent_on = ChoiceField(may_be_empty=True), DateField(workplace.today(), Lean.BEHIND)
        self.track, self.remark = TextField(self.tr("РПО, квитанция")), TextField()
        super().__init__(self.tr("Отметить отправку"), form, self.tr("&Отправлено"), parent)
        form.add("addressee", self.tr("Адресат"), self.addressee, 0, span=2)
        form.add("delivery", self.tr("Вид отправки"), self.delivery, 1)
        form.add("sent_on", self.tr("Дата отправки"), self.sent_on, 1, 1)
        form.add("track", self.tr("Почтовый номер"), self.track, 2, span=2)
        form.add("remark", self.tr("Примечание"), self.remark, 3, span=2)
        form.close_up(4)
        self.sent_on.show_value(workplace.today())
        self.resize(600, 230)
        apis = workplace.apis
        workplace.calls(self, apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        workplace.calls(self, apis.papers.dispatches, document_id).then(self._show_rows).fails(self.refuse)

    def _offer(self, dictionaries: Dictionaries) -> None:
        self.delivery.show_choices([(choice.key, choice.title) for choice in dictionaries.deliveries])

    def _show_rows(self, rows: list[DispatchRow]) -> None:
        self._rows = rows
        waiting = [row for row in rows if row.sent_on is None] or rows
        every = [(0, self.tr("Всем, кому не отправлено ({0})").format(len(waiting)))]
        self.addressee.show_choices([*every, *((row.id, row.correspondent) for row in rows)])
        self.addressee.show_value(0)

    def sending(self) -> Sending:
        values = self.form.values()
        del values["addressee"]
        return Sending(**values)

    def problems(self) -> Iterable[Problem]:
        return self.sending().problems(self._work.today())

    def send(self) -> Call[None]:
        waiting = [row.id for row in self._rows if row.sent_on is None] or [row.id for row in self._rows]
        chosen = [self.addressee.value()] if self.addressee.value() else waiting
        return self._work.calls(self, self._work.apis.papers.send, self._document_id, chosen, self.sending())
