"""Paper: the way of originals and copies from hand to hand, and the dispatch of outgoing letters."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId, DocumentId, PersonId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import Problem
from common.registry.classes import RecordForm
from common.registry.papers import (
    GOES_ON,
    ORIGINAL,
    DispatchFilter,
    DispatchRow,
    Handover,
    Kept,
    Movement,
    OutstandingRow,
    PaperReturn,
    PapersApi,
    Sending,
)
from common.registry.rules import Action
from common.rpc.errors import Invalid
from server.core.service import Service
from server.correspondents.models import Correspondent
from server.identity.models import Person
from server.registry.drafts import Drafts
from server.registry.models import DictionaryEntry, Dispatch, Document, PaperMovement
from server.registry.queries import WHO, initials
from server.registry.readers import audience, opened_document, visible

Holder, Clerk = aliased(Person), aliased(Person)
BY_PERSON = func.coalesce(initials(Holder), PaperMovement.place)
HOLDER = case((PaperMovement.returned, PaperMovement.place), else_=BY_PERSON)
BROUGHT_BY = case((PaperMovement.returned, func.coalesce(initials(Holder), "")), else_="")


class PaperService(Service, PapersApi):
    def movements(self, document_id: DocumentId) -> list[Movement]:
        opened_document(self.session, self.caller, document_id)
        rows = self.session.execute(
            select(
                PaperMovement.id, PaperMovement.copy, HOLDER, PaperMovement.on, PaperMovement.due_back,
                PaperMovement.remark, initials(Clerk), PaperMovement.recorded_at, PaperMovement.current,
                PaperMovement.returned, BROUGHT_BY,
            )
            .outerjoin(Holder, Holder.id == PaperMovement.person_id)
            .join(Clerk, Clerk.id == PaperMovement.recorded_by)
            .where(PaperMovement.document_id == document_id).order_by(PaperMovement.on.desc(), PaperMovement.id.desc())
        )  # fmt: skip
        return [Movement(*row) for row in rows]

    def kept(self, document_id: DocumentId) -> Kept:
        document = opened_document(self.session, self.caller, document_id)
        return Kept(document.form, document.paper_place)

    def hand_over(self, document_id: DocumentId, handover: Handover) -> int:
        document = Drafts(self.context).for_action(document_id, Action.HAND_OVER)
        self.check(handover.problems(self.today))
        self._check_person(handover.person_id)
        self._check_existed(document, handover)
        copy = handover.copy.strip().lower()
        if not handover.knowing and (text := self._unexpected(document, copy, handover)):
            raise Invalid(text, [Problem(GOES_ON, text)])
        of_copy = [PaperMovement.document_id == document.id, PaperMovement.copy == copy]
        later = self.session.scalar(
            select(PaperMovement.id).where(*of_copy, PaperMovement.on > handover.on).limit(1)
        )  # what is written down afterwards does not tell where the copy is today
        step = PaperMovement(
            document_id=document.id, copy=copy, person_id=handover.person_id, place=handover.place, on=handover.on,
            due_back=handover.due_back, remark=handover.remark, current=later is None, recorded_by=self.caller.me.id,
            recorded_at=self.now,
        )  # fmt: skip
        self._write_down(document, step)
        holder = self.session.get(Person, handover.person_id) if handover.person_id else None
        self.record("handed_over", "document", document.id, copy=copy, holder=holder.name if holder else handover.place)
        return step.id

    def bring_back(self, document_id: DocumentId, movement_id: int, back: PaperReturn) -> int:
        document = Drafts(self.context).for_action(document_id, Action.HAND_OVER)
        self.check(back.problems(self.today))
        self._check_person(back.person_id)
        gone = self.session.get(PaperMovement, movement_id)
        if gone is None or gone.document_id != document.id or not gone.current or gone.returned:
            raise Invalid("Этот экземпляр уже вернулся или передан дальше: обновите список.")
        if back.on is not None and back.on < gone.on:
            text = f"Экземпляр передан {gone.on:%d.%m.%Y}: раньше он вернуться не мог."
            raise Invalid(text, [Problem("on", text)])
        step = PaperMovement(
            document_id=document.id, copy=gone.copy, person_id=back.person_id, place=back.place.strip(), on=back.on,
            remark=back.remark, current=True, returned=True, recorded_by=self.caller.me.id, recorded_at=self.now,
        )  # fmt: skip
        self._write_down(document, step)
        self.record("paper_returned", "document", document.id, copy=gone.copy, place=step.place)
        return step.id

    def _write_down(self, document: Document, step: PaperMovement) -> None:
        if step.current:
            of_copy = [PaperMovement.document_id == document.id, PaperMovement.copy == step.copy]
            self.session.execute(update(PaperMovement).where(*of_copy, PaperMovement.current).values(current=False))
        self.session.add(step)
        self.session.flush()  # the id
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))

    def _check_person(self, person_id: PersonId | None) -> None:
        if person_id is not None and self.session.get(Person, person_id) is None:
            raise Invalid("Такого сотрудника нет.", [Problem("person_id", "Выберите сотрудника из списка.")])

    def _unexpected(self, document: Document, copy: str, handover: Handover) -> str:
        """What a clerk should know before: another has it still; the card says that there is no paper."""
        holding = self.session.execute(
            select(HOLDER.label("holder"), PaperMovement.on, PaperMovement.due_back)
            .outerjoin(Holder, Holder.id == PaperMovement.person_id)
            .where(PaperMovement.document_id == document.id, PaperMovement.copy == copy, PaperMovement.current,
                   ~PaperMovement.returned, PaperMovement.on <= handover.on)
        ).one_or_none()  # fmt: skip
        if holding is not None:
            until = f", вернуть до {holding.due_back:%d.%m.%Y}" if holding.due_back else ""
            what = copy[0].upper() + copy[1:]
            return f"Возврат не отмечен. {what} — {holding.holder}, с {holding.on:%d.%m.%Y}{until}."
        if copy == ORIGINAL and document.form is RecordForm.ELECTRONIC:
            return (
                "Документ ведётся только в электронной форме: бумажного подлинника нет. Передаёте распечатку — напишите"
                " «бумажная копия»; есть подлинник на бумаге — исправьте «Форму ведения»."
            )
        return ""

    def _check_existed(self, document: Document, handover: Handover) -> None:
        """Paper moves from the day on which it came, or on which it was begun here."""
        begun = self.context.clock.local(document.created).date()
        first = min(day for day in (document.received, document.registered, begun) if day)
        if handover.on is not None and handover.on < first:
            text = f"Документа ещё не было: он появился {first:%d.%m.%Y}. Проверьте дату передачи."
            raise Invalid(text, [Problem("on", text)])

    def outstanding(self, overdue: bool = False, offset: int = 0, limit: int = PAGE_SIZE) -> Page[OutstandingRow]:
        places = [place.id for place in self.caller.me.places]
        fits = [
            PaperMovement.current, ~PaperMovement.returned, Document.place_id.in_(places),
            visible(self.caller),
        ]  # fmt: skip
        if overdue:
            fits.append(PaperMovement.due_back < self.today)
        total = self.session.execute(
            select(func.count()).select_from(PaperMovement).join(Document, Document.id == PaperMovement.document_id)
            .where(*fits)
        ).scalar_one()  # fmt: skip
        rows = self.session.execute(
            select(
                PaperMovement.id, Document.id, Document.number, Document.summary, PaperMovement.copy, HOLDER,
                PaperMovement.on, PaperMovement.due_back,
            )
            .join_from(PaperMovement, Document, Document.id == PaperMovement.document_id)
            .outerjoin(Holder, Holder.id == PaperMovement.person_id)
            .where(*fits).order_by(PaperMovement.on, PaperMovement.id).offset(offset).limit(limit)
        )  # fmt: skip
        return Page(total, [OutstandingRow(*row) for row in rows])

    def dispatches(self, document_id: DocumentId) -> list[DispatchRow]:
        opened_document(self.session, self.caller, document_id)
        rows = self.session.execute(dispatch_rows().where(Dispatch.document_id == document_id).order_by(Dispatch.id))
        return [DispatchRow(*row) for row in rows]

    def dispatch_register(self, chosen: DispatchFilter, offset: int = 0, limit: int = PAGE_SIZE) -> Page[DispatchRow]:
        places = [place.id for place in self.caller.me.places]
        fits = and_(Document.place_id.in_(places), visible(self.caller), *_conditions(chosen))
        counted = select(func.count()).select_from(Dispatch).join(Document, Document.id == Dispatch.document_id)
        total = self.session.execute(counted.where(fits)).scalar_one()
        newest = (Dispatch.sent_on.desc().nulls_first(), Dispatch.id.desc())
        rows = self.session.execute(dispatch_rows().where(fits).order_by(*newest).offset(offset).limit(limit))
        return Page(total, [DispatchRow(*row) for row in rows])

    def send(self, document_id: DocumentId, dispatch_ids: list[int], sending: Sending) -> None:
        document = Drafts(self.context).for_action(document_id, Action.DISPATCH)
        self.check(sending.problems(self.today))
        if sending.sent_on and document.registered and sending.sent_on < document.registered:
            raise Invalid("Отправить раньше регистрации нельзя.", [Problem("sent_on", "Проверьте дату отправки.")])
        marked = self.session.scalars(
            update(Dispatch).where(Dispatch.document_id == document.id, Dispatch.id.in_(dispatch_ids))
            .values(delivery=sending.delivery, sent_on=sending.sent_on, track=sending.track, remark=sending.remark,
                    person_id=self.caller.me.id)
            .returning(Dispatch.id)
        ).all()  # fmt: skip
        if len(marked) != len(set(dispatch_ids)) or not marked:
            raise Invalid("Отметьте адресатов этого документа.", [Problem("dispatch_ids", "Выберите адресатов.")])
        self.record("dispatched", "document", document.id, count=len(marked), on=sending.sent_on)
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))

    def address(self, document: Document, names: Mapping[CorrespondentId, str]) -> list[str]:
        """Organisations that wait to be sent the document from now on; gives the names of those added."""
        if not names:
            return []
        rows = [{"document_id": document.id, "correspondent_id": each, "delivery": document.delivery}
                for each in names]  # fmt: skip
        added = self.session.scalars(
            insert(Dispatch).on_conflict_do_nothing().returning(Dispatch.correspondent_id), rows
        ).all()
        if added:
            self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))
        return [name for each, name in names.items() if each in added]

    def addressed(self, document_id: DocumentId) -> set[CorrespondentId]:
        of_document = select(Dispatch.correspondent_id).where(Dispatch.document_id == document_id)
        return set(self.session.scalars(of_document))


def dispatch_rows() -> Any:
    return (
        select(
            Dispatch.id, Dispatch.document_id, Document.number, Document.registered, Document.summary,
            WHO, Correspondent.address, func.coalesce(DictionaryEntry.title, Dispatch.delivery).label("delivery"),
            Dispatch.sent_on, Dispatch.track, Dispatch.remark,
        )
        .join_from(Dispatch, Document, Document.id == Dispatch.document_id)
        .join(Correspondent, Correspondent.id == Dispatch.correspondent_id)
        .outerjoin(
            DictionaryEntry, (DictionaryEntry.dictionary == "delivery") & (DictionaryEntry.key == Dispatch.delivery)
        )
    )  # fmt: skip


def _conditions(chosen: DispatchFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.since:
        found.append(Dispatch.sent_on >= chosen.since)
    if chosen.until:
        found.append(Dispatch.sent_on <= chosen.until)
    if chosen.delivery:
        found.append(Dispatch.delivery == chosen.delivery)
    if chosen.unsent:
        found.append(Dispatch.sent_on.is_(None))
    return found
