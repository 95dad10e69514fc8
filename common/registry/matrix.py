"""The rules of access to actions as sentences for a records manager: part × class × state × action, and × role."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

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
    "Разделы II и III составлены программой из её собственных правил: как в них написано, так она и отвечает.",
    "Кто — это чем сотрудник приходится документу, сам или замещая отсутствующего.",
    "Право даёт роль; без просмотра документов не делается ничего. Чего здесь нет, того сделать нельзя.",
    "Делать что-либо можно только с документом, который видишь.",
)
BY_HAND = (
    "Раздел I написан людьми: доступ решают запросы к базе, а не эта таблица. Каждое его предложение держит испытание"
    " на настоящей базе (tests/integration/access/test_sentences.py)."
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


def sentences(roles: Mapping[str, Collection[Right]]) -> Iterator[str]:
    """The whole table: who sees is written by hand, who may do what is what `refusal` answers and nothing else."""
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
    yield from ("", "III. ПО РОЛИ")
    for titles, rights in _alike(roles):
        yield from ("", f"{'Роли' if len(titles) > 1 else 'Роль'} «{'», «'.join(titles)}»")
        yield from _of_role(rights)


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
        found.setdefault(ALL_RIGHTS.intersection(rights), []).append(title)
    for rights, titles in found.items():
        yield titles, rights


def _of_role(rights: frozenset[Right]) -> Iterator[str]:
    if not rights:
        yield "  документов не видит и ничего с ними не делает."
        return
    for part in Part:
        lacking = []
        for action in Action:
            possible = [(c, s) for c in DocumentClass for s in states_of(c) if may(part, c, s, action)]
            held = [pair for pair in possible if may(part, *pair, action, rights)]
            if possible and not held:
                lacking.append(action.label)
            elif held != possible:
                states = [s for s in DocumentState if any(s is each for pair in possible if pair not in held
                                                          for each in pair[1:])]  # fmt: skip
                lacking.append(f"{action.label} ({', '.join(f'«{state.label}»' for state in states)})")
        said = f"не хватает права: {', '.join(lacking)}" if lacking else "может всё, что названо в разделе II"
        yield f"  {part.label}: {said}."
