"""Files in the hands of those who edit them: taken, brought back, given up, released by others."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, update
from sqlalchemy.orm import aliased

from common.kernel.ids import AttachmentId, CheckoutId, DocumentId, FileId
from common.kernel.validation import Problem
from common.registry.checkouts import CheckoutsApi, Ended, MyCheckout, Returned, Taken
from common.registry.practice import MARK
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed
from server.core.events import FileReleased
from server.core.service import Context, Service
from server.files.models import Content
from server.files.service import FileService
from server.identity.models import Person
from server.registry.attachments import AttachmentService
from server.registry.drafts import Drafts
from server.registry.file_models import FileCheckout, FileVersionRow
from server.registry.filing import next_number, put_version
from server.registry.models import AttachmentRow, Document, DocumentKind
from server.registry.queries import initials
from server.registry.readers import opened_document

GONE = "Этот файл за вами не числится: он уже возвращён или редактирование отменено. Обновите список."
By = aliased(Person)
OPEN = FileCheckout.ended.is_(None)


class CheckoutService(Service, CheckoutsApi):
    def take(self, attachment_id: AttachmentId) -> Taken:
        row, document = AttachmentService(self.context).for_revising(attachment_id)
        checkout = FileCheckout(
            attachment_id=row.id, number=row.number, person_id=self.caller.me.id, since=self.now, seen=self.now,
            workplace=self.caller.actor.workplace,
        )  # fmt: skip
        self.session.add(checkout)
        self.session.flush()  # the id
        self.record("file_taken", "document", document.id, name=row.name, version=row.number)
        AttachmentService(self.context).tell(document)
        sha256 = FileService(self.context).content(row.file_id).sha256
        return Taken(checkout.id, document.id, row.id, row.number, row.file_id, row.name, sha256, checkout.since)

    def beat(self, checkout_ids: list[CheckoutId]) -> list[Ended]:
        mine = FileCheckout.id.in_(checkout_ids) & (FileCheckout.person_id == self.caller.me.id)
        self.session.execute(update(FileCheckout).where(mine, OPEN).values(seen=self.now))
        rows = self.session.execute(
            select(FileCheckout.id, initials(By), FileCheckout.ended, FileCheckout.reason)
            .join(By, By.id == FileCheckout.ended_by).where(mine, FileCheckout.brought_back.is_(False))
        )  # fmt: skip
        known = set(self.session.scalars(select(FileCheckout.id).where(FileCheckout.id.in_(checkout_ids))))
        gone = [Ended(each, "", self.now, "") for each in checkout_ids if each not in known]
        return [*(Ended(*row) for row in rows), *gone]

    def bring_back(self, checkout_id: CheckoutId, file_id: FileId, remark: str = "") -> Returned:
        checkout = self._mine(checkout_id)
        files = AttachmentService(self.context)
        document = files.may_revise(self.session.get_one(AttachmentRow, checkout.attachment_id))
        row = self.session.get_one(AttachmentRow, checkout.attachment_id, with_for_update=True)
        released = checkout.ended is not None
        name = FileService(self.context).brought_name(file_id)
        self._end(checkout, brought_back=True)
        if document is not None and not released:
            unchanged = file_id == row.file_id
            number = row.number if unchanged else files.revise(row, document, file_id, name, remark)
            self.record("file_brought_back", "document", document.id, name=name, version=number, remark=remark)
            files.tell(document)
            return Returned(number, aside=False)
        number = next_number(self.context, row)
        put_version(self.context, row, number, file_id, name, remark, aside=True)
        self.record("file_kept_aside", "document", row.document_id, name=name, version=number, remark=remark)
        files.tell(self.session.get_one(Document, row.document_id))
        return Returned(number, aside=True, ended=self._ended(checkout) if released else None)

    def give_up(self, checkout_id: CheckoutId) -> None:
        checkout = self._mine(checkout_id)
        row = self.session.get_one(AttachmentRow, checkout.attachment_id)
        self._end(checkout, brought_back=True)
        self.record("file_given_up", "document", row.document_id, name=row.name)
        AttachmentService(self.context).tell(self.session.get_one(Document, row.document_id))

    def release(self, attachment_id: AttachmentId, reason: str) -> None:
        row = AttachmentService(self.context).visible(attachment_id)
        document = Drafts(self.context).for_action(row.document_id, Action.RELEASE_FILE)
        self.check([] if reason.strip() else [Problem("reason", "Укажите, почему файл освобождается.")])
        checkout = self.session.scalars(
            select(FileCheckout).where(FileCheckout.attachment_id == row.id, OPEN).with_for_update()
        ).one_or_none()
        if checkout is None:
            raise Invalid("Файл никто не редактирует: освобождать нечего.")
        self._end(checkout, brought_back=False)
        checkout.ended_by, checkout.reason = self.caller.me.id, reason
        holder = self.session.get_one(Person, checkout.person_id).name
        self.record("file_released", "document", document.id, name=row.name, holder=holder, reason=reason)
        self.context.tell(FileReleased(document.id, checkout.person_id))
        AttachmentService(self.context).tell(document)

    def mine(self, known: list[CheckoutId] = []) -> list[MyCheckout]:  # noqa: B006 -- as the Api says
        taken = FileCheckout.person_id == self.caller.me.id
        released = FileCheckout.id.in_(known) & FileCheckout.brought_back.is_(False)
        rows = self.session.execute(_mine().where(taken, or_(OPEN, released)).order_by(FileCheckout.id))
        return [_my_checkout(row) for row in rows]

    def _mine(self, checkout_id: CheckoutId) -> FileCheckout:
        """Not brought back yet, locked behind its document as every act on files is."""
        checkout = self.session.get(FileCheckout, checkout_id)
        if checkout is None or checkout.person_id != self.caller.me.id:
            raise Missing(GONE)
        row = self.session.get_one(AttachmentRow, checkout.attachment_id)
        opened_document(self.session, self.caller, row.document_id, lock=True)
        self.session.refresh(checkout, with_for_update=True)
        if checkout.brought_back:
            raise Missing(GONE)
        return checkout

    def _end(self, checkout: FileCheckout, *, brought_back: bool) -> None:
        checkout.ended = checkout.ended or self.now
        checkout.brought_back = brought_back
        self.session.flush()  # the file is free

    def _ended(self, checkout: FileCheckout) -> Ended:
        by = self.session.get_one(Person, checkout.ended_by).name
        assert checkout.ended is not None
        return Ended(checkout.id, by, checkout.ended, checkout.reason)


TAKEN = (
    select(AttachmentRow.name, initials(Person).label("person"))
    .join_from(FileCheckout, AttachmentRow, AttachmentRow.id == FileCheckout.attachment_id)
    .join(Person, Person.id == FileCheckout.person_id)
    .where(AttachmentRow.document_id == bindparam("document_id"), OPEN).limit(1)
)  # fmt: skip


def check_none_taken(context: Context, document_id: DocumentId) -> None:
    """Raises NotAllowed while somebody edits a file of the document."""
    taken = context.session.execute(TAKEN, {"document_id": document_id}).one_or_none()
    if taken is not None:
        raise NotAllowed(f"Файл «{taken.name}» редактирует {taken.person}. Дождитесь возврата и повторите.")


def _mine() -> Select[Any]:
    return (
        select(
            FileCheckout, AttachmentRow.document_id, FileVersionRow.file_id, FileVersionRow.name, Content.sha256,
            DocumentKind.title, Document.number.label("registered_as"), Document.summary, Document.practice,
            initials(By).label("by"),
        )
        .join_from(FileCheckout, AttachmentRow, AttachmentRow.id == FileCheckout.attachment_id)
        .join(
            FileVersionRow,
            (FileVersionRow.attachment_id == AttachmentRow.id) & (FileVersionRow.number == FileCheckout.number),
        )
        .join(Content, Content.id == FileVersionRow.file_id)
        .join(Document, Document.id == AttachmentRow.document_id)
        .join(DocumentKind, DocumentKind.key == Document.kind)
        .outerjoin(By, By.id == FileCheckout.ended_by)
    )  # fmt: skip


def _my_checkout(row: Any) -> MyCheckout:
    checkout: FileCheckout = row.FileCheckout
    taken = Taken(
        checkout.id, row.document_id, checkout.attachment_id, checkout.number, row.file_id, row.name, row.sha256,
        checkout.since,
    )  # fmt: skip
    ended_at: datetime | None = checkout.ended
    ended = Ended(checkout.id, row.by, ended_at, checkout.reason) if ended_at and row.by else None
    number = f" № {row.registered_as}" if row.registered_as else ""
    mark = f"{MARK} · " if row.practice else ""
    return MyCheckout(taken, f"{mark}{row.title}{number}: {row.summary or 'без содержания'}", checkout.workplace, ended)
