"""Links between documents and what grows from them: chains, answers, copies, amended acts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.exc import IntegrityError

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId, PersonId, PlaceId
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass, DocumentState
from common.registry.links import (
    CHANGES_FORCE,
    LONGEST_CHAIN,
    Chain,
    ChainDocument,
    ChainLink,
    Linked,
    Links,
    LinksApi,
    LinkType,
)
from common.registry.rules import NOT_FOR_PRACTICE, Action
from common.rpc.errors import Invalid, Missing
from server.core.service import Service
from server.correspondents.models import Correspondent
from server.correspondents.queries import now_standing_for
from server.identity.models import Person, RegistrationPlace, employed
from server.registry.drafts import LISTS, OWN_FIELDS, Drafts
from server.registry.indexing import index_card
from server.registry.kinds import open_kind
from server.registry.link_sense import check_link
from server.registry.models import Document, DocumentAddressee, DocumentKind, DocumentLink
from server.registry.participants import demand, let_in
from server.registry.queries import WHO
from server.registry.readers import audience, opened_document, visible, visible_document

NOT_COPIED = {
    "their_number", "their_date", "received", "in_force", "published", "publication", "joint_numbers", "control_due",
}  # fmt: skip
ANSWER_KINDS, COPIED_FROM = ("reply", "outgoing_letter"), ("topic", "case_file", "restriction", "restriction_basis")


class LinkService(Service, LinksApi):
    def of(self, document_id: DocumentId) -> Links:
        opened_document(self.session, self.caller, document_id)
        ends = [
            (DocumentLink.later_id, DocumentLink.earlier_id, True),
            (DocumentLink.earlier_id, DocumentLink.later_id, False),
        ]
        rows: list[Linked] = []
        total = 0
        for this, other, forward in ends:
            total += self.session.scalar(select(func.count()).where(this == document_id)) or 0
            found = self.session.execute(
                _named().add_columns(DocumentLink.id.label("link_id"), DocumentLink.type)
                .join(DocumentLink, other == Document.id).where(this == document_id, visible(self.caller))
                .order_by(Document.created)
            )  # fmt: skip
            rows += [
                Linked(row.link_id, row.id, row.type, forward, row.document_class, _title(row), row.summary,
                       row.registered)
                for row in found
            ]  # fmt: skip
        return Links(rows, total - len(rows))

    def chain(self, document_id: DocumentId) -> Chain:
        opened_document(self.session, self.caller, document_id)
        known, edge = {document_id}, [document_id]
        while edge and len(known) <= LONGEST_CHAIN:
            edge = [each for each in self._neighbours(edge) if each not in known]
            known.update(edge)
        shown = sorted(known)[:LONGEST_CHAIN]
        rows = self.session.execute(_named().where(Document.id.in_(shown)).order_by(Document.created, Document.id))
        documents = [
            ChainDocument(row.id, row.document_class, _title(row), row.summary, row.name or "", row.registered)
            for row in rows
        ]
        pairs = self.session.execute(
            select(DocumentLink.later_id, DocumentLink.earlier_id, DocumentLink.type)
            .where(or_(DocumentLink.later_id.in_(shown), DocumentLink.earlier_id.in_(shown)))
        ).all()  # fmt: skip
        links = [ChainLink(*pair) for pair in pairs if pair.later_id in known and pair.earlier_id in known]
        unseen = {end for pair in pairs for end in pair[:2]} - known
        return Chain(documents, links, len(unseen), len(known) > LONGEST_CHAIN)

    def _neighbours(self, edge: Sequence[DocumentId]) -> list[DocumentId]:
        later = select(DocumentLink.later_id).where(DocumentLink.earlier_id.in_(edge))
        earlier = select(DocumentLink.earlier_id).where(DocumentLink.later_id.in_(edge))
        both = later.union(earlier).subquery()
        return list(
            self.session.scalars(select(Document.id).where(Document.id.in_(select(both.c[0])), visible(self.caller)))
        )

    def link(self, document_id: DocumentId, other_id: DocumentId, link_type: LinkType) -> int:
        document = Drafts(self.context).for_action(document_id, Action.LINK)
        other = visible_document(self.session, self.caller, other_id, stays=NOT_FOR_PRACTICE[Action.LINK])
        check_link(self.session, document, other, link_type, self.today)
        return self.tie(document, other, link_type)

    def tie(self, document: Document, other: Document, link_type: LinkType) -> int:
        row = DocumentLink(
            later_id=document.id, earlier_id=other.id, type=link_type, person_id=self.caller.me.id, at=self.now
        )
        try:
            with self.session.begin_nested():
                self.session.add(row)
        except IntegrityError as error:
            text = "Такая связь уже есть."
            raise Invalid(text, [Problem("other", text)]) from error
        for one, another in ((document, other), (other, document)):
            self.record(
                "linked", "document", one.id, self.context.in_stead.get(document.id, ""), link=link_type.label,
                number=another.number or "без номера",
            )  # fmt: skip
            self.changed(Kind.DOCUMENT, one.id, audience(self.session, one))
        return row.id

    def unlink(self, link_id: int, reason: str) -> None:
        found = self.session.get(DocumentLink, link_id)
        if found is None:
            raise Missing("Такой связи уже нет.")
        document = Drafts(self.context).for_action(found.later_id, Action.LINK)
        if not reason.strip():
            raise Invalid("Укажите причину.", [Problem("reason", "Укажите, почему связь неверна.")])
        other = self.session.get_one(Document, found.earlier_id)
        self.session.execute(delete(DocumentLink).where(DocumentLink.id == link_id))
        for each in (document, other):
            self.record("unlinked", "document", each.id, link=found.type.label, reason=reason)
            self.changed(Kind.DOCUMENT, each.id, audience(self.session, each))

    def tell_changed(self, document_id: DocumentId) -> None:
        """What a registered or cancelled act amends or repeals shows another force from now on."""
        acts = self.session.scalars(
            select(Document).join(DocumentLink, DocumentLink.earlier_id == Document.id)
            .where(DocumentLink.later_id == document_id, DocumentLink.type.in_(CHANGES_FORCE))
        ).all()  # fmt: skip
        for changed in acts:
            self.changed(Kind.DOCUMENT, changed.id, audience(self.session, changed))

    def answer(self, document_id: DocumentId) -> DocumentId:
        source = visible_document(self.session, self.caller, document_id, stays=NOT_FOR_PRACTICE[Action.ANSWER])
        demand(self.context, self.caller, source, Action.ANSWER)
        outside = source.document_class is DocumentClass.INCOMING
        kind = self._kind_of_answers() if outside else source.kind
        fresh = self._begin(kind, source, summary=source.summary)
        for name in COPIED_FROM:
            setattr(fresh, name, getattr(source, name))
        if outside:
            ids = [source.correspondent_id] if source.correspondent_id else []
            fresh.correspondent_id = next((now.id for now in now_standing_for(self.session, ids).values()), None)
            fresh.delivery, fresh.signatory_id = source.delivery, self._answering(source)
        else:
            Drafts(self.context).put_list(fresh, "addressee_ids", [source.signatory_id or source.author_id])
        self._close(fresh, source)
        self.tie(fresh, source, LinkType.REPLY)
        return fresh.id

    def _answering(self, source: Document) -> PersonId | None:
        """Who was written to signs the answer, as long as he is there."""
        return self.session.scalar(
            select(DocumentAddressee.person_id).join(Person, Person.id == DocumentAddressee.person_id)
            .where(DocumentAddressee.document_id == source.id)
            .where(employed(self.today))
            .order_by(DocumentAddressee.position).limit(1)
        )  # fmt: skip

    def _kind_of_answers(self) -> str:
        """That of answers where the administrator has one, else that of letters."""
        open_ones = select(DocumentKind.key).where(DocumentKind.key.in_(ANSWER_KINDS), ~DocumentKind.closed)
        known = set(self.session.scalars(open_ones))
        return next((kind for kind in ANSWER_KINDS if kind in known), ANSWER_KINDS[-1])

    def copy(self, document_id: DocumentId) -> DocumentId:
        source = visible_document(self.session, self.caller, document_id, stays=NOT_FOR_PRACTICE[Action.COPY])
        demand(self.context, self.caller, source, Action.COPY)
        drafts = Drafts(self.context)
        fresh = self._begin(source.kind, source, summary=source.summary)
        for name in OWN_FIELDS:
            if name not in NOT_COPIED | {"place_id", "executor_id", "unit_id"}:
                setattr(fresh, name, getattr(source, name))
        draft = drafts.draft_of(source)
        for name in LISTS:
            drafts.put_list(fresh, name, getattr(draft, name))
        drafts.put_points(fresh, draft.points)
        self._close(fresh, source)
        self.record("copied_from", "document", fresh.id, number=source.number or "без номера")
        return fresh.id

    def follow(self, document_id: DocumentId, kind: str) -> DocumentId:
        source = visible_document(self.session, self.caller, document_id, stays=NOT_FOR_PRACTICE[Action.LINK])
        fresh = self._begin(kind, source, summary=source.summary)
        self._close(fresh, source)
        self.tie(fresh, source, LinkType.RELATED)
        return fresh.id

    def _begin(self, kind: str, source: Document, *, summary: str) -> Document:
        own = [place.id for place in self.caller.me.places]
        place_id = source.place_id if source.place_id in own or not own else own[0]
        if open_kind(self.session, kind).document_class is not DocumentClass.INCOMING and not own:
            place_id = self._place_of_unit() or source.place_id
        fresh = Drafts(self.context).open(place_id, "Проект", "", kind)
        fresh.summary = summary
        self.session.flush()
        return fresh

    def _close(self, fresh: Document, source: Document) -> None:
        """What repeats a restricted document is as closed as it is, from the first moment."""
        for name in ("restriction", "restriction_basis", "copy_number"):
            setattr(fresh, name, getattr(source, name))
        let_in(self.session, fresh)
        self.session.flush()
        index_card(self.context, fresh)

    def _place_of_unit(self) -> PlaceId | None:
        unit_id = self.caller.me.unit_id
        return self.session.scalars(
            select(RegistrationPlace.id).where(RegistrationPlace.unit_id == unit_id).limit(1)
        ).one_or_none()


def _named() -> Any:
    return (
        select(
            Document.id, Document.document_class, Document.number, Document.registered, Document.summary,
            Document.state, DocumentKind.title.label("kind"), WHO,
        )
        .outerjoin(DocumentKind, DocumentKind.key == Document.kind)
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
    )  # fmt: skip


def _title(row: Any) -> str:
    if row.number:
        return f"{row.kind} № {row.number} от {row.registered:%d.%m.%Y}"
    return f"{row.kind or 'Документ'} ({DocumentState(row.state).label.lower()})"
