"""Letters: what may be said in one, and the connection by which they leave."""

import smtplib
import ssl
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Self

from msgspec import Struct

from common.notifications import Happening
from server.core.settings import Settings

TIMEOUT = 30.0
UNWRITTEN = (smtplib.SMTPNotSupportedError, ValueError)  # an address in Cyrillic on a server that knows only Latin
FOOT = "Подробности — в программе «Гриф». Письмо отправлено автоматически, отвечать на него не нужно."


class Letter(Struct, frozen=True):
    """All that leaves the house: never a summary, a correspondent, a text or a file.

    Of a restricted document neither the number nor the term.
    """

    id: int
    queued: datetime
    address: str
    happening: Happening
    document: str = ""
    report: str = ""
    due: date | None = None
    counts: dict[str, int] = {}

    @property
    def subject(self) -> str:
        said = [self.happening.label, self.document, self.report, f"срок {self.due:%d.%m.%Y}" if self.due else ""]
        return "Гриф: " + ", ".join(part for part in said if part)

    def body(self) -> str:
        lines = [f"{self.happening.label}."]
        if self.document:
            lines.append(f"Документ: {self.document}")
        if self.report:
            lines.append(f"Отчёт: {self.report}")
        if self.due:
            lines.append(f"Срок: {self.due:%d.%m.%Y}")
        lines += [f"{title}: {count}" for title, count in self.counts.items()]
        return "\n".join([*lines, "", FOOT, ""])


def message_of(letter: Letter, settings: Settings) -> EmailMessage:
    """Sent twice it is the same message to every mail server: its Message-ID is the row's."""
    message = EmailMessage()
    message["From"] = settings.mail_sender
    message["To"] = letter.address
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.queued)
    domain = settings.mail_sender.rpartition("@")[2] or "grif"
    message["Message-ID"] = f"<grif.{letter.id}.{letter.queued:%Y%m%d%H%M%S}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body())
    return message


class Post:
    """One connection to the mail server, opened for the first letter."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def send(self, letter: Letter) -> None:
        """Raises OSError or one of its kind, SMTPException; ValueError for a letter that cannot be written."""
        if self._server is None:
            self._server = self._connect()
        self._server.send_message(message_of(letter, self._settings))

    def hang_up(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except OSError:
                server.close()

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        host, _, port = settings.mail_server.partition(":")
        server = smtplib.SMTP(host, int(port or smtplib.SMTP_PORT), timeout=TIMEOUT)
        try:
            if settings.mail_starttls:
                server.starttls(context=ssl.create_default_context())
            if settings.mail_user:
                server.login(settings.mail_user, settings.mail_password)
        except OSError:
            server.close()
            raise
        return server


def refused_for_good(error: OSError | ValueError) -> bool:
    """Whether the letter will never be taken: its address is wrong, or says what the server cannot."""
    if isinstance(error, UNWRITTEN):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def refused_alone(error: OSError | ValueError) -> bool:
    """Whether it is the letter that was refused, while others may pass."""
    return isinstance(error, (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, *UNWRITTEN))


def in_words(error: OSError | ValueError) -> str:
    """What the administrator reads beside the letter."""
    if isinstance(error, UNWRITTEN):
        return f"Почтовый сервер не принимает такой адрес, исправьте его в карточке сотрудника: {error}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_decoded(said)}" for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return f"Нет связи с почтовым сервером: {error}"


def _decoded(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
