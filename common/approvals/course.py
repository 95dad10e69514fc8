"""The course of an approval as a pure function of its visas: whose turn it is, how it ends, who is asked again."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class Visa(StrEnum):
    AGREED = "agreed"
    WITH_REMARKS = "with_remarks"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return VISAS[self]

    @property
    def asks_for_text(self) -> bool:
        return self is not Visa.AGREED


VISAS = {
    Visa.AGREED: "Согласовано",
    Visa.WITH_REMARKS: "Согласовано с замечаниями",
    Visa.REFUSED: "Не согласовано",
}


class Order(StrEnum):
    """How the visas of one stage are collected."""

    IN_TURN = "in_turn"
    AT_ONCE = "at_once"

    @property
    def label(self) -> str:
        return ORDERS[self]


ORDERS = {Order.IN_TURN: "По очереди", Order.AT_ONCE: "Одновременно"}


class Restart(StrEnum):
    """Who is asked again after a refusal; those who were not asked yet are asked in any case."""

    WHOLE = "whole"
    FROM_REFUSED = "from_refused"
    REFUSED_ONLY = "refused_only"

    @property
    def label(self) -> str:
        return RESTARTS[self]


RESTARTS = {
    Restart.WHOLE: "Весь маршрут сначала",
    Restart.FROM_REFUSED: "С этапа, на котором отказали",
    Restart.REFUSED_ONLY: "Только отказавшие",
}


class Outcome(StrEnum):
    RUNNING = "running"
    AGREED = "agreed"
    REFUSED = "refused"


class Turn(Struct, frozen=True):
    """A visa of the present cycle; `after` is the place of the one that an addition on the way lets go before it."""

    stage: int
    order: Order
    visa: Visa | None = None
    after: int | None = None


def outcome(turns: Sequence[Turn]) -> Outcome:
    """In turn a refusal ends the stage at once; at once the others still say what they have to say."""
    for stage in _stages(turns):
        visas = [turns[place].visa for place in stage]
        if Visa.REFUSED in visas and (turns[stage[0]].order is Order.IN_TURN or None not in visas):
            return Outcome.REFUSED
        if None in visas:
            return Outcome.RUNNING
    return Outcome.AGREED


def waited(turns: Sequence[Turn]) -> list[int]:
    """The places of those whose visas are waited for now."""
    if outcome(turns) is not Outcome.RUNNING:
        return []
    stage = next(each for each in _stages(turns) if any(turns[place].visa is None for place in each))
    open_now = [place for place in stage if turns[place].visa is None and _is_free(turns, turns[place])]
    return open_now[:1] if turns[stage[0]].order is Order.IN_TURN else open_now


def asked_again(turns: Sequence[Turn], restart: Restart) -> list[int]:
    """The places of those who have given a visa and give another one in the next cycle."""
    given = [place for place, turn in enumerate(turns) if turn.visa is not None]
    refused = [place for place in given if turns[place].visa is Visa.REFUSED]
    if restart is Restart.REFUSED_ONLY:
        return refused
    first = 0 if restart is Restart.WHOLE else min(turns[place].stage for place in refused)
    return [place for place in given if turns[place].stage >= first]


def kind_of_route(orders: Sequence[tuple[Order, int]]) -> str:
    """«Тип» of the approval sheet, from the order of each stage and how many approve in it."""
    several = {order for order, people in orders if people > 1}
    if several == {Order.AT_ONCE} and len(orders) == 1:
        return "Параллельный"
    return "Комбинированный" if Order.AT_ONCE in several else "Последовательный"


def _is_free(turns: Sequence[Turn], turn: Turn) -> bool:
    return turn.after is None or turns[turn.after].visa is not None


def _stages(turns: Sequence[Turn]) -> list[list[int]]:
    """The places of each stage, in the order of stages and of places."""
    found: dict[int, list[int]] = {}
    for place, turn in enumerate(turns):
        found.setdefault(turn.stage, []).append(place)
    return [found[stage] for stage in sorted(found)]
