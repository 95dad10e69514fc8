"""The table of rules replayed: every part in every state is let or refused with the reason, and reads as sentences."""

from itertools import chain, combinations
from pathlib import Path

import pytest

from common.assignments.rules import ACTIONS, BY_ACTION, NEXT, OPEN, Action, Part, Status, refusal, sentences

PARTS = [frozenset(each) for each in chain.from_iterable(combinations(Part, n) for n in range(len(Part) + 1))]
WRITTEN = Path(__file__).with_name("rules.txt")


@pytest.mark.parametrize("state", Status)
@pytest.mark.parametrize("action", Action)
def test_whoever_the_rule_names_may_in_its_states_and_nobody_else(action: Action, state: Status) -> None:
    rule = BY_ACTION[action]
    for parts in PARTS:
        said = refusal(action, state, parts)
        assert (said == "") == (state in rule.states and bool(rule.parts & parts))
        assert not said or said.endswith(".")


def test_a_refusal_names_who_may_or_when() -> None:
    assert "автор поручения" in refusal(Action.MOVE_DUE, Status.ISSUED, frozenset({Part.RESPONSIBLE}))
    assert "«На исполнении»" in refusal(Action.REPORT, Status.DONE, frozenset({Part.RESPONSIBLE}))
    assert "сначала возобновите" in refusal(Action.MOVE_DUE, Status.DONE, frozenset({Part.AUTHOR}))


def test_every_action_has_one_rule_and_every_state_can_be_left_but_the_recalled() -> None:
    assert set(BY_ACTION) == set(Action) == set(ACTIONS)
    leads = {state: {NEXT[a] for a in NEXT if state in BY_ACTION[a].states} for state in Status}
    assert leads[Status.CANCELLED] == set()
    assert all(leads[state] for state in (*OPEN, Status.DONE))


def test_the_rules_read_as_sentences() -> None:
    assert list(sentences()) == WRITTEN.read_text(encoding="utf-8").splitlines()
