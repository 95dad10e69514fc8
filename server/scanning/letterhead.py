"""Who writes: the organisation of the letterhead, looked up among known correspondents."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec.structs import replace

from common.kernel.taxpayer import is_tax_number
from common.scanning.recognition import Letterhead, Proposal, ProposedField, around
from server.correspondents.names import are_namesakes
from server.scanning.layout import Layout, Run, certainty, sentence

MOST_LINES = 10
ALIKE = 0.6
NEARLY_AS_GOOD = 0.1
UNKNOWN_BUT_PLAIN = 0.55

DETAILS = re.compile(
    r"(?:\b(?:тел|факс|ИНН|КПП|ОГРН|ОКПО|БИК|р/с|адрес|индекс|e-?mail|www|http)\b|@|\b\d{6}\b|\b(?:ул|пр|пр-т|пер|пл)\.\s|\+7|\bулица\b|\bд\.\s?\d)",
    re.IGNORECASE,
)
FIRM = re.compile(
    r"(?:\b(?:[ОO0]{3}|АО|ПАО|ЗАО|ОАО|НКО|АНО|МУП|ГУП|ТСЖ|ТСН)\b"
    r"|(?:\b[а-яё]+[ое]е\s+){0,4}(?:общество|предприятие|товарищество|партнёрство))"
    r"[^«»]{0,60}[«\"](?P<own>[^«»\"]{2,60})[»\"]",
    re.IGNORECASE,
)

BODY = re.compile(
    r"\b(?:администраци|агентств|академи|ассоциаци|больниц|библиотек|военн\w+ комиссариат|гимнази|департамент|дум[аы]\b"
    r"|инспекци|институт|колледж|комбинат|комисси|комитет|кооператив|лице[йя]\b|министерств|музе[йя]\b|общество"
    r"|организаци|отдел\b|отделени|палат|партия|поликлиник|правительств|предприяти|прокуратур|профсоюз|совет\b|союз"
    r"|служб|суд\b|театр|товариществ|техникум|университет|управлени|учреждени|фонд\b|центр|школ)",
    re.IGNORECASE,
)
LIMITED = re.compile(r"(?<=общество )\W*\w{0,2}\W*(?= ограниченной ответственностью)", re.IGNORECASE)
ZEROS = re.compile(r"^[ОO0]{3}\b", re.IGNORECASE)
LONGEST = 300  # letters of a name; more is no letterhead
TAX_NUMBER = re.compile(r"\bИНН\D{0,12}(\d{10}(?:\d\d)?)(?!\d)")
ADDRESS = re.compile(r"\b\d{6}\b|\b(?:ул|пр-т|пр|пер|пл|наб|б-р)\.\s|\bулица\b|\bпроспект\b|\bд\.\s?\d", re.IGNORECASE)
NO_ADDRESS = re.compile(r"[,;\s]*\b(?:тел|факс|ИНН|КПП|ОГРН|ОКПО|e-?mail|www|http|сайт|эл\.)\b.*|\S+@.*", re.IGNORECASE)
EMAIL = re.compile(r"\b[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b", re.ASCII)

LEGAL_FORMS = (
    (re.compile(r"общество с ограниченной ответственностью", re.IGNORECASE), "ООО"),
    (re.compile(r"публичное акционерное общество", re.IGNORECASE), "ПАО"),
    (re.compile(r"закрытое акционерное общество", re.IGNORECASE), "ЗАО"),
    (re.compile(r"акционерное общество", re.IGNORECASE), "АО"),
    (re.compile(r"товарищество собственников (?:жилья|недвижимости)", re.IGNORECASE), "ТСЖ"),
    (re.compile(r"(?:муниципальное )?бюджетное (?:общеобразовательное )?учреждение", re.IGNORECASE), "БУ"),
    (re.compile(r"индивидуальный предприниматель", re.IGNORECASE), "ИП"),
)


class Directory(Protocol):
    def taught(self, names: Sequence[str]) -> Mapping[str, str]:
        """The official names of those of these that a clerk has set right before."""

    def closest(self, name: str) -> tuple[str, float] | None:
        """The official name of the known correspondent most like this one, and how much alike they are, 0..1."""


def correspondent(first: Layout, bottom: float, taken: Sequence[Run], directory: Directory) -> Iterator[Proposal]:
    """`bottom` ends the letterhead; `taken` are runs beside it that belong to the addressee."""
    lines = _name_lines(first, bottom, taken)
    known = _taught(lines, directory) or _known(lines, directory)
    if known:
        name, likeness, printed = known
        yield _proposal(name, printed, likeness)
        return
    whole = sentence(line.text for line in lines)
    unknown = FIRM.search(whole)
    if unknown or (len(whole) <= LONGEST and BODY.search(whole)):
        name = ZEROS.sub("ООО", LIMITED.sub("с", unknown[0])) if unknown else whole
        found = _proposal(name, lines, UNKNOWN_BUT_PLAIN, _sure_of(unknown["own"], lines) if unknown else None)
        yield replace(found, letterhead=_letterhead(name, first, bottom, taken))


def _sure_of(own: str, lines: Sequence[Run]) -> float:
    """Of a firm its own name is what counts: its legal form is known, and beside it the reader sees arms."""
    words = [word for line in lines for word in line.words if word.text.strip('()«»"') in own.split()]
    return min(word.confidence for word in words) if words else certainty(lines)


def _letterhead(name: str, first: Layout, bottom: float, taken: Sequence[Run]) -> Letterhead:
    """A number only where its check digits are right."""
    lines = [run.text for run in first.runs if run.box.top < bottom and run not in taken and run.is_legible]
    text = "\n".join(lines)
    tax = TAX_NUMBER.search(text)
    email = EMAIL.search(text)
    address = sentence(line for line in (NO_ADDRESS.sub("", line) for line in lines if ADDRESS.search(line)) if line)
    return Letterhead(
        name=name, tax_number=tax[1] if tax and is_tax_number(tax[1]) else "", address=address.strip(" ,;"),
        email=email[0] if email else "",
    )  # fmt: skip


def _name_lines(first: Layout, bottom: float, taken: Sequence[Run]) -> list[Run]:
    lines: list[Run] = []
    for run in first.runs:
        if run.box.top >= bottom:
            break
        if run in taken or not run.is_legible:
            continue
        if DETAILS.search(run.text):
            if lines:
                break
            continue
        if sum(char.isalpha() for char in run.text) > 3:
            lines.append(run)
    return lines[:MOST_LINES]


def _stretches(lines: Sequence[Run]) -> Iterator[tuple[int, Sequence[Run]]]:
    """Each with the number of the line after it."""
    for start in range(len(lines)):
        for end in range(start + 1, len(lines) + 1):
            yield end, lines[start:end]


def _taught(lines: Sequence[Run], directory: Directory) -> tuple[str, float, Sequence[Run]] | None:
    """The longest stretch of which a clerk has said whom it names."""
    printed = {sentence(line.text for line in stretch): stretch for _, stretch in _stretches(lines)}
    told = directory.taught(list(printed))
    if not told:
        return None
    name = max(told, key=len)
    return told[name], 1.0, printed[name]


def _known(lines: Sequence[Run], directory: Directory) -> tuple[str, float, Sequence[Run]] | None:
    """The best stretch of lines; of equals the lower one, for superior bodies stand above the sender's own name."""
    found: list[tuple[str, float, Sequence[Run], int]] = []
    for end, stretch in _stretches(lines):
        for name in _spellings(sentence(line.text for line in stretch).strip("() ")):
            match = directory.closest(name)
            if match and match[1] >= ALIKE and are_namesakes(name, match[0]):
                found.append((*match, stretch, end))
    if not found:
        return None
    best = max(likeness for _, likeness, _, _ in found)
    good = [each for each in found if each[1] >= best - NEARLY_AS_GOOD]
    name, likeness, stretch, _ = max(good, key=lambda each: (each[3], each[1]))
    return name, likeness, stretch


def _spellings(name: str) -> Iterator[str]:
    """As printed, and with the legal form shortened as directories keep it."""
    name = LIMITED.sub("с", name)
    yield name
    for form, short in LEGAL_FORMS:
        shortened = form.sub(short, name)
        if shortened != name:
            yield shortened
            return


def _proposal(name: str, printed: Sequence[Run], likeness: float, certain: float | None = None) -> Proposal:
    return Proposal(
        field=ProposedField.CORRESPONDENT,
        value=name,
        text=sentence(line.text for line in printed),
        page=printed[0].page,
        box=around(line.box for line in printed),
        confidence=round(likeness * min(1.0, (certainty(printed) if certain is None else certain) + 0.05), 3),
    )
