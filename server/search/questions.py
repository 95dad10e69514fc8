"""A question as tsqueries: what it finds, and in which steps the best of it comes first."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from sqlalchemy.orm import Session

from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.rpc.errors import Invalid
from common.search import Order
from server.search.asked import Alternative, Kind, Spelling, Term, read
from server.search.forms import LEXEME, Lexemes, lexemes

NOTHING_MEANT = (
    "Введите хотя бы одно значимое слово: предлоги и знаки в поиске не учитываются. Номер ищется в любом написании."
)
ONLY_EXCLUDED = "Есть только исключения. Добавьте слово или номер, которые в документе должны быть."


class Step(StrEnum):
    """What a document has to have: the very number, a part of the number, a phrase, all in the card, or anywhere."""

    NUMBER = "number"
    PART = "part"
    PHRASE = "phrase"
    CARD = "card"
    ALL = "all"


STEPS = {Order.NEWEST: (Step.NUMBER, Step.PART), Order.RELEVANT: tuple(Step)[:-1]}


class Question(Struct, frozen=True):
    """`steps` end with the query that finds everything; `numbers` are the numbers asked for, as their parts."""

    steps: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]

    @property
    def query(self) -> str:
        return self.steps[-1]

    def is_rare(self, step: int) -> bool:
        """A whole number belongs to few documents, and seldom to the newest."""
        return "'n=" in self.steps[step]


NOT_ASKED = Question(("",), ())


def question(session: Session, asked: str, order: Order = Order.NEWEST) -> Question:
    """Raises Invalid when nothing is asked."""
    alternatives = read(asked)
    terms = [term for each in alternatives for term in each.terms]
    leaves = [leaf for term in terms for leaf in term.leaves()]
    texts = list(dict.fromkeys(leaf.words for leaf in leaves if leaf.kind is not Kind.BEGINNING))
    begun = list(dict.fromkeys(leaf.words for leaf in leaves if leaf.kind is Kind.BEGINNING))
    writer = Writer(lexemes(session, texts, begun))
    query = writer.query(alternatives, Step.ALL)
    if not query:
        excludes = any(term.excluded and writer.term(term, Step.ALL) for term in terms)
        message = ONLY_EXCLUDED if excludes else NOTHING_MEANT
        raise Invalid(message, [Problem("text", message)])
    first = [writer.query(alternatives, step) for step in STEPS[order]]
    asked_for = [each for term in terms if not term.excluded for each in (term, *term.members)]
    spellings = [*(s for term in asked_for for s in term.spellings), *_wholes(alternatives)]
    parts = sorted({spelling.parts for spelling in spellings}, key=len, reverse=True)
    return Question((*dict.fromkeys(each for each in first if each and each != query), query), tuple(parts))


def _wholes(alternatives: Iterable[Alternative]) -> Iterator[Spelling]:
    return (each.whole for each in alternatives if each.whole is not None)


class Writer:
    """Writes the terms of a question as a tsquery for a step; an empty text where the step asks for nothing."""

    def __init__(self, known: Lexemes) -> None:
        self._known = known

    def query(self, alternatives: Iterable[Alternative], step: Step) -> str:
        return " | ".join(query for each in alternatives if (query := self._alternative(each, step)))

    def _alternative(self, asked: Alternative, step: Step) -> str:
        """Nothing for a step that an alternative cannot reach: a phrase of one word, a number where none is."""
        wanted = [term for term in asked.terms if not term.excluded and self.term(term, Step.ALL)]
        by_number = step in {Step.NUMBER, Step.PART}
        one_phrase = step is Step.PHRASE and (len(wanted) < 2 or any(term.kind is not Kind.WORD for term in wanted))
        possible = bool(wanted) and not one_phrase and not (by_number and all(not t.spellings for t in wanted))
        glue = " <-> " if step is Step.PHRASE else " & "
        written = [f"({glue.join(f'({self.term(term, step)})' for term in wanted)})"] if possible else []
        if asked.whole is not None and step is not Step.PHRASE:
            written.append(f"({_as_number(asked.whole, step)})")
        excluded = [term for term in asked.terms if term.excluded]
        without = "".join(f" & !({query})" for term in excluded if (query := self.term(term, Step.ALL)))
        return f"(({' | '.join(written)}){without})" if written else ""

    def term(self, term: Term, step: Step) -> str:
        """Words mean the same in every step but for where they have to stand; a number gets nearer and nearer."""
        if term.kind is not Kind.NUMBER:
            return self._words(term, step)
        ways = [f"({_as_number(each, step)})" for each in term.spellings]
        if term.day:
            ways.append(f"'d:{term.day}'")
        if term.members:
            each = [f"({query})" for member in term.members if (query := self.term(member, step))]
            ways.append(f"({' & '.join(each)})")
        elif step not in {Step.NUMBER, Step.PART} and (words := self._words(term, step)):
            ways.append(words)
        return " | ".join(ways)

    def _words(self, term: Term, step: Step) -> str:
        query = self._word(term.kind, term.words)
        return LEXEME.sub(_of_card, query) if step in {Step.CARD, Step.PHRASE} else query

    def _word(self, kind: Kind, word: str) -> str:
        if kind is not Kind.BEGINNING:
            return self._known.queries[word]
        stem = self._known.beginnings[word]
        begun = word.replace("ё", "е")
        return f"'{begun}':*" + (f" | '{stem}'" if stem and stem != begun else "")


def _of_card(lexeme: object) -> str:
    return f"{lexeme[0]}:A"  # type: ignore[index]


def _as_number(spelling: Spelling, step: Step) -> str:
    """Ours or theirs; the sign «исх.» is on our outgoing letters and on those that others sent to us.

    What is only begun is no number's whole.
    """
    whole = step is Step.NUMBER and not spelling.begins
    ours, theirs = (_lexemes(namespace, spelling, whole=whole) for namespace in "nt")
    if spelling.sign is None:
        return f"({ours}) | ({theirs})"
    signed = f"({ours}) & 'c:{spelling.sign.value}'"
    return f"({signed}) | ({theirs})" if spelling.sign is DocumentClass.OUTGOING else signed


def _lexemes(namespace: str, spelling: Spelling, *, whole: bool) -> str:
    """As SQL's `number_words` indexes them: the whole number, its last value, its parts in their order."""
    parts = spelling.parts
    if whole:
        last = [f"'{namespace}#{parts[0]}'"] if len(parts) == 1 and parts[0].isdecimal() else []
        return " | ".join([f"'{namespace}={' '.join(parts)}'", *last])
    return " <-> ".join(f"'{namespace}:{part}'" for part in parts) + (":*" if spelling.begins else "")
