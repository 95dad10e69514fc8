"""What is said on the way: a visa, the answer to a remark, one more approver, other stages."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from client.approvals.stages_field import StagesField
from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, CountField, MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.approvals.api import (
    AdditionDraft,
    AnswerDraft,
    ApprovalCard,
    Stage,
    VisaDraft,
    VisaRow,
    stage_problems,
)
from common.approvals.course import Visa
from common.identity import PersonRow
from common.kernel.ids import DocumentId, VisaId
from common.kernel.validation import Problem


class VisaDialog(FormDialog):
    """Three buttons, one for each visa; Ctrl+Enter agrees. Several documents get the same visa at once."""

    def __init__(
        self, workplace: Workplace, document_ids: Sequence[DocumentId], rows: Sequence[VisaRow] = (),
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`rows` are the visas that the person may put on the one document: his own, or of those absent."""
        form = Form(VisaDraft)
        self._work, self._ids, self._visa = workplace, list(document_ids), Visa.AGREED
        self.whose = ChoiceField([(row.id, row.person) for row in rows], nothing=VisaId(0))
        self.text = MultilineField(rows=6, placeholder=self.tr("обязательны, кроме визы «Согласовано»"))
        super().__init__(self.tr("Виза"), form, self.tr("&Согласовано"), parent)
        form.add("visa_id", self.tr("За кого"), self.whose, 0, span=2)
        form.show_field("visa_id", visible=len(rows) > 1)
        form.add("text", self.tr("Замечания"), self.text, 1, span=2)
        form.add_wide(label(self._what(rows), "hint", wrap=True), 2)
        form.close_up(3)
        if rows:
            own = next((row for row in rows if row.person_id == workplace.me.id), rows[0])
            self.whose.show_value(own.id)
        self.remarks_button = self._button(self.tr("С &замечаниями"), Visa.WITH_REMARKS)
        self.refuse_button = self._button(self.tr("&Не согласовано"), Visa.REFUSED)
        self.resize(600, 250)
        self.text.editor.setFocus()

    def draft(self) -> VisaDraft:
        visa_id = self.whose.value() or None if len(self._ids) == 1 else None
        return VisaDraft(visa=self._visa, text=self.text.value(), visa_id=visa_id)

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[Any]:
        api, draft, self._visa = self._work.apis.approvals, self.draft(), Visa.AGREED
        if len(self._ids) == 1:
            return self._work.calls(self, api.put_visa, self._ids[0], draft)
        return self._work.calls(self, api.put_visas, self._ids, draft)

    def put(self, visa: Visa) -> None:
        self._visa = visa
        self.save()
        self._visa = Visa.AGREED

    def _button(self, text: str, visa: Visa) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.put(visa))
        self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def _what(self, rows: Sequence[VisaRow]) -> str:
        if len(self._ids) > 1:
            return self.tr("Одна виза на проекты: {0}. Итог по каждому будет показан.").format(len(self._ids))
        absent = [row.person for row in rows if row.person_id != self._work.me.id]
        said = self.tr("Виза относится к нынешним версиям файлов; без файлов — к тексту карточки.")
        return said + (self.tr(" Замещение: «за {0}».").format(", ".join(absent)) if absent else "")


class AnswerDialog(FormDialog):
    """«Учтено» by Ctrl+Enter; «отклонено» asks for the motives."""

    def __init__(self, workplace: Workplace, row: VisaRow, parent: QWidget | None = None) -> None:
        form = Form(AnswerDraft)
        self._work, self._row, self._taken = workplace, row, True
        self.text = MultilineField(rows=4, placeholder=self.tr("что исправлено; для отклонения — мотивы"))
        super().__init__(self.tr("Решение по замечанию"), form, self.tr("&Учтено"), parent)
        remark = label(f"{row.person}: {row.text}", wrap=True)
        form.add_wide(remark, 0)
        form.add("text", self.tr("Пояснение"), self.text, 1, span=2)
        form.close_up(2)
        self.text.show_value(row.answer)
        self.decline_button = QPushButton(self.tr("О&тклонено"))
        self.decline_button.setAutoDefault(False)
        self.decline_button.clicked.connect(self.decline)
        self.buttons.addButton(self.decline_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.resize(580, 220)
        self.text.editor.setFocus()

    def draft(self) -> AnswerDraft:
        return AnswerDraft(visa_id=self._row.id, taken=self._taken, text=self.text.value())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[None]:
        return self._work.calls(self, self._work.apis.approvals.answer, self.draft())

    def decline(self) -> None:
        self._taken = False
        self.save()
        self._taken = True


class AdditionDialog(FormDialog):
    """One more approver beside oneself."""

    def __init__(self, workplace: Workplace, row: VisaRow, parent: QWidget | None = None) -> None:
        form = Form(AdditionDraft, ["person_id"])
        self._work, self._row = workplace, row
        self.person = workplace.people.one(self.tr("фамилия"))
        places = [(True, self.tr("До меня")), (False, self.tr("После меня"))]
        self.before, self.days = ChoiceField(places, nothing=None), CountField(60)
        super().__init__(self.tr("Добавить согласующего"), form, self.tr("&Добавить"), parent)
        form.add("person_id", self.tr("Согласующий"), self.person, 0, span=2)
        form.add("before", self.tr("Когда"), self.before, 1)
        form.add("days", self.tr("Срок, рабочих дней"), self.days, 1, 1)
        hint = self.tr("До вас — ваша виза подождёт его визы; после вас — проект придёт к нему, когда поставите свою.")
        form.add_wide(label(hint, "hint", wrap=True), 2)
        form.close_up(3)
        self.before.show_value(True)
        self.days.show_value(row.days)
        self.resize(600, 180)
        self.person.editor.setFocus()

    def draft(self) -> AdditionDraft:
        return AdditionDraft(visa_id=self._row.id, **self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[VisaId]:
        return self._work.calls(self, self._work.apis.approvals.add_approver, self.draft())


class StagesDialog(FormDialog):
    """The stages that have not begun, changed by the initiator."""

    def __init__(self, workplace: Workplace, card: ApprovalCard, parent: QWidget | None = None) -> None:
        form = Form()
        self._work, self._card = workplace, card
        self.stages = StagesField(workplace.people)
        super().__init__(self.tr("Следующие этапы"), form, self.tr("&Сохранить"), parent)
        form.add("stages", self.tr("Этапы"), self.stages, 0, span=2)
        form.add_wide(label(self.tr("Начатые этапы не меняются: согласующие уже получили проект."), "hint"), 1)
        form.close_up(2)
        rows = not_begun(card)
        self.stages.show_people([PersonRow(row.person_id, row.person, row.post, "") for row in rows])
        self.stages.show_value(stages_of(rows))
        self.resize(720, 280)

    def problems(self) -> Iterable[Problem]:
        return stage_problems(self.stages.value()) if self.stages.value() else ()

    def send(self) -> Call[None]:
        api = self._work.apis.approvals
        return self._work.calls(self, api.change_stages, self._card.id, self._card.version, self.stages.value())


def not_begun(card: ApprovalCard) -> list[VisaRow]:
    """Those on the stages after the present one."""
    now = [row for row in card.visas if row.cycle == card.cycle]
    begun = max((row.stage for row in now if row.waits), default=0)
    return [row for row in now if row.stage > begun]


def stages_of(rows: Sequence[VisaRow]) -> list[Stage]:
    found: dict[int, list[VisaRow]] = {}
    for row in rows:
        found.setdefault(row.stage, []).append(row)
    return [
        Stage(title=of[0].stage_title, order=of[0].order, days=of[0].days, person_ids=[row.person_id for row in of])
        for _, of in sorted(found.items())
    ]
