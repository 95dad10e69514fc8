"""Handing a report over: to whom, and who may read the run of another because it was handed to him."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from common.kernel.ids import PersonId, ReportRunId
from common.kernel.validation import Problem
from common.reports import Format, Recipients
from common.rpc.errors import Missing
from server.core.events import ReportHandedOver
from server.core.service import Caller, Context
from server.identity.models import Person, Unit, employed
from server.reports.models import ReportDelivery, ReportRunRow

NOT_FOUND = "Отчёт не найден."


def readable(session: Session, caller: Caller, run_id: ReportRunId) -> ReportRunRow:
    """One's own run, or one whose figures were handed over; raises Missing."""
    run = session.get(ReportRunRow, run_id)
    if run is None or not (run.person_id == caller.me.id or is_handed(session, caller, run)):
        raise Missing(NOT_FOUND)
    return run


def is_handed(session: Session, caller: Caller, run: ReportRunRow) -> bool:
    handed = exists().where(
        ReportDelivery.run_id == (run.source_id or run.id), ReportDelivery.person_id == caller.me.id
    )  # fmt: skip
    return bool(session.scalar(select(handed)))


def meant(context: Context, recipients: Recipients) -> tuple[set[PersonId], list[Problem]]:
    """Those at work, heads in the place of their units; and what is wrong with who was named."""
    today, session = context.clock.today(), context.session
    units = session.execute(
        select(Unit.id, Unit.title, Unit.head_id, Unit.closed).where(Unit.id.in_(recipients.unit_ids))
    ).all()  # fmt: skip
    problems = [
        Problem("unit_ids", f"В подразделении «{unit.title}» некому получить: у него нет руководителя.")
        for unit in units if unit.head_id is None or unit.closed is not None
    ]  # fmt: skip
    named = {*recipients.person_ids, *(unit.head_id for unit in units if unit.head_id is not None)}
    at_work = set(session.scalars(select(Person.id).where(Person.id.in_(named), employed(today))))
    gone = session.scalars(select(Person).where(Person.id.in_(named - at_work)).order_by(Person.surname)).all()
    problems += [Problem("person_ids", f"{each.name} уволен: назовите другого.") for each in gone]
    known = at_work | {each.id for each in gone}
    if set(recipients.unit_ids) - {unit.id for unit in units} or named - known:
        problems.append(Problem("person_ids", "Получателя нет в справочнике: выберите его из списка заново."))
    return at_work, problems


def hand_over(
    context: Context, run: ReportRunRow, people: Sequence[PersonId] | set[PersonId], note: str = ""
) -> list[PersonId]:
    """In the name of its orderer; tells those who had not got it, and gives them."""
    rows = [
        {"run_id": run.source_id or run.id, "person_id": person, "by_id": run.person_id, "note": note,
         "sent": context.clock.now()}
        for person in sorted(set(people) - {run.person_id})
    ]  # fmt: skip
    if not rows:
        return []
    put = insert(ReportDelivery).on_conflict_do_nothing().returning(ReportDelivery.person_id)
    news = list(context.session.scalars(put, rows).all())
    if news:
        context.tell(ReportHandedOver(run.source_id or run.id, tuple(news), note))
    return news


def formats_of(session: Session, run_ids: Sequence[ReportRunId]) -> Mapping[ReportRunId, list[Format]]:
    """Those whose files are kept, by the run with the figures."""
    found = defaultdict[ReportRunId, set[Format]](set)
    of_them = or_(ReportRunRow.id.in_(run_ids), ReportRunRow.source_id.in_(run_ids))
    for run in session.scalars(select(ReportRunRow).where(of_them, ReportRunRow.file_id.is_not(None))):
        found[run.source_id or run.id].add(run.format)
    return {run_id: sorted(found[run_id]) for run_id in run_ids}
