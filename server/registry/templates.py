"""Templates: kept by administrators, filled for documents; short texts of one's own and shared ones."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from common.kernel.changes import Kind
from common.kernel.ids import AttachmentId, DocumentId, FileId, PersonId, TemplateId, TextTemplateId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.card import FileRole
from common.registry.classes import DocumentState
from common.registry.kinds import KindDraft
from common.registry.links import LinkType
from common.registry.practice import MARK
from common.registry.rules import Action
from common.registry.templates import Template, TemplateDraft, TemplatesApi, TextTemplate, TextTemplateDraft
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.core.service import Caller, Service
from server.correspondents.models import Correspondent
from server.files.models import Content
from server.files.service import FileService
from server.identity.models import Person, Unit
from server.registry.drafts import Drafts
from server.registry.file_models import DocumentTemplate, TextTemplateRow
from server.registry.filling import fault_of, filled, in_words
from server.registry.kinds import kind_draft
from server.registry.models import Document, DocumentKind, DocumentLink, DocumentRecipient
from server.registry.participants import addressees
from server.registry.queries import WHO, names_of
from server.registry.readers import opened_document

GONE = "Такого шаблона нет. Обновите список."


class TemplateService(Service, TemplatesApi):
    def all(self) -> list[Template]:
        return self._templates()

    def put(
        self, template_id: TemplateId | None, version: int, draft: TemplateDraft, file_id: FileId | None = None
    ) -> TemplateId:
        self.check(draft.problems())
        row = self.session.get(DocumentTemplate, template_id) if template_id else DocumentTemplate()
        if row is None:
            raise Missing(GONE)
        if template_id and row.version != version:
            raise Stale("Шаблон уже изменён другим администратором. Откройте его заново.")
        self._check_kinds(draft)
        if file_id is not None:
            self._take_form(row, file_id)
        elif template_id is None:
            raise Invalid("Выберите файл шаблона.")
        row.title, row.kinds, row.closed = draft.title.strip(), draft.kinds, draft.closed
        self.session.add(row)
        self.session.flush()  # the id
        self.record("template_kept", "template", row.id, name=row.title, kinds=row.kinds)
        self.changed(Kind.DICTIONARY, row.id)
        return row.id

    def fitting(self, document_id: DocumentId) -> list[Template]:
        document = opened_document(self.session, self.caller, document_id)
        return self._templates(DocumentTemplate.kinds.contains([document.kind]), DocumentTemplate.closed.is_(False))

    def fill(self, document_id: DocumentId, template_id: TemplateId) -> AttachmentId:
        drafts = Drafts(self.context)
        document = drafts.for_action(document_id, Action.ATTACH)
        row = self.session.get(DocumentTemplate, template_id)
        if row is None or row.closed or document.kind not in row.kinds:
            raise Missing(GONE)
        files = FileService(self.context)
        name = f"{row.title}.docx"
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder, "filled.docx")
            filled(files.path(row.file_id), self._values(document), target)
            file_id = files.keep(target, name)
        self.record("file_made_by_template", "document", document.id, name=name)
        return drafts.tie(document, file_id, name, FileRole.ATTACHMENT)

    def texts(self) -> list[TextTemplate]:
        mine = TextTemplateRow.person_id == self.caller.me.id
        rows = self.session.scalars(
            select(TextTemplateRow).where(or_(mine, TextTemplateRow.shared))
            .order_by(func.lower(TextTemplateRow.title), TextTemplateRow.id)
        )  # fmt: skip
        return [
            TextTemplate(
                row.id, TextTemplateDraft(title=row.title, text=row.text, place=row.place, shared=row.shared),
                row.person_id == self.caller.me.id,
            )
            for row in rows
        ]  # fmt: skip

    def put_text(self, draft: TextTemplateDraft) -> TextTemplateId:
        self.check(draft.problems())
        if draft.shared:
            self.demand(Right.REGISTER, "Общие шаблоны заводит делопроизводитель. Сохраните шаблон для себя.")
        title = draft.title.strip()
        mine = (TextTemplateRow.person_id == self.caller.me.id) & (TextTemplateRow.title == title)
        row = self.session.scalars(select(TextTemplateRow).where(mine)).one_or_none()
        row = row or TextTemplateRow(person_id=self.caller.me.id, title=title)
        row.text, row.place, row.shared = draft.text.strip(), draft.place, draft.shared
        self.session.add(row)
        self.session.flush()  # the id
        self.record("text_template_kept", "text_template", row.id, name=title, shared=draft.shared)
        return row.id

    def remove_text(self, text_id: TextTemplateId) -> None:
        row = self.session.get(TextTemplateRow, text_id)
        if row is None:
            raise Missing(GONE)
        if row.person_id != self.caller.me.id:
            raise NotAllowed("Общий шаблон удаляет тот, кто его завёл.")
        self.session.delete(row)
        self.record("text_template_removed", "text_template", text_id, name=row.title)

    def _templates(self, *fits: Any) -> list[Template]:
        titles = dict(self.session.execute(select(DocumentKind.key, DocumentKind.title)).tuples().all())
        rows = self.session.execute(
            select(DocumentTemplate, Content).join(Content, Content.id == DocumentTemplate.file_id)
            .where(*fits).order_by(func.lower(DocumentTemplate.title), DocumentTemplate.id)
        )  # fmt: skip
        return [
            Template(
                row.id, row.version, TemplateDraft(title=row.title, kinds=row.kinds, closed=row.closed),
                ", ".join(titles.get(key, key) for key in row.kinds), content.id, row.name, content.size,
                content.sha256,
            )
            for row, content in rows
        ]  # fmt: skip

    def _check_kinds(self, draft: TemplateDraft) -> None:
        known = set(self.session.scalars(select(DocumentKind.key).where(DocumentKind.key.in_(draft.kinds))))
        if unknown := set(draft.kinds) - known:
            raise Invalid(f"Нет такого вида: {', '.join(sorted(unknown))}.", [Problem("kinds", "Выберите из списка.")])

    def _take_form(self, row: DocumentTemplate, file_id: FileId) -> None:
        files = FileService(self.context)
        name = files.brought_name(file_id)
        if fault := fault_of(files.path(file_id)):
            raise Invalid(f"Шаблон «{name}» не принят: {fault}")
        row.file_id, row.name = file_id, name

    def _values(self, document: Document) -> dict[str, Any]:
        session = self.session
        signatory, executor = self._person(document.signatory_id), self._person(document.executor_id)
        unit = session.get(Unit, document.unit_id) if document.unit_id else None
        kind = session.get(DocumentKind, document.kind)
        number, on = self._replied(document.id)
        there = addressees(session, document.id)
        named = names_of(session, there)
        marked = f"{MARK} {document.number}".strip() if document.practice else document.number
        return {
            "вид": kind.title if kind else "", "номер": marked, "дата": document.registered,
            "дата_словами": in_words(document.registered), "сегодня": self.today,
            "сегодня_словами": in_words(self.today), "заголовок": document.summary, "текст": document.body,
            **self._correspondents(document), "адресаты": ", ".join(named[each] for each in there if each in named),
            "на_номер": number, "на_дату": on,
            "подпись": signatory and _before(signatory), "подпись_должность": signatory and signatory.post,
            "исполнитель": executor and executor.name, "исполнитель_должность": executor and executor.post,
            "подразделение": unit and unit.title, "организация": self.context.settings.organisation,
            "место": document.drawn_up_at, "листов": document.sheets, "экземпляров": document.copies,
            "приложений": document.appendices, "листов_приложений": document.appendix_sheets,
            "срок": document.control_due, "дело": document.case_file, "гриф": document.restriction.label,
            "доп": dict(_extra(kind_draft(kind), document)) if kind else {},
        }  # fmt: skip

    def _person(self, person_id: PersonId | None) -> Person | None:
        return self.session.get(Person, person_id) if person_id else None

    def _correspondents(self, document: Document) -> dict[str, str]:
        first = self.session.execute(
            select(WHO, Correspondent.address).join_from(Document, Correspondent,
                                                         Correspondent.id == Document.correspondent_id)
            .where(Document.id == document.id)
        ).one_or_none()  # fmt: skip
        others = self.session.scalars(
            select(WHO)
            .join_from(DocumentRecipient, Correspondent, Correspondent.id == DocumentRecipient.correspondent_id)
            .join(Document, Document.id == DocumentRecipient.document_id)
            .where(DocumentRecipient.document_id == document.id).order_by(DocumentRecipient.position)
        )  # fmt: skip
        return {
            "корреспондент": first.name if first else "", "адрес": first.address if first else "",
            "другие_корреспонденты": "; ".join(others),
        }  # fmt: skip

    def _replied(self, document_id: DocumentId) -> tuple[str, date | None]:
        """Number and date, as its sender gave them, of the letter that this one answers."""
        row = self.session.execute(
            select(Document.their_number, Document.their_date)
            .join(DocumentLink, DocumentLink.earlier_id == Document.id)
            .where(DocumentLink.later_id == document_id, DocumentLink.type == LinkType.REPLY)
            .where(Document.state == DocumentState.REGISTERED).order_by(DocumentLink.id).limit(1)
        ).one_or_none()  # fmt: skip
        return (row.their_number, row.their_date) if row else ("", None)


def _extra(kind: KindDraft, document: Document) -> Iterator[tuple[str, str]]:
    """The extra fields as people read them."""
    filled = document.extra or {}
    return ((field.key, field.shown(filled[field.key])) for field in kind.fields if filled.get(field.key))


def _before(person: Person) -> str:
    """«И. О. Фамилия»."""
    initials = " ".join(f"{part[0]}." for part in (person.first_name, person.patronymic) if part)
    return f"{initials} {person.surname}".strip()


def form_of_template(session: Session, caller: Caller, file_id: FileId) -> bool:
    """The gate to forms: open to administrators."""
    statement = select(DocumentTemplate.id).where(DocumentTemplate.file_id == file_id).limit(1)
    return Right.ADMINISTER in caller.rights and session.scalars(statement).one_or_none() is not None
