"""A notice, wherever it stands in a list: what it is about, and where it leads."""

from PySide6.QtCore import QObject

from client.shell.workplace import Workplace
from common.notifications import Happening, NotificationRow

OF_REPORTS = {Happening.REPORT_FAILED, Happening.SCHEDULE_STOPPED}
TO_READ = {Happening.ACQUAINT, Happening.ACQUAINT_REMINDED}


def about(row: NotificationRow) -> str:
    """What a digest counts, or what the document is about."""
    return "; ".join(f"{title}: {count}" for title, count in row.counts.items()) or row.summary


def open_told(workplace: Workplace, owner: QObject, row: NotificationRow) -> None:
    """Marks it read and leads to the document (at the assignment) or report; a digest, to what is to be done."""
    if not row.read:
        workplace.calls(owner, workplace.apis.notifications.mark_read, [row.id])
    if row.report_run_id is not None:
        workplace.navigator.open_report(row.report_run_id)
    elif row.document_id is not None and row.assignment_id is not None:
        workplace.navigator.open_assignment(row.document_id, row.assignment_id)
    elif row.document_id is not None and row.happening in TO_READ:
        workplace.navigator.open_acquaintance(row.document_id)
    elif row.document_id is not None:
        workplace.navigator.open_document(row.document_id)
    elif row.happening in OF_REPORTS:
        workplace.navigator.open_folder("reports.centre")
    else:
        workplace.navigator.open_folder("assignments.to_execute")
