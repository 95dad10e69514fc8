"""What became of proposals over time: by month and field, of nobody in particular."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select

from common.registry.classes import DocumentClass, label_of
from common.scanning.recognition import Outcome, ProposedField
from server.core.service import Context
from server.registry.journal import JournalAtPlace, PeriodAtPlace
from server.registry.models import Document
from server.reports.report import Cell, Column
from server.scanning.models import ProposalOutcome


class ProposalQuality(JournalAtPlace):
    """Counts only, so it may cover documents that the orderer does not see."""

    code = "scanning.quality"
    title = "Качество предложений"
    covered = "предложения зарегистрированных карточек"
    columns = (
        Column("Месяц", 14),
        Column("Поле", 44),
        Column("Предложено", 16, right_aligned=True),
        Column("Принято без изменений", 22, right_aligned=True),
        Column("Принято, %", 14, right_aligned=True),
        Column("Исправлено", 16, right_aligned=True),
        Column("Убрано", 14, right_aligned=True),
    )

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Sequence[Cell]]:
        month = func.date_trunc("month", Document.registered)
        counts = {met: func.count().filter(ProposalOutcome.outcome == met) for met in Outcome}
        statement = (
            select(month, ProposalOutcome.field, *counts.values())
            .join(Document, Document.id == ProposalOutcome.document_id)
            .where(Document.registered >= parameters.since, Document.registered <= parameters.until)
            .group_by(month, ProposalOutcome.field).order_by(month)
        )  # fmt: skip
        if parameters.place:
            statement = statement.where(Document.place_id == int(parameters.place))
        found = context.session.execute(statement).all()
        order = list(ProposedField)
        last: date | None = None
        for start, field, *each in sorted(found, key=lambda row: (row[0], order.index(row[1]))):
            accepted, corrected, cleared = each
            proposed = accepted + corrected + cleared
            name = label_of(DocumentClass.INCOMING, field.on_card)
            yield [
                None if start == last else f"{start:%m.%Y}", name, proposed, accepted,
                round(accepted * 100 / proposed), corrected, cleared,
            ]  # fmt: skip
            last = start
