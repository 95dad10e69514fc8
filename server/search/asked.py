"""What is typed into the search box, read into terms: words, phrases, beginnings, numbers in any spelling, dates."""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise

from msgspec import Struct

from common.kernel.validation import Problem, clean_text
from common.registry.classes import DocumentClass
from common.registry.numbers import number_parts
from common.rpc.errors import Invalid
from common.search import MARK_END, MARK_START

TERM = re.compile(r'(?P<minus>(?<!\S)-)?(?:["«“„](?P<phrase>[^"»“”]*)["»“”]?|(?P<word>[^\s"«»“”„]+))')
SIGN = re.compile(r"(?P<sign>вх(?:од[а-я]*)?|исх(?:од[а-я]*)?|вн(?:утр[а-я]*)?)(?:\W*(?=\d)|\W*$)", re.IGNORECASE)
NUMERO = re.compile(r"(?:[№#]|n[oо]?)[.№#]*", re.IGNORECASE)
GLUED_NUMERO = re.compile(r"n[oо]?[.]?(?=\d)", re.IGNORECASE)
DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
BEGINNING = re.compile(r"(?P<letters>\w+)[^\w*]*\*+\W*$")
LATIN, CYRILLIC = re.compile(r"[a-z]", re.IGNORECASE), re.compile(r"[а-яё]", re.IGNORECASE)
TWINS = str.maketrans("aceopxykmtbhACEOPXYKMTBH", "асеорхукмтвнАСЕОРХУКМТВН")
CLASSES = {"вх": DocumentClass.INCOMING, "ис": DocumentClass.OUTGOING, "вн": DocumentClass.INTERNAL}
OR = {"или", "or"}
SHORTEST_BEGINNING = 3
LONGEST_SPELLING = 6  # words of a question that may spell one number
MOST_PARTS = 12


class Kind(StrEnum):
    WORD = "word"
    PHRASE = "phrase"
    BEGINNING = "beginning"
    NUMBER = "number"


class Spelling(Struct, frozen=True):
    """A way to read something as a number."""

    parts: tuple[str, ...]
    sign: DocumentClass | None = None
    begins: bool = False  # its last part is only begun


class Term(Struct, frozen=True, kw_only=True):
    """What is looked for as words, beside the numbers that it may be; `members` may fit one by one as well."""

    kind: Kind
    words: str = ""
    excluded: bool = False
    spellings: tuple[Spelling, ...] = ()
    day: date | None = None
    members: tuple["Term", ...] = ()

    def leaves(self) -> Iterator["Term"]:
        yield from self.members or (self,)


class Alternative(Struct, frozen=True):
    """Terms that are all wanted; or else the `whole` of them is one number."""

    terms: list[Term]
    whole: Spelling | None = None


def read(asked: str) -> list[Alternative]:
    """The alternatives between «или», each with the terms that it wants all; raises Invalid for «о*»."""
    alternatives: list[list[Term]] = [[]]
    for found in TERM.finditer(clean_text(asked).replace(MARK_START, " ").replace(MARK_END, " ")):
        word = found["word"] or ""
        if word.lower() in OR and not found["minus"]:
            alternatives.append([])
        else:
            term = _phrase if found["phrase"] is not None else _word
            alternatives[-1].append(term(found["phrase"] or word, excluded=bool(found["minus"])))
    return [_with_whole(list(_joined(each))) for each in alternatives if each]


def _phrase(words: str, *, excluded: bool) -> Term:
    """A number in quotes stays a number."""
    if " " not in words and any(char.isdigit() for char in words):
        return _number(words, excluded=excluded)
    return Term(kind=Kind.PHRASE, words=words, excluded=excluded)


def _word(word: str, *, excluded: bool) -> Term:
    beginning = BEGINNING.search(word)
    if any(char.isdigit() for char in word):
        return _number(word, excluded=excluded, begins=bool(beginning))
    if beginning:
        if len(beginning["letters"]) < SHORTEST_BEGINNING:
            message = f"«{word}»: чтобы искать по началу слова, наберите не меньше трёх букв перед звёздочкой."
            raise Invalid(message, [Problem("text", message)])
        return Term(kind=Kind.BEGINNING, words=_one_script(beginning["letters"]).lower(), excluded=excluded)
    return Term(kind=Kind.WORD, words=_one_script(word), excluded=excluded)


def _one_script(word: str) -> str:
    """A Latin letter that slipped into a Russian word is meant as its Russian twin."""
    return word.translate(TWINS) if LATIN.search(word) and CYRILLIC.search(word) else word


def _number(word: str, *, excluded: bool = False, begins: bool = False) -> Term:
    """«вх.345» may be № 345 of the incoming or the number «вх.345»."""
    text = re.sub("[№#]", " ", word).strip()
    dated = DATE.fullmatch(text.strip(".,;()"))
    glued, numero = SIGN.match(text), GLUED_NUMERO.match(text)
    spelled = [Spelling(number_parts(text), begins=begins)]
    if glued:
        spelled.insert(0, Spelling(number_parts(text[glued.end() :]), CLASSES[glued["sign"][:2].lower()], begins))
    elif numero:
        spelled.insert(0, Spelling(number_parts(text[numero.end() :]), begins=begins))
    return Term(kind=Kind.NUMBER, words=word, excluded=excluded, spellings=_sensible(spelled), day=_day(dated))


def _sensible(spelled: list[Spelling]) -> tuple[Spelling, ...]:
    return tuple(each for each in spelled if 0 < len(each.parts) <= MOST_PARTS)


def _day(found: re.Match[str] | None) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _joined(asked: list[Term]) -> Iterator[Term]:
    """«01-22 345» and «вх № 345» as one number each."""
    terms = [term for term, following in pairwise([*asked, None]) if term and not _is_silent(term, following)]
    place = 0
    while place < len(terms):
        before = terms[place]
        sign = _matches(SIGN, before)
        run = list(_run(terms[place + 1 if sign else place :]))
        if not run:
            yield before
            place += 1
            continue
        place += len(run) + bool(sign)
        yield run[0] if len(run) == 1 and not sign else _group(run, before if sign else None)


def _is_silent(term: Term, following: Term | None) -> bool:
    """«№» says nothing that the number after it does not."""
    return _matches(NUMERO, term) and following is not None and following.kind is Kind.NUMBER


def _matches(pattern: re.Pattern[str], term: Term) -> bool:
    return term.kind is Kind.WORD and not term.excluded and pattern.fullmatch(term.words) is not None


def _group(run: list[Term], sign: Term | None) -> Term:
    parts = tuple(part for term in run for part in term.spellings[-1].parts)
    begins = run[-1].spellings[-1].begins
    spelled = [Spelling(parts, CLASSES[sign.words[:2].lower()] if sign else None, begins)]
    if sign:
        spelled.append(Spelling((*number_parts(sign.words), *parts), begins=begins))
    return Term(kind=Kind.NUMBER, spellings=_sensible(spelled), members=(*([sign] if sign else []), *run))


def _run(terms: list[Term]) -> Iterator[Term]:
    """The numbers that stand together; a date stands for itself."""
    for place, term in enumerate(terms):
        if term.kind is not Kind.NUMBER or term.excluded or not term.spellings or (term.day and place):
            return
        yield term
        if term.day:
            return


def _with_whole(terms: list[Term]) -> Alternative:
    """A short question may, as a whole, be one number: «17 АБ 4321»."""
    plain = all(term.kind in {Kind.NUMBER, Kind.WORD} and not term.excluded and not term.day for term in terms)
    words = [leaf.words for term in terms for leaf in term.leaves()]
    spells = plain and 1 < len(words) <= LONGEST_SPELLING and any(term.kind is Kind.NUMBER for term in terms)
    parts = number_parts(" ".join(words)) if spells else ()
    return Alternative(terms, Spelling(parts) if 0 < len(parts) <= MOST_PARTS else None)
