"""The registers of documents: one for each class, and the folders through which a project goes."""

from dataclasses import dataclass

from common.registry.bulk import Bulk
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import DocumentFilter

NUMBER, ON, SUMMARY, KIND = "number", "registered", "summary", "kind"


@dataclass(frozen=True)
class RegisterSpec:
    """What a register shows, and what it says when there is nothing."""

    key: str
    title: str
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
    "registry.documents", "Входящие", _of(DocumentClass.INCOMING),
    (NUMBER, ON, "correspondent", "their_number", "their_date", SUMMARY, "addressees", "control_due", KIND),
    ("Входящих документов пока нет", "Зарегистрированное письмо появится здесь.", "mail"),
)  # fmt: skip
OUTGOING = RegisterSpec(
    "registry.outgoing", "Исходящие", _of(DocumentClass.OUTGOING),
    (NUMBER, ON, "correspondent", SUMMARY, "signatory", "executor", "unit", KIND),
    ("Исходящих документов пока нет", APPEARS, "mail-forward"),
)  # fmt: skip
INTERNAL = RegisterSpec(
    "registry.internal", "Внутренние", _of(DocumentClass.INTERNAL),
    (NUMBER, ON, KIND, SUMMARY, "addressees", "signatory", "executor", "unit"),
    ("Внутренних документов пока нет", APPEARS, "building-community"),
)  # fmt: skip
ACTS = RegisterSpec(
    "registry.acts", "Правовые акты", _of(DocumentClass.ACT),
    (NUMBER, ON, KIND, SUMMARY, "force", "signatory", "unit"),
    ("Правовых актов пока нет", APPEARS, "certificate"),
)  # fmt: skip
PROJECTS = RegisterSpec(
    "registry.projects",
    "Проекты",
    _in(DocumentState.PROJECT, DocumentState.APPROVAL, DocumentState.SIGNING, DocumentState.SIGNED,
        DocumentState.AWAITING),
    (KIND, "state", "correspondent", SUMMARY, "addressees", "signatory", "executor", "unit"),
    ("Проектов нет", "Новый документ создаётся клавишами Ctrl+Shift+N.", "file-text"),
    (Bulk.DISCARD, Bulk.FILE, Bulk.TOPIC),
)  # fmt: skip
BIN = RegisterSpec(
    "registry.bin", "Корзина", _in(DocumentState.DISCARDED),
    (KIND, "correspondent", "their_number", SUMMARY, "discarded", "executor", "place"),
    ("Корзина пуста", "Отложенное сюда можно восстановить; зарегистрированное сюда не попадает.", "trash"),
    (Bulk.RESTORE,),
)  # fmt: skip

ALL = RegisterSpec(
    "registry.all", "Все документы", DocumentFilter(document_class=None),
    ("document_class", NUMBER, ON, KIND, "correspondent", SUMMARY, "signatory", "executor"),
    ("Документов пока нет", APPEARS, "files"),
)  # fmt: skip
REGISTERS = {spec.key: spec for spec in (ALL, INCOMING, OUTGOING, INTERNAL, ACTS, PROJECTS, BIN)}
