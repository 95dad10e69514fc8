"""Background work of the directory: likenesses and imports."""

import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.kernel.changes import Kind
from server.core.service import Context
from server.correspondents.account import write_account
from server.correspondents.importing import IMPORT, Import, ImportOrder
from server.correspondents.likeness import SEEK, Entry, Likeness, SeekOrder, likenesses
from server.correspondents.models import Correspondent, CorrespondentImport, CorrespondentLikeness
from server.files.service import FileService
from server.jobs.work import JobKind, Work

BATCH = 1000


class SeekLikenesses(JobKind[SeekOrder]):
    """What a person has told apart stays apart; open pairs that are alike no more disappear."""

    code = SEEK
    payload = SeekOrder

    def run(self, work: Work, payload: SeekOrder) -> str:
        with work.transaction() as context:
            entries = self._entries(context)
        total = len(entries)
        found = list(likenesses(entries, lambda done: work.progress(done, total, "Сравниваются записи")))
        work.progress(total, total, "Записываются пары")
        with work.transaction() as context:
            self._put(context, found)
            context.change(Kind.CORRESPONDENT, 0)
        return f"Похожих пар: {len(found)}."

    def _entries(self, context: Context) -> list[Entry]:
        of = Correspondent
        rows = context.session.execute(
            select(of.id, of.kind, of.name, of.tax_number, of.tax_reason, of.state_number, of.address, of.email)
            .where(of.merged_into_id.is_(None), of.closed.is_(None), of.kind != "group").order_by(of.id)
        )  # fmt: skip
        return [Entry(row[0], row[1].value, *row[2:]) for row in rows]

    def _put(self, context: Context, found: list[Likeness]) -> None:
        session, table = context.session, CorrespondentLikeness
        session.execute(delete(table).where(~table.apart))
        for start in range(0, len(found), BATCH):
            rows: list[dict[str, Any]] = [
                {"first_id": each.first_id, "second_id": each.second_id, "likeness": each.likeness,
                 "reasons": each.reasons, "apart": False}
                for each in found[start : start + BATCH]
            ]  # fmt: skip
            statement = insert(table)
            session.execute(
                statement.on_conflict_do_update(
                    index_elements=[table.first_id, table.second_id],
                    set_={"likeness": statement.excluded.likeness, "reasons": statement.excluded.reasons},
                ),
                rows,
            )


class ImportCorrespondents(JobKind[ImportOrder]):
    """One transaction: cancelled or refused, it leaves nothing behind."""

    code = IMPORT
    payload = ImportOrder
    attempts = 2

    def run(self, work: Work, payload: ImportOrder) -> str:
        with tempfile.TemporaryDirectory() as folder, work.transaction() as context:
            run = context.session.get_one(CorrespondentImport, payload.import_id)
            if run.done:  # the worker died between the commit and its word of it
                return summary(run)
            done = Import(context, run, work.progress)
            done.bring()
            path = Path(folder, "account.xlsx")
            write_account(path, run, done.accounts)
            work.progress(len(done.accounts), len(done.accounts), "Записывается отчёт")
            run.account_id = FileService(context).keep(path, path.name)
            run.done = True
            context.change(Kind.CORRESPONDENT, 0)
            return summary(run)


def summary(run: CorrespondentImport) -> str:
    words = "Проба: было бы добавлено" if run.trial else "Добавлено"
    return f"{words} {run.added}, изменено {run.changed}, без изменений {run.same}, не принято {run.refused}."
