"""Kinds of documents: a list that an administrator keeps without a programmer."""

from typing import Any

from client.core.calls import Call
from client.registry.kind_form import KindForm
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.paged_model import Column
from common.kernel.changes import Kind as Changed
from common.registry.kinds import Kind

FIELDS = 4  # the column that takes what width is left


class KindsPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Changed.DICTIONARY}), FIELDS)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Видов документов нет"), self.tr("Добавьте вид: без него не завести карточку."), "files"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Вид документа"), lambda row: row.title, 210, tooltip=lambda row: row.title),
            Column(self.tr("Класс"), lambda row: row.draft.document_class.label, 130),
            Column(self.tr("Код"), lambda row: row.draft.code, 56),
            Column(self.tr("Нумерация"), _numbering, 160, tooltip=_numbering),
            Column(self.tr("Дополнительные поля"), _fields, 220, tooltip=_fields),
            Column(self.tr("Форма ведения"), lambda row: row.draft.form.label, 130),
            Column(self.tr("Хранение"), lambda row: row.draft.retention, 120),
            Column(self.tr("Закрыт"), lambda row: self.tr("закрыт") if row.draft.closed else "", 60),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.kinds.all)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: Kind) -> None:
        self._open_form(row)

    def _open_form(self, kind: Kind | None) -> None:
        dialog = KindForm(self.workplace, kind, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


def _numbering(kind: Kind) -> str:
    draft = kind.draft
    if not draft.template:
        return "по журналу"
    return f"{draft.template}, своя" if draft.own_series else draft.template


def _fields(kind: Kind) -> str:
    return ", ".join(field.title for field in kind.draft.fields)
