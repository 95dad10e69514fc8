"""The table of assignments, replayed: `rules.txt` says what the program answers.

After a change of the rules: pytest tests/unit/assignments --write-assignment-rules, then read the difference.
"""

from itertools import product
from pathlib import Path

import pytest

from common.assignments.matrix import allowed_facts, may, sentences
from common.assignments.rules import NEXT, OPEN, RULES, Action, Part, Situation, Standing, Status, refusal, refusals
from common.kernel.rights import Right

GOLDEN = Path(__file__).with_name("rules.txt")


def test_the_rules_read_as_they_are_written_down(request: pytest.FixtureRequest) -> None:
    now = "\n".join(sentences()) + "\n"
    if request.config.getoption("--write-assignment-rules", default=False):
        GOLDEN.write_text(now, encoding="utf-8")
    assert now.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("status", Status)
def test_each_combination_is_allowed_exactly_when_a_rule_says_so(status: Status) -> None:
    """Every state × action × part, with every right and with each right missing."""
    for action, part in product(Action, Part):
        for missing in (None, *Right):
            rights = frozenset(Right) - {missing}
            said = any(
                rule.action is action and status in rule.states and part in rule.parts and rule.right in rights
                for rule in RULES
            )
            assert may(part, status, action, rights) is said, (status, action, part, missing)


@pytest.mark.parametrize("status", Status)
def test_every_refusal_gives_a_reason_that_is_a_sentence(status: Status) -> None:
    for action, part in product(Action, Part):
        said = refusal(action, allowed_facts(action, status), Standing(frozenset({part}), frozenset(Right)))
        assert bool(said) is not may(part, status, action), (status, action, part)
        assert not said or (said[0].isupper() and said.endswith(".") and len(said) > 20), said


def test_a_state_is_left_only_by_an_action_that_leads_elsewhere() -> None:
    reached = {(state, rule.to) for rule in RULES if rule.to for state in rule.states}
    assert {to for _, to in reached} == set(Status)
    assert all(state is not to for state, to in reached)
    assert NEXT[Action.REOPEN] in OPEN
    assert not [state for state, _ in reached if state is Status.CANCELLED]


AUTHOR = Standing(frozenset({Part.AUTHOR}), frozenset(Right))
RESPONSIBLE = Standing(frozenset({Part.RESPONSIBLE}), frozenset(Right))


@pytest.mark.parametrize(
    ("action", "situation", "standing", "words"),
    [
        (Action.RELEASE, Situation(Status.REPORTED, open_children=2), AUTHOR, "подчинённые поручения: 2"),
        (Action.ASK, Situation(Status.ISSUED, late=True), RESPONSIBLE, "до его истечения"),
        (Action.ASK, Situation(Status.ISSUED, asked=True), RESPONSIBLE, "уже подан"),
        (Action.DECIDE, Situation(Status.ISSUED), AUTHOR, "Запроса о продлении нет"),
        (Action.ACCEPT, Situation(Status.ISSUED, accepted=True), RESPONSIBLE, "уже принято"),
        (Action.MOVE, Situation(Status.ISSUED), RESPONSIBLE, "это делает автор поручения, автор вышестоящего"),
        (Action.MOVE, Situation(Status.REPORTED), AUTHOR, "уже отчитались"),
        (Action.REPORT, Situation(Status.DRAFT), RESPONSIBLE, "не утверждена"),
        (Action.REPORT, Situation(Status.CANCELLED), RESPONSIBLE, "отозвано"),
        (Action.REPORT, Situation(Status.DONE), RESPONSIBLE, "возобновите контроль"),
    ],
)
def test_a_refusal_says_what_stands_in_the_way(
    action: Action, situation: Situation, standing: Standing, words: str
) -> None:
    assert words in refusal(action, situation, standing)
    assert refusals(situation, standing)[action] == refusal(action, situation, standing)


def test_the_sentences_are_what_a_controller_expects() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    assert (
        "Отчитаться об исполнении может ответственный исполнитель в состоянии «На исполнении»"
        " (право «Исполнение поручений»); станет «Отчёт на рассмотрении»." in text
    )
    assert "Снять с контроля — «Отчёт на рассмотрении»: Не исполнены подчинённые поручения: 2." in text
