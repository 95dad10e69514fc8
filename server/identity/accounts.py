"""Accounts as an administrator looks after them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from common.identity import PersonRow, password_problems
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, NotSignedIn
from server.core.audit import Entry
from server.core.service import Context
from server.identity.login import FAILURES, LOCKED, Passwords, check_lock
from server.identity.models import Account, Person, UserSession
from server.identity.profile import people_like

PEOPLE_NAMED = 10


NO_PASSWORD = "!"  # noqa: S105 -- matches nothing until an administrator sets one


def set_password(context: Context, login: str, password: str) -> str:
    """Sets a new password, opens a locked account and ends all sessions; gives the person's name."""
    session = context.session
    found = session.execute(
        select(Account, Person).join(Person, Person.id == Account.person_id).where(Account.login == login.lower())
    ).one_or_none()
    if found is None:
        raise ValueError(f"учётной записи «{login}» нет")
    for fault in password_problems(password, found.Account.login, name=found.Person.full_name):
        raise ValueError(fault.text)
    renew(context, found.Account, password, must_change=False)
    return str(found.Person.name)


def renew(context: Context, account: Account, password: str, *, must_change: bool) -> None:
    """A password from an administrator: whoever is locked out or signed in with the old one begins anew."""
    act = "password_given" if account.password.startswith(NO_PASSWORD) else "password_reset"
    account.password, account.must_change = Passwords().hash(password), must_change
    account.failures, account.locked_until = 0, None
    context.session.execute(
        update(UserSession).where(UserSession.person_id == account.person_id, UserSession.ended.is_(None))
        .values(ended=func.now())
    )  # fmt: skip
    context.entries.append(Entry(act, "person", account.person_id))


def confirm(context: Context, passwords: Passwords, password: str) -> None:
    """Asks for the caller's own password again; failures count as those of signing in do. Raises Invalid."""
    session = context.session
    assert context.caller is not None
    person_id = context.caller.me.id
    account = session.get_one(Account, person_id)
    _check_open(account, context)
    stored = account.password
    matches = passwords.match(stored, password)
    account = session.get_one(Account, person_id, with_for_update=True, populate_existing=True)
    _check_open(account, context)  # a rival guess may have closed it meanwhile
    if matches and account.password == stored:
        account.failures = 0
        return
    account.failures += 1
    if account.failures >= FAILURES:
        account.failures, account.locked_until = 0, context.clock.now() + LOCKED
        context.entries.append(Entry("locked_out", "person", person_id))
    context.entries.append(Entry("confirmation_failed", "person", person_id))
    context.keep_refusal()
    wrong = "Неверный пароль. Проверьте раскладку и Caps Lock."
    raise Invalid(wrong, [Problem("password", wrong)])


def _check_open(account: Account, context: Context) -> None:
    try:
        check_lock(account, context.clock.now())
    except NotSignedIn as error:  # the session itself goes on
        raise Invalid(error.message, [Problem("password", error.message)]) from error


def people_named(session: Session, text: str, today: date) -> Sequence[PersonRow]:
    """The person with that login, else everybody whose surname begins so, dismissed or not."""
    of_login = session.scalars(
        select(Person).join(Account, Account.person_id == Person.id).where(Account.login == text.strip().lower())
    ).one_or_none()
    if of_login is not None:
        return [PersonRow(of_login.id, of_login.name, of_login.post, "")]
    return people_like(session, text, PEOPLE_NAMED, today, dismissed=True)
