"""A city whose clock a test moves, with a real mail server beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import AssignmentId, DocumentId
from common.notifications import NotificationRow
from server import app
from server.core.clock import CITY, HeldClock
from server.core.settings import Settings
from server.core.unit_of_work import Works
from server.identity.login import caller_of
from server.jobs.worker import Worker
from server.notifications.morning import order_morning
from tests.city import City, Signed
from tests.serving import Served, free_port, serving

TEN_DAYS = DeadlineRule(title="Десять дней", count=Count.CALENDAR, amount=10)
SENDER = "grif@severogorsk.example"


@dataclass
class MailServer:
    """What arrives; `answer` refuses instead of taking."""

    port: int
    answer: str = "250 OK"
    taken: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            message = message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
        return self.answer

    def to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.taken if each["To"] == address]


@pytest.fixture(scope="module")
def mail_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def mailing(settings: Settings, mail_port: int) -> Settings:
    """The settings of an installation that sends letters."""
    return msgspec.structs.replace(
        settings, mail_server=f"127.0.0.1:{mail_port}", mail_sender=SENDER, mail_starttls=False
    )


@pytest.fixture(scope="module")
def served(mailing: Settings) -> Iterator[Served]:
    with serving(mailing) as running:
        yield running


@pytest.fixture
def mail(mail_port: int) -> Iterator[MailServer]:
    server = MailServer(mail_port)
    controller = Controller(server, hostname="127.0.0.1", port=mail_port, enable_SMTPUTF8=False)
    controller.start()
    yield server
    controller.stop()


def do_work(works: Works) -> None:
    """All that is to be done for notifications; stamps and texts of the letters are left to others."""
    own = [kind for kind in app.job_kinds() if kind.code.startswith("notifications.")]
    worker = Worker(works, own, lambda session, person_id: caller_of(session, person_id, works.clock.today()))
    while worker.run_one():
        pass


@pytest.fixture
def empty_outbox(mailing: Settings, engine: Engine) -> Callable[..., None]:
    """Does the work there is, some time from now."""

    def emptied(later: timedelta = timedelta(0)) -> None:
        do_work(app.works(mailing, HeldClock(datetime.now(UTC) + later, CITY), engine))

    return emptied


@pytest.fixture
def morning(mailing: Settings, engine: Engine) -> Callable[..., int]:
    """Lets a morning come at 8 o'clock of the city; gives whether its round was ordered."""

    def came(day: date, hour: int = 8) -> int:
        clock = HeldClock(datetime(2000, 1, 1, tzinfo=UTC), CITY)
        clock.moment = datetime(day.year, day.month, day.day, hour, tzinfo=clock.zone)
        works = app.works(mailing, clock, engine)
        with works.transaction() as context:
            ordered = order_morning(context)
        do_work(works)
        return ordered

    return came


@pytest.fixture
def lives_at(engine: Engine) -> Iterator[Callable[[Signed, str], str]]:
    """Gives a person an address, for one test; its outbox is empty before and after."""

    def given(person: Signed, address: str) -> str:
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE person SET email = :email WHERE id = :id"), {"email": address, "id": person.me.id}
            )
        return address

    forget(engine)
    yield given
    forget(engine)


def forget(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET email = '' WHERE email <> ''"))
        connection.execute(text("DELETE FROM outgoing_mail"))
        connection.execute(text("DELETE FROM notification_choice"))


@pytest.fixture
def term(engine: Engine) -> Callable[..., None]:
    """Moves the term of an assignment, as if it had been issued long ago."""

    def moved(assignment_id: AssignmentId, due: date, issued: date = date(2026, 1, 12)) -> None:
        with engine.begin() as connection:
            values = {"id": assignment_id, "due": due, "issued": issued}
            connection.execute(text("UPDATE assignment SET due = :due, issued_at = :issued WHERE id = :id"), values)
            connection.execute(text("UPDATE assignment_executor SET due = :due WHERE assignment_id = :id"), values)

    return moved


def told(person: Signed, document_id: DocumentId | None) -> list[NotificationRow]:
    """What the person was told of a document, the newest first."""
    return [row for row in person.api.notifications.register().rows if row.document_id == document_id]


def resolve(city: City, document_id: DocumentId, **changes: object) -> AssignmentId:
    values = {
        "document_id": document_id, "text": "Подготовить ответ", "rule": TEN_DAYS,
        "responsible_id": city.sign_in("executor").me.id, "controller_id": city.sign_in("controller").me.id,
    }  # fmt: skip
    return city.sign_in("mayor").api.assignments.resolve(ResolutionDraft(**{**values, **changes}))
