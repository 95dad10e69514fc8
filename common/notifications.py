"""What people are told, in what part, by which channel: chosen by each within the limits of the administrator."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import AssignmentId, DocumentId, NotificationId, ReportRunId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.api import Api, reads, writes

Offset = Annotated[int, Meta(ge=0)]


class Channel(StrEnum):
    CLIENT = "client"
    MAIL = "mail"
    DIGEST = "digest"

    @property
    def label(self) -> str:
        return CHANNELS[self]


CHANNELS = {
    Channel.CLIENT: "В программе",
    Channel.MAIL: "Электронная почта",
    Channel.DIGEST: "Ежедневная сводка",
}


class Happening(StrEnum):
    FOR_REVIEW = "for_review"
    ACQUAINT = "acquaint"
    ACQUAINT_REMINDED = "acquaint_reminded"
    REGISTERED = "registered"
    TO_REGISTER = "to_register"
    RETURNED = "returned"
    RECALLED = "recalled"
    VISA_ASKED = "visa_asked"
    VISA_DUE = "visa_due"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    FOR_SIGNATURE = "for_signature"
    SIGNED = "signed"
    ASSIGNED = "assigned"
    ASSIGNMENT_CHANGED = "assignment_changed"
    REPORT_RETURNED = "report_returned"
    EXTENSION_DECIDED = "extension_decided"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    RELEASED = "released"
    CANCELLED = "cancelled"
    DRAFT_TO_APPROVE = "draft_to_approve"
    DRAFT_RETURNED = "draft_returned"
    REPORT_TO_CHECK = "report_to_check"
    EXTENSION_ASKED = "extension_asked"
    ESCALATED = "escalated"
    FILE_RELEASED = "file_released"
    REPORT_RECEIVED = "report_received"
    REPORT_FAILED = "report_failed"
    SCHEDULE_STOPPED = "schedule_stopped"
    DIGEST = "digest"

    @property
    def label(self) -> str:
        return HAPPENINGS[self].label

    @property
    def part(self) -> "Part":
        return HAPPENINGS[self].part

    @property
    def defaults(self) -> frozenset[Channel]:
        return HAPPENINGS[self].defaults

    @property
    def channels(self) -> tuple[Channel, ...]:
        """A digest is not told in a digest."""
        return (Channel.CLIENT, Channel.MAIL) if self is Happening.DIGEST else tuple(Channel)


class Part(StrEnum):
    """In what part somebody is told."""

    ADDRESSEE = "addressee"
    AUTHOR = "author"
    APPROVER = "approver"
    SIGNATORY = "signatory"
    REGISTRAR = "registrar"
    EXECUTOR = "executor"
    CONTROLLER = "controller"
    LEADER = "leader"
    HEAD = "head"
    EVERYBODY = "everybody"

    @property
    def label(self) -> str:
        return PARTS[self]


PARTS = {
    Part.ADDRESSEE: "адресат",
    Part.AUTHOR: "автор проекта",
    Part.APPROVER: "согласующий",
    Part.SIGNATORY: "подписывающий",
    Part.REGISTRAR: "делопроизводитель",
    Part.EXECUTOR: "исполнитель",
    Part.CONTROLLER: "автор поручения и контролёр",
    Part.LEADER: "руководитель и его помощник",
    Part.HEAD: "руководитель подразделения",
    Part.EVERYBODY: "каждый",
}


class About(Struct, frozen=True):
    """A happening for people: in the words of a list, told to whom, by which channels unless chosen otherwise."""

    label: str
    part: Part
    defaults: frozenset[Channel]


IN_CLIENT = frozenset({Channel.CLIENT})
WITH_DIGEST = frozenset({Channel.CLIENT, Channel.DIGEST})
WITH_MAIL = frozenset({Channel.CLIENT, Channel.MAIL})
EVERYWHERE = frozenset(Channel)

HAPPENINGS = {
    Happening.FOR_REVIEW: About("Документ поступил на рассмотрение", Part.ADDRESSEE, WITH_DIGEST),
    Happening.ACQUAINT: About("Документ на ознакомление", Part.ADDRESSEE, WITH_DIGEST),
    Happening.ACQUAINT_REMINDED: About("Напоминание об ознакомлении", Part.ADDRESSEE, WITH_MAIL),
    Happening.REGISTERED: About("Проект зарегистрирован", Part.AUTHOR, IN_CLIENT),
    Happening.TO_REGISTER: About("Документ ждёт регистрации", Part.REGISTRAR, IN_CLIENT),
    Happening.RETURNED: About("Проект возвращён на доработку", Part.AUTHOR, WITH_MAIL),
    Happening.RECALLED: About("Проект отозван", Part.APPROVER, IN_CLIENT),
    Happening.VISA_ASKED: About("Ожидается ваша виза", Part.APPROVER, WITH_MAIL),
    Happening.VISA_DUE: About("Подходит срок согласования", Part.APPROVER, WITH_MAIL),
    Happening.AGREED: About("Проект согласован", Part.AUTHOR, IN_CLIENT),
    Happening.NOT_AGREED: About("Проект не согласован", Part.AUTHOR, WITH_MAIL),
    Happening.FOR_SIGNATURE: About("Документ на подпись", Part.SIGNATORY, WITH_MAIL),
    Happening.SIGNED: About("Проект подписан", Part.AUTHOR, IN_CLIENT),
    Happening.ASSIGNED: About("Новое поручение", Part.EXECUTOR, EVERYWHERE),
    Happening.ASSIGNMENT_CHANGED: About("Поручение изменено", Part.EXECUTOR, WITH_MAIL),
    Happening.REPORT_RETURNED: About("Отчёт возвращён на доработку", Part.EXECUTOR, WITH_MAIL),
    Happening.EXTENSION_DECIDED: About("Решение о продлении срока", Part.EXECUTOR, WITH_MAIL),
    Happening.DUE_SOON: About("Подходит срок поручения", Part.EXECUTOR, WITH_MAIL),
    Happening.OVERDUE: About("Поручение просрочено", Part.EXECUTOR, WITH_MAIL),
    Happening.RELEASED: About("Поручение снято с контроля", Part.EXECUTOR, IN_CLIENT),
    Happening.CANCELLED: About("Поручение отозвано", Part.EXECUTOR, WITH_MAIL),
    Happening.DRAFT_TO_APPROVE: About("Проект резолюции на утверждение", Part.LEADER, IN_CLIENT),
    Happening.DRAFT_RETURNED: About("Проект резолюции возвращён", Part.LEADER, IN_CLIENT),
    Happening.REPORT_TO_CHECK: About("Отчёт на проверку", Part.CONTROLLER, WITH_DIGEST),
    Happening.EXTENSION_ASKED: About("Запрос о продлении срока", Part.CONTROLLER, WITH_MAIL),
    Happening.ESCALATED: About("Просрочено в вашем подразделении", Part.HEAD, WITH_MAIL),
    Happening.FILE_RELEASED: About("Взятый вами файл освобождён", Part.EVERYBODY, WITH_MAIL),
    Happening.REPORT_RECEIVED: About("Вам передан отчёт", Part.EVERYBODY, WITH_MAIL),
    Happening.REPORT_FAILED: About("Отчёт по расписанию не передан", Part.EVERYBODY, WITH_MAIL),
    Happening.SCHEDULE_STOPPED: About("Расписание отчёта остановлено", Part.EVERYBODY, WITH_MAIL),
    Happening.DIGEST: About("Ежедневная сводка", Part.EVERYBODY, WITH_MAIL),
}


class Limit(StrEnum):
    """What the administrator says of a channel for a happening."""

    ALLOWED = "allowed"
    ALWAYS = "always"
    FORBIDDEN = "forbidden"

    @property
    def label(self) -> str:
        return LIMITS[self]


LIMITS = {Limit.ALLOWED: "по выбору", Limit.ALWAYS: "всегда", Limit.FORBIDDEN: "запрещено"}


def is_told(happening: Happening, channel: Channel, limit: Limit, wanted: bool | None) -> bool:
    """Whether the channel is used: the limit goes before the choice, the choice before the default."""
    if channel not in happening.channels or limit is Limit.FORBIDDEN:
        return False
    return limit is Limit.ALWAYS or (channel in happening.defaults if wanted is None else wanted)


class NotificationRow(Struct, frozen=True):
    """A notice in the list. `document` is the number or the name; a restricted one shows no summary."""

    id: NotificationId
    happening: Happening
    at: datetime
    read: bool
    document_id: DocumentId | None
    assignment_id: AssignmentId | None
    document: str
    summary: str
    due: date | None
    by: str
    absent: str
    counts: dict[str, int]
    report_run_id: ReportRunId | None = None

    @property
    def title(self) -> str:
        return self.happening.label


class Fresh(Struct, frozen=True):
    """What is unread: how many, and the newest of them for the balloon."""

    unread: int
    newest: NotificationRow | None


class Choice(Struct, frozen=True):
    """A cell of the matrix; a channel that is not to be chosen says why in `limit`."""

    happening: Happening
    channel: Channel
    on: bool
    limit: Limit = Limit.ALLOWED


class Choices(Struct, frozen=True):
    """The matrix of a person. Without an address, or without a mail server, no letters are sent."""

    cells: list[Choice]
    address: str
    mails: bool


class LimitCell(Struct, frozen=True):
    happening: Happening
    channel: Channel
    limit: Limit


class RulesDraft(Struct, frozen=True, kw_only=True):
    """What the administrator decides; offsets are working days before the term, 0 is its day."""

    version: int = 0
    cells: list[LimitCell]
    offsets: Annotated[list[Annotated[int, Meta(ge=0, le=60)]], Meta(max_length=10)]
    escalation_days: Annotated[int, Meta(ge=1, le=60)] = 3
    morning_hour: Annotated[int, Meta(ge=0, le=23)] = 7

    def problems(self) -> Iterator[Problem]:
        if len(set(self.offsets)) != len(self.offsets):
            yield Problem("offsets", "Одно и то же число дней названо дважды.")


class LetterState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # the person may not see the document any more, or has no address

    @property
    def label(self) -> str:
        return LETTERS[self]


LETTERS = {
    LetterState.WAITING: "Ждёт отправки",
    LetterState.SENT: "Отправлено",
    LetterState.FAILED: "Не отправлено",
    LetterState.WITHDRAWN: "Не нужно отправлять",
}


class LetterRow(Struct, frozen=True):
    """A letter of the outbox, without its contents."""

    id: int
    happening: Happening
    person: str
    state: LetterState
    queued: datetime
    attempts: int
    next_try: datetime | None
    error: str


class NotificationsApi(Api, Protocol):
    @reads(Right.SIGNED_IN)
    def register(self, unread: bool = False, offset: Offset = 0) -> Page[NotificationRow]:
        """The newest first; what the caller may not see any more is neither shown nor counted."""
        ...

    @reads(Right.SIGNED_IN)
    def fresh(self) -> Fresh: ...

    @writes(Right.SIGNED_IN)
    def mark_read(self, ids: Annotated[list[NotificationId], Meta(max_length=500)]) -> None:
        """Without ids, all of them."""
        ...

    @reads(Right.SIGNED_IN)
    def choices(self) -> Choices: ...

    @writes(Right.SIGNED_IN)
    def choose(self, cells: Annotated[list[Choice], Meta(max_length=200)]) -> None:
        """Raises Invalid for a cell that the administrator has locked."""
        ...

    @reads(Right.ADMINISTER)
    def rules(self) -> RulesDraft: ...

    @writes(Right.ADMINISTER)
    def put_rules(self, draft: RulesDraft) -> int:
        """The new version; raises Stale when somebody has changed the rules since they were read."""
        ...

    @reads(Right.ADMINISTER)
    def letters(self, state: LetterState | None = None, offset: Offset = 0) -> Page[LetterRow]: ...

    @writes(Right.ADMINISTER)
    def send_again(self, ids: Annotated[list[int], Meta(max_length=500)]) -> None:
        """Letters that could not be sent go back into the outbox."""
        ...
