"""Practice: the folder «Учебные», beginning a document in a journal for practice, and wiping them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, true
from sqlalchemy.orm import aliased

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId, JournalId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.registry.classes import DocumentClass
from common.registry.kinds import OF_THE_QUEUE
from common.registry.numbers import number_key
from common.registry.practice import PracticeApi, PracticeFilter, PracticeJournal, PracticeRow
from common.rpc.errors import Invalid, Missing, NotAllowed
from server.core.events import PracticeWiped
from server.core.models import PastRow
from server.core.service import Service
from server.correspondents.models import Correspondent
from server.identity.models import Person, RegistrationPlace
from server.registry.drafts import LISTS, Drafts
from server.registry.file_models import FileCheckout
from server.registry.kinds import open_kind
from server.registry.models import (
    ActPoint,
    AttachmentRow,
    Document,
    DocumentApprover,
    DocumentCopy,
    DocumentKind,
    Journal,
    OpenCard,
    PaperMovement,
    ShelvedDocument,
)
from server.registry.number_models import SERIES, NumberCounter, NumberEvent, NumberLedger
from server.registry.queries import WHO, initials
from server.registry.readers import practised

Author = aliased(Person)
OF_DOCUMENT = (
    *(table for table, _ in LISTS.values()), ActPoint, ShelvedDocument, OpenCard, DocumentCopy, DocumentApprover,
    PaperMovement,
)  # fmt: skip


class PracticeService(Service, PracticeApi):
    def journals(self) -> list[PracticeJournal]:
        own = [place.id for place in self.caller.me.places]
        rows = self.session.execute(
            select(
                Journal.id, Journal.title, Journal.document_class, RegistrationPlace.title.label("place"), Journal.kind
            )
            .join(RegistrationPlace, RegistrationPlace.id == Journal.place_id)
            .where(Journal.practice, Journal.closed.is_(False), Journal.place_id.in_(own))
            .order_by(Journal.place_id, Journal.id)
        )
        return [PracticeJournal(row.id, row.title, row.document_class, row.place, row.kind) for row in rows]

    def documents(self, chosen: PracticeFilter, offset: int = 0, limit: int = PAGE_SIZE) -> Page[PracticeRow]:
        own = Document.author_id == self.caller.me.id
        fits = and_(practised(self.caller), own if chosen.mine else true(), *map(_has, chosen.text.split()))
        named = (
            select(
                Document.id, Document.number, Document.registered, Document.document_class, Document.state,
                DocumentKind.title.label("kind"), WHO, Document.summary, initials(Author).label("author"),
                Document.created,
            )
            .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
            .join(DocumentKind, DocumentKind.key == Document.kind).join(Author, Author.id == Document.author_id)
            .where(fits)
        )  # fmt: skip
        total = self.session.execute(select(func.count()).select_from(named.subquery())).scalar_one()
        rows = self.session.execute(named.order_by(Document.id.desc()).offset(offset).limit(limit))
        found = [
            PracticeRow(
                row.id, row.number, row.registered, row.document_class, row.state, row.kind, row.name or "",
                row.summary, row.author, row.created,
            )
            for row in rows
        ]  # fmt: skip
        return Page(total, found)

    def begin(self, journal_id: JournalId, kind: str = "") -> DocumentId:
        journal = self.session.get(Journal, journal_id)
        if journal is None or not journal.practice:
            raise Missing("Такого учебного журнала нет. Обновите список.")
        if journal.closed:
            raise Invalid("Этот учебный журнал закрыт. Выберите другой.")
        if journal.place_id not in [place.id for place in self.caller.me.places]:
            raise NotAllowed("Учебный журнал ведёт другое место регистрации: выберите журнал своего.")
        of_kind = open_kind(self.session, kind or journal.kind or self._first_kind(journal.document_class))
        if of_kind.document_class is not journal.document_class:
            raise Invalid("Этот вид — другого класса: выберите вид того же класса, что и журнал.")
        if journal.kind and journal.kind != of_kind.key:
            raise Invalid("Этот учебный журнал — для одного вида: выберите его или другой журнал.")
        name = "Новая учебная карточка" if of_kind.key == OF_THE_QUEUE else ""
        return Drafts(self.context).open(journal.place_id, "Учебный", name, of_kind.key, practice=True).id

    def _first_kind(self, document_class: DocumentClass) -> str:
        """That with which the class begins in the list of kinds; a letter that has come is a letter."""
        if document_class is DocumentClass.INCOMING:
            return OF_THE_QUEUE
        first = (
            select(DocumentKind.key).where(DocumentKind.document_class == document_class, ~DocumentKind.closed)
            .order_by(DocumentKind.position).limit(1)
        )  # fmt: skip
        if found := self.session.scalar(first):
            return found
        raise Invalid("Открытых видов этого класса нет. Обратитесь к администратору.")

    def wipe(self, everybodys: bool = False) -> int:
        if everybodys:
            self.demand(Right.ADMINISTER, "Учебные документы всех стирает администратор. Сотрите свои.")
        chosen = Document.practice if everybodys else and_(Document.practice, Document.author_id == self.caller.me.id)
        rows = self.session.execute(
            select(Document.id, Document.author_id).where(chosen).order_by(Document.id).with_for_update()
        ).all()
        ids = [row.id for row in rows]
        self.context.tell(PracticeWiped(tuple(ids)))
        self._remove_numbers(ids, everybodys=everybodys)
        self._remove(ids)
        self.record("practice_wiped", "practice", None, count=len(ids), everybodys=everybodys)
        for row in rows:
            self.changed(Kind.DOCUMENT, row.id, [row.author_id, self.caller.me.id])
        return len(ids)

    def _remove_numbers(self, ids: Sequence[DocumentId], *, everybodys: bool) -> None:
        """The lines of the documents; with everybody's go those that no document has, and counting begins anew."""
        marked = select(Journal.id).where(Journal.practice)
        of_these = true() if everybodys else NumberLedger.document_id.in_(ids)
        lines = and_(NumberLedger.journal_id.in_(marked), of_these)
        of_line = and_(*(getattr(NumberEvent, name) == getattr(NumberLedger, name) for name in SERIES))
        self.session.execute(delete(NumberEvent).where(of_line, lines).execution_options(synchronize_session=False))
        self.session.execute(delete(NumberLedger).where(lines).execution_options(synchronize_session=False))
        if everybodys:
            self.session.execute(delete(NumberCounter).where(NumberCounter.journal_id.in_(marked)))

    def _remove(self, ids: Sequence[DocumentId]) -> None:
        """The documents with all that is written beside them; the acts stay, and a content may be another's too."""
        files = select(AttachmentRow.id).where(AttachmentRow.document_id.in_(ids))
        self.session.execute(delete(FileCheckout).where(FileCheckout.attachment_id.in_(files)))
        for table in (*OF_DOCUMENT, AttachmentRow):
            self.session.execute(delete(table).where(table.document_id.in_(ids)))
        self.session.execute(delete(Document).where(Document.id.in_(ids), Document.practice))
        self.session.execute(delete(PastRow).where(PastRow.source == "document", PastRow.row_id.in_(ids)))


def _has(word: str) -> ColumnElement[bool]:
    folded = word.lower().replace("ё", "е")
    read = [
        func.translate(func.lower(func.coalesce(column, "")), "ё", "е")
        for column in (Document.summary, Correspondent.name, DocumentKind.title, initials(Author), Document.name)
    ]
    by_words = [each.contains(folded, autoescape=True) for each in read]
    return or_(Document.number_key.contains(number_key(word), autoescape=True), *by_words)
