"""What the text of a letter proposes for its card: each value with its place and how sure the reader is."""

from collections.abc import Iterator, Sequence

from common.scanning.recognition import PageText, Proposal, ProposedField, around
from server.scanning.addressee import addressee_block
from server.scanning.closing import APPENDIX, Signature, appendices_of, signature_of
from server.scanning.heading import heading_block, heading_text
from server.scanning.layout import Layout, Run, certainty, lay_out, sentence
from server.scanning.letterhead import Directory, correspondent
from server.scanning.references import LEAST_SURE, answered, reference_row, references

SURE_ENOUGH = 0.5  # a wrong proposal costs more than an empty field
LEAST = {
    ProposedField.THEIR_NUMBER: LEAST_SURE,
    ProposedField.THEIR_DATE: 0.6,
    ProposedField.ANSWERED: 0.6,
    ProposedField.SUMMARY: 0.6,  # of a heading one line lost tells another matter
    ProposedField.ADDRESSEE: 0.6,  # of a block the name is lost first, and it is the name that counts
}
UNSIGNED = 0.6  # how far to trust the number of sheets of a letter whose signature was not found


def propose(pages: Sequence[PageText], directory: Directory) -> list[Proposal]:
    """At most one proposal for a field, none where the reader is unsure."""
    layouts = [lay_out(page) for page in pages if page.words]
    if not layouts:
        return []
    found = [*_of_first_page(layouts[0], directory), *_of_ending(layouts)]
    return [proposal for proposal in found if proposal.confidence >= LEAST.get(proposal.field, SURE_ENOUGH)]


def _of_first_page(first: Layout, directory: Directory) -> Iterator[Proposal]:
    row = reference_row(first)
    head_end = row.box.bottom if row else 0.12
    text_top = first.text_top(head_end)
    heading = heading_block(first, head_end)
    addressee = addressee_block(first, heading[0].box.top if heading and heading[0].box.left > 0.3 else text_top)
    above = min(text_top, heading[0].box.top if heading else 1.0)
    yield from references(first, above)
    if reply := answered(first, above):
        yield reply
    if addressee:
        whole = first.within(addressee)
        yield _block(ProposedField.ADDRESSEE, whole, sentence(line.text for line in whole))
    if heading:
        yield _block(ProposedField.SUMMARY, heading, heading_text(heading))
    ends = [text_top, *(line.box.top for line in heading[:1]), *([row.box.top] if row else [])]
    yield from correspondent(first, _letterhead_bottom(first, ends, addressee), addressee, directory)


def _letterhead_bottom(first: Layout, ends: Sequence[float], addressee: Sequence[Run]) -> float:
    """The first of what follows the letterhead; an addressee beside it does not end it."""
    if not addressee or any(_goes_on_beside(run, addressee) and run.box.bottom < min(ends) for run in first.runs):
        return min(ends)
    return min(*ends, addressee[0].box.top + 0.02)


def _goes_on_beside(run: Run, addressee: Sequence[Run]) -> bool:
    left = min(line.box.left for line in addressee)
    return run.box.top > addressee[-1].box.bottom or (run.box.right < left and run.box.top > addressee[0].box.bottom)


def _of_ending(layouts: Sequence[Layout]) -> Iterator[Proposal]:
    signed = _signed(layouts)
    if signed:
        page, signature = signed
        letter: Sequence[Layout] = [layout for layout in layouts if layout.number <= page.number]
        yield _block(ProposedField.SIGNATORY, signature.lines, f"{signature.post} {signature.name}")
        yield _block(ProposedField.SHEETS, signature.lines, str(len(letter)))
    else:
        letter = _before_appendix(layouts)
        yield _block(
            ProposedField.SHEETS, letter[-1].runs[-1:], str(len(letter)), UNSIGNED if len(layouts) > 1 else 1.0
        )
    for layout in letter:
        appended = appendices_of(layout)
        if appended:
            certain = min(appended.certain, certainty(appended.lines))
            yield _block(ProposedField.APPENDIX_SHEETS, appended.lines, str(appended.sheets), certain)
            return


def _before_appendix(layouts: Sequence[Layout]) -> Sequence[Layout]:
    for number, layout in enumerate(layouts[1:], start=1):
        if any(APPENDIX.match(run.text) for run in layout.runs[:3]):
            return layouts[:number]
    return layouts


def _signed(layouts: Sequence[Layout]) -> tuple[Layout, Signature] | None:
    """The first signed page: what follows is appended."""
    for layout in layouts:
        below = layout.text_top(0.12) if layout is layouts[0] else 0.0
        signature = signature_of(layout, below)
        if signature:
            return layout, signature
    return None


def _block(field: ProposedField, lines: Sequence[Run], value: str, certain: float | None = None) -> Proposal:
    return Proposal(
        field=field,
        value=value,
        text="\n".join(line.text for line in lines),
        page=lines[0].page,
        box=around(line.box for line in lines),
        confidence=round(certainty(lines) if certain is None else certain, 3),
    )
