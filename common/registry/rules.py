"""Who may do what with a document in which state: one table for the server, the client and the records manager."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from common.kernel.rights import Right
from common.registry.classes import NUMBERED, UNREGISTERED, DocumentClass, DocumentState


class Action(StrEnum):
    EDIT = "edit"
    ATTACH = "attach"
    REVISE = "revise"
    RELEASE_FILE = "release_file"
    SEND_FOR_APPROVAL = "send_for_approval"
    APPROVE = "approve"
    SEND_FOR_SIGNING = "send_for_signing"
    SIGN = "sign"
    RECALL = "recall"
    SEND_FOR_REGISTRATION = "send_for_registration"
    SEND_BACK = "send_back"
    REGISTER = "register"
    CORRECT = "correct"
    LIFT = "lift"
    RENUMBER = "renumber"
    CANCEL = "cancel"
    CHANGE_JOURNAL = "change_journal"
    COPY_INSIDE = "copy_inside"
    DISPATCH = "dispatch"
    HAND_OVER = "hand_over"
    LINK = "link"
    ANSWER = "answer"
    COPY = "copy"
    DISCARD = "discard"
    RESTORE = "restore"

    @property
    def label(self) -> str:
        return ACTIONS[self]


ACTIONS = {
    Action.EDIT: "править карточку",
    Action.ATTACH: "прикладывать файлы",
    Action.REVISE: "изменять файлы (новые версии, порядок, главный)",
    Action.RELEASE_FILE: "освободить файл, взятый на редактирование",
    Action.SEND_FOR_APPROVAL: "отправить на согласование",
    Action.APPROVE: "согласовать",
    Action.SEND_FOR_SIGNING: "отправить на подпись",
    Action.SIGN: "подписать",
    Action.RECALL: "отозвать",
    Action.SEND_FOR_REGISTRATION: "отправить на регистрацию",
    Action.SEND_BACK: "вернуть на доработку с причиной",
    Action.REGISTER: "зарегистрировать",
    Action.CORRECT: "исправить карточку после регистрации",
    Action.LIFT: "снять гриф ограничения",
    Action.RENUMBER: "изменить номер",
    Action.CANCEL: "отменить регистрацию",
    Action.CHANGE_JOURNAL: "перенести в другой журнал",
    Action.COPY_INSIDE: "сделать внутреннюю копию под тем же номером",
    Action.DISPATCH: "отметить отправку",
    Action.HAND_OVER: "передать подлинник или копию",
    Action.LINK: "связать с другим документом",
    Action.ANSWER: "подготовить ответ",
    Action.COPY: "создать новый как копию",
    Action.DISCARD: "переместить в корзину",
    Action.RESTORE: "восстановить из корзины",
}


class Part(StrEnum):
    """What somebody is to a document."""

    REGISTRAR = "registrar"
    AUTHOR = "author"
    EXECUTOR = "executor"
    APPROVER = "approver"
    SIGNATORY = "signatory"
    READER = "reader"

    @property
    def label(self) -> str:
        return PARTS[self]


PARTS = {
    Part.REGISTRAR: "делопроизводитель места регистрации",
    Part.AUTHOR: "автор карточки",
    Part.EXECUTOR: "исполнитель, подготовивший документ",
    Part.APPROVER: "согласующий",
    Part.SIGNATORY: "подписывающий",
    Part.READER: "каждый, кто видит документ",
}


class Rule(Struct, frozen=True):
    """Those who have one of the parts (and the right) may take the action in these states."""

    action: Action
    parts: frozenset[Part]
    states: frozenset[DocumentState]
    classes: frozenset[DocumentClass] = frozenset(DocumentClass)
    right: Right = Right.READ_DOCUMENTS

    def sentence(self) -> str:
        """The rule for a records manager."""
        who = " или ".join(part.label for part in Part if part in self.parts)
        states = ", ".join(f"«{state.label}»" for state in DocumentState if state in self.states)
        of = "" if len(self.classes) == len(DocumentClass) else " (" + ", ".join(
            each.plural.lower() for each in DocumentClass if each in self.classes) + ")"  # fmt: skip
        return f"{ACTIONS[self.action].capitalize()}{of} может {who} в состоянии {states}."


S, P = DocumentState, Part
PREPARING = frozenset({P.AUTHOR, P.EXECUTOR})
OWN = frozenset({P.REGISTRAR})
OURS = frozenset({DocumentClass.OUTGOING, DocumentClass.INTERNAL, DocumentClass.ACT})


def _only(*states: DocumentState) -> frozenset[DocumentState]:
    return frozenset(states)


RULES = (
    Rule(Action.EDIT, OWN, _only(S.DRAFT), right=Right.REGISTER),
    Rule(Action.EDIT, PREPARING | OWN, _only(S.PROJECT), OURS),
    Rule(Action.EDIT, OWN, _only(S.AWAITING), OURS, Right.REGISTER),
    Rule(Action.CORRECT, OWN, _only(S.REGISTERED), right=Right.REGISTER),
    Rule(Action.LIFT, OWN, _only(S.REGISTERED), right=Right.REGISTER),
    Rule(Action.ATTACH, OWN, UNREGISTERED | {S.REGISTERED}, right=Right.REGISTER),
    Rule(Action.ATTACH, PREPARING, _only(S.PROJECT), OURS),
    Rule(Action.REVISE, OWN, _only(S.DRAFT), right=Right.REGISTER),
    Rule(Action.REVISE, PREPARING | OWN, _only(S.PROJECT), OURS),
    Rule(Action.RELEASE_FILE, frozenset({P.READER}), frozenset(S), right=Right.RELEASE_FILES),
    Rule(Action.SEND_FOR_APPROVAL, PREPARING, _only(S.PROJECT), OURS),
    Rule(Action.APPROVE, frozenset({P.APPROVER}), _only(S.APPROVAL), OURS),
    Rule(Action.SEND_FOR_SIGNING, PREPARING, _only(S.PROJECT), OURS),
    Rule(Action.SIGN, frozenset({P.SIGNATORY}), _only(S.SIGNING), OURS),
    Rule(Action.SEND_BACK, frozenset({P.APPROVER}), _only(S.APPROVAL), OURS),
    Rule(Action.SEND_BACK, frozenset({P.SIGNATORY}), _only(S.SIGNING), OURS),
    Rule(Action.SEND_BACK, OWN, _only(S.AWAITING), OURS, Right.REGISTER),
    Rule(Action.RECALL, PREPARING, _only(S.APPROVAL, S.SIGNING, S.SIGNED, S.AWAITING), OURS),
    Rule(Action.SEND_FOR_REGISTRATION, PREPARING | {P.SIGNATORY}, _only(S.SIGNED), OURS),
    Rule(Action.REGISTER, OWN, _only(S.DRAFT, S.AWAITING), right=Right.REGISTER),
    Rule(Action.REGISTER, OWN, _only(S.PROJECT, S.SIGNED), OURS, Right.REGISTER),
    Rule(Action.RENUMBER, OWN, _only(S.REGISTERED), right=Right.REGISTER),
    Rule(Action.CANCEL, OWN, _only(S.REGISTERED), right=Right.REGISTER),
    Rule(Action.CHANGE_JOURNAL, OWN, _only(S.REGISTERED), right=Right.REGISTER),
    Rule(Action.COPY_INSIDE, OWN, _only(S.REGISTERED), frozenset({DocumentClass.OUTGOING}), Right.REGISTER),
    Rule(Action.DISPATCH, OWN, _only(S.REGISTERED), OURS, Right.REGISTER),
    Rule(Action.HAND_OVER, OWN, NUMBERED, right=Right.REGISTER),
    Rule(Action.LINK, OWN | PREPARING, UNREGISTERED | NUMBERED),
    Rule(Action.ANSWER, frozenset({P.READER}), _only(S.REGISTERED),
         frozenset({DocumentClass.INCOMING, DocumentClass.INTERNAL}), Right.DRAFT),
    Rule(Action.COPY, frozenset({P.READER}), frozenset(S), OURS, Right.DRAFT),
    Rule(Action.COPY, OWN, frozenset(S), frozenset({DocumentClass.INCOMING}), Right.REGISTER),
    Rule(Action.DISCARD, OWN, _only(S.DRAFT), right=Right.REGISTER),
    Rule(Action.DISCARD, PREPARING, _only(S.PROJECT), OURS),
    Rule(Action.RESTORE, OWN | PREPARING, _only(S.DISCARDED)),
)  # fmt: skip

NEXT = {
    Action.SEND_FOR_APPROVAL: S.APPROVAL,
    Action.APPROVE: S.SIGNING,
    Action.SEND_FOR_SIGNING: S.SIGNING,
    Action.SIGN: S.SIGNED,
    Action.RECALL: S.PROJECT,
    Action.SEND_FOR_REGISTRATION: S.AWAITING,
    Action.SEND_BACK: S.PROJECT,
    Action.REGISTER: S.REGISTERED,
    Action.CANCEL: S.CANCELLED,
    Action.DISCARD: S.DISCARDED,
}
"""The state to which an action leads."""


NUMBER_IS_GIVEN = (
    "Зарегистрированный документ удалить нельзя: его номер уже выдан. Если это ошибка, отмените регистрацию."
)
SIGNED_ALREADY = "Подписанный проект не правят: отзовите его, исправьте и подпишите заново."
FILES_SIGNED = "Файлы подписанного документа не меняют: отзовите его, исправьте и подпишите заново."
FILES_REGISTERED = (
    "Файлы зарегистрированного документа не заменяют: приложите исправленный файл отдельно, прежний останется."
)
SIGNED_AS_IS = "Документ подписан с теми файлами, какие есть: отзовите его, приложите файл и подпишите заново."
BECAUSE = {
    (Action.ATTACH, S.APPROVAL): "Проект на согласовании: отзовите его или попросите вернуть, потом приложите файл.",
    (Action.ATTACH, S.SIGNING): "Проект на подписи: отзовите его или попросите вернуть, потом приложите файл.",
    (Action.ATTACH, S.SIGNED): SIGNED_AS_IS,
    (Action.ATTACH, S.AWAITING): SIGNED_AS_IS,
    (
        Action.ATTACH,
        S.REGISTERED,
    ): "Документ зарегистрирован: файл к нему прикладывает регистратор. Передайте файл ему.",
    (Action.ATTACH, S.CANCELLED): "Регистрация отменена: файлы остаются, какими были.",
    (Action.ATTACH, S.DISCARDED): "Документ в корзине не изменяется: сначала восстановите его.",
    (Action.DISCARD, S.REGISTERED): NUMBER_IS_GIVEN,
    (Action.DISCARD, S.CANCELLED): NUMBER_IS_GIVEN,
    (Action.EDIT, S.SIGNED): SIGNED_ALREADY,
    (Action.EDIT, S.SIGNING): "Проект на подписи не правят: отзовите его или попросите вернуть.",
    (Action.EDIT, S.APPROVAL): "Проект на согласовании не правят: отзовите его или попросите вернуть.",
    (Action.EDIT, S.DISCARDED): "Документ в корзине не изменяется: сначала восстановите его.",
    (Action.EDIT, S.CANCELLED): "Регистрация отменена: карточка остаётся, какой была.",
    (Action.REVISE, S.APPROVAL): "Файлы проекта на согласовании не меняют: отзовите его или попросите вернуть.",
    (Action.REVISE, S.SIGNING): "Файлы проекта на подписи не меняют: отзовите его или попросите вернуть.",
    (Action.REVISE, S.SIGNED): FILES_SIGNED,
    (Action.REVISE, S.AWAITING): FILES_SIGNED,
    (Action.REVISE, S.REGISTERED): FILES_REGISTERED,
    (Action.REVISE, S.CANCELLED): "Регистрация отменена: файлы остаются, какими были.",
    (Action.REVISE, S.DISCARDED): "Документ в корзине не изменяется: сначала восстановите его.",
}
"""Refusals that say more than the table does."""


FOLLOWING = {
    Action.LIFT: "Гриф внутренней копии следует за исходящим № {0}: снимите его там.",
    Action.RENUMBER: "Внутренняя копия носит номер исходящего № {0} и отдельно не перенумеровывается: смените его там.",
    Action.CHANGE_JOURNAL: "Внутренняя копия носит номер исходящего № {0} и отдельно не переносится: перенесите его.",
}
"""What is done to the outgoing document and comes to its internal copy by itself."""


PRACTISED = frozenset(
    {
        Action.EDIT, Action.ATTACH, Action.REVISE, Action.REGISTER, Action.CORRECT, Action.LIFT,
        Action.RENUMBER, Action.CANCEL, Action.DISCARD, Action.RESTORE,
    }
)  # fmt: skip
"""What stays within the document; all else would reach others, or real documents."""

PASSED_ON = "В учебном журнале документы никому не передаются: зарегистрируйте документ сами."
NOT_APPROVED = "В учебном журнале документы не согласуются: о документе никто не узнает."
NOT_SIGNED = "В учебном журнале документы не подписываются: регистрируйте без подписи."
NOT_FOR_PRACTICE = {
    **dict.fromkeys((Action.SEND_FOR_APPROVAL, Action.APPROVE), NOT_APPROVED),
    **dict.fromkeys((Action.SEND_FOR_SIGNING, Action.SIGN), NOT_SIGNED),
    **dict.fromkeys((Action.RECALL, Action.SEND_FOR_REGISTRATION, Action.SEND_BACK), PASSED_ON),
    Action.CHANGE_JOURNAL: "Учебный документ остаётся в учебном журнале: в настоящий его не перенести.",
    Action.COPY_INSIDE: "В учебном журнале копий внутренним адресатам не делают: документ никуда не уйдёт.",
    Action.DISPATCH: "В учебном журнале документы не отправляются: документ никуда не уйдёт.",
    Action.HAND_OVER: "В учебном журнале подлинники и копии не передаются: бумаги за ними нет.",
    Action.RELEASE_FILE: "Файлы учебного документа берёт только его автор, он их и возвращает.",
    Action.LINK: "Учебный документ не связывают: у настоящего документа появилась бы ненастоящая связь.",
    Action.ANSWER: "На учебный документ не отвечают: ответ был бы настоящим проектом.",
    Action.COPY: "Учебный документ не копируют: копия была бы настоящим проектом.",
}
"""Why the rest is refused on a practice document."""


class Standing(Struct, frozen=True):
    """What one is to a document, with the rights that one has."""

    parts: frozenset[Part]
    rights: frozenset[Right]
    copy_of: str = ""  # the number of the outgoing document whose internal copy it is
    practice: bool = False  # it lies in a practice journal


def rules_for(action: Action, document_class: DocumentClass) -> Iterator[Rule]:
    return (rule for rule in RULES if rule.action is action and document_class in rule.classes)


def refusal(action: Action, document_class: DocumentClass, state: DocumentState, standing: Standing) -> str:
    """Why the action may not be taken, with who or what could change that; empty when it may."""
    if standing.practice and action not in PRACTISED:
        return NOT_FOR_PRACTICE[action]
    return _by_rules(action, document_class, state, standing)


def _by_rules(action: Action, document_class: DocumentClass, state: DocumentState, standing: Standing) -> str:
    known = list(rules_for(action, document_class))
    if not known:
        return f"Действие «{action.label}» не предусмотрено для класса «{document_class.label}»."
    here = [rule for rule in known if state in rule.states]
    ours = [rule for rule in here if rule.parts & standing.parts]
    elsewhere = any(rule.parts & standing.parts for rule in known)  # the state stands in the way, not whose it is
    if (action, state) in BECAUSE and (not here or (elsewhere and not ours)):
        return BECAUSE[action, state]
    if not here:
        states = [each for each in DocumentState if any(each in rule.states for rule in known)]
        when, where = ", ".join(f"«{each.label}»" for each in states), "состояниях" if len(states) > 1 else "состоянии"
        return f"В состоянии «{state.label}» нельзя {action.label}: это возможно в {where} {when}."
    if not ours:
        who = ", ".join(dict.fromkeys(part.label for rule in here for part in Part if part in rule.parts))
        return f"Вы не можете {action.label}: это делает {who}."
    if not any(rule.right in standing.rights for rule in ours):
        return f"Для этого нужно право «{ours[0].right.label}». Обратитесь к администратору."
    return FOLLOWING[action].format(standing.copy_of) if standing.copy_of and action in FOLLOWING else ""


def refusals(document_class: DocumentClass, state: DocumentState, standing: Standing) -> dict[Action, str]:
    return {action: refusal(action, document_class, state, standing) for action in Action}
