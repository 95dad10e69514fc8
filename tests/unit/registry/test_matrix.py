"""The table of who may do what, as a records manager reads it: `rules.txt` says what the program answers.

After a change of the rules: pytest tests/unit/registry --write-rules, then read the difference.
"""

from pathlib import Path

import pytest

from common.kernel.rights import Right
from common.registry.classes import DocumentClass, DocumentState
from common.registry.matrix import DEEDS, Deed, may, sentences
from common.registry.rules import RULES, Action, Part
from server.sample.city import ROLES

GOLDEN = Path(__file__).with_name("rules.txt")


def test_the_rules_read_as_they_are_written_down(request: pytest.FixtureRequest) -> None:
    now = "\n".join(sentences({title: frozenset(rights) for title, rights in ROLES.items()})) + "\n"
    if request.config.getoption("--write-rules", default=False):
        GOLDEN.write_text(now, encoding="utf-8")
    assert now.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("role", ROLES)
def test_each_combination_is_allowed_exactly_when_a_rule_says_so(role: str) -> None:
    """Seven roles × six parts × four classes × nine states × twenty-two actions, rule by rule."""
    rights = frozenset(ROLES[role])
    for part in Part:
        held = {part, Part.READER}
        for action in Action:
            for of_class in DocumentClass:
                for state in DocumentState:
                    said = any(
                        rule.action is action and of_class in rule.classes and state in rule.states
                        and rule.parts & held and rule.right in rights
                        for rule in RULES
                    )  # fmt: skip
                    assert may(part, of_class, state, action, rights) is said, (role, part, action, of_class, state)


def test_a_role_says_wholly_what_it_lets_one_do_and_to_whom_it_is_given_in_part() -> None:
    roles = {"Читающий": {Right.READ_DOCUMENTS}, "Готовящий": {Right.READ_DOCUMENTS, Right.DRAFT}}
    text = "\n".join(sentences(roles, {"Готовящий": ["виды: Приказ — Петрова А. И."]}))
    of_reader, of_maker = text.split("IV. ПО РОЛИ")[1].split("Роль «Готовящий»")
    assert "подписывающий — может: подписать, отправить на регистрацию, вернуть на доработку с причиной." in of_reader
    assert "зарегистрировать" not in of_reader
    assert "подготовить ответ" in of_maker
    assert "«Готовящий» с ограничением: виды: Приказ — Петрова А. И." in of_maker


def test_each_deed_of_another_slice_has_its_right() -> None:
    assert set(DEEDS) == set(Deed)


def test_a_sentence_is_what_a_records_manager_expects() -> None:
    text = GOLDEN.read_text(encoding="utf-8")
    of_registrar = text.split("Делопроизводитель места регистрации\n")[1].split("\n\n")[0]
    assert "может зарегистрировать, когда документ — входящий: «Не зарегистрирован» (право «Регистрация" in of_registrar
    of_signatory = text.split("Подписывающий\n")[1].split("\n\n")[0]
    assert "может подписать, когда документ — исходящий, внутренний или правовой акт: «На подписи»." in of_signatory
    assert "не может никогда: править карточку" in of_signatory
