"""The terms of assignments: who may move them, how an extension is asked for, what history keeps."""

from collections.abc import Callable
from datetime import date, timedelta

import pypdfium2
import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import Folder
from common.assignments.orders import TermDraft
from common.assignments.rules import Action, Status
from common.kernel.deadlines import Count, DeadlineRule, Shift
from common.kernel.ids import DocumentId
from common.rpc.errors import Invalid, Missing, NotAllowed
from server.core.clock import Clock
from tests.city import City


def to(day: date, **rest: object) -> TermDraft:
    rule = DeadlineRule(title="Дата", count=Count.DATE, shift=Shift.NONE, fixed=day)
    return TermDraft(**{"rule": rule, "reason": "Ждём ответа министерства", **rest})


@pytest.fixture
def later() -> date:
    return Clock().today() + timedelta(days=25)


def test_the_author_moves_the_term_and_the_first_one_is_kept(resolved, later: date) -> None:
    begun = resolved.seen_by(resolved.mayor)
    first = begun.row.due
    for day in (later, later + timedelta(days=2)):
        version = resolved.seen_by(resolved.mayor).version
        resolved.mayor.api.terms.move(resolved.id, version, to(day, basis_id=resolved.document_id))
    card = resolved.seen_by(resolved.executor)
    assert (card.row.due, card.first_due, card.row.moves) == (later + timedelta(days=2), first, 2)
    assert [(step.old_due, step.new_due) for step in card.steps] == [(first, later), (later, card.row.due)]
    today, again = Clock().today(), later + timedelta(days=2)
    why = f"{resolved.mayor.me.name}: Ждём ответа министерства"
    told = [line for line in card.deadline.explanation().splitlines() if "на выходной день" not in line]
    assert told == [
        f"Срок перенесён {today:%d.%m.%Y} с {later:%d.%m.%Y} на {again:%d.%m.%Y}, {why}",
        f"Срок перенесён {today:%d.%m.%Y} с {first:%d.%m.%Y} на {later:%d.%m.%Y}, {why}",
        f"Первый срок — {first:%d.%m.%Y}.",
        *begun.deadline.explanation().splitlines(),
    ]
    pdf = pypdfium2.PdfDocument(resolved.mayor.api.assignments.sheet(resolved.id))
    printed = " ".join(page.get_textpage().get_text_range() for page in pdf)
    for words in ("Ждём ответа министерства", "Первый срок", begun.deadline.rule.title.split()[0]):
        assert words in printed
    assert card.steps[0].text == "Ждём ответа министерства"
    assert card.steps[0].basis.startswith("№ ")
    [row] = [r for r in resolved.executor.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows if r.id == resolved.id]
    assert (row.due, row.moves, row.first_due) == (card.row.due, 2, first)
    acts = [act.action for act in resolved.mayor.api.registry.history(resolved.document_id)]
    assert acts.count("Перенесён срок поручения") == 2


def test_nobody_else_moves_it(resolved, later: date) -> None:
    for person in (resolved.executor, resolved.controller):
        with pytest.raises(NotAllowed, match="автор вышестоящего поручения"):
            person.api.terms.move(resolved.id, resolved.seen_by(person).version, to(later))


def test_the_author_of_what_it_was_handed_down_from_may(resolved, city: City) -> None:
    affairs = city.sign_in("affairs")
    child = resolved.delegate(resolved.mayor, responsible_id=affairs.me.id)
    grandchild = resolved.delegate(affairs, parent_id=child, responsible_id=city.sign_in("executor2").me.id)
    sooner = Clock().today() + timedelta(days=2)
    resolved.mayor.api.terms.move(grandchild, resolved.seen_by(resolved.mayor, grandchild).version, to(sooner))
    assert resolved.seen_by(affairs, grandchild).row.due == sooner


def test_a_moved_term_stays_between_its_neighbours(resolved, city: City, later: date) -> None:
    child = resolved.delegate(resolved.mayor, responsible_id=city.sign_in("executor2").me.id)
    with pytest.raises(Invalid, match="не может быть позже срока вышестоящего"):
        resolved.mayor.api.terms.move(child, resolved.seen_by(resolved.mayor, child).version, to(later))
    today, version = Clock().today(), resolved.seen_by(resolved.mayor).version
    with pytest.raises(Invalid, match="У подпоручения срок"):
        resolved.mayor.api.terms.move(resolved.id, version, to(today))


def test_a_term_is_not_moved_without_a_reason(resolved, later: date) -> None:
    with pytest.raises(Invalid, match="Причина"):
        resolved.mayor.api.terms.move(resolved.id, resolved.seen_by(resolved.mayor).version, to(later, reason=" "))


def test_an_extension_is_asked_for_and_granted(resolved, later: date) -> None:
    resolved.executor.api.terms.ask(resolved.id, resolved.seen_by(resolved.executor).version, to(later))
    card = resolved.seen_by(resolved.mayor)
    assert (card.row.asked, card.may(Action.DECIDE), card.steps[-1].granted) == (True, True, None)
    with pytest.raises(Invalid, match="уже подан"):
        resolved.executor.api.terms.ask(resolved.id, card.version, to(later))
    with pytest.raises(NotAllowed):
        resolved.controller.api.terms.decide(resolved.id, card.version, True)
    resolved.mayor.api.terms.decide(resolved.id, card.version, True)
    card = resolved.seen_by(resolved.executor)
    assert (card.row.due, card.row.moves, card.row.asked) == (later, 1, False)
    assert [step.action for step in card.steps] == [Action.ASK, Action.MOVE]
    assert (card.steps[0].granted, card.row.status) == (True, Status.ISSUED)


def test_a_refused_extension_says_why_and_leaves_the_term(resolved, later: date) -> None:
    due = resolved.seen_by(resolved.mayor).row.due
    resolved.executor.api.terms.ask(resolved.id, resolved.seen_by(resolved.executor).version, to(later))
    version = resolved.seen_by(resolved.mayor).version
    with pytest.raises(Invalid, match="Причина отказа"):
        resolved.mayor.api.terms.decide(resolved.id, version, False)
    resolved.mayor.api.terms.decide(resolved.id, version, False, "Срок установлен законом")
    card = resolved.seen_by(resolved.executor)
    assert (card.row.due, card.row.moves, card.row.asked, card.may(Action.ASK)) == (due, 0, False, True)
    assert card.steps[-1].text == "Срок установлен законом"


def test_an_extension_is_asked_for_before_the_term_has_passed(resolved, days_pass: Callable, later: date) -> None:
    days_pass(resolved.id, Clock().today() - timedelta(days=1))
    with pytest.raises(Invalid, match="до его истечения"):
        resolved.executor.api.terms.ask(resolved.id, resolved.seen_by(resolved.executor).version, to(later))


def test_a_basis_is_a_document_that_one_sees(resolved, later: date) -> None:
    version = resolved.seen_by(resolved.mayor).version
    with pytest.raises(Missing):
        resolved.mayor.api.terms.move(resolved.id, version, to(later, basis_id=DocumentId(10**9)))


def test_a_delay_counts_calendar_and_working_days(resolved, days_pass: Callable, engine: Engine) -> None:
    today = Clock().today()
    for back in (1, 3, 8, 40, 200):
        due = today - timedelta(days=back)
        days_pass(resolved.id, due)
        row = resolved.seen_by(resolved.mayor).row
        with engine.connect() as connection:
            marks = dict(connection.execute(text("SELECT day, kind FROM calendar_day")).all())
        days = (due + timedelta(days=n) for n in range(1, back + 1))
        worked = sum(marks.get(d) in {"short", "working"} or (d not in marks and d.weekday() < 5) for d in days)
        assert (row.overdue_days, row.overdue_working_days) == (back, worked)


def test_a_term_on_a_day_off_is_taken_and_the_card_says_so(resolved) -> None:
    sunday = Clock().today() + timedelta(days=20 - Clock().today().weekday() + 7)
    resolved.mayor.api.terms.move(resolved.id, resolved.seen_by(resolved.mayor).version, to(sunday))
    card = resolved.seen_by(resolved.executor)
    assert card.row.due == sunday
    assert f"назначен на выходной день: {sunday:%d.%m.%Y} — воскресенье" in card.deadline.explanation()
    [off] = resolved.mayor.api.calendars.days_off([card.first_due, sunday])
    assert (off.day, off.nearest < sunday) == (sunday, True)
