"""Exactly who would get the documents, before they are sent."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from common.distribution.api import MOST_NAMED, Away, Preview, SendDraft, UnitCount
from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.practice import NOT_SENT
from server.core.service import Service
from server.distribution.models import Acquaintance, DistributionSending
from server.distribution.recipients import Chosen, chosen, gave_back, has_got, meant
from server.distribution.sending import Distribution
from server.identity.models import Person, Substitution, Unit
from server.registry.bulk import each_apart
from server.registry.models import Document
from server.registry.papers import PaperService
from server.registry.queries import initials
from server.registry.readers import visible_document

Deputy = aliased(Person)


class Previews(Service):
    def of(self, document_ids: Sequence[DocumentId], draft: SendDraft) -> Preview:
        wanted, sending = chosen(self, draft), Distribution(self.context)

        def check(document_id: DocumentId) -> str:
            sending.check_may_send(visible_document(self.session, self.caller, document_id, stays=NOT_SENT), wanted)
            return "ok"

        outcomes = each_apart(self.context, document_ids, check)
        documents = [each.document_id for each in outcomes if not each.refusal]
        counts = self._counts(documents, wanted, again=draft.again)
        known = {each for one in documents[:1] for each in PaperService(self.context).addressed(one)}
        outside = wanted.organisations if documents else {}
        already, passed_by = self._already(documents, wanted, again=draft.again)
        return Preview(
            people=sum(each.people for each in counts), units=counts, already=already, passed_by=passed_by,
            dismissed=self._dismissed(wanted), unanswered=wanted.unanswered,
            away=self._away(documents, wanted, again=draft.again),
            organisations=[name for each, name in outside.items() if each not in known],
            organisations_already=[name for each, name in outside.items() if each in known],
            deadline=sending.deadline(draft.days), refusals=[each for each in outcomes if each.refusal],
        )  # fmt: skip

    def _counts(self, documents: Sequence[DocumentId], wanted: Chosen, *, again: bool) -> list[UnitCount]:
        """Of those who get at least one of the documents."""
        kept = (Document.restriction == Restriction.NONE) | ~gave_back(Document.id)
        gets = select(Document.id).where(
            Document.id.in_(documents), ~has_got(Document.id, again=again), kept
        ).correlate(Person).exists()  # fmt: skip
        rows = self.session.execute(
            select(Unit.id, Unit.title, func.count().label("people")).join(Person, Person.unit_id == Unit.id)
            .where(meant(wanted, self.today), gets).group_by(Unit.id).order_by(Unit.code)
        )  # fmt: skip
        return [UnitCount(*row) for row in rows]

    def _already(self, documents: Sequence[DocumentId], wanted: Chosen, *, again: bool) -> tuple[list[str], int]:
        asked = select(Acquaintance).where(
            Acquaintance.document_id.in_(documents), Acquaintance.withdrawn_at.is_(None)
        )  # fmt: skip
        if again:
            asked = asked.where(Acquaintance.confirmed_at.is_(None))
        newest = (
            asked.ext(distinct_on(Acquaintance.document_id, Acquaintance.person_id))
            .order_by(Acquaintance.document_id, Acquaintance.person_id, Acquaintance.id.desc()).subquery()
        )  # fmt: skip
        rows = self.session.execute(
            select(initials(Person), newest.c.confirmed_at, DistributionSending.sent_at,
                   func.count().over())
            .join(newest, newest.c.person_id == Person.id)
            .join(DistributionSending, DistributionSending.id == newest.c.sending_id)
            .where(meant(wanted, self.today)).order_by(Person.surname, Person.id).limit(MOST_NAMED)
        ).all()  # fmt: skip
        local = self.context.clock.local
        names = [
            f"{name} — ознакомление подтверждено {local(confirmed):%d.%m.%Y}" if confirmed
            else f"{name} — уже в рассылке от {local(sent):%d.%m.%Y}"
            for name, confirmed, sent, _ in rows
        ]  # fmt: skip
        return names, rows[0][3] if rows else 0

    def _dismissed(self, wanted: Chosen) -> list[str]:
        gone = select(initials(Person)).where(Person.id.in_(wanted.people), Person.dismissed <= self.today)
        return list(self.session.scalars(gone.order_by(Person.surname)))

    def _away(self, documents: Sequence[DocumentId], wanted: Chosen, *, again: bool) -> list[Away]:
        if not documents:
            return []
        today = self.today
        rows = self.session.execute(
            select(initials(Person), Substitution.until, initials(Deputy))
            .join(Substitution, Substitution.absent_id == Person.id).join(Deputy, Deputy.id == Substitution.deputy_id)
            .where(Substitution.since <= today, Substitution.until >= today, meant(wanted, today))
            .where(~has_got(documents[0], again=again)).order_by(Person.surname, Substitution.id).limit(MOST_NAMED)
        )  # fmt: skip
        return [Away(*row) for row in rows]
