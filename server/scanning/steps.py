"""What was done with the pages of a batch between two arrangements, and all of it in words."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from msgspec import Struct

from common.kernel.ids import BatchPageId
from common.scanning.arranging import Arrangement
from server.scanning.spans import spans


class Act(StrEnum):
    TURNED = "turned"
    ASIDE = "aside"
    BACK = "back"
    SPLIT = "split"
    JOINED = "joined"
    MOVED = "moved"
    BOUND = "bound"


WORDS = {
    Act.TURNED: "повёрнуто: {0}", Act.ASIDE: "отложено: {0}", Act.BACK: "возвращено из отложенных: {0}",
    Act.SPLIT: "новый документ начат со страниц: {0}", Act.JOINED: "присоединено к документу перед ними: {0}",
    Act.MOVED: "передвинуто: {0}", Act.BOUND: "выбрана карточка документам со страниц: {0}",
}  # fmt: skip
TAKES_BACK = {Act.ASIDE: Act.BACK, Act.BACK: Act.ASIDE, Act.SPLIT: Act.JOINED, Act.JOINED: Act.SPLIT}


class Done(Struct, frozen=True, array_like=True):
    """`degrees` tell how far a page was turned."""

    act: Act
    page_id: BatchPageId
    degrees: int = 0


def done(before: Arrangement, after: Arrangement) -> list[Done]:
    """What has been done with the pages that lay there before."""
    was, now = _turns(before), _turns(after)
    tray_before, tray_after = ({laid.page.page_id for laid in each.tray} for each in (before, after))
    found = [
        Done(Act.TURNED, each, (now[each] - was[each]) % 360) for each in now if now[each] != was.get(each, now[each])
    ]
    found += [Done(Act.ASIDE, each) for each in sorted(tray_after - tray_before) if each in was]
    found += [Done(Act.BACK, each) for each in sorted(tray_before - tray_after)]
    return [*found, *_of_papers(before, after, now.keys() & was.keys() - tray_before - tray_after)]


def net(steps: Iterable[Sequence[Done]]) -> list[Done]:
    """One after another; what was taken back again was not done."""
    turns: dict[BatchPageId, int] = {}
    others: dict[tuple[Act, BatchPageId], Done] = {}
    for each in (each for step in steps for each in step):
        if each.act is Act.TURNED:
            turns[each.page_id] = (turns.get(each.page_id, 0) + each.degrees) % 360
            continue
        against = TAKES_BACK.get(each.act)
        if against is None or others.pop((against, each.page_id), None) is None:
            others[each.act, each.page_id] = each
    return [*(Done(Act.TURNED, page, degrees) for page, degrees in turns.items() if degrees), *others.values()]


def told(acts: Sequence[Done], numbers: Mapping[BatchPageId, int]) -> str:
    """«повёрнуто: 3, 5–7; отложено: 9»."""
    pages = {
        act: [numbers[each.page_id] for each in acts if each.act is act and each.page_id in numbers] for act in Act
    }
    return "; ".join(WORDS[act].format(spans(pages[act])) for act in Act if pages[act])


def _turns(arrangement: Arrangement) -> dict[BatchPageId, int]:
    pages = [page for paper in arrangement.papers for page in paper.pages]
    return {page.page_id: page.turned for page in [*pages, *(laid.page for laid in arrangement.tray)]}


def _of_papers(before: Arrangement, after: Arrangement, common: set[BatchPageId]) -> Iterator[Done]:
    """Of the pages that lay in papers and still do: those that stayed in their order tell what was divided."""
    was, now = _places(before, common), _places(after, common)
    stayed = [*was] if [*was] == [*now] else _in_order([*was], [*now])
    kept = set(stayed)
    yield from (Done(Act.MOVED, each) for each in now if each not in kept)
    for page, after_it in itertools.pairwise(stayed):
        together, still = was[page] == was[after_it], now[page] == now[after_it]
        if together != still:
            yield Done(Act.SPLIT if together else Act.JOINED, after_it)
    cards = {paper.ids[0]: paper.document_id for paper in before.papers}
    for paper in after.papers:
        first = paper.ids[0]
        if paper.document_id != cards.get(first, paper.document_id):
            yield Done(Act.BOUND, first)


def _places(arrangement: Arrangement, of: set[BatchPageId]) -> dict[BatchPageId, int]:
    return {each: number for number, paper in enumerate(arrangement.papers) for each in paper.ids if each in of}


def _in_order(was: Sequence[BatchPageId], now: Sequence[BatchPageId]) -> list[BatchPageId]:
    same = SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks()
    return [each for block in same for each in was[block.a : block.a + block.size]]
