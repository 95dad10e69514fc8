"""What a person enters as a term: a norm of the directory by its key, a date or days of one's own, nothing cited."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from common.assignments.orders import TermDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City

FORGED = DeadlineRule(title="Обращение гражданина", count=Count.CALENDAR, amount=300, source="59-ФЗ, ст. 12")
BY_KEY = DeadlineRule(title="Моё название", count=Count.CALENDAR, amount=300, source="Моя статья", norm="prompt")
OWN = DeadlineRule(title="59-ФЗ, ст. 12", count=Count.WORKING, amount=7)


def test_a_term_that_cites_a_law_without_a_norm_is_refused(resolve: Callable) -> None:
    with pytest.raises(Invalid, match="из справочника норм") as refused:
        resolve(rule=FORGED)
    assert [problem.field for problem in refused.value.problems] == ["rule"]


def test_a_norm_says_its_own_words_whatever_was_sent_with_its_key(resolve: Callable, city: City) -> None:
    card = resolve(rule=BY_KEY).seen_by(city.sign_in("executor"))
    norms = {norm.key: norm.rule for norm in city.sign_in("executor").api.calendars.norms()}
    assert card.deadline.rule == norms["prompt"]
    assert "Моя статья" not in card.deadline.explanation()


def test_a_term_of_ones_own_is_called_so(resolve: Callable, city: City) -> None:
    card = resolve(rule=OWN).seen_by(city.sign_in("executor"))
    assert card.deadline.rule.title == "Срок указан в резолюции"
    assert "норма 7 рабочих дней" in card.deadline.explanation()


def test_a_term_of_no_length_is_refused(resolve: Callable) -> None:
    for count in (Count.WORKING, Count.JANUARY):
        with pytest.raises(Invalid, match="дата либо число дней"):
            resolve(rule=DeadlineRule(title="", count=count))


def test_neither_a_move_nor_a_request_cites_what_it_likes(resolved, city: City) -> None:
    card = resolved.seen_by(resolved.executor)
    for person, act in ((resolved.executor, "ask"), (resolved.mayor, "move")):
        with pytest.raises(Invalid, match="из справочника норм"):
            getattr(person.api.terms, act)(card.row.id, card.version, TermDraft(rule=FORGED, reason="Нужно время"))


def test_a_norm_that_is_gone_says_so(resolve: Callable, city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    key = admin.put_norm("", DeadlineRule(title="Порядок мэра", count=Count.CALENDAR, amount=20, source="Регламент"))
    rule = next(norm.rule for norm in admin.norms() if norm.key == key)
    admin.remove_norm(key)
    with pytest.raises(Invalid, match="«Порядок мэра» больше нет"):
        resolve(rule=rule)


def test_a_draft_is_approved_by_the_norm_of_that_day(resolve: Callable, city: City) -> None:
    admin = city.sign_in("admin").api.calendars
    key = admin.put_norm("", DeadlineRule(title="Порядок мэра", count=Count.CALENDAR, amount=14, source="Регламент"))
    rule = next(norm.rule for norm in admin.norms() if norm.key == key)
    resolved = resolve({"addressee_ids": [city.sign_in("mayor").me.id]}, rule=rule)
    assistant = city.sign_in("registrar")
    draft = replace(resolved.seen_by(resolved.mayor).draft, author_id=resolved.mayor.me.id)
    drafted = assistant.api.resolutions.prepare(draft)
    admin.put_norm(key, replace(rule, amount=21))
    card = resolved.seen_by(resolved.mayor, drafted)
    assert card.row.due < Clock().today() + timedelta(days=15)
    resolved.mayor.api.resolutions.approve(drafted, card.version)
    approved = resolved.seen_by(resolved.mayor, drafted)
    assert approved.deadline.rule.amount == 21
    assert approved.row.due > card.row.due
    admin.remove_norm(key)
