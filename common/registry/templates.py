"""Templates: DOCX forms filled from the card, and short texts put into a field."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import AttachmentId, DocumentId, FileId, TemplateId, TextTemplateId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.rpc.api import Api, reads, writes

Title = Annotated[str, Meta(max_length=200)]
BLANK = "__________"  # stands in a filled form for what the card does not know yet

FIELDS = {
    "вид": "вид документа",
    "номер": "регистрационный номер",
    "дата": "дата регистрации, 23.11.2026",
    "дата_словами": "дата регистрации, 23 ноября 2026 г.",
    "сегодня": "дата, когда документ создан по шаблону",
    "сегодня_словами": "та же дата словами",
    "заголовок": "краткое содержание или заголовок",
    "текст": "текст документа",
    "корреспондент": "адресат письма, как он печатается на документах",
    "адрес": "его почтовый адрес",
    "другие_корреспонденты": "остальные адресаты письма через точку с запятой",
    "адресаты": "адресаты внутри администрации через запятую",
    "на_номер": "номер входящего письма, на которое это ответ",
    "на_дату": "дата этого письма",
    "подпись": "кто подписывает: И. О. Фамилия",
    "подпись_должность": "его должность",
    "исполнитель": "кто подготовил: Фамилия И. О.",
    "исполнитель_должность": "его должность",
    "подразделение": "подразделение исполнителя",
    "организация": "наименование администрации",
    "место": "место составления",
    "листов": "количество листов",
    "экземпляров": "количество экземпляров",
    "приложений": "количество приложений",
    "листов_приложений": "листов в приложениях",
    "срок": "контрольный срок",
    "дело": "индекс дела по номенклатуре",
    "гриф": "гриф ограничения доступа",
    "доп": "дополнительные поля вида: доп.ключ",
}
"""What a form may name: {{ номер }}."""


class TemplateDraft(Struct, frozen=True, kw_only=True):
    title: Title = ""
    kinds: list[str] = []
    closed: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        yield from require("kinds", self.kinds, "Виды документов")


class Template(Struct, frozen=True):
    id: TemplateId
    version: int
    draft: TemplateDraft
    kinds: str  # in words
    file_id: FileId
    name: str
    size: int
    sha256: str


class Place(StrEnum):
    """Into which field a text fits."""

    ANY = ""
    SUMMARY = "summary"
    BODY = "body"
    ORDER = "text"  # of a resolution

    @property
    def label(self) -> str:
        return PLACES[self]


PLACES = {
    Place.ANY: "Любое поле",
    Place.SUMMARY: "Краткое содержание, заголовок",
    Place.BODY: "Текст документа",
    Place.ORDER: "Текст поручения",
}


class TextTemplateDraft(Struct, frozen=True, kw_only=True):
    title: Annotated[str, Meta(max_length=80)] = ""
    text: Annotated[str, Meta(max_length=4000)] = ""
    place: Place = Place.ANY
    shared: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        yield from require("text", self.text.strip(), "Текст")


class TextTemplate(Struct, frozen=True):
    id: TextTemplateId
    draft: TextTemplateDraft
    mine: bool


class TemplatesApi(Api, Protocol):
    @reads(Right.ADMINISTER)
    def all(self) -> list[Template]: ...

    @writes(Right.ADMINISTER)
    def put(
        self, template_id: TemplateId | None, version: int, draft: TemplateDraft, file_id: FileId | None = None
    ) -> TemplateId:
        """Keeps a template; without a file that of before stays. Raises Invalid for a form that cannot be filled."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def fitting(self, document_id: DocumentId) -> list[Template]:
        """The templates of the document's kind."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def fill(self, document_id: DocumentId, template_id: TemplateId) -> AttachmentId:
        """Attaches the form filled from the card as it is now."""
        ...

    @reads(Right.SIGNED_IN)
    def texts(self) -> list[TextTemplate]:
        """One's own and the shared ones, by their titles."""
        ...

    @writes(Right.SIGNED_IN)
    def put_text(self, draft: TextTemplateDraft) -> TextTemplateId:
        """Keeps a text for oneself, or for all: that is a registrar's business. One of the same title gives way."""
        ...

    @writes(Right.SIGNED_IN)
    def remove_text(self, text_id: TextTemplateId) -> None: ...
