"""The classes of documents, what their cards hold, and the states through which they pass."""

from datetime import date
from enum import StrEnum

from msgspec import Struct


class DocumentClass(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"
    INTERNAL = "internal"
    ACT = "act"

    @property
    def label(self) -> str:
        return CLASSES[self].title

    @property
    def plural(self) -> str:
        return CLASSES[self].plural

    @property
    def sign(self) -> str:
        """What stands before its number: «Вх. № …»."""
        return CLASSES[self].sign

    @property
    def begins(self) -> "DocumentState":
        """An incoming letter comes as a paper, all others begin as a project of ours."""
        return DocumentState.DRAFT if self is DocumentClass.INCOMING else DocumentState.PROJECT


class DocumentState(StrEnum):
    """DRAFT is a paper in the queue; PROJECT to AWAITING are ours on their way; REGISTERED is never removed."""

    DRAFT = "draft"
    PROJECT = "project"
    APPROVAL = "approval"
    SIGNING = "signing"
    SIGNED = "signed"
    AWAITING = "awaiting"
    REGISTERED = "registered"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        return DOCUMENT_STATES[self]

    @property
    def is_project(self) -> bool:
        return self in PROJECTS


DOCUMENT_STATES = {
    DocumentState.DRAFT: "Не зарегистрирован",
    DocumentState.PROJECT: "Проект",
    DocumentState.APPROVAL: "На согласовании",
    DocumentState.SIGNING: "На подписи",
    DocumentState.SIGNED: "Подписан",
    DocumentState.AWAITING: "На регистрации",
    DocumentState.REGISTERED: "Зарегистрирован",
    DocumentState.CANCELLED: "Регистрация отменена",
    DocumentState.DISCARDED: "В корзине",
}
PROJECTS = frozenset(
    {
        DocumentState.PROJECT, DocumentState.APPROVAL, DocumentState.SIGNING, DocumentState.SIGNED,
        DocumentState.AWAITING,
    }
)  # fmt: skip
UNREGISTERED = PROJECTS | {DocumentState.DRAFT}
NUMBERED = frozenset({DocumentState.REGISTERED, DocumentState.CANCELLED})
# What the registrars of its place see; a project is the affair of those who prepare it until it is sent there.
AT_PLACE = NUMBERED | {DocumentState.DRAFT, DocumentState.AWAITING}


class RecordForm(StrEnum):
    """«Форма ведения»: how the original is kept (Положение о СЭД; exceptions name their legal basis)."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    MIXED = "mixed"

    @property
    def label(self) -> str:
        return RECORD_FORMS[self]


RECORD_FORMS = {
    RecordForm.ELECTRONIC: "Только электронная",
    RecordForm.PAPER: "Только бумажная",
    RecordForm.MIXED: "Смешанная",
}


class Force(StrEnum):
    """Whether a legal act is in force on a day: its own date and the acts that amend or repeal it decide."""

    NONE = ""
    PENDING = "pending"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        return FORCES[self]


FORCES = {
    Force.NONE: "—",
    Force.PENDING: "Ещё не вступил в силу",
    Force.IN_FORCE: "Действует",
    Force.AMENDED: "Действует с изменениями",
    Force.REPEALED: "Утратил силу",
}


FORCES_SINCE = {
    Force.PENDING: "Вступит в силу {:%d.%m.%Y}",
    Force.AMENDED: "С изменениями с {:%d.%m.%Y}",
    Force.REPEALED: "Утратил силу с {:%d.%m.%Y}",
}


def force_words(force: Force, since: date | None) -> str:
    """«Утратил силу с 01.12.2026»."""
    return FORCES_SINCE[force].format(since) if since and force in FORCES_SINCE else force.label


class ClassCard(Struct, frozen=True):
    """A class of documents: its words, the fields of its card in their order, and which of them are mandatory."""

    title: str
    plural: str
    sign: str
    fields: tuple[str, ...]
    mandatory: tuple[str, ...]
    labels: dict[str, str] = {}


AS_SIGNED = tuple(
    "kind correspondent_id recipient_ids addressee_ids summary body signatory_id cosignatory_ids points"
    " controller_id".split()
)
"""What nobody changes on a card that was signed."""

MARK = ("restriction", "restriction_basis", "copy_number", "open_to_all")
"""To whom a document is open: an internal copy has it from its outgoing document."""

FILED = "case_file place_id form form_basis paper_place restriction copy_number restriction_basis remark".split()
COUNTED = "sheets copies appendices appendix_sheets".split()
PREPARED = "signatory_id cosignatory_ids executor_id unit_id".split()
CLASSES = {  # domain §1.3
    DocumentClass.INCOMING: ClassCard(
        "Входящий", "Входящие", "Вх.",
        (
            *"correspondent_id their_number their_date signatory recipient_ids addressee_ids summary".split(),
            *"kind topic received delivery drawn_up_at redirected control_due".split(), *COUNTED, *FILED,
        ),
        tuple(
            "place_id kind correspondent_id signatory their_number their_date received delivery addressee_ids summary"
            " sheets copies case_file".split()
        ),
        {"recipient_ids": "Другие корреспонденты"},
    ),
    DocumentClass.OUTGOING: ClassCard(
        "Исходящий", "Исходящие", "Исх.",
        (
            *"correspondent_id recipient_ids summary kind topic delivery drawn_up_at control_due".split(), *PREPARED,
            "register_when_signed", "joint_numbers", *COUNTED, *FILED,
        ),
        tuple(
            "place_id kind correspondent_id signatory_id executor_id unit_id delivery summary sheets copies"
            " case_file".split()
        ),
        {"correspondent_id": "Адресат", "recipient_ids": "Другие адресаты", "delivery": "Вид отправки"},
    ),
    DocumentClass.INTERNAL: ClassCard(
        "Внутренний", "Внутренние", "Вн.",
        (
            *"kind topic addressee_ids summary body redirected control_due".split(), *PREPARED,
            "register_when_signed", *COUNTED, *FILED,
        ),
        tuple("place_id kind addressee_ids signatory_id executor_id unit_id summary sheets copies case_file".split()),
        {"summary": "Заголовок", "body": "Текст"},
    ),
    DocumentClass.ACT: ClassCard(
        "Правовой акт", "Правовые акты", "",
        (
            *"kind topic summary points controller_id addressee_ids normative in_force published".split(),
            *"publication open_to_all".split(),
            *PREPARED, "register_when_signed", "joint_numbers", "drawn_up_at", "control_due", *COUNTED, *FILED,
        ),
        tuple("place_id kind signatory_id executor_id unit_id summary sheets copies case_file".split()),
        {"summary": "Заголовок", "addressee_ids": "Список рассылки"},
    ),
}  # fmt: skip


def label_of(document_class: DocumentClass, field: str) -> str:
    """What a field is called on the card of that class."""
    return CLASSES[document_class].labels.get(field) or LABELS.get(field, field)


LABELS = {
    "place_id": "Место регистрации",
    "kind": "Вид документа",
    "correspondent_id": "Корреспондент",
    "recipient_ids": "Другие корреспонденты",
    "signatory": "Подпись",
    "signatory_id": "Подпись",
    "cosignatory_ids": "Другие подписи",
    "executor_id": "Исполнитель (подготовил)",
    "unit_id": "Подразделение",
    "their_number": "Номер документа",
    "their_date": "Дата документа",
    "received": "Дата поступления",
    "delivery": "Способ получения",
    "addressee_ids": "Адресаты",
    "redirected": "Кому перенаправлен",
    "summary": "Краткое содержание",
    "body": "Текст",
    "topic": "Тематика",
    "drawn_up_at": "Место составления",
    "points": "Пункты",
    "controller_id": "Контроль исполнения",
    "normative": "Нормативный правовой акт",
    "in_force": "Вступает в силу",
    "published": "Дата опубликования",
    "publication": "Источник опубликования",
    "open_to_all": "Общедоступный",
    "register_when_signed": "Отправить на регистрацию после подписания",
    "joint_numbers": "Номера соавторов",
    "sheets": "Кол-во листов",
    "copies": "Экземпляров",
    "appendices": "Приложений",
    "appendix_sheets": "Листов приложения",
    "form": "Форма ведения",
    "form_basis": "Основание ведения на бумаге",
    "paper_place": "Место хранения подлинника",
    "restriction": "Гриф доступа",
    "restriction_basis": "Основание ограничения",
    "copy_number": "№ экз.",
    "control_due": "Контрольный срок",
    "case_file": "Дело",
    "remark": "Примечание",
    "extra": "Дополнительные поля",
}
