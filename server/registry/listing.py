"""A register as its reader has it on the screen, to be taken away: its columns, its order, all of its rows."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import msgspec
from msgspec import Struct
from sqlalchemy import select

from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.card import Restriction
from common.registry.columns import COLUMNS, ListColumn, all_columns
from common.registry.document import DocumentFilter, DocumentRow
from common.registry.extras import extras_of
from common.registry.selection import ANY, Comparison, Condition, FieldType, Period, is_date, said, title_of
from common.registry.views import View
from server.core.service import Context
from server.registry.conditions import conditions_of
from server.registry.kinds import all_kinds
from server.registry.leaving import leaving
from server.registry.models import Document
from server.registry.ordering import order_of
from server.registry.queries import document_row, document_rows, sight
from server.reports.journal import Journal
from server.reports.report import Cell, Column, Line

AT_ONCE = 500
LINE = 130  # characters of the line below the title
PERIODS = {Period.TODAY: "за сегодня", Period.WEEK: "за 7 дней", Period.MONTH: "за 30 дней", Period.YEAR: "за этот год"}


class ViewAsText(Struct, frozen=True):
    """The view as JSON, for parameters travel as text."""

    view: str

    @property
    def decoded(self) -> View:
        return msgspec.json.decode(self.view, type=View)


class RegisterListing(Journal[ViewAsText]):
    code = "registry.list"
    title = "Список документов"
    group = "Журналы"
    right = Right.READ_DOCUMENTS
    parameters: ClassVar[type[Any]] = ViewAsText
    listed = False

    def problems(self, parameters: ViewAsText) -> Iterator[Problem]:
        try:
            view = parameters.decoded
        except msgspec.MsgspecError:
            yield Problem("view", "Представление не читается: откройте список заново и повторите выгрузку.")
        else:
            yield from view.problems()

    def file_name(self, parameters: ViewAsText) -> str:
        return parameters.decoded.title or self.title

    def heading_title(self, parameters: ViewAsText) -> str:
        return self.file_name(parameters)

    def lines(self, context: Context, parameters: ViewAsText) -> list[str]:
        kinds = all_kinds(context.session)
        titles = {name: each.title for name, each in extras_of(kinds).items()}
        titles |= {name: each.title for name, each in all_columns(kinds).items()}
        words = "; ".join(in_words(parameters.decoded.chosen, titles))
        return textwrap.wrap(f"Отбор: {words}", LINE) if words else []

    def shown_columns(self, context: Context, parameters: ViewAsText) -> Sequence[Column]:
        return [
            Column(each.title, float(each.width), right_aligned=_is_count(each))
            for each in _columns(context, parameters.decoded)
        ]

    def rows(self, context: Context, parameters: ViewAsText) -> Iterator[Line]:
        """Read from a cursor of the server in the order of the screen, so that no number of rows fills the memory."""
        assert context.caller is not None
        view = parameters.decoded
        shown, today = _columns(context, view), context.clock.today()
        asked = conditions_of(context.session, context.caller, view.chosen, today)
        ids = select(Document.id).where(sight(context.caller, counting=True), *asked).subquery()
        statement = document_rows(today).join(ids, ids.c.id == Document.id).order_by(*order_of(view.chosen, today))
        for row in context.session.execute(statement.execution_options(yield_per=AT_ONCE)):
            document = document_row(row)
            yield [_cell(each, document) for each in shown]


def _columns(context: Context, view: View) -> list[ListColumn]:
    known = all_columns(all_kinds(context.session))
    return [known[key] for key in view.columns if key in known] or list(COLUMNS.values())


def _is_count(column: ListColumn) -> bool:
    return column.asks_for("").type is FieldType.COUNT


def _cell(column: ListColumn, row: DocumentRow) -> Cell:
    restriction = Restriction.OFFICIAL if row.restricted else Restriction.NONE
    text = leaving(column.field, column.text(row), restriction) or ""
    return int(text) if _is_count(column) and text else text


def in_words(chosen: DocumentFilter, titles: Mapping[str, str]) -> Iterator[str]:
    """What narrows a register, for whoever reads it on paper; a chosen group stands in the title already."""
    if chosen.period is Period.OWN:
        yield " ".join(
            f"{word} {day(value)}" for word, value in (("с", chosen.since), ("по", chosen.until)) if value
        ) or "за всё время"  # fmt: skip
    elif chosen.period is not Period.ALL:
        yield PERIODS[chosen.period]
    for title, text in (
        ("номер", chosen.number), ("корреспондент", chosen.correspondent), ("содержание", chosen.summary),
        ("слова", chosen.words),
    ):  # fmt: skip
        if text:
            yield f"{title}: «{text}»"
    for given, word in (
        (chosen.on_control, "на контроле"), (chosen.unexecuted, "не исполнены"), (chosen.mine, "мои"),
        (chosen.awaits_me, "ждут моего решения"),
        (chosen.without_resolution, "без резолюций"), (chosen.to_me, "адресованы мне"),
        (chosen.place_id, "одно место регистрации"),
    ):  # fmt: skip
        if given:
            yield word
    yield from (_condition(each, titles) for each in chosen.conditions if each.comparison is not Comparison.KEY)


def _condition(condition: Condition, titles: Mapping[str, str]) -> str:
    title = titles.get(condition.field) or title_of(condition.field)
    if condition.comparison in ANY:
        return f"{title}: {condition.comparison.label}"
    kind, value = condition.type, condition.value
    if kind is FieldType.DATE and is_date(value):
        value = day(date.fromisoformat(value))
    return f"{title} {said(condition.comparison, kind)} «{value}»"
