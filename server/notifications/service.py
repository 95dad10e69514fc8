"""Notices as people read them and choose them, and the rules that the administrator sets."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as put

from common.kernel.changes import Kind
from common.kernel.ids import NotificationId
from common.kernel.paging import PAGE_SIZE, Page
from common.notifications import (
    Channel,
    Choice,
    Choices,
    Fresh,
    Happening,
    LetterRow,
    LetterState,
    Limit,
    LimitCell,
    NotificationRow,
    NotificationsApi,
    RulesDraft,
    is_told,
)
from common.rpc.errors import Invalid, Stale
from server.core.service import Service
from server.identity.models import Person
from server.notifications.models import (
    Notification,
    NotificationChoice,
    NotificationLimit,
    NotificationRules,
    OutgoingMail,
)
from server.notifications.order import order_sending
from server.notifications.queries import letter_row, letters, notices, row_of
from server.registry.models import Document
from server.registry.readers import visible

LOCKED = "«{0}», канал «{1}»: администратор решил — {2}. Изменить это может только он."

STALE = "Правила уже изменил другой администратор. Обновите страницу (F5) и повторите правку."


class NotificationService(Service, NotificationsApi):
    def register(self, unread: bool = False, offset: int = 0) -> Page[NotificationRow]:
        mine = self._mine(unread=unread)
        total = self._count(mine)
        rows = self.session.execute(
            notices().where(*mine).order_by(Notification.id.desc()).offset(offset).limit(PAGE_SIZE)
        )
        return Page(total, [row_of(row) for row in rows])

    def fresh(self) -> Fresh:
        mine = self._mine(unread=True)
        newest = self.session.execute(
            notices().where(*mine).order_by(Notification.id.desc()).limit(1)
        ).one_or_none()  # fmt: skip
        return Fresh(self._count(mine), row_of(newest) if newest else None)

    def mark_read(self, ids: list[NotificationId]) -> None:
        mine = (Notification.person_id == self.caller.me.id, Notification.shown, Notification.read_at.is_(None))
        chosen = [Notification.id.in_(ids)] if ids else []
        self.session.execute(update(Notification).where(*mine, *chosen).values(read_at=self.now))
        self.changed(Kind.NOTIFICATION, 0, [-self.caller.me.id])

    def choices(self) -> Choices:
        limits = self._limits()
        wanted = {
            (row.happening, row.channel): row.wanted
            for row in self.session.scalars(
                select(NotificationChoice).where(NotificationChoice.person_id == self.caller.me.id)
            )
        }
        cells = [
            Choice(happening, channel, is_told(happening, channel, limit, wanted.get((happening, channel))), limit)
            for happening, channel, limit in _cells(limits)
        ]
        address = self.session.execute(select(Person.email).where(Person.id == self.caller.me.id)).scalar_one()
        return Choices(cells, address, bool(self.context.settings.mail_server))

    def choose(self, cells: list[Choice]) -> None:
        limits = self._limits()
        for cell in cells:
            limit = limits.get((cell.happening, cell.channel), Limit.ALLOWED)
            if limit is not Limit.ALLOWED:
                raise Invalid(LOCKED.format(cell.happening.label, cell.channel.label, limit.label))
            if cell.channel not in cell.happening.channels:
                raise Invalid("Сводка не попадает в саму себя.")
        rows = [
            {"person_id": self.caller.me.id, "happening": cell.happening, "channel": cell.channel, "wanted": cell.on}
            for cell in cells
        ]
        if rows:
            statement = put(NotificationChoice)
            self.session.execute(
                statement.on_conflict_do_update(
                    index_elements=["person_id", "happening", "channel"], set_={"wanted": statement.excluded.wanted}
                ),
                rows,
            )
        self.record("notifications_chosen", "person", self.caller.me.id, count=len(rows))

    def rules(self) -> RulesDraft:
        rules = self.session.get_one(NotificationRules, 1)
        cells = [LimitCell(*cell) for cell in _cells(self._limits())]
        return RulesDraft(
            version=rules.version, cells=cells, offsets=sorted(rules.offsets, reverse=True),
            escalation_days=rules.escalation_days, morning_hour=rules.morning_hour,
        )  # fmt: skip

    def put_rules(self, draft: RulesDraft) -> int:
        self.check(draft.problems())
        rules = self.session.get_one(NotificationRules, 1, with_for_update=True)
        if rules.version != draft.version:
            raise Stale(STALE)
        before = _in_words(self.rules())
        rules.version += 1
        rules.offsets, rules.escalation_days = sorted(draft.offsets, reverse=True), draft.escalation_days
        rules.morning_hour = draft.morning_hour
        self.session.execute(delete(NotificationLimit))
        rows = [
            {"happening": cell.happening, "channel": cell.channel, "limit": cell.limit}
            for cell in draft.cells if cell.limit is not Limit.ALLOWED and cell.channel in cell.happening.channels
        ]  # fmt: skip
        if rows:
            self.session.execute(insert(NotificationLimit), rows)
        after = _in_words(self.rules())
        changes = {name: [before[name], said] for name, said in after.items() if before[name] != said}
        self.record("notification_rules_changed", "", None, changes=changes)
        self.changed(Kind.DICTIONARY, 0)
        return rules.version

    def letters(self, state: LetterState | None = None, offset: int = 0) -> Page[LetterRow]:
        chosen = [OutgoingMail.state == state] if state else []
        total = self.session.execute(select(func.count()).select_from(OutgoingMail).where(*chosen)).scalar_one()
        rows = self.session.execute(
            letters().where(*chosen).order_by(OutgoingMail.id.desc()).offset(offset).limit(PAGE_SIZE)
        )
        return Page(total, [letter_row(row) for row in rows])

    def send_again(self, ids: list[int]) -> None:
        again = self.session.scalars(
            update(OutgoingMail).where(OutgoingMail.id.in_(ids), OutgoingMail.state == LetterState.FAILED)
            .values(state=LetterState.WAITING, attempts=0, next_try=self.now, lease=None, last_error="")
            .returning(OutgoingMail.id)
        ).all()  # fmt: skip
        if not again:
            raise Invalid("Среди выбранных писем нет неотправленных. Обновите список.")
        order_sending(self.context)
        self.record("letters_sent_again", "", None, count=len(again))

    def _mine(self, *, unread: bool) -> list[ColumnElement[bool]]:
        """The caller's notices about what the caller sees today."""
        seen = or_(Notification.document_id.is_(None), visible(self.caller))
        mine = [Notification.person_id == self.caller.me.id, Notification.shown.is_(True), seen]
        return [*mine, Notification.read_at.is_(None)] if unread else mine

    def _count(self, mine: Iterable[ColumnElement[bool]]) -> int:
        statement: Select[Any] = select(func.count()).select_from(Notification).outerjoin(
            Document, Document.id == Notification.document_id
        )  # fmt: skip
        return int(self.session.execute(statement.where(*mine)).scalar_one())

    def _limits(self) -> dict[tuple[Happening, Channel], Limit]:
        return {(row.happening, row.channel): row.limit for row in self.session.scalars(select(NotificationLimit))}


def _cells(
    limits: Mapping[tuple[Happening, Channel], Limit],
) -> Iterable[tuple[Happening, Channel, Limit]]:
    for happening in Happening:
        for channel in happening.channels:
            yield happening, channel, limits.get((happening, channel), Limit.ALLOWED)


def _in_words(rules: RulesDraft) -> dict[str, str]:
    """Each rule by its name, as the journal of acts shows what has become of it."""
    cells = {f"{cell.happening.label} ({cell.channel.label})": cell.limit.label for cell in rules.cells}
    return {
        "Напоминать за, рабочих дней": ", ".join(map(str, rules.offsets)),
        "Руководителю после, рабочих дней": str(rules.escalation_days),
        "Утро, час": str(rules.morning_hour),
        **cells,
    }
