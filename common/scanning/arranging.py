"""How the pages of a batch lie: which paper each belongs to, which are laid aside, and what may be done with them.

Nothing here loses a page: every function returns an arrangement with exactly the pages it was given.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from common.kernel.ids import BatchPageId, DocumentId


class Aside(StrEnum):
    """Why a page lies in the tray."""

    BLANK = "blank"
    SEPARATOR = "separator"
    COVER = "cover"
    TAKEN_OUT = "taken_out"
    RESCANNED = "rescanned"


class Placed(Struct, frozen=True):
    """A page in its place; `turned` is clockwise, in degrees, from how it came."""

    page_id: BatchPageId
    turned: Annotated[int, Meta(ge=0, le=270, multiple_of=90)] = 0


class Laid(Struct, frozen=True):
    """A page laid aside; `began`: it was the first of its paper, and `led` is the page that is so instead of it.

    Where none is, the paper is gone, and `document_id` was its card.
    """

    page: Placed
    why: Aside
    began: bool = False
    led: BatchPageId | None = None
    document_id: DocumentId | None = None


class Paper(Struct, frozen=True, kw_only=True):
    """The pages of one paper in their order; without a card it becomes a new draft."""

    pages: Annotated[list[Placed], Meta(min_length=1)]
    document_id: DocumentId | None = None

    @property
    def ids(self) -> list[BatchPageId]:
        return [page.page_id for page in self.pages]


class Arrangement(Struct, frozen=True, kw_only=True):
    """`divided`: a separator or a cover sheet came last, the next page begins a paper, of the card `announced`."""

    papers: list[Paper] = []
    tray: list[Laid] = []
    divided: bool = False
    announced: DocumentId | None = None

    def ids(self) -> Iterator[BatchPageId]:
        """Every page of the batch, those of the papers first."""
        for paper in self.papers:
            yield from paper.ids
        yield from (laid.page.page_id for laid in self.tray)

    def paper_of(self, page_id: BatchPageId) -> int | None:
        return next((number for number, paper in enumerate(self.papers) if page_id in paper.ids), None)


class Seen(Struct, frozen=True, kw_only=True):
    """What the eye of the machine has found on a page: our own codes only, foreign ones divide nothing."""

    page_id: BatchPageId
    blank: bool = False
    separator: bool = False
    cover: bool = False
    document_id: DocumentId | None = None
    begins: bool = False
    turned: int = 0


def laid_down(arrangement: Arrangement, seen: Seen, *, keep_blank: bool = False) -> Arrangement:
    """The next page of the stack put where it belongs."""
    page = Placed(seen.page_id, seen.turned)
    if seen.separator:
        laid = Laid(page, Aside.SEPARATOR)
        return replace(arrangement, tray=[*arrangement.tray, laid], divided=True, announced=None)
    if seen.cover:
        laid = Laid(page, Aside.COVER)
        return replace(arrangement, tray=[*arrangement.tray, laid], divided=True, announced=seen.document_id)
    if seen.blank and not keep_blank:
        return replace(arrangement, tray=[*arrangement.tray, Laid(page, Aside.BLANK)])
    last = arrangement.papers[-1] if arrangement.papers else None
    other_card = seen.document_id is not None and (last is None or seen.document_id != last.document_id)
    if last is None or arrangement.divided or seen.begins or other_card:
        paper = Paper(pages=[page], document_id=seen.document_id or arrangement.announced)
        return replace(arrangement, papers=[*arrangement.papers, paper], divided=False, announced=None)
    grown = replace(last, pages=[*last.pages, page])
    return replace(arrangement, papers=[*arrangement.papers[:-1], grown])


def lies_as_before(before: Arrangement, now: Arrangement) -> bool:
    """Whether nobody has touched the pages that lay there before; others may have come."""
    kept = _tidy(_without(now, set(now.ids()) - set(before.ids())))
    return (kept.papers, kept.tray) == (before.papers, before.tray)


def turned(arrangement: Arrangement, ids: Iterable[BatchPageId], degrees: int) -> Arrangement:
    chosen = set(ids)

    def turn(page: Placed) -> Placed:
        return replace(page, turned=(page.turned + degrees) % 360) if page.page_id in chosen else page

    papers = [replace(paper, pages=[turn(page) for page in paper.pages]) for paper in arrangement.papers]
    return replace(arrangement, papers=papers, tray=[replace(laid, page=turn(laid.page)) for laid in arrangement.tray])


def split(arrangement: Arrangement, page_id: BatchPageId) -> Arrangement:
    """A new paper begins with the page; the first page of a paper changes nothing."""
    number = arrangement.paper_of(page_id)
    if number is None:
        return arrangement
    paper = arrangement.papers[number]
    at = paper.ids.index(page_id)
    if at == 0:
        return arrangement
    parts = [replace(paper, pages=paper.pages[:at]), Paper(pages=paper.pages[at:])]
    return replace(arrangement, papers=[*arrangement.papers[:number], *parts, *arrangement.papers[number + 1 :]])


def joined(arrangement: Arrangement, number: int) -> Arrangement:
    """The paper goes to the end of the one before it and keeps that one's card, or brings its own."""
    if not 0 < number < len(arrangement.papers):
        return arrangement
    before, paper = arrangement.papers[number - 1], arrangement.papers[number]
    whole = replace(before, pages=[*before.pages, *paper.pages], document_id=before.document_id or paper.document_id)
    return replace(arrangement, papers=[*arrangement.papers[: number - 1], whole, *arrangement.papers[number + 1 :]])


def moved(arrangement: Arrangement, ids: Sequence[BatchPageId], number: int, at: int) -> Arrangement:
    """The pages, wherever they lay, one after another into the paper before its page `at`; emptied papers go."""
    pages = [page for each in ids if (page := _placed(arrangement, each)) is not None]
    chosen = set(ids)
    target = arrangement.papers[number]
    at -= sum(page.page_id in chosen for page in target.pages[:at])
    kept = _without(arrangement, chosen)
    return _tidy(_inserted(kept, number, at, pages))


def taken_out(arrangement: Arrangement, ids: Iterable[BatchPageId], why: Aside = Aside.TAKEN_OUT) -> Arrangement:
    """Into the tray, never into nothing."""
    chosen = list(dict.fromkeys(ids))
    laid = [
        _aside(arrangement, page, why, chosen) for each in chosen if (page := _placed(arrangement, each)) is not None
    ]
    kept = _without(arrangement, set(chosen))
    return _tidy(replace(kept, tray=[*kept.tray, *laid]))


def put_back(arrangement: Arrangement, ids: Iterable[BatchPageId]) -> Arrangement:
    """From the tray to where a page came from: after the page before it in the stack, never out of its paper."""
    for page_id in sorted(ids):
        laid = next((each for each in arrangement.tray if each.page.page_id == page_id), None)
        if laid is None:
            continue
        arrangement = replace(arrangement, tray=[each for each in arrangement.tray if each is not laid])
        arrangement = _put_back(arrangement, laid)
    return arrangement


def _put_back(arrangement: Arrangement, laid: Laid) -> Arrangement:
    papers = arrangement.papers
    places = {each: (number, at) for number, paper in enumerate(papers) for at, each in enumerate(paper.ids)}
    if laid.led in places:
        return _inserted(arrangement, *places[laid.led], [laid.page])
    before = max((each for each in places if each < laid.page.page_id), default=None)
    number, at = (-1, -1) if before is None else places[before]
    if laid.began or not places:
        own = Paper(pages=[laid.page], document_id=laid.document_id)
        return replace(arrangement, papers=[*papers[: number + 1], own, *papers[number + 1 :]])
    return _inserted(arrangement, max(number, 0), at + 1, [laid.page])


def _aside(arrangement: Arrangement, page: Placed, why: Aside, going: Sequence[BatchPageId]) -> Laid:
    number = arrangement.paper_of(page.page_id)
    paper = arrangement.papers[number] if number is not None else None
    if paper is None or paper.ids[0] != page.page_id:
        return Laid(page, why)
    led = next((each for each in paper.ids if each not in going), None)
    return Laid(page, why, began=True, led=led, document_id=paper.document_id if led is None else None)


def bound(arrangement: Arrangement, number: int, document_id: DocumentId | None) -> Arrangement:
    return _with_paper(arrangement, number, lambda paper: replace(paper, document_id=document_id))


def collated(arrangement: Arrangement, number: int) -> Arrangement:
    """All faces came first, then the turned stack's backs, last one first: laid face, back, face, back."""
    pages = arrangement.papers[number].pages
    half = len(pages) // 2
    if len(pages) % 2:
        return arrangement
    backs = pages[half:][::-1]
    laid = [page for pair in zip(pages[:half], backs, strict=True) for page in pair]
    return _with_paper(arrangement, number, lambda paper: replace(paper, pages=laid))


def replaced(arrangement: Arrangement, old: BatchPageId, new: Placed) -> Arrangement:
    """A page scanned once more lies where the old one lay; the old one goes into the tray."""
    number, before = arrangement.paper_of(old), _placed(arrangement, old)
    if number is None or before is None:
        return arrangement
    pages = [new if page.page_id == old else page for page in arrangement.papers[number].pages]
    laid = Laid(before, Aside.RESCANNED, began=arrangement.papers[number].ids[0] == old)
    renewed = _with_paper(arrangement, number, lambda paper: replace(paper, pages=pages))
    return replace(renewed, tray=[*renewed.tray, laid])


def _inserted(arrangement: Arrangement, number: int, at: int, pages: Sequence[Placed]) -> Arrangement:
    return _with_paper(
        arrangement, number, lambda paper: replace(paper, pages=[*paper.pages[:at], *pages, *paper.pages[at:]])
    )


def _with_paper(arrangement: Arrangement, number: int, change: Callable[[Paper], Paper]) -> Arrangement:
    papers = [change(paper) if index == number else paper for index, paper in enumerate(arrangement.papers)]
    return replace(arrangement, papers=papers)


def _placed(arrangement: Arrangement, page_id: BatchPageId) -> Placed | None:
    everywhere = (
        *(page for paper in arrangement.papers for page in paper.pages),
        *(laid.page for laid in arrangement.tray),
    )
    return next((page for page in everywhere if page.page_id == page_id), None)


def _without(arrangement: Arrangement, ids: set[BatchPageId]) -> Arrangement:
    papers = [
        replace(paper, pages=[page for page in paper.pages if page.page_id not in ids]) for paper in arrangement.papers
    ]
    tray = [laid for laid in arrangement.tray if laid.page.page_id not in ids]
    return replace(arrangement, papers=papers, tray=tray)


def _tidy(arrangement: Arrangement) -> Arrangement:
    return replace(arrangement, papers=[paper for paper in arrangement.papers if paper.pages])
