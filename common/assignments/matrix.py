"""The rules of assignments as sentences for a controller: the table itself, then part × state × action."""

from collections.abc import Collection, Iterator

from common.assignments.rules import RULES, Action, Part, Situation, Standing, Status, refusal
from common.kernel.rights import Right

ALL_RIGHTS = frozenset(rule.right for rule in RULES)
FACTS = (
    Situation(Status.REPORTED, open_children=2), Situation(Status.ISSUED, late=True),
    Situation(Status.ISSUED, asked=True), Situation(Status.ISSUED, accepted=True), Situation(Status.ISSUED),
)  # fmt: skip
HEADING = (
    "КТО ЧТО МОЖЕТ ДЕЛАТЬ С ПОРУЧЕНИЕМ",
    "",
    "Составлено программой из её собственных правил: как здесь написано, так она и отвечает.",
    "Кто — это чем сотрудник приходится поручению, сам или замещая отсутствующего.",
    "Чего здесь нет, того сделать нельзя.",
    "«Просрочено» — не состояние: оно считается по сроку.",
)


def allowed_facts(action: Action, status: Status) -> Situation:
    """The situation in which nothing but the table can stand in the way of the action."""
    return Situation(status, asked=action is Action.DECIDE)


def may(part: Part, status: Status, action: Action, rights: Collection[Right] = ALL_RIGHTS) -> bool:
    """Whether somebody who is that to the assignment, and nothing else, may take the action."""
    standing = Standing(frozenset({part, Part.READER}), frozenset(rights))
    return not refusal(action, allowed_facts(action, status), standing)


def sentences() -> Iterator[str]:
    yield from (*HEADING, "", "I. ПЕРЕХОДЫ", "")
    yield from (f"  {rule.sentence()}" for rule in RULES)
    yield from ("", "II. ПО УЧАСТИЮ И СОСТОЯНИЮ")
    for part in Part:
        yield from ("", part.label.capitalize())
        for status in Status:
            said = ", ".join(action.label for action in Action if may(part, status, action))
            yield f"  «{status.label}»: {said or 'ничего'}."
    yield from ("", "III. ПОЧЕМУ НЕЛЬЗЯ (тому, кто мог бы)", "")
    everybody = Standing(frozenset(Part), frozenset(Right))
    for action in Action:
        answers: dict[str, list[str]] = {}
        for situation in (*(Situation(status) for status in Status), *FACTS):
            said = refusal(action, situation, everybody)
            states = answers.setdefault(said, []) if said else []
            if situation.status.label not in states:
                states.append(situation.status.label)
        for said, states in answers.items():
            yield f"  {action.label.capitalize()} — «{'», «'.join(states)}»: {said}"
