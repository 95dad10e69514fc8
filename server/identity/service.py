"""People and their sessions."""

from typing import NoReturn

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from common.identity import (
    MOST_REMEMBERED,
    IdentityApi,
    Me,
    PersonRow,
    ServerCard,
    SessionRow,
    SignedIn,
    password_problems,
)
from common.kernel.ids import SessionId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing, NotSignedIn
from common.rpc.wire import PROTOCOL
from server.core.service import Context, Service
from server.identity.login import FAILURES, LOCKED, Passwords, check_lock, dismissed, open_session
from server.identity.models import Account, Person, Remembered, UserSession
from server.identity.profile import people_like

VERSION = "0.1.0"
GIVEN = "Этот пароль выдал администратор: придумайте свой, его будете знать только вы."


class IdentityService(Service, IdentityApi):
    def __init__(self, context: Context, passwords: Passwords) -> None:
        super().__init__(context)
        self._passwords = passwords

    def server(self) -> ServerCard:
        return ServerCard(self.context.settings.organisation, VERSION, PROTOCOL, PROTOCOL)

    def sign_in(self, login: str, password: str, new: str | None = None) -> SignedIn:
        account = self._account(login)
        check_lock(account, self.now)
        stored = account.password if account else None
        self.session.rollback()  # nobody holds a connection while the password is weighed
        matches = self._passwords.match(stored, password)
        account = self._account(login, locked=True)
        check_lock(account, self.now)  # a rival guess may have closed it meanwhile
        if account is None or not matches or account.password != stored:
            self._failed(account, login)
        if dismissed(self.session, account.person_id, self.today):
            self.record("sign_in_failed", login=account.login)
            self.context.keep_refusal()
            raise NotSignedIn("Учётная запись закрыта. Обратитесь к администратору.")
        if account.must_change or new is not None:
            self._replace(account, password, new)
        account.failures, account.locked_until = 0, None
        opened = open_session(
            self.session, account.person_id, self.context.settings, self.now, self.today, self.context.actor
        )
        self.context.actor = msgspec.structs.replace(
            self.context.actor, person_id=account.person_id, person=opened.me.name
        )
        self.record("signed_in", "person", account.person_id)
        if new is not None:
            self.record("password_changed", "person", account.person_id)
        return msgspec.structs.replace(opened, me=self._in_city(opened.me))

    def _replace(self, account: Account, password: str, new: str | None) -> None:
        if new is None:
            raise Invalid(GIVEN, [Problem("new", GIVEN)])
        self.check(password_problems(new, account.login, password, self._full_name(account)))
        account.password, account.must_change = self._passwords.hash(new), False

    def _full_name(self, account: Account) -> str:
        return self.session.get_one(Person, account.person_id).full_name

    def _account(self, login: str, *, locked: bool = False) -> Account | None:
        statement = select(Account).where(Account.login == login.strip().lower())
        return self.session.scalars(statement.with_for_update() if locked else statement).one_or_none()

    def _failed(self, account: Account | None, login: str) -> NoReturn:
        """Counts the failure in a transaction that is kept, although the call ends in a refusal."""
        if account is not None:
            account.failures += 1
            if account.failures >= FAILURES:
                account.failures, account.locked_until = 0, self.now + LOCKED
                self.record("locked_out", "person", account.person_id)
        self.record("sign_in_failed", login=login[:60])
        self.context.keep_refusal()
        raise NotSignedIn("Неверное имя или пароль. Проверьте раскладку и Caps Lock.")

    def sign_out(self) -> None:
        session_id = self.caller.actor.session_id
        self.session.execute(update(UserSession).where(UserSession.id == session_id).values(ended=self.now))
        self.record("signed_out", "person", self.caller.me.id)

    def me(self) -> Me:
        return self._in_city(self.caller.me)

    def _in_city(self, me: Me) -> Me:
        kept = select(Remembered.key, Remembered.value).where(Remembered.person_id == me.id)
        remembered = {row.key: row.value for row in self.session.execute(kept)}
        return msgspec.structs.replace(me, zone=self.context.clock.zone.key, remembered=remembered)

    def remember(self, values: dict[str, bytes]) -> None:
        mine = self.caller.me.id
        rows = [
            {"person_id": mine, "key": key, "value": value, "kept": self.now} for key, value in sorted(values.items())
        ]  # fmt: skip
        if not rows:
            return
        put = insert(Remembered).values(rows)
        put = put.on_conflict_do_update(
            index_elements=[Remembered.person_id, Remembered.key], set_={"value": put.excluded.value, "kept": self.now}
        )
        self.session.execute(put)
        order = (Remembered.kept.desc(), Remembered.key)
        beyond = select(Remembered.key).where(Remembered.person_id == mine).order_by(*order).offset(MOST_REMEMBERED)
        self.session.execute(delete(Remembered).where(Remembered.person_id == mine, Remembered.key.in_(beyond)))

    def people(self, text: str, limit: int = 20) -> list[PersonRow]:
        return people_like(self.session, text, limit, self.today)

    def sessions(self) -> list[SessionRow]:
        rows = self.session.scalars(
            select(UserSession)
            .where(UserSession.person_id == self.caller.me.id, UserSession.ended.is_(None))
            .where(UserSession.expires > self.now).order_by(UserSession.seen.desc())
        )  # fmt: skip
        current = self.caller.actor.session_id
        return [
            SessionRow(row.id, row.started, row.seen, row.workplace, row.address, row.id == current) for row in rows
        ]

    def end_session(self, session_id: SessionId) -> None:
        ended = self.session.execute(
            update(UserSession)
            .where(UserSession.id == session_id, UserSession.person_id == self.caller.me.id)
            .where(UserSession.ended.is_(None)).values(ended=self.now).returning(UserSession.id)
        ).one_or_none()  # fmt: skip
        if ended is None:
            raise Missing("Такого сеанса нет или он уже закончен.")
        self.record("session_ended", "person", self.caller.me.id, session=session_id)

    def change_password(self, old: str, new: str) -> None:
        account = self.session.get_one(Account, self.caller.me.id)
        if not self._passwords.match(account.password, old):
            raise Invalid("Текущий пароль введён неверно.", [Problem("old", "Текущий пароль введён неверно.")])
        self.check(password_problems(new, account.login, old, self._full_name(account)))
        account.password = self._passwords.hash(new)
        self.session.execute(
            update(UserSession)
            .where(UserSession.person_id == account.person_id, UserSession.id != self.caller.actor.session_id)
            .where(UserSession.ended.is_(None)).values(ended=func.now())
        )  # fmt: skip
        self.record("password_changed", "person", account.person_id)
