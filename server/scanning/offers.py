"""Fields that a clerk does not want proposed: they are not shown to him and are no failure of the proposals."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.kernel.ids import PersonId
from common.scanning.offers import OffersApi, title_of
from common.scanning.recognition import ProposedField
from server.core.service import Context, Service
from server.scanning.models import DeclinedField


class OfferService(Service, OffersApi):
    def declined(self) -> list[ProposedField]:
        known = declined_by(self.context)
        return [each for each in ProposedField if each in known]

    def decline(self, field: ProposedField) -> None:
        self.keep([*self.declined(), field])

    def keep(self, declined: list[ProposedField]) -> None:
        before, now, me = declined_by(self.context), set(declined), self.caller.me.id
        self.session.execute(
            delete(DeclinedField).where(DeclinedField.person_id == me, DeclinedField.field.not_in(now))
        )
        if now:
            values = [{"person_id": me, "field": each} for each in now]
            self.session.execute(insert(DeclinedField).values(values).on_conflict_do_nothing())
        said = {"declined": _titles(now - before), "offered": _titles(before - now)}
        if now != before:
            self.record("offers_changed", "person", me, **{name: titles for name, titles in said.items() if titles})


def _titles(fields: set[ProposedField]) -> str:
    return ", ".join(title_of(each) for each in ProposedField if each in fields)


def declined_by(context: Context) -> set[ProposedField]:
    """Of nobody in particular nothing is declined."""
    me: PersonId | None = context.caller.me.id if context.caller else None
    return set(context.session.scalars(select(DeclinedField.field).where(DeclinedField.person_id == me)))
