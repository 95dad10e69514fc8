"""The one place where a call becomes a transaction: who, right, shape, answer already given, service, audit, commit."""

import errno
import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from common.kernel.changes import Change
from common.rpc.api import Signature, signatures
from common.rpc.errors import (
    CallError,
    Failed,
    Invalid,
    Missing,
    NotAllowed,
    NotSignedIn,
    OldClient,
    Stale,
    Unavailable,
)
from common.rpc.wire import PROTOCOL, Reply, decode, encode
from server.core import answers, audit, metrics
from server.core.border import cleaned
from server.core.clock import Clock
from server.core.db import is_away, worth_repeating
from server.core.events import Reactions
from server.core.models import ChangeNote
from server.core.service import Caller, Context, Service
from server.core.settings import Settings

log = logging.getLogger("grif.rpc")
ATTEMPTS = 3
AWAY = "База данных сейчас недоступна. Введённое сохранено, повторите через минуту."
FULL = "На сервере кончилось место на диске. Ничего не потеряно; сообщите администратору и повторите позже."

NOTIFY = text("SELECT pg_notify(channel, '') FROM unnest(CAST(:channels AS text[])) AS channel")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A call as it came in; `name` is «slice.method»."""

    name: str
    media_type: str
    body: bytes
    call: str
    token: str = ""
    key: str = ""
    protocol: int = PROTOCOL
    address: str = ""
    workplace: str = ""


class Response(msgspec.Struct, frozen=True):
    status: int
    body: bytes


class Authenticate(Protocol):
    def __call__(self, session: Session, settings: Settings, clock: Clock, request: Request) -> Caller | None: ...


class Target(msgspec.Struct, frozen=True):
    signature: Signature
    method: str
    service: Callable[[Context], Service]


class Dispatcher:
    def __init__(
        self, services: Mapping[Any, Callable[[Context], Service]], engine: Engine, settings: Settings,
        authenticate: Authenticate, reactions: Reactions, clock: Clock,
    ) -> None:  # fmt: skip
        self._engine = engine
        self._settings = settings
        self._authenticate = authenticate
        self._reactions = reactions
        self._clock = clock
        self._targets = {
            signature.name: Target(signature, method, service)
            for api, service in services.items()
            for method, signature in signatures(api).items()
        }

    def call(self, request: Request) -> Response:
        started = time.perf_counter()
        try:
            response = Response(200, self._served(request))
            outcome = "ok"
        except Exception as error:  # noqa: BLE001 -- the border: whatever happens inside, the envelope goes out
            refusal = explained(error, request.call, request.name)
            response, outcome = self._refused(request, refusal), refusal.code
        spent = time.perf_counter() - started
        known = request.name if request.name in self._targets else "unknown"
        metrics.calls.labels(known, outcome).observe(spent)
        log.info("call=%s method=%s outcome=%s ms=%.1f", request.call, request.name, outcome, spent * 1000)
        return response

    def _refused(self, request: Request, error: CallError) -> Response:
        return Response(error.status, encode(request.media_type, Reply(failure=error.failure(request.call))))

    def _served(self, request: Request) -> bytes:
        target = self._targets.get(request.name)
        if request.protocol != PROTOCOL:
            raise OldClient("Версия программы устарела. Обновите клиент: сервер работает по новому соглашению.")
        if target is None:
            raise Missing(f"Сервер не знает действия «{request.name}». Обновите программу.")
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._transaction(request, target)
            except DBAPIError as error:
                if attempt == ATTEMPTS or not worth_repeating(error):
                    raise
        raise AssertionError

    def _transaction(self, request: Request, target: Target) -> bytes:
        with Session(self._engine, expire_on_commit=False) as session:
            context = self._context(session, request, target)
            arguments = _arguments(request, target)
            writes = target.signature.terms.writes
            if writes and request.key and context.caller:
                earlier = answers.claim(
                    session, context.caller.me.id, request.key, request.name, _digest(request, target)
                )
                if earlier is not None:
                    return earlier
            result = self._result(context, target, arguments, request.key)
            reply = encode(request.media_type, Reply(result=result, changed=changes_of(context)))
            if writes and request.key and context.caller:
                answers.give(session, context.caller.me.id, request.key, reply)
            self._commit(context)
            return reply

    def _result(self, context: Context, target: Target, arguments: Any, key: str) -> Any:
        values = {name: getattr(arguments, name) for name in arguments.__struct_fields__}
        try:
            return getattr(target.service(context), target.method)(**values)
        except CallError:
            if context.refusal_stays:
                if context.caller:
                    answers.forget(context.session, context.caller.me.id, key)
                self._commit(context)
            raise

    def _context(self, session: Session, request: Request, target: Target) -> Context:
        right = target.signature.terms.right
        actor = audit.Actor(None, "Не вошедший", address=request.address, workplace=request.workplace)
        asked = right is not None and request.token
        caller = self._authenticate(session, self._settings, self._clock, request) if asked else None
        context = Context(session, self._settings, self._clock, self._reactions, request.call, caller, actor)
        if right is not None and caller is None:
            raise NotSignedIn("Сеанс закончился. Войдите снова: введённое сохранено.")
        if right is not None and caller is not None and right not in caller.rights:
            session.rollback()
            context.entries.append(audit.Entry("refused", details={"method": request.name}))
            self._commit(context)
            raise NotAllowed(f"Нет права «{right.label}». Попросите администратора добавить его вашей роли.")
        return context

    def _commit(self, context: Context) -> None:
        leave(context)
        context.session.commit()
        announce(context)


def leave(context: Context) -> None:
    """Writes down what the transaction has changed and done; the last statements before its commit."""
    if context.notes:
        rows = [
            {"kind": note.change.kind.value, "object_id": note.change.id, "audience": note.audience}
            for note in context.notes
        ]
        context.session.execute(ChangeNote.__table__.insert(), rows)  # type: ignore[attr-defined]
    audit.append(context.session, context.actor, context.call, context.clock.now(), context.entries)


def announce(context: Context) -> None:
    """Wakes the listeners, after the commit: NOTIFY inside it would make commits wait for one another."""
    channels = context.wakes | ({"grif_changes"} if context.notes else set())
    try:
        if channels:
            context.session.execute(NOTIFY, {"channels": sorted(channels)})
            context.session.commit()
    except SQLAlchemyError as error:  # what is committed is done; listeners look by themselves within seconds
        log.warning("call=%s state=listeners_not_woken reason=%s", context.call, type(error).__name__)


def explained(error: Exception, call: str, name: str) -> CallError:
    """What a caller is told of whatever went wrong; faults of ours are in the log under the call's id."""
    if isinstance(error, CallError):
        return error
    if isinstance(error, StaleDataError):
        return Stale("Карточку уже изменил другой сотрудник. Откройте её заново и повторите правку.")
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and is_away(error)):
        return Unavailable(AWAY)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Unavailable(FULL)
    log.error("call=%s method=%s", call, name, exc_info=error)
    return Failed(f"Ошибка на сервере. Сообщите администратору номер вызова {call}.")


def _arguments(request: Request, target: Target) -> Any:
    try:
        return cleaned(decode(request.media_type, request.body, target.signature.arguments))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        log.warning("call=%s method=%s fault=%s", request.call, request.name, fault)
        raise Invalid("Сервер не понял запрос. Обновите программу и повторите действие.") from fault


def _digest(request: Request, target: Target) -> str:
    """Knows a repeated call again; a body with a password is hashed as slowly as passwords are."""
    whole = request.media_type.encode() + b"\n" + request.body
    if target.signature.terms.secret:
        return hashlib.scrypt(whole, salt=request.key.encode(), n=2**14, r=8, p=1, dklen=32).hex()
    return hashlib.sha256(whole).hexdigest()


def changes_of(context: Context) -> list[Change]:
    return list(dict.fromkeys(note.change for note in context.notes))
