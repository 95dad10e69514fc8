"""Versions, order and the main one of the files of a document."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

from common.kernel.changes import Kind
from common.kernel.ids import AttachmentId, DocumentId, FileId
from common.registry.attachments import (
    NOT_REVISABLE,
    REVISABLE,
    AttachmentsApi,
    DocumentFiles,
    FileRow,
    FileVersion,
    Holder,
)
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.core.events import DocumentFiled
from server.core.service import Service
from server.files.models import Content
from server.files.service import FileService
from server.identity.models import Person
from server.registry.drafts import Drafts
from server.registry.file_models import FileCheckout, FileVersionRow
from server.registry.filing import MAY_BE_MAIN, next_number, put_version
from server.registry.models import AttachmentRow, Document
from server.registry.participants import refusals_of
from server.registry.queries import initials
from server.registry.readers import audience, opened_document

ON_FILES = (Action.ATTACH, Action.REVISE, Action.RELEASE_FILE)
GONE = "Такого файла нет. Обновите список файлов."
CHANGED = "Файл уже изменён: есть версия новее. Ваш файл не потерян — посмотрите новую версию и повторите."
VERSIONS = (
    select(func.count()).where(FileVersionRow.attachment_id == AttachmentRow.id)
    .correlate(AttachmentRow).scalar_subquery()
)  # fmt: skip
Editor = aliased(Person)
TAKEN = (FileCheckout.attachment_id == AttachmentRow.id) & FileCheckout.ended.is_(None)
CURRENT = (FileVersionRow.attachment_id == AttachmentRow.id) & (FileVersionRow.number == AttachmentRow.number)


class AttachmentService(Service, AttachmentsApi):
    def files(self, document_id: DocumentId) -> DocumentFiles:
        document = opened_document(self.session, self.caller, document_id)
        rows = self.session.execute(
            select(
                AttachmentRow.id, AttachmentRow.file_id, AttachmentRow.name, AttachmentRow.role, Content.size,
                Content.media_type, Content.sha256, AttachmentRow.main, AttachmentRow.number, VERSIONS,
                FileVersionRow.at, func.coalesce(initials(Person), ""), FileCheckout, initials(Editor).label("editor"),
            )
            .join_from(AttachmentRow, Content, Content.id == AttachmentRow.file_id)
            .join(FileVersionRow, CURRENT).outerjoin(Person, Person.id == FileVersionRow.person_id)
            .outerjoin(FileCheckout, TAKEN).outerjoin(Editor, Editor.id == FileCheckout.person_id)
            .where(AttachmentRow.document_id == document.id).order_by(AttachmentRow.position, AttachmentRow.id)
        )  # fmt: skip
        refusals = refusals_of(self.session, self.caller, document)
        found = [_file(row) for row in rows]
        return DocumentFiles(found, {action: refusals[action] for action in ON_FILES})

    def versions(self, attachment_id: AttachmentId) -> list[FileVersion]:
        row = self.visible(attachment_id)
        found = self.session.execute(
            select(
                FileVersionRow.number, FileVersionRow.file_id, FileVersionRow.name, Content.size, Content.media_type,
                Content.sha256, FileVersionRow.at, func.coalesce(initials(Person), ""), FileVersionRow.remark,
                FileVersionRow.aside, FileVersionRow.number == row.number,
            )
            .join_from(FileVersionRow, Content, Content.id == FileVersionRow.file_id)
            .outerjoin(Person, Person.id == FileVersionRow.person_id)
            .where(FileVersionRow.attachment_id == row.id).order_by(FileVersionRow.number.desc())
        )  # fmt: skip
        return [FileVersion(*each) for each in found]

    def add_version(self, attachment_id: AttachmentId, seen: int, file_id: FileId, remark: str = "") -> int:
        row, document = self.for_revising(attachment_id)
        if row.number != seen:
            raise Stale(CHANGED)
        name = FileService(self.context).brought_name(file_id)
        number = self.revise(row, document, file_id, name, remark)
        self.record("file_revised", "document", document.id, name=name, version=number, remark=remark)
        return number

    def restore(self, attachment_id: AttachmentId, number: int) -> int:
        row, document = self.for_revising(attachment_id)
        earlier = self.session.get(FileVersionRow, (row.id, number))
        if earlier is None:
            raise Missing(f"Версии {number} у этого файла нет. Обновите список.")
        if number == row.number:
            raise Invalid("Эта версия и так текущая.")
        fresh = self.revise(row, document, earlier.file_id, earlier.name, f"Восстановлена версия {number}")
        self.record("file_restored", "document", document.id, name=earlier.name, version=number)
        return fresh

    def move(self, attachment_id: AttachmentId, up: bool) -> None:
        row, document = self._for_action(attachment_id)
        ids = list(
            self.session.scalars(
                select(AttachmentRow.id).where(AttachmentRow.document_id == document.id)
                .order_by(AttachmentRow.position, AttachmentRow.id)
            )
        )  # fmt: skip
        place = ids.index(row.id)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(ids):
            return
        ids[place], ids[other] = ids[other], ids[place]
        self.session.execute(
            update(AttachmentRow), [{"id": each, "position": position} for position, each in enumerate(ids, start=1)]
        )
        self.record("file_moved", "document", document.id, name=row.name)
        self.tell(document)

    def make_main(self, attachment_id: AttachmentId) -> None:
        row, document = self._for_action(attachment_id)
        if row.role not in MAY_BE_MAIN:
            raise Invalid("Копия образа не может быть главным файлом: выберите сам документ.")
        others = (AttachmentRow.document_id == document.id) & AttachmentRow.main
        self.session.execute(update(AttachmentRow).where(others).values(main=False))
        row.main = True
        self.record("file_made_main", "document", document.id, name=row.name)
        self.tell(document)

    def visible(self, attachment_id: AttachmentId) -> AttachmentRow:
        """The file of a document that the caller sees; raises Missing."""
        row = self.session.get(AttachmentRow, attachment_id)
        if row is None:
            raise Missing(GONE)
        opened_document(self.session, self.caller, row.document_id)
        return row

    def for_revising(self, attachment_id: AttachmentId) -> tuple[AttachmentRow, Document]:
        """The file with its document, locked, when the caller may bring a new version of it."""
        row, document = self._for_action(attachment_id)
        if row.role not in REVISABLE:
            raise Invalid(NOT_REVISABLE.format(row.role.label))
        self._check_free(row)
        return row, document

    def _check_free(self, row: AttachmentRow) -> None:
        taken = self.session.execute(
            select(FileCheckout, Person).join(Person, Person.id == FileCheckout.person_id)
            .where(FileCheckout.attachment_id == row.id, FileCheckout.ended.is_(None))
        ).one_or_none()  # fmt: skip
        if taken is None:
            return
        since = f"{self.context.clock.local(taken.FileCheckout.since):%d.%m.%Y %H:%M}"
        if taken.Person.id != self.caller.me.id:
            raise NotAllowed(f"Файл «{row.name}» редактирует {taken.Person.name} с {since}. Дождитесь возврата.")
        where = f" на компьютере {taken.FileCheckout.workplace}" if taken.FileCheckout.workplace else ""
        raise NotAllowed(f"Файл «{row.name}» уже взят вами на редактирование{where} с {since}: сначала верните его.")

    def may_revise(self, row: AttachmentRow) -> Document | None:
        """The document, locked, when a new version of the file may become the current one just now."""
        try:
            return Drafts(self.context).for_action(row.document_id, Action.REVISE)
        except NotAllowed:
            return None

    def revise(self, row: AttachmentRow, document: Document, file_id: FileId, name: str, remark: str) -> int:
        """Makes the content the current version, after all the others."""
        number = next_number(self.context, row)
        put_version(self.context, row, number, file_id, name, remark)
        row.file_id, row.name, row.number = file_id, name, number
        self.session.flush()  # whoever hears of it finds the version
        self.context.tell(DocumentFiled(document.id, row.id, file_id, row.role.value))
        self.tell(document)
        return number

    def _for_action(self, attachment_id: AttachmentId) -> tuple[AttachmentRow, Document]:
        document_id = self.visible(attachment_id).document_id
        document = Drafts(self.context).for_action(document_id, Action.REVISE)
        return self.session.get_one(AttachmentRow, attachment_id, populate_existing=True), document

    def tell(self, document: Document) -> None:
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))


def _file(row: Any) -> FileRow:
    *file, taken, editor = row
    holder = taken and Holder(taken.person_id, editor, taken.since, taken.seen, taken.workplace)
    values: list[Any] = [*file, holder]
    return FileRow(*values)
