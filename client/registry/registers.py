"""The registers of documents: one for each class, and the folders through which a project goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt

from client.core.calls import Call
from client.registry.bulk import BulkButton
from client.registry.register_filter import RegisterFilter
from client.shell.register_page import RegisterPage, day
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.paged_model import Column, PagedState
from common.kernel.changes import Kind
from common.kernel.paging import Page
from common.registry.bulk import Bulk
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import DocumentFilter, DocumentRow

NUMBER, ON, SUMMARY, KIND = "number", "registered", "summary", "kind"


@dataclass(frozen=True)
class RegisterSpec:
    """What a register shows, and what it says when there is nothing."""

    key: str
    base: DocumentFilter
    columns: tuple[str, ...]
    empty: tuple[str, str, str]
    bulk: tuple[Bulk, ...] = (Bulk.FILE, Bulk.TOPIC)


def _of(document_class: DocumentClass) -> DocumentFilter:
    return DocumentFilter(document_class=document_class)


def _in(*states: DocumentState, mine: bool = False) -> DocumentFilter:
    return DocumentFilter(document_class=None, states=states, mine=mine)


APPEARS = "Зарегистрированный документ появится здесь."
INCOMING = RegisterSpec(
    "registry.documents", _of(DocumentClass.INCOMING),
    (NUMBER, ON, "correspondent", "their_number", "their_date", SUMMARY, "addressees", "control_due", KIND, "place"),
    ("Входящих документов пока нет", "Зарегистрированное письмо появится здесь.", "mail"),
)  # fmt: skip
OUTGOING = RegisterSpec(
    "registry.outgoing", _of(DocumentClass.OUTGOING),
    (NUMBER, ON, "correspondent", SUMMARY, "signatory", "executor", "unit", "control_due", KIND, "place"),
    ("Исходящих документов пока нет", APPEARS, "mail-forward"),
)  # fmt: skip
INTERNAL = RegisterSpec(
    "registry.internal", _of(DocumentClass.INTERNAL),
    (NUMBER, ON, KIND, SUMMARY, "addressees", "signatory", "executor", "unit", "control_due"),
    ("Внутренних документов пока нет", APPEARS, "building-community"),
)  # fmt: skip
ACTS = RegisterSpec(
    "registry.acts", _of(DocumentClass.ACT),
    (NUMBER, ON, KIND, SUMMARY, "force", "signatory", "unit", "control_due"),
    ("Правовых актов пока нет", APPEARS, "certificate"),
)  # fmt: skip
PROJECTS = RegisterSpec(
    "registry.projects",
    _in(DocumentState.PROJECT, DocumentState.APPROVAL, DocumentState.SIGNING, DocumentState.SIGNED,
        DocumentState.AWAITING),
    (KIND, "state", "correspondent", SUMMARY, "addressees", "signatory", "executor", "unit"),
    ("Проектов нет", "Новый документ создаётся клавишами Ctrl+Shift+N.", "file-text"),
    (Bulk.DISCARD, Bulk.FILE, Bulk.TOPIC),
)  # fmt: skip
APPROVAL = RegisterSpec(
    "registry.approval", _in(DocumentState.APPROVAL),
    (KIND, "correspondent", SUMMARY, "signatory", "executor", "unit"),
    ("На согласовании ничего нет", "Проекты, которые ждут согласования, появятся здесь.", "checks"),
)  # fmt: skip
SIGNING = RegisterSpec(
    "registry.signing", _in(DocumentState.SIGNING),
    (KIND, "correspondent", SUMMARY, "signatory", "executor", "unit"),
    ("На подписи ничего нет", "Проекты, которые ждут подписи, появятся здесь.", "signature"),
)  # fmt: skip
BIN = RegisterSpec(
    "registry.bin", _in(DocumentState.DISCARDED),
    (KIND, "correspondent", "their_number", SUMMARY, "executor", "place"),
    ("Корзина пуста", "Отложенное сюда можно восстановить; зарегистрированное сюда не попадает.", "trash"),
    (Bulk.RESTORE,),
)  # fmt: skip


class DocumentRegister(RegisterPage):
    """A register under the filters that the clerk sets above it."""

    def __init__(self, workplace: Workplace, spec: RegisterSpec) -> None:
        self.spec = spec
        self.filter = RegisterFilter(workplace.today(), workplace.me.places)
        super().__init__(workplace, spec.key, frozenset({Kind.DOCUMENT}))
        self.add_to_bar(self.filter, 1)
        self.bulk = BulkButton(workplace, self.view, spec.bulk)
        self.add_to_bar(self.bulk)
        self.stretch(spec.columns.index(SUMMARY))
        self.filter.narrowed.connect(self.model.reload)
        self.filter.left_down.connect(self.view.setFocus)
        self.empty.acted.connect(self.filter.reset)
        self.model.changed_state.connect(self._explain_empty)

    def empty_words(self) -> tuple[str, str, str]:
        return self.spec.empty

    def columns(self) -> tuple[Column, ...]:
        return tuple(COLUMNS[name] for name in self.spec.columns)

    def open_row(self, row: DocumentRow) -> None:
        self.workplace.navigator.open_document(row.id)

    def chosen(self) -> DocumentFilter:
        base = self.spec.base
        return msgspec.structs.replace(
            self.filter.chosen(), document_class=base.document_class, states=base.states, mine=base.mine
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.registry.documents, self.chosen(), offset)

    def _explain_empty(self, state: PagedState) -> None:
        if state is PagedState.READY and not self.model.total and self.filter.narrows:
            self.empty.title.setText(self.tr("Ничего не найдено"))
            self.empty.text.setText(self.tr("Измените условия отбора или сбросьте их (Esc)."))
        elif state is PagedState.READY:
            title, text, _ = self.empty_words()
            self.empty.title.setText(title)
            self.empty.text.setText(text)


def register_of(spec: RegisterSpec) -> Callable[[Workplace], DocumentRegister]:
    """How the manifest makes the page of a register."""

    def make(workplace: Workplace) -> DocumentRegister:
        return DocumentRegister(workplace, spec)

    return make


def _lock(row: DocumentRow) -> Any:
    return icon("lock") if row.restricted else None


def _wide(title: str, name: str, width: int) -> Column:
    """A column whose text may be longer than its width."""

    def text(row: DocumentRow) -> str:
        return str(getattr(row, name))

    return Column(title, text, width, tooltip=text)


COLUMNS = {
    NUMBER: Column("№", lambda row: row.number, 112, roles={int(Qt.ItemDataRole.DecorationRole): _lock}),
    ON: Column("Дата рег.", lambda row: day(row.registered), 80),
    "correspondent": _wide("Корреспондент", "correspondent", 190),
    "their_number": Column("Исх. №", lambda row: row.their_number, 88),
    "their_date": Column("от", lambda row: day(row.their_date), 80),
    SUMMARY: _wide("Краткое содержание", "summary", 280),
    "addressees": _wide("Адресаты", "addressees", 124),
    "signatory": _wide("Подпись", "signatory", 110),
    "executor": _wide("Исполнитель", "executor", 110),
    "unit": _wide("Подразделение", "unit", 120),
    "control_due": Column("Контроль", lambda row: day(row.control_due), 80),
    KIND: _wide("Вид", "kind", 110),
    "place": _wide("Место", "place", 92),
    "force": Column("Сила", lambda row: row.force.label, 120),
    "state": Column("Состояние", lambda row: row.state.label, 110),
}
