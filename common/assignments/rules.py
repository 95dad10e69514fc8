"""Who may do what with an assignment in which state: one table for the server, the client and the controller.

The states and acts of domain practice (резолюции и поручения); only who gave an assignment changes its deadline.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """Overdue is no status: it is computed from the due date."""

    ISSUED = "issued"
    REPORTED = "reported"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATUSES[self]


STATUSES = {
    Status.ISSUED: "На исполнении",
    Status.REPORTED: "Отчёт на рассмотрении",
    Status.DONE: "Исполнено",
    Status.CANCELLED: "Отменено",
}
OPEN = (Status.ISSUED, Status.REPORTED)


class Action(StrEnum):
    TAKE = "take"
    INFORM = "inform"
    REPORT = "report"
    HAND_DOWN = "hand_down"
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    MOVE_DUE = "move_due"
    REASSIGN = "reassign"
    SEND_BACK = "send_back"
    RELEASE = "release"
    CANCEL = "cancel"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        return ACTIONS[self]


ACTIONS = {
    Action.TAKE: "принять к исполнению",
    Action.INFORM: "дать отчёт для информации",
    Action.REPORT: "отчитаться об исполнении",
    Action.HAND_DOWN: "дать подпоручение",
    Action.ASK_EXTENSION: "попросить о продлении срока",
    Action.DECIDE_EXTENSION: "решить о продлении срока",
    Action.MOVE_DUE: "перенести срок",
    Action.REASSIGN: "заменить исполнителей",
    Action.SEND_BACK: "вернуть отчёт на доработку",
    Action.RELEASE: "снять с контроля",
    Action.CANCEL: "отозвать поручение",
    Action.REOPEN: "возобновить исполнение",
}


class Part(StrEnum):
    """What somebody is to an assignment, in person or in the stead of somebody absent."""

    AUTHOR = "author"
    ABOVE = "above"
    CONTROLLER = "controller"
    RESPONSIBLE = "responsible"
    EXECUTOR = "executor"

    @property
    def label(self) -> str:
        return PARTS[self]


PARTS = {
    Part.AUTHOR: "автор поручения",
    Part.ABOVE: "автор вышестоящего поручения",
    Part.CONTROLLER: "контролёр",
    Part.RESPONSIBLE: "ответственный исполнитель",
    Part.EXECUTOR: "соисполнитель",
}


class Rule(Struct, frozen=True):
    """Those who have one of the parts may take the action in these states."""

    action: Action
    parts: frozenset[Part]
    states: frozenset[Status]

    def sentence(self) -> str:
        """The rule for a controller."""
        who = " или ".join(part.label for part in Part if part in self.parts)
        states = ", ".join(f"«{state.label}»" for state in Status if state in self.states)
        return f"{ACTIONS[self.action].capitalize()} может {who} в состоянии {states}."


EXECUTORS = frozenset({Part.RESPONSIBLE, Part.EXECUTOR})
GIVERS = frozenset({Part.AUTHOR, Part.ABOVE})
DECIDING = frozenset({Part.AUTHOR, Part.CONTROLLER})
ISSUED, REPORTED, EITHER = frozenset({Status.ISSUED}), frozenset({Status.REPORTED}), frozenset(OPEN)

RULES = (
    Rule(Action.TAKE, EXECUTORS, ISSUED),
    Rule(Action.INFORM, EXECUTORS, ISSUED),
    Rule(Action.REPORT, EXECUTORS, ISSUED),
    Rule(Action.HAND_DOWN, EXECUTORS | {Part.AUTHOR}, EITHER),
    Rule(Action.ASK_EXTENSION, frozenset({Part.RESPONSIBLE}), ISSUED),
    Rule(Action.DECIDE_EXTENSION, GIVERS, EITHER),
    Rule(Action.MOVE_DUE, GIVERS, EITHER),
    Rule(Action.REASSIGN, GIVERS, EITHER),
    Rule(Action.SEND_BACK, DECIDING, REPORTED),
    Rule(Action.RELEASE, DECIDING, REPORTED),
    Rule(Action.CANCEL, frozenset({Part.AUTHOR}), EITHER),
    Rule(Action.REOPEN, DECIDING, frozenset({Status.DONE})),
)
BY_ACTION = {rule.action: rule for rule in RULES}

NEXT = {
    Action.REPORT: Status.REPORTED,
    Action.SEND_BACK: Status.ISSUED,
    Action.RELEASE: Status.DONE,
    Action.CANCEL: Status.CANCELLED,
    Action.REOPEN: Status.ISSUED,
}
"""The state to which an action leads; the others leave it."""

NOT_REPORTED = "Снять с контроля можно после отчёта об исполнении: отчёта ещё нет."
BECAUSE = {
    (Action.RELEASE, Status.ISSUED): NOT_REPORTED,
    (Action.SEND_BACK, Status.ISSUED): "Возвращать нечего: отчёта об исполнении ещё нет.",
    (Action.ASK_EXTENSION, Status.REPORTED): "Отчёт уже на рассмотрении: продление понадобится, если его вернут.",
    (Action.MOVE_DUE, Status.DONE): "Поручение исполнено: чтобы назначить новый срок, сначала возобновите исполнение.",
}
"""Refusals that say more than the table does."""


def refusal(action: Action, state: Status, parts: frozenset[Part]) -> str:
    """Why the action may not be taken, with who or what could change that; empty when it may."""
    rule = BY_ACTION[action]
    if not rule.parts & parts:
        who = ", ".join(part.label for part in Part if part in rule.parts)
        return f"Вы не можете {action.label}: это делает {who} или тот, кто его замещает."
    if state in rule.states:
        return ""
    if (action, state) in BECAUSE:
        return BECAUSE[action, state]
    states = ", ".join(f"«{each.label}»" for each in Status if each in rule.states)
    return f"В состоянии «{state.label}» нельзя {action.label}: это возможно в состоянии {states}."


def refusals(state: Status, parts: frozenset[Part]) -> dict[Action, str]:
    return {action: refusal(action, state, parts) for action in Action}


def sentences() -> Iterator[str]:
    return (rule.sentence() for rule in RULES)
