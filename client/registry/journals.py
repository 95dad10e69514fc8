"""Journals of registration: series of numbers, kept in order by an administrator."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import JournalId, PlaceId
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries
from common.registry.ledger import JournalDraft, JournalRow, Scope
from common.registry.numbers import TOKENS

TITLE = 0


class JournalsPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Kind.DICTIONARY, Kind.DOCUMENT}), TITLE)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Журналов нет"), self.tr("Заведите журнал: без него документ не получит номера."), "numbers"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Журнал"), lambda row: row.draft.title, 260),
            Column(self.tr("Место регистрации"), lambda row: row.place, 130, tooltip=lambda row: row.place),
            Column(self.tr("Класс"), lambda row: row.draft.document_class.label, 92),
            Column(self.tr("Вид"), lambda row: row.kind or self.tr("все виды"), 90),
            Column(self.tr("Индекс"), lambda row: row.draft.code, 64),
            Column(self.tr("Шаблон"), lambda row: row.draft.template, 150, tooltip=lambda row: row.draft.template),
            Column(self.tr("Счёт"), lambda row: row.draft.scope.label, 120, tooltip=lambda row: row.draft.scope.label),
            Column(self.tr("Последний"), lambda row: str(row.last), 76, right=True),
            Column(self.tr("Следующий номер"), lambda row: row.sample, 112, tooltip=lambda row: row.sample),
            Column(self.tr("Учебный"), lambda row: self.tr("учебный") if row.draft.practice else "", 74),
            Column(self.tr("Закрыт"), lambda row: self.tr("закрыт") if row.draft.closed else "", 60),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.numbers.journals)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: JournalRow) -> None:
        self._open_form(row)

    def _open_form(self, row: JournalRow | None) -> None:
        dialog = JournalDialog(self.workplace, row, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


class JournalDialog(FormDialog):
    def __init__(self, workplace: Workplace, row: JournalRow | None, parent: QWidget | None = None) -> None:
        form = Form(JournalDraft, ["title", "place_id", "document_class", "template"])
        self._work, self._row = workplace, row
        self._kinds: dict[DocumentClass, list[tuple[str, str]]] = {}
        self.title, self.code = TextField(), TextField()
        self.template = TextField("{журнал}-{гг}/{N:06}")
        self.place = ChoiceField(nothing=PlaceId(0))
        self.document_class = ChoiceField(
            [(each, each.plural) for each in DocumentClass], nothing=DocumentClass.INCOMING
        )
        self.kind = ChoiceField([("", self.tr("все виды без своего журнала"))])
        self.scope = ChoiceField([(each, each.label) for each in Scope], nothing=Scope.JOURNAL)
        self.closed = FlagField(self.tr("Закрыт: номеров больше не выдаёт"))
        self.practice = FlagField(self.tr("Учебный: его документы нигде не считаются (не снимается)"))
        super().__init__(self.tr("Журнал регистрации"), form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("place_id", self.tr("Место"), self.place, 1, span=2)
        form.add("document_class", self.tr("Класс"), self.document_class, 2)
        form.add("kind", self.tr("Вид"), self.kind, 2, 1)
        form.add("code", self.tr("Индекс"), self.code, 3)
        form.add("scope", self.tr("Счёт"), self.scope, 3, 1)
        form.add("template", self.tr("Шаблон номера"), self.template, 4, span=2)
        form.add_wide(label(tokens_explained(), "caption", wrap=True), 5)
        form.add("practice", "", self.practice, 6, span=2)
        form.add("closed", "", self.closed, 7, span=2)
        form.close_up(8)
        self.resize(680, 450)
        form.show_values(row.draft if row else {"document_class": DocumentClass.INCOMING, "scope": Scope.JOURNAL})
        self.practice.setEnabled(row is None or not row.draft.practice)
        self.document_class.edited.connect(self._offer_kinds)
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        self.title.editor.setFocus()

    def draft(self) -> JournalDraft:
        return JournalDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        if not self.place.value():
            yield Problem("place_id", self.tr("Выберите место регистрации."))
        yield from self.draft().problems()

    def send(self) -> Call[JournalId]:
        known, version = (self._row.id, self._row.version) if self._row else (None, 0)
        return self._work.calls(self, self._work.apis.numbers.put_journal, known, version, self.draft())

    def _offer(self, dictionaries: Dictionaries) -> None:
        self.place.show_choices([(place.id, place.title) for place in dictionaries.all_places])
        for kind in dictionaries.kinds:
            self._kinds.setdefault(kind.draft.document_class, []).append((kind.key, kind.title))
        self._offer_kinds()

    def _offer_kinds(self) -> None:
        of_class = self._kinds.get(self.document_class.value(), [])
        if self.kind.value() not in {key for key, _ in of_class}:
            self.kind.show_value("")
        self.kind.show_choices([("", self.tr("все виды без своего журнала")), *of_class])


def tokens_explained() -> str:
    """The fields of a template, for the one who writes it."""
    return "; ".join(["{N:06} — счётчик из шести цифр", *(f"{{{name}}} — {text}" for name, text in TOKENS.items())])
