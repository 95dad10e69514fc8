"""Cards that have no number yet: papers that have come, projects of our own; opening, filling, binning, restoring."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, bindparam, delete, insert, literal, or_, select, union_all
from sqlalchemy.orm.attributes import flag_modified

from common.kernel.changes import Kind
from common.kernel.ids import AttachmentId, DocumentId, FileId, PlaceId
from common.kernel.validation import Problem
from common.registry.card import FileRole, Restriction
from common.registry.classes import AS_SIGNED, MARK, NUMBERED, DocumentClass, DocumentState, label_of
from common.registry.document import DocumentDraft, Point
from common.registry.kinds import OF_THE_QUEUE
from common.registry.numbers import number_key
from common.registry.rules import Action
from common.registry.selection import EXTRA
from common.rpc.errors import Invalid, NotAllowed, Stale
from server.core.events import DocumentFiled, DocumentRestored
from server.core.service import Service
from server.files.service import FileService
from server.identity.models import RegistrationPlace
from server.registry.chosen_people import strangers
from server.registry.destinations import stands_in_journal_of
from server.registry.filing import place_last
from server.registry.indexing import index_card
from server.registry.kinds import kind_draft, kind_of, left_out, open_kind
from server.registry.models import (
    ActPoint,
    AttachmentRow,
    Cosignatory,
    Document,
    DocumentAddressee,
    DocumentLink,
    DocumentRecipient,
    ShelvedDocument,
)
from server.registry.participants import demand, let_in
from server.registry.readers import audience, opened_document
from server.search.service import SearchService

STALE = "Карточка изменилась с тех пор, как вы её открыли. Ваши правки не потеряны: обновите её (F5) и повторите."
MARKED_OUTSIDE = "«{0}» у внутренней копии — как у исходящего № {1}: измените там, сюда перейдёт само."
LIFTED_APART = "Гриф снимают с указанием причины: «Действия» → «Снять гриф…»."
LISTS: dict[str, tuple[Any, str]] = {
    "addressee_ids": (DocumentAddressee, "person_id"),
    "cosignatory_ids": (Cosignatory, "person_id"),
    "recipient_ids": (DocumentRecipient, "correspondent_id"),
}
LISTED = union_all(
    *(
        select(
            literal(name).label("name"), getattr(table, column).label("each"), table.position.label("position")
        ).where(table.document_id == bindparam("document_id", type_=BigInteger))
        for name, (table, column) in LISTS.items()
    )
).order_by("name", "position")
OWN_FIELDS = [name for name in DocumentDraft.__struct_fields__ if name not in {*LISTS, "points", "document_class"}]
EDITING = {DocumentState.REGISTERED: Action.CORRECT}


class Drafts(Service):
    """What can be done with a card before and beside its number."""

    def open(
        self, place_id: PlaceId, source: str, name: str, kind: str = OF_THE_QUEUE, *, practice: bool = False
    ) -> Document:
        """A paper in the queue of one's own place, or a project of one's own for any place."""
        of_kind = kind_of(self.session, kind)
        begins = DocumentClass(of_kind.document_class).begins
        document = Document(
            author_id=self.caller.me.id, place_id=place_id, source=source, name=name, delivery="", created=self.now,
            document_class=of_kind.document_class, kind=kind, state=begins, form=of_kind.form,
            form_basis=of_kind.form_basis, restriction=Restriction.NONE, open_to_all=False, case_file="",
            practice=practice,
        )  # fmt: skip
        if begins is DocumentState.DRAFT:
            self._own_place(place_id)
            document.received = self.today
        else:
            self._begin_project(document)
        with self.session.no_autoflush:  # the row is written once, with its readers
            let_in(self.session, document)
        self.session.add(document)
        self.session.flush()  # the id
        absent = left_out(self.session, of_kind, self.today) if begins is not DocumentState.DRAFT else {}
        if begins is not DocumentState.DRAFT:
            addressees = [each for each in of_kind.recipient_ids if each not in absent]
            self.put_list(document, "addressee_ids", addressees)
        noted = {"left_out": ", ".join(absent.values())} if absent else {}
        if begins is DocumentState.DRAFT:
            self.record("draft_created", "document", document.id, source=source, name=name)
        else:
            self.record("project_begun", "document", document.id, of_kind=of_kind.title, **noted)
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))
        return document

    def _own_place(self, place_id: PlaceId) -> None:
        if place_id not in [place.id for place in self.caller.me.places]:
            raise NotAllowed("Вы не регистратор этого места регистрации. Выберите своё место.")

    def _begin_project(self, document: Document) -> None:
        if self.session.get(RegistrationPlace, document.place_id) is None:
            raise Invalid("Выберите место регистрации из списка.", [Problem("place_id", "Такого места нет.")])
        document.executor_id, document.unit_id = self.caller.me.id, self.caller.me.unit_id

    def attach(self, document: Document, file_ids: Sequence[FileId], role: FileRole) -> list[AttachmentId]:
        """Ties files that the caller has brought to the document, in their order."""
        files = FileService(self.context)
        return [self.tie(document, file_id, files.brought_name(file_id), role) for file_id in file_ids]

    def tie(self, document: Document, file_id: FileId, name: str, role: FileRole) -> AttachmentId:
        """Ties a stored file to the document and tells the higher slices."""
        attachment_id = place_last(self.context, document.id, file_id, name, role)
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))
        self.context.tell(DocumentFiled(document.id, attachment_id, file_id, role.value))
        return attachment_id

    def for_action(self, document_id: DocumentId, action: Action, version: int | None = None) -> Document:
        """The document, locked, when the rules let the caller take the action.

        Raises Missing, NotAllowed with the rule's words, and Stale when it is not the version that the caller has read.
        """
        document = opened_document(self.session, self.caller, document_id, lock=True)
        demand(self.context, self.caller, document, action)
        if version is not None and document.version != version:
            raise Stale(STALE)
        return document

    def for_editing(self, document_id: DocumentId, version: int | None = None) -> Document:
        """The document, locked, when its card may be edited or corrected in its state."""
        document = opened_document(self.session, self.caller, document_id, lock=True)
        demand(self.context, self.caller, document, EDITING.get(document.state, Action.EDIT))
        if version is not None and document.version != version:
            raise Stale(STALE)
        return document

    def fill(self, document: Document, draft: DocumentDraft) -> None:
        """Writes the typed card into the document; the draft's names are the columns'."""
        self._check_fixed(document, draft)
        if document.signed_at is not None:
            self._check_as_signed(document, draft)
        if draft.control_due != document.control_due:
            document.control_deadline = None  # named by a person now
        for name in OWN_FIELDS:
            setattr(document, name, getattr(draft, name))
        document.their_number_key = number_key(draft.their_number)
        changed = [name for name, ids in self._lists(document).items()
                   if ids != list(dict.fromkeys(getattr(draft, name)))]  # fmt: skip
        for name in changed:
            self.put_list(document, name, getattr(draft, name))
        points = document.document_class is DocumentClass.ACT and draft.points != self._points(document)
        if points:
            self.put_points(document, draft.points)
        if changed or points:
            flag_modified(document, "summary")  # the version rises, though only rows beside the card have changed

    def _lists(self, document: Document) -> dict[str, list[Any]]:
        """What the lists of the card hold now, each in its order."""
        found: dict[str, list[Any]] = {name: [] for name in LISTS}
        for row in self.session.execute(LISTED, {"document_id": document.id}):
            found[row.name].append(row.each)
        return found

    def _check_fixed(self, document: Document, draft: DocumentDraft) -> None:
        """What a card may not change."""
        if draft.document_class is not document.document_class:
            raise Invalid("Класс документа не меняется: создайте документ другого вида.")
        if document.state in NUMBERED:
            if draft.place_id != document.place_id:
                raise Invalid("Место регистрации после присвоения номера не меняется.")
            self._check_mark_of_copy(document, draft)
            if is_restricted(document) and draft.restriction is Restriction.NONE:
                raise Invalid(LIFTED_APART, [Problem("restriction", LIFTED_APART)])
            if draft.kind != document.kind:
                self._check_journal(document, draft.kind)
        elif document.document_class is DocumentClass.INCOMING:
            if draft.place_id not in [place.id for place in self.caller.me.places]:
                problem = Problem("place_id", "Вы не регистратор этого места.")
                raise Invalid("Выберите своё место регистрации.", [problem])
        elif self.session.get(RegistrationPlace, draft.place_id) is None:
            raise Invalid("Выберите место регистрации.", [Problem("place_id", "Выберите место регистрации.")])
        kind = kind_of(self.session, draft.kind) if draft.kind == document.kind else open_kind(self.session, draft.kind)
        if kind.document_class is not document.document_class:
            raise Invalid("Этот вид — другого класса.", [Problem("kind", "Выберите вид этого класса.")])
        kept = document.extra if draft.kind == document.kind else {}
        self.check(kind_draft(kind).contradictions_of(draft.extra, kept or {}))
        self.check(strangers(self.session, kind_draft(kind), draft.extra, document.extra or {}))

    def _check_mark_of_copy(self, document: Document, draft: DocumentDraft) -> None:
        """An internal copy is as open or closed as the outgoing document whose number it bears."""
        if document.shares_id is None:
            return
        changed = {name: label_of(document.document_class, name) for name in MARK
                   if getattr(draft, name) != getattr(document, name)}  # fmt: skip
        self.check(Problem(name, MARKED_OUTSIDE.format(title, document.number)) for name, title in changed.items())

    def _check_as_signed(self, document: Document, draft: DocumentDraft) -> None:
        """The card says what was signed; the registrar adds only what registration needs, a controller among it."""
        before = self.draft_of(document)
        changed = [name for name in AS_SIGNED if getattr(before, name) != getattr(draft, name)]
        if before.controller_id is None and "controller_id" in changed:
            changed.remove("controller_id")
        labels = {name: label_of(document.document_class, name) for name in changed}
        titles = {field.key: field.title for field in kind_draft(kind_of(self.session, document.kind)).fields}
        labels |= {
            f"{EXTRA}{key}": titles.get(key, key) for key in document.signed_extra
            if draft.extra.get(key, "") != before.extra.get(key, "")
        }  # fmt: skip
        self.check(Problem(name, f"Документ подписан: «{label}» уже не меняется.") for name, label in labels.items())

    def _check_journal(self, document: Document, kind: str) -> None:
        if not stands_in_journal_of(self.session, document, kind_of(self.session, kind)):
            said = "У этого вида свой журнал: воспользуйтесь действием «Перенести в другой журнал»."
            raise Invalid(said, [Problem("kind", said)])

    def put_list(self, document: Document, name: str, ids: Sequence[int]) -> None:
        table, column = LISTS[name]
        self.session.execute(delete(table).where(table.document_id == document.id))
        rows: list[dict[str, Any]] = [
            {"document_id": document.id, column: each, "position": position}
            for position, each in enumerate(dict.fromkeys(ids))
        ]
        if rows:
            self.session.execute(insert(table), rows)

    def put_points(self, document: Document, points: Sequence[Point]) -> None:
        if document.document_class is not DocumentClass.ACT:
            return
        self.session.execute(delete(ActPoint).where(ActPoint.document_id == document.id))
        rows: list[dict[str, Any]] = [
            {"document_id": document.id, "position": position, **msgspec.structs.asdict(point)}
            for position, point in enumerate(points)
        ]
        if rows:
            self.session.execute(insert(ActPoint), rows)

    def discard(self, document: Document, reason: str) -> None:
        if not reason.strip():
            raise Invalid("Укажите причину.", [Problem("reason", "Укажите, почему документ не нужен.")])
        document.left_state, document.state = document.state.value, DocumentState.DISCARDED
        SearchService(self.context).forget(document.id)
        self.record("discarded", "document", document.id, reason=reason)
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))

    def abandon(self, document: Document) -> None:
        """Nothing has been written on it, filed in it or tied to it: it never was."""
        held = (
            select(AttachmentRow.id).where(AttachmentRow.document_id == document.id).limit(1),
            select(DocumentLink.id)
            .where(or_(DocumentLink.later_id == document.id, DocumentLink.earlier_id == document.id)).limit(1),
        )  # fmt: skip
        mine = document.author_id == self.caller.me.id and document.version == 1
        if not mine or any(self.session.scalar(each) for each in held):
            raise NotAllowed("Карточка не пуста: переместите её в корзину.")
        heard = audience(self.session, document)
        for table in (*(table for table, _column in LISTS.values()), ShelvedDocument):
            self.session.execute(delete(table).where(table.document_id == document.id))
        SearchService(self.context).forget(document.id)
        self.session.delete(document)
        self.record("draft_abandoned", "document", document.id)
        self.changed(Kind.DOCUMENT, document.id, heard)

    def restore(self, document: Document) -> None:
        """Back to where it was when it was discarded."""
        document.state = DocumentState(document.left_state or document.document_class.begins)
        document.left_state = ""
        self.session.flush()
        index_card(self.context, document)
        self.context.tell(DocumentRestored(document.id))
        self.record("restored", "document", document.id)
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))

    def draft_of(self, document: Document) -> DocumentDraft:
        """The card as it may be edited again."""
        values: dict[str, Any] = {name: getattr(document, name) for name in OWN_FIELDS} | self._lists(document)
        return DocumentDraft(**values, document_class=document.document_class, points=self._points(document))

    def _points(self, document: Document) -> list[Point]:
        if document.document_class is not DocumentClass.ACT:
            return []
        rows = self.session.scalars(
            select(ActPoint).where(ActPoint.document_id == document.id).order_by(ActPoint.position)
        )
        return [Point(number=row.number, text=row.text, executor_id=row.executor_id, due=row.due) for row in rows]


def is_restricted(document: Document) -> bool:
    return document.restriction is not Restriction.NONE


def differences(before: DocumentDraft, after: DocumentDraft) -> dict[str, Any]:
    """What a correction has changed: field → [before, after]."""
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
