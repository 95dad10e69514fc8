"""Who may do what with an assignment in which state: one table for the server, the client and the controller."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from common.kernel.rights import Right


class Status(StrEnum):
    """Overdue is no status: it is computed from the due date."""

    DRAFT = "draft"
    APPROVAL = "approval"
    ISSUED = "issued"
    REPORTED = "reported"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATUSES[self]


STATUSES = {
    Status.DRAFT: "Проект",
    Status.APPROVAL: "На утверждении",
    Status.ISSUED: "На исполнении",
    Status.REPORTED: "Отчёт на рассмотрении",
    Status.DONE: "Исполнено",
    Status.CANCELLED: "Отменено",
}
OPEN = (Status.ISSUED, Status.REPORTED)
UNISSUED = (Status.DRAFT, Status.APPROVAL)
"""Nobody but the author and who has prepared it knows of it yet."""


class Action(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    RETURN_DRAFT = "return_draft"
    APPROVE = "approve"
    DISCARD = "discard"
    ACCEPT = "accept"
    HAND_DOWN = "hand_down"
    INFORM = "inform"
    REPORT = "report"
    SEND_BACK = "send_back"
    RELEASE = "release"
    ASK = "ask"
    DECIDE = "decide"
    MOVE = "move"
    REPLACE = "replace"
    CANCEL = "cancel"
    REOPEN = "reopen"
    WATCH = "watch"

    @property
    def label(self) -> str:
        return ACTIONS[self]


ACTIONS = {
    Action.EDIT: "править проект резолюции",
    Action.SUBMIT: "отправить проект на утверждение",
    Action.RETURN_DRAFT: "вернуть проект с причиной",
    Action.APPROVE: "утвердить резолюцию",
    Action.DISCARD: "удалить проект резолюции",
    Action.ACCEPT: "принять к исполнению",
    Action.HAND_DOWN: "дать подпоручение",
    Action.INFORM: "отчитаться для информации",
    Action.REPORT: "отчитаться об исполнении",
    Action.SEND_BACK: "вернуть отчёт на доработку",
    Action.RELEASE: "снять с контроля",
    Action.ASK: "просить о продлении срока",
    Action.DECIDE: "решить по запросу о продлении",
    Action.MOVE: "перенести срок",
    Action.REPLACE: "заменить исполнителя",
    Action.CANCEL: "отозвать поручение",
    Action.REOPEN: "возобновить контроль",
    Action.WATCH: "поставить на особый контроль или снять с него",
}


class Part(StrEnum):
    """What somebody is to an assignment; above it stand the authors of those that it was handed down from."""

    AUTHOR = "author"
    ABOVE = "above"
    DRAFTER = "drafter"
    RESPONSIBLE = "responsible"
    CO_EXECUTOR = "co_executor"
    CONTROLLER = "controller"
    READER = "reader"

    @property
    def label(self) -> str:
        return PARTS[self]


PARTS = {
    Part.AUTHOR: "автор поручения",
    Part.ABOVE: "автор вышестоящего поручения",
    Part.DRAFTER: "подготовивший проект",
    Part.RESPONSIBLE: "ответственный исполнитель",
    Part.CO_EXECUTOR: "соисполнитель",
    Part.CONTROLLER: "контролёр",
    Part.READER: "тот, кто только видит документ",
}


class Rule(Struct, frozen=True):
    """Those who have one of the parts (and the right) may take the action in these states; `to` is what follows."""

    action: Action
    parts: frozenset[Part]
    states: frozenset[Status]
    to: Status | None = None
    right: Right = Right.READ_ASSIGNMENTS

    def sentence(self) -> str:
        """The rule for a controller."""
        who = " или ".join(part.label for part in Part if part in self.parts)
        states = ", ".join(f"«{state.label}»" for state in Status if state in self.states)
        then = f"; станет «{self.to.label}»" if self.to else ""
        return f"{self.action.label.capitalize()} может {who} в состоянии {states} (право «{self.right.label}»){then}."


S, P, A = Status, Part, Action


def _parts(*parts: Part) -> frozenset[Part]:
    return frozenset(parts)


def _in(*states: Status) -> frozenset[Status]:
    return frozenset(states)


RULES = (
    Rule(A.EDIT, _parts(P.DRAFTER), _in(S.DRAFT), right=Right.DRAFT),
    Rule(A.EDIT, _parts(P.AUTHOR), _in(S.DRAFT, S.APPROVAL), right=Right.RESOLVE),
    Rule(A.SUBMIT, _parts(P.DRAFTER), _in(S.DRAFT), S.APPROVAL, Right.DRAFT),
    Rule(A.RETURN_DRAFT, _parts(P.AUTHOR), _in(S.APPROVAL), S.DRAFT, Right.RESOLVE),
    Rule(A.APPROVE, _parts(P.AUTHOR), _in(S.DRAFT, S.APPROVAL), S.ISSUED, Right.RESOLVE),
    Rule(A.DISCARD, _parts(P.DRAFTER), _in(S.DRAFT), right=Right.DRAFT),
    Rule(A.DISCARD, _parts(P.AUTHOR), _in(S.DRAFT, S.APPROVAL), right=Right.RESOLVE),
    Rule(A.ACCEPT, _parts(P.RESPONSIBLE), _in(S.ISSUED), right=Right.EXECUTE),
    Rule(A.HAND_DOWN, _parts(P.AUTHOR, P.RESPONSIBLE, P.CO_EXECUTOR), _in(S.ISSUED), right=Right.RESOLVE),
    Rule(A.INFORM, _parts(P.RESPONSIBLE, P.CO_EXECUTOR), _in(S.ISSUED), right=Right.EXECUTE),
    Rule(A.REPORT, _parts(P.RESPONSIBLE), _in(S.ISSUED), S.REPORTED, Right.EXECUTE),
    Rule(A.SEND_BACK, _parts(P.AUTHOR, P.CONTROLLER), _in(S.REPORTED), S.ISSUED),
    Rule(A.RELEASE, _parts(P.AUTHOR, P.CONTROLLER), _in(S.REPORTED), S.DONE),
    Rule(A.ASK, _parts(P.RESPONSIBLE), _in(S.ISSUED), right=Right.EXECUTE),
    Rule(A.DECIDE, _parts(P.AUTHOR, P.ABOVE), _in(S.ISSUED)),
    Rule(A.MOVE, _parts(P.AUTHOR, P.ABOVE), _in(S.ISSUED)),
    Rule(A.REPLACE, _parts(P.AUTHOR, P.ABOVE), _in(S.ISSUED)),
    Rule(A.CANCEL, _parts(P.AUTHOR), _in(S.ISSUED, S.REPORTED), S.CANCELLED),
    Rule(A.REOPEN, _parts(P.AUTHOR, P.CONTROLLER), _in(S.DONE), S.ISSUED),
    Rule(A.WATCH, _parts(P.AUTHOR, P.CONTROLLER), _in(S.ISSUED, S.REPORTED)),
)
NEXT = {rule.action: rule.to for rule in RULES if rule.to}
"""The state to which an action leads."""

NO_REPORT = "Снять с контроля можно после отчёта об исполнении: отчёта ещё нет."
NOT_ISSUED = "Резолюция ещё не утверждена: исполнять и менять нечего."
OVER = "Поручение отозвано: его не исполняют и не меняют."
BECAUSE = {
    (A.RELEASE, S.ISSUED): NO_REPORT,
    (A.SEND_BACK, S.ISSUED): "Возвращать нечего: отчёта об исполнении ещё нет.",
    (A.REPORT, S.REPORTED): "Отчёт об исполнении уже на рассмотрении: дождитесь решения.",
    (A.INFORM, S.REPORTED): "Отчёт об исполнении уже на рассмотрении: дождитесь решения.",
    (A.CANCEL, S.DONE): "Исполненное поручение не отзывают.",
    (A.MOVE, S.REPORTED): "По поручению уже отчитались: примите отчёт или верните его, потом переносите срок.",
    (A.REPLACE, S.REPORTED): "По поручению уже отчитались: примите отчёт или верните его, потом меняйте исполнителя.",
    **{(action, S.DONE): "Поручение исполнено: чтобы вернуться к нему, возобновите контроль."
       for action in (A.REPORT, A.INFORM, A.HAND_DOWN, A.MOVE, A.REPLACE, A.ASK, A.RELEASE)},
    **{(action, S.CANCELLED): OVER for action in A},
    **{(action, state): NOT_ISSUED for state in UNISSUED for action in A
       if action not in {A.EDIT, A.SUBMIT, A.RETURN_DRAFT, A.APPROVE, A.DISCARD}},
}  # fmt: skip
"""Refusals that say more than the table does."""


class Situation(Struct, frozen=True):
    """Where an assignment stands: its state, and what else its actions depend on."""

    status: Status
    open_children: int = 0
    late: bool = False
    asked: bool = False  # a request for more time waits for the decision
    accepted: bool = False


class Standing(Struct, frozen=True):
    """What one is to an assignment, with the rights that one has."""

    parts: frozenset[Part]
    rights: frozenset[Right]


def rules_for(action: Action) -> Iterator[Rule]:
    return (rule for rule in RULES if rule.action is action)


def refusal(action: Action, situation: Situation, standing: Standing) -> str:
    """Why the action may not be taken, with who or what could change that; empty when it may."""
    return _by_table(action, situation.status, standing) or _by_facts(action, situation)


def _by_table(action: Action, status: Status, standing: Standing) -> str:
    known = list(rules_for(action))
    here = [rule for rule in known if status in rule.states]
    if not here and (action, status) in BECAUSE:
        return BECAUSE[action, status]
    if not here:
        states = [each for each in Status if any(each in rule.states for rule in known)]
        when, where = ", ".join(f"«{each.label}»" for each in states), "состояниях" if len(states) > 1 else "состоянии"
        return f"В состоянии «{status.label}» нельзя {action.label}: это возможно в {where} {when}."
    ours = [rule for rule in here if rule.parts & standing.parts]
    if not ours:
        who = ", ".join(dict.fromkeys(part.label for rule in here for part in Part if part in rule.parts))
        return f"Вы не можете {action.label}: это делает {who}."
    if not any(rule.right in standing.rights for rule in ours):
        return f"Для этого нужно право «{ours[0].right.label}». Обратитесь к администратору."
    return ""


def _by_facts(action: Action, situation: Situation) -> str:
    """What stands in the way of those who may: parts not executed yet, a term that has passed, nothing asked."""
    if action is Action.RELEASE and situation.open_children:
        return f"Не исполнены подчинённые поручения: {situation.open_children}. Сначала снимите с контроля их."
    if action is Action.ACCEPT and situation.accepted:
        return "Поручение уже принято к исполнению."
    if action is Action.ASK and situation.asked:
        return "Запрос о продлении уже подан: дождитесь решения."
    if action is Action.ASK and situation.late:
        return "Срок уже прошёл: о продлении просят до его истечения. Перенести срок может автор поручения."
    if action is Action.DECIDE and not situation.asked:
        return "Запроса о продлении нет."
    return ""


def refusals(situation: Situation, standing: Standing) -> dict[Action, str]:
    return {action: refusal(action, situation, standing) for action in Action}
