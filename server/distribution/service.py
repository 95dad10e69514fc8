"""Distribution and acquaintance as their Api: sent, confirmed, reminded of, recalled."""

from datetime import datetime, time
from functools import partial

from sqlalchemy import func, select, update

from common.distribution.api import (
    DistributionApi,
    FolderCount,
    FolderFilter,
    Preview,
    SendDraft,
    SendingCard,
    SheetFilter,
    SheetRow,
    Summary,
)
from common.identity import StandIn
from common.kernel.changes import Kind
from common.kernel.ids import AcquaintanceId, DocumentId, PersonId, SendingId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import require
from common.registry.bulk import BulkOutcome
from common.registry.classes import DocumentState
from common.registry.practice import NOT_SENT
from common.rpc.errors import Invalid, Missing, NotAllowed
from server.core.events import AcquaintanceReminded
from server.core.service import Service
from server.distribution.models import Acquaintance, DistributionSending
from server.distribution.preview import Previews
from server.distribution.queries import (
    OPEN,
    folder_count,
    folder_page,
    mine,
    sheet_page,
    unit_states,
    waiting,
)
from server.distribution.recipients import chosen
from server.distribution.sending import Distribution
from server.identity.models import Person
from server.registry.bulk import each_apart
from server.registry.models import Document
from server.registry.queries import names_of
from server.registry.readers import opened_document, visible_document

NOT_YOURS = "Ознакомление подтверждает сам получатель или тот, кто его сегодня замещает."
NOBODY_TO_REMIND = "Напоминать некому: все ознакомились, или сегодня им уже напоминали."
ORGANISATIONS_ONLY = "Эта рассылка — только организациям: снимите отправку в папке «Отправка»."
NOTHING_TO_RECALL = "Отзывать нечего: все получатели этой рассылки уже подтвердили ознакомление."


class DistributionService(Service, DistributionApi):
    def preview(self, document_ids: list[DocumentId], draft: SendDraft) -> Preview:
        self.check(draft.problems())
        return Previews(self.context).of(document_ids, draft)

    def send(self, document_ids: list[DocumentId], draft: SendDraft) -> list[BulkOutcome]:
        self.check(draft.problems())
        sending, wanted = Distribution(self.context), chosen(self, draft)
        deadline = sending.deadline(draft.days)

        def send(document_id: DocumentId) -> str:
            document = visible_document(self.session, self.caller, document_id, lock=True, stays=NOT_SENT)
            return sending.send(document, draft, wanted, deadline)

        return each_apart(self.context, document_ids, send)

    def summary(self, document_id: DocumentId) -> Summary:
        document = opened_document(self.session, self.caller, document_id)
        return Summary(
            sendings=self._sendings(document), units=unit_states(self.session, document.id, self.today),
            mine=mine(self.session, self.caller, document, self.today),
            refusal=Distribution(self.context).refusal(document),
        )  # fmt: skip

    def sheet(
        self, document_id: DocumentId, chosen: SheetFilter, offset: int = 0, limit: int = PAGE_SIZE
    ) -> Page[SheetRow]:
        opened_document(self.session, self.caller, document_id)
        return sheet_page(self.session, document_id, chosen, self.today, offset, limit)

    def folder(self, chosen: FolderFilter, offset: int = 0, limit: int = PAGE_SIZE) -> Page[SheetRow]:
        return folder_page(self.session, self.caller, chosen, self.today, offset, limit)

    def counts(self) -> FolderCount:
        return folder_count(self.session, self.caller, self.today)

    def confirm(self, acquaintance_ids: list[AcquaintanceId], comment: str = "") -> list[BulkOutcome]:
        found = select(Acquaintance.id, Acquaintance.document_id).where(Acquaintance.id.in_(acquaintance_ids))
        documents = dict(self.session.execute(found).all())
        outcomes: list[BulkOutcome] = []
        for each in dict.fromkeys(acquaintance_ids):
            document_id = documents.get(each)
            if document_id is None:
                outcomes.append(BulkOutcome(DocumentId(0), "", "", "Такой рассылки уже нет. Обновите список."))
                continue
            outcomes += each_apart(self.context, [document_id], partial(self._confirm, each, comment))
        return outcomes

    def remind(self, document_id: DocumentId, chosen: SheetFilter) -> int:
        document = visible_document(self.session, self.caller, document_id, stays=NOT_SENT)
        if words := Distribution(self.context).refusal(document):
            raise NotAllowed(words)
        midnight = datetime.combine(self.today, time(), self.context.clock.zone)
        not_today = Acquaintance.reminded_at.is_(None) | (Acquaintance.reminded_at < midnight)
        of_unit = [Acquaintance.unit_id == chosen.unit_id] if chosen.unit_id else []
        people = self.session.scalars(
            update(Acquaintance).values(reminded_at=self.now)
            .where(Acquaintance.document_id == document.id, Person.id == Acquaintance.person_id)
            .where(waiting(self.today), not_today, *of_unit).returning(Acquaintance.person_id)
            .execution_options(synchronize_session=False)
        ).all()  # fmt: skip
        if not people:
            raise Invalid(NOBODY_TO_REMIND)
        self.record("acquaintance_reminded", "document", document.id, people=len(people))
        self.context.tell(AcquaintanceReminded(document.id, tuple(people)))
        self.changed(Kind.ACQUAINTANCE, document.id, [*people, self.caller.me.id])
        return len(people)

    def recall(self, sending_id: SendingId, reason: str) -> int:
        self.check(require("reason", reason.strip(), "Причина отзыва"))
        sending = self.session.get(DistributionSending, sending_id)
        if sending is None:
            raise Missing("Такой рассылки нет. Обновите вкладку.")
        document = visible_document(self.session, self.caller, sending.document_id, lock=True)
        self.session.refresh(sending)
        if not self._may_recall(document, sending):
            raise NotAllowed("Рассылку отзывает тот, кто её отправил, или регистратор места.")
        if sending.recalled_at is not None:
            raise Invalid("Эта рассылка уже отозвана.")
        people = self.session.scalars(
            update(Acquaintance).where(Acquaintance.sending_id == sending.id, OPEN).values(withdrawn_at=self.now)
            .returning(Acquaintance.person_id).execution_options(synchronize_session=False)
        ).all()  # fmt: skip
        if not people:
            raise Invalid(NOTHING_TO_RECALL if self._asked_anybody(sending) else ORGANISATIONS_ONLY)
        sending.recalled_at, sending.recall_reason = self.now, reason.strip()
        self.record(
            "distribution_recalled", "document", document.id, sending=sending.id, people=len(people), reason=reason
        )  # fmt: skip
        self.changed(Kind.ACQUAINTANCE, document.id, [*people, sending.sent_by_id, self.caller.me.id])
        return len(people)

    def _confirm(self, acquaintance_id: AcquaintanceId, comment: str, document_id: DocumentId) -> str:
        document = visible_document(self.session, self.caller, document_id)
        row = self.session.get_one(Acquaintance, acquaintance_id, with_for_update=True, populate_existing=True)
        if row.person_id not in self.caller.selves(document.kind):
            raise NotAllowed(NOT_YOURS)
        if row.withdrawn_at is not None:
            raise Invalid("Рассылка отозвана: подтверждать её не нужно.")
        if row.confirmed_at is not None:
            at = self.context.clock.local(row.confirmed_at)
            raise Invalid(f"Ознакомление уже подтверждено {at:%d.%m.%Y в %H:%M}.")
        if document.state is not DocumentState.REGISTERED:
            raise Invalid("Регистрация документа отменена: знакомиться с ним не нужно.")
        sending = self.session.get_one(DistributionSending, row.sending_id)
        row.confirmed_at, row.confirmed_by_id, row.comment = self.now, self.caller.me.id, comment.strip()
        absent = self._absent(row.person_id)
        self.record(
            "acquainted", "document", document.id, absent.name if absent else "", sending=row.sending_id,
            **({"text": row.comment} if row.comment else {}),
        )  # fmt: skip
        self.changed(Kind.ACQUAINTANCE, document.id, [row.person_id, self.caller.me.id, sending.sent_by_id])
        return sending.kind.done.lower()

    def _asked_anybody(self, sending: DistributionSending) -> bool:
        asked = select(Acquaintance.id).where(Acquaintance.sending_id == sending.id).limit(1)
        return self.session.scalar(asked) is not None

    def _absent(self, person_id: PersonId) -> StandIn | None:
        return next((each for each in self.caller.me.stands_in if each.id == person_id), None)

    def _may_recall(self, document: Document, sending: DistributionSending) -> bool:
        senders = {sending.sent_by_id, sending.in_stead_of_id}
        registers = self.caller.registers(document.place_id, document.kind, document.state.value)
        return registers or bool(senders & self.caller.selves(document.kind))

    def _sendings(self, document: Document) -> list[SendingCard]:
        """The newest first."""
        sendings = self.session.scalars(
            select(DistributionSending).where(DistributionSending.document_id == document.id)
            .order_by(DistributionSending.id.desc())
        ).all()  # fmt: skip
        done = func.count(Acquaintance.confirmed_at)
        counted = self.session.execute(
            select(Acquaintance.sending_id, func.count(), done)
            .where(Acquaintance.document_id == document.id).group_by(Acquaintance.sending_id)
        )  # fmt: skip
        counts = {sending_id: (people, read) for sending_id, people, read in counted}
        people = {person for each in sendings for person in (each.sent_by_id, each.in_stead_of_id) if person}
        names = names_of(self.session, sorted(people))
        found = []
        for each in sendings:
            asked, read = counts.get(each.id, (0, 0))
            stead = f" за {names[each.in_stead_of_id]}" if each.in_stead_of_id else ""
            found.append(
                SendingCard(
                    id=each.id, kind=each.kind, sent_by=names[each.sent_by_id] + stead, sent_at=each.sent_at,
                    due=each.due, recipients=each.recipients, comment=each.comment, people=asked, done=read,
                    organisations=len(each.organisations), recalled_at=each.recalled_at,
                    recall_reason=each.recall_reason,
                    may_recall=each.recalled_at is None and asked > read and self._may_recall(document, each),
                )
            )  # fmt: skip
        return found
