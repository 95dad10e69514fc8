"""Imports as their Api: a look at the file, the order, and the account of every row."""

from typing import Any

import msgspec
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from common.correspondents import (
    GUESSED,
    AccountRow,
    ImportDraft,
    ImportPreview,
    ImportRow,
    ImportsApi,
    Outcome,
    Sheet,
)
from common.kernel.ids import FileId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing
from server.core.service import Caller, Service
from server.correspondents.importing import IMPORT, ImportOrder
from server.correspondents.models import CorrespondentImport, CorrespondentImportRow
from server.correspondents.sheets import SheetFile
from server.files.service import FileService
from server.identity.models import Person, short_name
from server.jobs.service import JobService


class ImportService(Service, ImportsApi):
    def preview(self, file_id: FileId, sheet: Sheet = GUESSED) -> ImportPreview:
        file = self._file(file_id, sheet)
        return ImportPreview(file.sheet, file.is_table, file.columns())

    def order(self, draft: ImportDraft) -> int:
        self.check(draft.problems())
        file = self._file(draft.file_id, draft.sheet)
        if len(draft.fields) != len(file.columns()):
            raise Invalid("Столбцы файла не те, что на экране.", [Problem("fields", "Выберите файл заново.")])
        settled = msgspec.structs.replace(draft, sheet=file.sheet)
        run = CorrespondentImport(
            person_id=self.caller.me.id, at=self.now, file_id=draft.file_id, trial=draft.trial,
            file_name=FileService(self.context).brought_name(draft.file_id), order=msgspec.to_builtins(settled),
        )  # fmt: skip
        self.session.add(run)
        self.session.flush()  # the id
        title = f"{'Проба загрузки' if draft.trial else 'Загрузка'} корреспондентов: {run.file_name}"
        run.job_id = JobService(self.context).order(IMPORT, title, ImportOrder(run.id))
        self.record("correspondents_imported", "import", run.id, source=run.file_name, trial=draft.trial)
        return run.id

    def one(self, import_id: int) -> ImportRow:
        row = self.session.execute(_rows().where(CorrespondentImport.id == import_id)).one_or_none()
        if row is None:
            raise Missing("Такой загрузки нет. Обновите список (F5).")
        return _import_row(row)

    def register(self, offset: int = 0, limit: int = PAGE_SIZE) -> Page[ImportRow]:
        total = self.session.execute(select(func.count()).select_from(CorrespondentImport)).scalar_one()
        rows = self.session.execute(_rows().order_by(CorrespondentImport.id.desc()).offset(offset).limit(limit))
        return Page(total, [_import_row(row) for row in rows])

    def account(
        self, import_id: int, outcome: Outcome | None = None, offset: int = 0, limit: int = PAGE_SIZE
    ) -> Page[AccountRow]:
        of = CorrespondentImportRow
        fits = and_(of.import_id == import_id, *([of.outcome == outcome] if outcome else []))
        total = self.session.execute(select(func.count()).select_from(of).where(fits)).scalar_one()
        rows = self.session.execute(
            select(of.number, of.outcome, of.name, of.column, of.reason)
            .where(fits).order_by(of.number).offset(offset).limit(limit)
        )  # fmt: skip
        return Page(total, [AccountRow(*row) for row in rows])

    def _file(self, file_id: FileId, sheet: Sheet) -> SheetFile:
        files = FileService(self.context)
        files.brought_name(file_id)  # only what one has brought
        return SheetFile(files.path(file_id), sheet)


def _rows() -> Any:
    return select(CorrespondentImport, Person.surname, Person.first_name, Person.patronymic).join(
        Person, Person.id == CorrespondentImport.person_id
    )


def _import_row(row: Any) -> ImportRow:
    run: CorrespondentImport = row[0]
    assert run.job_id is not None
    return ImportRow(
        run.id, run.job_id, run.at, short_name(*row[1:4]), run.file_name, run.trial, run.done, run.added, run.changed,
        run.same, run.refused, run.account_id,
    )  # fmt: skip


def is_account(session: Session, caller: Caller, file_id: FileId) -> bool:
    """The gate of this slice: who keeps the directory may read the accounts of imports."""
    if Right.EDIT_CORRESPONDENTS not in caller.rights:
        return False
    found = select(CorrespondentImport.id).where(CorrespondentImport.account_id == file_id).limit(1)
    return session.scalar(found) is not None
