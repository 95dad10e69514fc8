"""The rules of access to actions as sentences for a records manager: part × class × state × action, and × role."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from common.kernel.rights import Right
from common.registry.classes import AT_PLACE, NUMBERED, PROJECTS, DocumentClass, DocumentState
from common.registry.rules import FOLLOWING, RULES, Action, Part, Standing, refusal

ALL_RIGHTS = frozenset(rule.right for rule in RULES)
READING = frozenset({Right.READ_DOCUMENTS})
NOUNS = {
    DocumentClass.INCOMING: "входящий", DocumentClass.OUTGOING: "исходящий", DocumentClass.INTERNAL: "внутренний",
    DocumentClass.ACT: "правовой акт",
}  # fmt: skip


def _named(states: Collection[DocumentState]) -> str:
    return ", ".join(f"«{each.label}»" for each in DocumentState if each in states)


HEADING = (
    "КТО ЧТО МОЖЕТ ДЕЛАТЬ С ДОКУМЕНТОМ",
    "",
    "Разделы II и IV составлены программой из её собственных правил: как в них написано, так она и отвечает.",
    "Кто — это чем сотрудник приходится документу, сам или замещая отсутствующего.",
    "Право даёт роль; без просмотра документов не делается ничего. Чего здесь нет, того сделать нельзя.",
    "Делать что-либо можно только с документом, который видишь.",
)
BY_HAND = (
    "Раздел I написан людьми: доступ решают запросы к базе, а не эта таблица. Каждое его предложение держит испытание"
    " на настоящей базе (tests/integration/access/test_sentences.py)."
)


BY_HAND_TOO = "Раздел III тоже написан людьми, и каждое его предложение держит то же испытание."
LIMITED = (
    "Роль даёт права; назначенная «с ограничением» даёт их только для документов названных видов и состояний. Чего роль"
    " не называет, того она не даёт."
)


class Sight(StrEnum):
    """Who sees a document, sentence by sentence; each is held by a test against the database."""

    PLACE = (
        f"Делопроизводитель места регистрации видит документы своего места, кроме ДСП, в состояниях {_named(AT_PLACE)};"
        " проекты до этого — только те, в которых участвует."
    )
    PREPARED = (
        "Исполнитель (подготовивший), подписывающие и контролёр акта видят документ во всех состояниях (ДСП — ниже)."
    )
    AUTHOR = (
        "Автор карточки — тоже, кроме входящего без грифа: с регистрации тот виден ему, лишь пока он делопроизводитель"
        " места."
    )
    COME_TO = "Согласующий видит документ с того дня, как до него дошла очередь; адресат — с регистрации."
    GIVEN = "Исполнитель и контролёр поручения и тот, кому документ разослан, видят его с того дня."
    STAYS = "Кого карточка перестала называть после регистрации, тот видит документ по-прежнему."
    BINNED = "Документ в корзине видят те же, кто видел его до неё."
    HEAD = (
        "Руководитель подразделения и его помощник видят то, в чём участвуют сотрудники его и нижестоящих"
        " подразделений, кроме ДСП."
    )
    DEPUTY = (
        "Замещающий видит документы отсутствующего в дни замещения и его видов документов; ДСП — если это отмечено."
    )
    FILE = "Читатель дела видит зарегистрированные документы дела между названными днями, кроме ДСП."
    OPEN = "Общедоступный документ с регистрации видит каждый, у кого есть право просмотра; до неё — как любой другой."
    RESTRICTED = (
        "Документ ДСП до регистрации видят только названные в нём лично, а в состояниях"
        f" {_named(AT_PLACE - NUMBERED)} и делопроизводители его места."
    )
    COPIES = (
        "С регистрации документ ДСП видят только держатели учтённых экземпляров: участники, зарегистрировавший и те,"
        " кому экземпляр выдан, пока он не возвращён."
    )
    LOGGED = "Каждое открытие карточки ДСП записывается."


class Deed(StrEnum):
    """What other slices let people do with a document; written by hand, each held by a test against the database."""

    RESOLVE = (
        "Резолюцию выносит каждый, кто видит документ и имеет право «Вынесение резолюций» (или замещает такого), и"
        f" только по документу в состоянии «{DocumentState.REGISTERED.label}»."
    )
    SEND = (
        "Рассылает документ и напоминает об ознакомлении каждый, кто его видит, с правом «Рассылка документов и"
        f" ознакомление», и только в состоянии «{DocumentState.REGISTERED.label}»."
    )
    SEND_RESTRICTED = (
        "Документ ДСП рассылают делопроизводитель места регистрации, автор, исполнитель, подписавшие и адресаты, и"
        " только названным сотрудникам."
    )
    RECALL = "Рассылку отзывает тот, кто её отправил, и делопроизводитель места регистрации."
    ACQUAINT = "Ознакомление подтверждает тот, кому документ разослан, или замещающий его; другой — никогда."
    CONTROL = (
        "С контроля поручение снимают его автор и контролёр, и только после отчёта об исполнении; они же возобновляют"
        " контроль."
    )
    FILE = (
        "Отнести документ в дело может тот, кто может править его карточку, а после регистрации — исправить её"
        " (раздел II)."
    )
    COPIES = (
        "Экземпляры документа ДСП выдаёт и принимает обратно делопроизводитель места регистрации, автор или"
        " подписавший, и только после регистрации."
    )

    @property
    def right(self) -> Right:
        return DEEDS[self][0]

    @property
    def short(self) -> str:
        return DEEDS[self][1]


DEEDS = {
    Deed.RESOLVE: (Right.RESOLVE, "выносить резолюции"),
    Deed.SEND: (Right.DISTRIBUTE, "рассылать документы и напоминать об ознакомлении"),
    Deed.SEND_RESTRICTED: (Right.DISTRIBUTE, "рассылать документы ДСП"),
    Deed.RECALL: (Right.DISTRIBUTE, "отзывать рассылку"),
    Deed.ACQUAINT: (Right.READ_DOCUMENTS, "подтверждать ознакомление"),
    Deed.CONTROL: (Right.READ_ASSIGNMENTS, "снимать поручения с контроля и возобновлять его"),
    Deed.FILE: (Right.READ_DOCUMENTS, "относить документы в дело"),
    Deed.COPIES: (Right.READ_DOCUMENTS, "выдавать и принимать экземпляры ДСП"),
}
"""Of each deed the right without which it is refused, and its name in the list of a role."""
EVERY_RIGHT = ALL_RIGHTS | {deed.right for deed in Deed}


def sentences(
    roles: Mapping[str, Collection[Right]], limited: Mapping[str, Collection[str]] = MappingProxyType({})
) -> Iterator[str]:
    """The whole table: who sees is written by hand, who may do what is what `refusal` answers and nothing else.

    `limited` says of a role to whom it is given for some kinds and states only.
    """
    yield from (*HEADING, "", "I. КТО ВИДИТ", "", BY_HAND, "", *Sight, "", "II. ПО УЧАСТИЮ, КЛАССУ И СОСТОЯНИЮ", "")
    yield f"С внутренней копией исходящего отдельно нельзя: {', '.join(action.label for action in FOLLOWING)}."
    for part in Part:
        yield from ("", part.label.capitalize())
        never = []
        for action in Action:
            clauses = list(_clauses(part, action))
            if clauses:
                yield f"  может {action.label}, когда документ — {'; или '.join(clauses)}."
            else:
                never.append(action.label)
        yield f"  не может никогда: {', '.join(never)}."
    yield from ("", "III. РЕЗОЛЮЦИИ, РАССЫЛКА, КОНТРОЛЬ, ДЕЛО, ЭКЗЕМПЛЯРЫ ДСП", "", BY_HAND_TOO, "", *Deed, "")
    yield from ("IV. ПО РОЛИ", "", LIMITED)
    for titles, rights in _alike(roles):
        yield from ("", f"{'Роли' if len(titles) > 1 else 'Роль'} «{'», «'.join(titles)}»")
        yield from _of_role(rights)
        yield from (f"  «{title}» с ограничением: {words}." for title in titles for words in limited.get(title, ()))


def may(
    part: Part, of_class: DocumentClass, state: DocumentState, action: Action, rights: Collection[Right] = ALL_RIGHTS
) -> bool:
    """Whether somebody who is that to the document, and nothing else, may take the action."""
    return not refusal(action, of_class, state, Standing(frozenset({part, Part.READER}), frozenset(rights)))


def states_of(of_class: DocumentClass) -> list[DocumentState]:
    """Those that a document of the class can come into."""
    before = {DocumentState.DRAFT} if of_class is DocumentClass.INCOMING else PROJECTS
    return [state for state in DocumentState if state in {*before, *NUMBERED, DocumentState.DISCARDED}]


def _clauses(part: Part, action: Action) -> Iterator[str]:
    """Classes that are alike together: «входящий «Не зарегистрирован» (право …)»."""
    found: dict[tuple[str, str], list[DocumentClass]] = {}
    for of_class in DocumentClass:
        by_right: dict[str, list[DocumentState]] = {}
        for state in states_of(of_class):
            if may(part, of_class, state, action):
                by_right.setdefault(_needed(part, of_class, state, action), []).append(state)
        for right, states in by_right.items():
            found.setdefault((_listed(states, of_class), right), []).append(of_class)
    for (states_said, right), classes in found.items():
        whose = f" (право «{right}»)" if right else ""
        yield f"{_either(classes)}: {states_said}{whose}"


def _either(classes: list[DocumentClass]) -> str:
    if len(classes) == len(DocumentClass):
        return "любой"
    *others, last = (NOUNS[of_class] for of_class in classes)
    return f"{', '.join(others)} или {last}" if others else last


def _listed(states: list[DocumentState], of_class: DocumentClass) -> str:
    if states == states_of(of_class):
        return "в любом состоянии"
    return ", ".join(f"«{state.label}»" for state in states)


def _needed(part: Part, of_class: DocumentClass, state: DocumentState, action: Action) -> str:
    """The right without which it is refused, beyond that of reading."""
    if may(part, of_class, state, action, READING):
        return ""
    return next(r.label for r in Right if r in ALL_RIGHTS and may(part, of_class, state, action, {r}))


def _alike(roles: Mapping[str, Collection[Right]]) -> Iterator[tuple[list[str], frozenset[Right]]]:
    """Roles that make no difference to the rules together."""
    found: dict[frozenset[Right], list[str]] = {}
    for title, rights in roles.items():
        found.setdefault(EVERY_RIGHT.intersection(rights), []).append(title)
    for rights, titles in found.items():
        yield titles, rights


def _of_role(rights: frozenset[Right]) -> Iterator[str]:
    """All that the role lets one do, by what one is to the document."""
    if Right.READ_DOCUMENTS not in rights:
        yield "  документов не видит и ничего с ними не делает."
        return
    told: dict[str, list[Part]] = {}
    for part in Part:
        told.setdefault(", ".join(_held(part, rights)), []).append(part)
    for said, parts in told.items():
        yield f"  {', '.join(part.label for part in parts)} — может: {said or 'только смотреть'}."
    yield f"  и по разделу III может: {', '.join(deed.short for deed in Deed if deed.right in rights)}."


def _held(part: Part, rights: frozenset[Right]) -> Iterator[str]:
    """Each action with which documents the role lets one take it, where section II names more."""
    for action in Action:
        possible = [(c, s) for c in DocumentClass for s in states_of(c) if may(part, c, s, action)]
        held = [pair for pair in possible if may(part, *pair, action, rights)]
        if held:
            yield action.label if held == possible else f"{action.label} ({_only(held)})"


def _only(held: Collection[tuple[DocumentClass, DocumentState]]) -> str:
    """«только исходящий или внутренний: «Проект»»."""
    found: dict[str, list[DocumentClass]] = {}
    for of_class in DocumentClass:
        states = [state for each, state in held if each is of_class]
        if states:
            found.setdefault(_listed(states, of_class), []).append(of_class)
    return "только " + "; ".join(f"{_either(classes)}: {states}" for states, classes in found.items())
