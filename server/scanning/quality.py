"""What became of proposals and what a card took, over time: by month and field, of nobody in particular."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from common.kernel.ids import DocumentId
from common.scanning.offers import title_of
from common.scanning.recognition import Outcome, ProposedField
from server.core.service import Context
from server.registry.journal import JournalAtPlace, PeriodAtPlace
from server.registry.models import Document
from server.reports.report import Cell, Column
from server.scanning.models import CardEffort, ProposalOutcome


class ProposalQuality(JournalAtPlace):
    """Counts only, so it may cover documents that the orderer does not see."""

    code = "scanning.quality"
    title = "Качество предложений"
    covered, by_rights = "предложения зарегистрированных карточек", False
    columns = (
        Column("Месяц", 14),
        Column("Поле", 44),
        Column("Предложено", 16, right_aligned=True),
        Column("Принято без изменений", 22, right_aligned=True),
        Column("Принято, %", 14, right_aligned=True),
        Column("Исправлено", 16, right_aligned=True),
        Column("Убрано", 14, right_aligned=True),
        Column("Секунд, медиана", 16, "На карточку", right_aligned=True),
        Column("Клавиш, медиана", 16, "На карточку", right_aligned=True),
        Column("Карточек", 16, "На карточку", right_aligned=True),
    )

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Sequence[Cell]]:
        counts = {met: func.count().filter(ProposalOutcome.outcome == met) for met in Outcome}
        met = _by_month(parameters, ProposalOutcome.document_id, ProposalOutcome.field, *counts.values()).group_by(
            ProposalOutcome.field
        )
        lines: dict[date, list[Sequence[Any]]] = {}
        for row in context.session.execute(met):
            lines.setdefault(row[0], []).append(row)
        took = {month: spent for month, *spent in context.session.execute(_effort(parameters))}
        order = list(ProposedField)
        for month in sorted({*lines, *took}):
            spent: Sequence[Cell] = took.get(month, ("", "", ""))
            if month not in lines:
                yield [f"{month:%m.%Y}", "", "", "", "", "", "", *spent]
            for number, line in enumerate(sorted(lines.get(month, []), key=lambda each: order.index(each[1]))):
                first = number == 0
                yield [f"{month:%m.%Y}" if first else None, *_line(line), *(spent if first else (None, None, None))]


def _line(row: Sequence[Any]) -> list[Cell]:
    _month, field, accepted, corrected, cleared = row
    proposed = accepted + corrected + cleared
    return [title_of(field), proposed, accepted, round(accepted * 100 / proposed), corrected, cleared]


def _effort(parameters: PeriodAtPlace) -> Select[Any]:
    """Medians: one card left open over lunch is no measure."""
    middle = [func.percentile_disc(0.5).within_group(each) for each in (CardEffort.seconds, CardEffort.keys)]
    return _by_month(parameters, CardEffort.document_id, *middle, func.count())


def _by_month(parameters: PeriodAtPlace, document_id: InstrumentedAttribute[DocumentId], *shown: Any) -> Select[Any]:
    month = func.date_trunc("month", Document.registered)
    statement = (
        select(month, *shown)
        .join(Document, Document.id == document_id)
        .where(Document.registered >= parameters.since, Document.registered <= parameters.until)
        .group_by(month)
    )
    return statement.where(Document.place_id == int(parameters.place)) if parameters.place else statement
