"""The journals of one kind: they number by its template, except those that have been given one of their own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.kernel.validation import Problem
from common.registry.kinds import KindDraft, NextNumber
from common.registry.ledger import TOKEN_OF_SCOPE, Scope
from common.registry.numbers import NumberTemplate
from server.identity.models import RegistrationPlace
from server.registry.models import Journal
from server.registry.number_models import NumberCounter
from server.registry.numbering import Raw, tokens_of

FOLLOWED = ("template", "code")  # which a journal of the kind takes over from it
WHERE = "в «Журналах регистрации»"


def open_journals(session: Session, kind: str) -> list[Journal]:
    return list(
        session.scalars(
            select(Journal)
            .where(Journal.kind == kind, Journal.closed.is_(False), ~Journal.practice)
            .order_by(Journal.title)
        )
    )


def follows(journal: Journal, before: KindDraft | None) -> bool:
    """Its template is the kind's."""
    return before is not None and bool(before.template) and journal.template == before.template


def contradictions(session: Session, before: KindDraft, draft: KindDraft) -> Iterator[Problem]:
    """A template that no journal would count by, or whose numbers one would repeat."""
    journals = open_journals(session, draft.key)
    if not journals or before.numbering == draft.numbering:
        return
    titles = ", ".join(f"«{journal.title}» ({journal.template})" for journal in journals)
    if not draft.own_series and (before.own_series or not draft.template):
        yield Problem("own_series", f"Номера вида даёт его журнал {titles}: сначала закройте журнал {WHERE}.")
    elif before.template != draft.template:
        following = [journal for journal in journals if follows(journal, before)]
        if not following:
            said = f"Номера вида пишет по своему шаблону журнал {titles}: измените шаблон там, {WHERE}."
            yield Problem("template", said)
        for journal in following:
            token = TOKEN_OF_SCOPE.get(Scope(journal.scope))
            if token and token not in NumberTemplate(draft.template).tokens:
                said = (
                    f"Журнал «{journal.title}»: {Scope(journal.scope).label}, без поля {{{token}}} номера повторятся."
                )
                yield Problem("template", said)


def follow(session: Session, before: KindDraft, draft: KindDraft) -> list[Journal]:
    """The journals that have changed with the kind: the next number is already the new one."""
    changed = []
    for journal in open_journals(session, draft.key):
        if before.numbering != draft.numbering and follows(journal, before):
            for name in FOLLOWED:
                if getattr(journal, name) == getattr(before, name):
                    setattr(journal, name, getattr(draft, name))
            changed.append(journal)
    return changed


def sample(journal: Journal, last: int, kind: str, on: date) -> str:
    """What a journal would give next to an invented document."""
    raw = Raw(unit="04", case_file="01-12", kind=kind, signatory="ИЛ", correspondent="Прокуратура")
    return NumberTemplate(journal.template).render(last + 1, tokens_of(journal, raw, on))


def last_value(year: int) -> Any:
    """The last value of the year in the journal that a query is about."""
    return (
        select(func.max(NumberCounter.last)).where(NumberCounter.journal_id == Journal.id)
        .where(NumberCounter.year == year).correlate(Journal).scalar_subquery()
    )  # fmt: skip


def next_numbers(session: Session, before: KindDraft | None, draft: KindDraft, today: date) -> list[NextNumber]:
    """With which the journals of the kind go on once the definition is saved, one of each place."""
    rows = session.execute(
        select(Journal, func.coalesce(last_value(today.year), 0).label("last"), RegistrationPlace.title.label("place"))
        .join(RegistrationPlace, RegistrationPlace.id == Journal.place_id)
        .where(Journal.kind.in_(["", draft.key]), Journal.document_class == draft.document_class)
        .where(Journal.closed.is_(False), ~Journal.practice).order_by(Journal.place_id, Journal.kind)
    ).all()  # fmt: skip
    counting = {row.Journal.place_id: row for row in rows}  # the journal of the kind stands after that of the class
    found = []
    for row in counting.values():
        journal: Journal = row.Journal
        is_own = bool(journal.kind) and not follows(journal, before)
        is_new = draft.own_series and not journal.kind
        title = f"{draft.title}: {row.place}" if is_new else journal.title
        number = sample(_as_it_will_be(journal, before, draft), 0 if is_new else row.last, draft.code, today)
        found.append(NextNumber(title, number, is_own))
    return found


def _as_it_will_be(journal: Journal, before: KindDraft | None, draft: KindDraft) -> Journal:
    if journal.kind and not follows(journal, before):
        return journal
    has_code_of_kind = before is not None and journal.kind and journal.code == before.code
    is_new = draft.own_series and not journal.kind
    return Journal(
        code=draft.code if has_code_of_kind or is_new else journal.code, template=draft.template or journal.template
    )
