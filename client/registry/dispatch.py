"""Registers of paper: what was sent and has to be sent, and which copies are in other hands."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtWidgets import QComboBox, QToolButton

from client.core.calls import Call
from client.registry.due_back import due_back_column
from client.registry.paper_dialogs import ReturnPaperDialog
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.date_field import DateField
from client.widgets.fields import QuietComboBox
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.kernel.wording import day
from common.registry.card import Choice
from common.registry.document import Dictionaries
from common.registry.papers import DispatchFilter, DispatchRow, OutstandingFilter, OutstandingRow

SUMMARY = 2


class DispatchRegister(RegisterPage):
    """«Отправка»: the addressees of outgoing documents, those not yet sent to first."""

    def __init__(self, workplace: Workplace) -> None:
        today = workplace.today()
        self.since, self.until = DateField(today), DateField(today)
        self.unsent = QToolButton()
        self.delivery: QComboBox = QuietComboBox()
        self._deliveries: list[Choice] = []
        super().__init__(workplace, "registry.dispatch", frozenset({Kind.DOCUMENT}))
        self.stretch(SUMMARY)
        self.unsent.setText(self.tr("Не отправлено"))
        self.unsent.setCheckable(True)
        self.unsent.toggled.connect(self._narrow)
        self.delivery.addItem(self.tr("Все виды отправки"))
        self.delivery.setAccessibleName(self.tr("Вид отправки"))
        self.delivery.currentIndexChanged.connect(self._narrow)
        self.add_to_bar(label(self.tr("Отправлено с"), "caption"))
        for field, name in ((self.since, self.tr("Отправлено с")), (self.until, self.tr("по"))):
            field.set_name(name)
            field.line.setMaximumWidth(104)
            field.edited.connect(self._narrow)
            self.add_to_bar(field)
        self.add_to_bar(self.delivery)
        self.add_to_bar(self.unsent)
        self._bar.insertStretch(self._bar.count() - 2, 1)
        self.offer_export(self.tr("Отправка"), "registry.taken_dispatch", self.chosen)
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Отправлять нечего"), self.tr("Адресаты исходящих документов появятся здесь."), "mail-forward"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("№"), lambda row: row.number, 136),
            Column(self.tr("Дата рег."), lambda row: day(row.registered), 80),
            Column(self.tr("Краткое содержание"), lambda row: row.summary, 220, tooltip=lambda row: row.summary),
            Column(self.tr("Адресат"), lambda row: row.correspondent, 210, tooltip=lambda row: row.address),
            Column(self.tr("Вид отправки"), lambda row: row.delivery, 140),
            Column(self.tr("Отправлено"), lambda row: day(row.sent_on) or self.tr("не отправлено"), 100),
            Column(self.tr("Почтовый номер"), lambda row: row.track, 120),
            Column(self.tr("Примечание"), lambda row: row.remark, 120, tooltip=lambda row: row.remark),
        )

    def open_row(self, row: DispatchRow) -> None:
        self.workplace.navigator.open_document(row.document_id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.papers.dispatch_register, self.chosen(), offset)

    def chosen(self) -> DispatchFilter:
        place = self.delivery.currentIndex() - 1
        return DispatchFilter(
            since=self.since.value(),
            until=self.until.value(),
            delivery=self._deliveries[place].key if place >= 0 else "",
            unsent=self.unsent.isChecked(),
        )

    def _offer(self, dictionaries: Dictionaries) -> None:
        self._deliveries = dictionaries.deliveries
        self.delivery.addItems([choice.title for choice in dictionaries.deliveries])

    def _narrow(self, *_values: object) -> None:
        self.model.reload()


class OutstandingRegister(RegisterPage):
    """«Бумага на руках»: originals and copies that a person or a place outside has to bring back."""

    def __init__(self, workplace: Workplace) -> None:
        self.overdue = QToolButton()
        super().__init__(workplace, "registry.outstanding", frozenset({Kind.DOCUMENT}))
        self.stretch(SUMMARY)
        self.overdue.setText(self.tr("Срок возврата прошёл"))
        self.overdue.setCheckable(True)
        self.overdue.toggled.connect(self._narrow)
        self.add_to_bar(self.overdue)
        self.back_button = self.command(self.tr("Вернулось…"), "Del", self.bring_back, picture="arrow-back-up")
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        self._follow(QModelIndex())
        self._bar.insertStretch(self._bar.count() - 2, 1)
        self.offer_export(self.tr("Бумага на руках"), "registry.taken_outstanding", self.chosen)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Все бумаги на месте"), self.tr("Переданные подлинники и копии появятся здесь."), "transfer"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("№"), lambda row: row.number, 112),
            Column(self.tr("Экземпляр"), lambda row: row.copy, 110),
            Column(self.tr("Краткое содержание"), lambda row: row.summary, 260, tooltip=lambda row: row.summary),
            Column(self.tr("У кого, где"), lambda row: row.holder, 230, tooltip=lambda row: row.holder),
            Column(self.tr("Передан"), lambda row: day(row.on), 84),
            due_back_column(self.tr("Вернуть до"), self.workplace.today, 220),
        )

    def open_row(self, row: OutstandingRow) -> None:
        self.workplace.navigator.open_document(row.document_id)

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.papers.outstanding, self.chosen().overdue, offset)

    def chosen(self) -> OutstandingFilter:
        return OutstandingFilter(overdue=self.overdue.isChecked())

    def bring_back(self) -> None:
        row: OutstandingRow | None = self.model.row(self.view.currentIndex())
        if row is not None:
            ReturnPaperDialog(self.workplace, row.document_id, row, self).open()

    def _follow(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.back_button.setEnabled(index.isValid())

    def _narrow(self, _on: bool) -> None:
        self.model.reload()
