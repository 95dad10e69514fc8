"""A register as a report: its documents by groups, counted and summed, under a title of one's own."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import case, func, null, select

from common.kernel.amounts import amount_of
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import MONTHS
from common.registry.card import Restriction
from common.registry.columns import ListColumn, all_columns, grouping_columns
from common.registry.document import DocumentFilter, DocumentRow
from common.registry.selection import FieldType, Sort
from common.registry.views import View
from common.reports import BUILT_OF_DOCUMENTS, Counted
from common.rpc.errors import Invalid
from server.core.service import Context
from server.correspondents.models import Correspondent
from server.registry.conditions import conditions_of
from server.registry.kinds import all_kinds
from server.registry.leaving import LEAVES, leaving
from server.registry.listing import AT_ONCE, RegisterListing
from server.registry.models import Document
from server.registry.ordering import READ, order_of
from server.registry.queries import document_row, document_rows, sight
from server.reports.dataset import plain
from server.reports.grouping import UNKNOWN, Grouped, group_problems, groups_only, in_groups
from server.reports.journal import reach_of
from server.reports.report import Cell, Column, Line

BY_MONTH = "registered"
COUNT = Column("Документов", 60.0, right_aligned=True, counts=Counted.DOCUMENT, summed=True)
STANDING = (  # of entries that were merged the one that stands
    select(func.coalesce(Correspondent.merged_into_id, Correspondent.id))
    .where(Correspondent.id == Document.correspondent_id).correlate(Document).scalar_subquery()
)  # fmt: skip
BEHIND: dict[Sort, Any] = {
    Sort.CORRESPONDENT: STANDING, Sort.SIGNATORY: Document.signatory_id,
    Sort.EXECUTOR: Document.executor_id, Sort.CONTROLLER: Document.controller_id, Sort.UNIT: Document.unit_id,
    Sort.KIND: Document.kind, Sort.PLACE: Document.place_id,
}  # fmt: skip
NEEDED = {"id", "restriction"}
READ_AS = {"correspondent": "name", "signatory_id": "signatory", "controller_id": "controller"}  # fields by columns
NOTHING = DocumentRow(DocumentId(0), "", None, "", "", "", None, "", "", None, "", restricted=False)
FIELDS = set(DocumentRow.__struct_fields__)
NUMBERS = {FieldType.COUNT, FieldType.NUMBER}


class Built(Struct, frozen=True):
    """`groups` are keys of columns, the outer one first; without `rows` only what the groups come to is shown."""

    view: str
    groups: str = ""
    rows: str = "1"
    title: str = ""  # else that of the view

    @property
    def decoded(self) -> View:
        return msgspec.json.decode(self.view, type=View)

    @property
    def keys(self) -> list[str]:
        return [key for key in self.groups.split(",") if key]


class BuiltReport(RegisterListing):
    code = BUILT_OF_DOCUMENTS
    title = "Отчёт по списку документов"
    group = "Свои отчёты"
    right = Right.RUN_REPORTS
    parameters = Built
    total_title = "ИТОГО"

    def reach(self, context: Context) -> str:
        return reach_of(context.caller, self.covered)

    def problems(self, parameters: Any) -> Iterator[Problem]:
        yield from super().problems(parameters)
        yield from group_problems(parameters.keys, rows=bool(parameters.rows))

    def file_name(self, parameters: Any) -> str:
        return parameters.title or super().file_name(parameters)

    def shown_columns(self, context: Context, parameters: Any) -> Sequence[Column]:
        shown, groups = _shown(context, parameters)
        if not parameters.rows:
            numbers = [each for each in shown if _is_number(each)]
            return [Column(groups[-1].title, 280.0), COUNT, *(_column(each) for each in numbers)]
        return [*(_column(each) for each in shown), COUNT]

    def rows(self, context: Context, parameters: Any) -> Iterator[Line]:
        shown, groups = _shown(context, parameters)
        told = shown if parameters.rows else [each for each in shown if _is_number(each)]
        found = (
            Grouped(
                tuple(_title(each, document) for each in groups), behind, document.id,
                [_cell(each, document) for each in told], document.id,
            )
            for document, behind in _documents(context, parameters, shown, groups)
        )  # fmt: skip
        yield from in_groups(found) if parameters.rows else groups_only(found)


def _documents(
    context: Context, parameters: Built, shown: Sequence[ListColumn], groups: Sequence[ListColumn]
) -> Iterator[tuple[DocumentRow, list[Any]]]:
    """In the order of the groups, in each of them in that of the register; read from a cursor of the server.

    Beside each stands what is behind the words of its groups: namesakes are two groups.
    """
    assert context.caller is not None
    chosen, today = parameters.decoded.chosen, context.clock.today()
    asked = conditions_of(context.session, context.caller, chosen, today)
    ids = select(Document.id).where(sight(context.caller, counting=True), *asked).subquery()
    order = [each for group in groups for each in _order(group, chosen, context)]
    rows = document_rows(today)
    if not parameters.rows:
        needed = {*NEEDED, *(READ_AS.get(each.field, each.field.partition(".")[0]) for each in (*shown, *groups))}
        rows = rows.with_only_columns(*(each for each in rows.selected_columns if each.key in needed))
    behind = [_behind(each).label(f"behind_{place}") for place, each in enumerate(groups)]
    statement = (
        rows.add_columns(*behind).join(ids, ids.c.id == Document.id).order_by(*order, *order_of(chosen, today))
    )  # fmt: skip
    for row in context.session.execute(statement.execution_options(yield_per=AT_ONCE)):
        found = document_row(row) if parameters.rows else _least(row)
        yield found, list(row[len(row) - len(groups) :])


def _least(row: Any) -> DocumentRow:
    """What groups and sums are made of: the rest is not read."""
    known = row._asdict()
    read = {name: value for name, value in known.items() if name in FIELDS and value is not None}
    who, restricted = known.get("name") or "", row.restriction is not Restriction.NONE
    return msgspec.structs.replace(NOTHING, correspondent=who, restricted=restricted, **read)


def _behind(group: ListColumn) -> Any:
    """Nothing where it would tell of a restricted document."""
    told = BEHIND.get(group.sort, null())
    return told if group.field in LEAVES else case((Document.restriction == Restriction.NONE, told))


def _order(group: ListColumn, chosen: DocumentFilter, context: Context) -> list[Any]:
    """The place of a restricted document must not tell what is not told of it: they stand together, last."""
    told = [] if group.field in LEAVES else [case((Document.restriction == Restriction.NONE, 0), else_=1)]
    if group.field == BY_MONTH:
        return [*told, func.date_trunc("month", Document.registered).asc().nulls_last()]
    by_group = msgspec.structs.replace(chosen, sort=group.sort, sort_field=group.field)
    keys = READ[group.sort](by_group, context.clock.today())
    keys = [*keys, BEHIND[group.sort]] if group.sort in BEHIND else keys
    if not told:
        return [each.asc().nulls_last() for each in keys]
    open_keys = [case((Document.restriction == Restriction.NONE, each)) for each in keys]
    return [*told, *(each.asc().nulls_last() for each in open_keys)]


def _shown(context: Context, parameters: Built) -> tuple[list[ListColumn], list[ListColumn]]:
    """The columns of the rows, and those of the groups; what groups is not said again in each row."""
    known, keys = all_columns(all_kinds(context.session)), parameters.keys
    view = parameters.decoded
    by = grouping_columns(known)
    if any(key not in by for key in keys):
        raise Invalid("Столбца, по которому сгруппирован отчёт, больше нет. Сделайте отчёт заново.")
    groups = [by[key] for key in keys]
    return [known[key] for key in view.columns if key in known and key not in keys], groups


def _title(group: ListColumn, row: DocumentRow) -> str:
    restriction = Restriction.OFFICIAL if row.restricted else Restriction.NONE
    if group.field == BY_MONTH:
        return f"{MONTHS[row.registered.month - 1]} {row.registered.year}" if row.registered else UNKNOWN
    told = leaving(group.field, group.text(row), restriction)
    return restriction.label if told is None else told or UNKNOWN


def _is_number(column: ListColumn) -> bool:
    return column.asks_for("").type in NUMBERS


def _column(column: ListColumn) -> Column:
    number = _is_number(column)
    return Column(column.title, float(column.width), right_aligned=number, summed=number)


def _cell(column: ListColumn, row: DocumentRow) -> Cell:
    restriction = Restriction.OFFICIAL if row.restricted else Restriction.NONE
    text = leaving(column.field, column.text(row), restriction) or ""
    return _number(text) if _is_number(column) else text


def _number(text: str) -> Cell:
    amount = amount_of(text)
    return text if amount is None else plain(amount)
