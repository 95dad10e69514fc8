"""«Разослать»: to whom, how and until when; beside it, exactly who will get it."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QTextBrowser, QWidget

from client.core.calls import Call, Latest
from client.distribution.recipient_fields import UnitsField, organisations_field
from client.shell.workplace import Workplace
from client.widgets.checks_field import ChecksField
from client.widgets.fields import ChoiceField, CountField, FlagField, MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from common.distribution.api import Preview, SendDraft, SendingKind
from common.distribution.lists import ListCard, UnitRow
from common.kernel.deadlines import WEEKDAYS
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.bulk import BulkOutcome
from common.rpc.errors import CallError

LOOK_AFTER = 250  # ms of rest before it is asked who gets it
USUAL_DAYS = 5


class SendDialog(FormDialog):
    def __init__(self, workplace: Workplace, document_ids: Sequence[DocumentId], parent: QWidget | None = None) -> None:
        form = Form(SendDraft)
        self._work, self._ids = workplace, list(document_ids)
        self._asked = Latest[Preview]()
        self.lists = ChecksField(rows=4)
        self.units = UnitsField(self.tr("название подразделения"))
        self.people = workplace.people.several(self.tr("фамилия, должность, подразделение"))
        self.organisations = organisations_field(workplace, self.tr("организация или группа справочника"))
        self.kind = ChoiceField([(each, each.label) for each in SendingKind], nothing=SendingKind.SIGNED_FOR)
        self.days, self.comment = CountField(60), MultilineField(rows=2)
        self.again = FlagField(self.tr("Повторно: и тем, кто уже подтвердил ознакомление"))
        super().__init__(self._title(), form, self.tr("&Разослать"), parent)
        self._fill(form)
        self.preview = QTextBrowser()
        self.preview.setAccessibleName(self.tr("Кто получит"))
        self.preview.setMinimumWidth(300)
        self._put_beside(form)
        self._rest = QTimer(self, singleShot=True, interval=LOOK_AFTER)
        self._rest.timeout.connect(self._look)
        for field in form.fields.values():
            field.changed.connect(self._rest.start)
            field.edited.connect(self._rest.start)
        self.kind.changed.connect(self._follow_kind)
        self.kind.edited.connect(self._follow_kind)
        self.kind.show_value(SendingKind.SIGNED_FOR)
        self.days.show_value(USUAL_DAYS)
        self._show_nobody()
        workplace.calls(self, workplace.apis.lists.all).then(self._offer_lists).fails(self.refuse)
        workplace.calls(self, workplace.apis.lists.units).then(self._offer_units).fails(self.refuse)
        self.resize(1020, 520)

    def draft(self) -> SendDraft:
        return SendDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[list[BulkOutcome]]:
        return self._work.calls(self, self._work.apis.distribution.send, self._ids, self.draft())

    def _finish(self, result: Any) -> None:
        """One document that was refused leaves the window as it is, with the reason."""
        if len(result) == 1 and result[0].refusal:
            self.refuse(CallError(result[0].refusal))
        else:
            super()._finish(result)

    def _title(self) -> str:
        return self.tr("Разослать") if len(self._ids) == 1 else self.tr("Разослать: документов {0}").format(
            len(self._ids)
        )  # fmt: skip

    def _fill(self, form: Form) -> None:
        form.add("list_ids", self.tr("По списку"), self.lists, 0, span=2)
        form.add("units", self.tr("Всем из подразделений"), self.units, 1, span=2)
        form.add("person_ids", self.tr("Индивидуально"), self.people, 2, span=2)
        form.add("correspondent_ids", self.tr("Организациям"), self.organisations, 3, span=2)
        form.add("kind", self.tr("Для чего"), self.kind, 4, span=2)
        form.add("days", self.tr("Срок, рабочих дней"), self.days, 5, span=2)
        form.add("comment", self.tr("Комментарий"), self.comment, 6, span=2)
        form.add("again", "", self.again, 7, span=2)
        form.close_up(8)

    def _put_beside(self, form: Form) -> None:
        """The form at the left, who gets it at the right."""
        self.column.removeWidget(form)
        halves = QHBoxLayout()
        halves.setSpacing(4)
        halves.addWidget(form, 3)
        halves.addWidget(self.preview, 2)
        halves.setContentsMargins(0, 0, 8, 0)
        self.column.insertLayout(1, halves, 1)

    def _follow_kind(self) -> None:
        asks = self.kind.value() is SendingKind.SIGNED_FOR
        self.days.setEnabled(asks)
        if not asks:
            self.days.show_value(0)

    def _offer_lists(self, cards: list[ListCard]) -> None:
        offered = [card for card in cards if not card.draft.closed]
        self.lists.show_choices([(card.id, self._titled(card)) for card in offered])
        self.lists.editor.setFocus()
        if not offered:
            self.form.show_field("list_ids", visible=False)
            self.units.editor.setFocus()

    def _titled(self, card: ListCard) -> str:
        return card.draft.title if card.draft.shared else self.tr("{0} (свой)").format(card.draft.title)

    def _offer_units(self, units: list[UnitRow]) -> None:
        self.units.show_units(units)

    def _look(self) -> None:
        self._asked.cancel()
        draft = self.draft()
        if not (draft.list_ids or draft.units or draft.person_ids or draft.correspondent_ids):
            self._show_nobody()
            return
        call = self._work.calls(self, self._work.apis.distribution.preview, self._ids, draft)
        self._asked.be(call).then(self._show).fails(self._show_refusal)

    def _show_nobody(self) -> None:
        self.preview.setHtml(_line(self.tr("Кто получит")) + _plain(self.tr("Отметьте список, подразделение или людей:"
                             " здесь будет видно, кто именно получит документ.")))  # fmt: skip

    def _show_refusal(self, error: CallError) -> None:
        self.preview.setHtml(_line(self.tr("Так не разослать")) + _plain(error.message))

    def _show(self, found: Preview) -> None:
        self.preview.setHtml(self._told(found))

    def _told(self, found: Preview) -> str:
        parts = [_line(self.tr("Не будет разослано")) + _items(f"{each.title}: {each.refusal}"
                                                              for each in found.refusals)
                 if found.refusals else ""]  # fmt: skip
        if found.people or not found.refusals:
            parts.append(_line(self.tr("Получат: сотрудников {0}").format(found.people)))
        if found.deadline and found.people:
            due = found.deadline.due
            parts.append(_line(self.tr("Срок {0}, {1}").format(day(due), WEEKDAYS[due.weekday()])))
            parts.append(_plain(found.deadline.explanation()))
        if found.away:
            parts.append(_line(self.tr("Отсутствуют сегодня: {0}").format(len(found.away))))
            parts.append(_items(self.tr("{0} — до {1}, замещает {2}").format(each.name, day(each.until), each.deputy)
                                for each in found.away))  # fmt: skip
        for title, names, count in (
            (self.tr("Уже получили, второй раз не пойдёт: {0}"), found.already, found.passed_by),
            (self.tr("Уволены, не пойдёт: {0}"), found.dismissed, len(found.dismissed)),
            (self.tr("Должности, за которые некому получить: {0}"), found.unanswered, len(found.unanswered)),
            (self.tr("Организации, в «Отправку»: {0}"), found.organisations, len(found.organisations)),
            (self.tr("Организации, которым уже отправляется: {0}"), found.organisations_already,
             len(found.organisations_already)),
        ):  # fmt: skip
            if names:
                more = [self.tr("и ещё {0}").format(count - len(names))] if count > len(names) else []
                parts.append(_line(title.format(count)) + _items([*names, *more]))
        if found.units:
            parts.append(_line(self.tr("По подразделениям")) + _items(f"{each.unit} — {each.people}"
                                                                      for each in found.units))  # fmt: skip
        return "".join(parts)


def _line(text: str) -> str:
    return f'<p style="margin:6px 0 2px 0"><b>{escape(text)}</b></p>'


def _plain(text: str) -> str:
    return f'<p style="margin:0 0 4px 0">{escape(text).replace(chr(10), "<br/>")}</p>'


def _items(texts: Iterable[str]) -> str:
    return "".join(f'<p style="margin:0 0 1px 10px">{escape(text)}</p>' for text in texts)
