"""Views of the registers: kept for their owners, shared with all, watched by subscribers."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.kernel.changes import Kind
from common.kernel.ids import ViewId
from common.kernel.rights import Right
from common.registry.views import View, ViewRow, ViewsApi
from common.rpc.errors import Missing, NotAllowed, Stale
from server.core.service import Service
from server.identity.models import Person, short_name
from server.registry.models import SavedView, ViewSubscription
from server.registry.queries import number_of

GONE = "Такого представления нет: его удалил владелец. Обновите список."


class ViewService(Service, ViewsApi):
    def all(self) -> list[ViewRow]:
        me = self.caller.me.id
        rows = self.session.execute(
            select(SavedView, ViewSubscription.seen, Person.surname, Person.first_name, Person.patronymic)
            .join(Person, Person.id == SavedView.person_id)
            .outerjoin(
                ViewSubscription, (ViewSubscription.view_id == SavedView.id) & (ViewSubscription.person_id == me)
            )
            .where(self._within_reach()).order_by(func.lower(SavedView.title), SavedView.id)
        )  # fmt: skip
        return [
            ViewRow(
                row.SavedView.id, row.SavedView.version, _view(row.SavedView),
                short_name(row.surname, row.first_name, row.patronymic), row.SavedView.person_id == me,
                row.seen is not None, row.seen,
            )
            for row in rows
        ]  # fmt: skip

    def put(self, view_id: ViewId | None, version: int, view: View) -> ViewId:
        self.check(view.problems())
        known = None if view_id is None else self._own(view_id)
        if view.shared and Right.REGISTER not in self.caller.rights:
            raise NotAllowed("Общие представления заводит делопроизводитель. Сохраните это представление для себя.")
        kept: dict[str, Any] = {
            "title": view.title.strip(), "register": view.register, "shared": view.shared,
            "definition": msgspec.to_builtins(view),
        }  # fmt: skip
        if known is not None and known.version != version:
            raise Stale("Представление изменено в другом окне. Откройте его заново.")
        row = known or SavedView(person_id=self.caller.me.id)
        for name, value in kept.items():
            setattr(row, name, value)
        self.session.add(row)
        self.session.flush()  # the id
        self.record("view_kept", "view", row.id, name=row.title, shared=row.shared)
        self.changed(Kind.VIEW, row.id)
        return row.id

    def remove(self, view_id: ViewId) -> None:
        row = self._own(view_id)
        self.session.execute(delete(ViewSubscription).where(ViewSubscription.view_id == view_id))
        self.session.delete(row)
        self.record("view_removed", "view", view_id, name=row.title)
        self.changed(Kind.VIEW, view_id)

    def subscribe(self, view_id: ViewId, wanted: bool) -> None:
        row = self._reachable(view_id)
        mine = {"view_id": row.id, "person_id": self.caller.me.id}
        if wanted:
            fresh = insert(ViewSubscription).values(**mine, seen=self.now).on_conflict_do_nothing()
            self.session.execute(fresh)
        else:
            self.session.execute(delete(ViewSubscription).filter_by(**mine))
        self.record("view_subscribed" if wanted else "view_unsubscribed", "view", row.id, name=row.title)
        self.changed(Kind.VIEW, row.id, [self.caller.me.id])

    def note_seen(self, view_id: ViewId) -> None:
        subscription = self.session.get(ViewSubscription, (view_id, self.caller.me.id))
        if subscription is not None:
            subscription.seen = self.now
            self.changed(Kind.VIEW, view_id, [self.caller.me.id])

    def fresh(self) -> dict[ViewId, int]:
        rows = self.session.execute(
            select(SavedView, ViewSubscription.seen)
            .join(ViewSubscription, ViewSubscription.view_id == SavedView.id)
            .where(ViewSubscription.person_id == self.caller.me.id, self._within_reach())
        )  # fmt: skip
        return {row.SavedView.id: self._come_since(_view(row.SavedView), row.seen) for row in rows}

    def _come_since(self, view: View, seen: datetime) -> int:
        return number_of(self.session, self.caller, view.chosen, self.today, since=seen)

    def _within_reach(self) -> Any:
        return or_(SavedView.person_id == self.caller.me.id, SavedView.shared)

    def _reachable(self, view_id: ViewId) -> SavedView:
        row = self.session.scalars(select(SavedView).where(SavedView.id == view_id, self._within_reach())).one_or_none()
        if row is None:
            raise Missing(GONE)
        return row

    def _own(self, view_id: ViewId) -> SavedView:
        row = self._reachable(view_id)
        if row.person_id != self.caller.me.id:
            raise NotAllowed("Изменить общее представление может его владелец. Сохраните копию для себя.")
        return row


def _view(row: SavedView) -> View:
    return msgspec.convert(row.definition, View)
