"""Notices and letters as rows of their lists; what a notice is about is read from the document of today."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from common.notifications import LetterRow, NotificationRow
from common.registry.card import Restriction
from server.identity.models import Person, short_name
from server.notifications.models import Notification, OutgoingMail
from server.registry.models import Document
from server.reports.models import ReportRunRow

BY, ABSENT = aliased(Person), aliased(Person)


def _name(table: Any, prefix: str) -> list[Any]:
    columns = ("surname", "first_name", "patronymic")
    return [getattr(table, column).label(f"{prefix}_{column}") for column in columns]


def _named(row: Any, prefix: str) -> str:
    if not getattr(row, f"{prefix}_surname"):
        return ""
    return short_name(*(getattr(row, f"{prefix}_{column}") for column in ("surname", "first_name", "patronymic")))


def notices() -> Select[Any]:
    """Joined with the document, for the condition of who sees it."""
    return (
        select(
            Notification, Document.number, Document.registered, Document.name, Document.summary, Document.restriction,
            ReportRunRow.title.label("report"), ReportRunRow.code.label("report_code"),
            *_name(BY, "by"), *_name(ABSENT, "absent"),
        )
        .outerjoin(Document, Document.id == Notification.document_id)
        .outerjoin(ReportRunRow, ReportRunRow.id == Notification.report_run_id)
        .outerjoin(BY, BY.id == Notification.by_id).outerjoin(ABSENT, ABSENT.id == Notification.absent_id)
    )  # fmt: skip


def row_of(row: Any) -> NotificationRow:
    notice: Notification = row.Notification
    return NotificationRow(
        notice.id, notice.happening, notice.at, notice.read_at is not None, notice.document_id, notice.assignment_id,
        document_title(row), summary_of(row), notice.due, _named(row, "by"), _named(row, "absent"), notice.counts,
        notice.report_run_id,
    )  # fmt: skip


def is_open(row: Any) -> bool:
    return row.restriction in {None, Restriction.NONE}


def summary_of(row: Any) -> str:
    return (row.summary or row.name or row.Notification.words) if is_open(row) else ""


def document_title(row: Any) -> str:
    """The number with its date, a project has none; or the name of a report."""
    if row.report:
        return f"«{row.report}»"
    if row.number:
        mark = "" if is_open(row) else " (ДСП)"
        return f"№ {row.number}{mark} от {row.registered:%d.%m.%Y}"
    if is_open(row):
        return ""
    return "ДСП"


def letters() -> Select[Any]:
    return (
        select(OutgoingMail, Notification.happening, *_name(Person, "to"))
        .join(Notification, Notification.id == OutgoingMail.notification_id)
        .join(Person, Person.id == Notification.person_id)
    )  # fmt: skip


def letter_row(row: Any) -> LetterRow:
    letter: OutgoingMail = row.OutgoingMail
    return LetterRow(
        letter.id, row.happening, _named(row, "to"), letter.state, letter.queued, letter.attempts,
        letter.next_try, letter.last_error,
    )  # fmt: skip
