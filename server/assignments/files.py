"""The gate to the files of execution reports: open to whoever sees the document."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import FileId
from server.assignments.models import Assignment, ExecutionReportFile, ExecutionReportRow
from server.core.service import Caller
from server.registry.models import Document
from server.registry.readers import visible


def file_of_report(session: Session, caller: Caller, file_id: FileId) -> bool:
    statement = (
        select(ExecutionReportFile.report_id)
        .join_from(ExecutionReportFile, ExecutionReportRow)
        .join(Assignment, Assignment.id == ExecutionReportRow.assignment_id)
        .join(Document, Document.id == Assignment.document_id)
        .where(ExecutionReportFile.file_id == file_id, visible(caller)).limit(1)
    )  # fmt: skip
    return session.scalars(statement).one_or_none() is not None
