"""A question with every word in all its forms: the stemmer alone takes «участок» and «участка» for two words."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from pymorphy3 import MorphAnalyzer
from sqlalchemy import text
from sqlalchemy.orm import Session

WORD = re.compile(r"[а-яё]{3,}")
LEXEME = re.compile(r"'((?:[^']|'')*)'")
LIKELY = 0.1  # readings of a word that are rarer than this are not meant
MOST_WORDS = 20
STEMS = text("""
    SELECT websearch_to_tsquery('russian', translate(:asked, 'ёЁ', 'еЕ'))::text AS query,
           (SELECT array_agg(DISTINCT (ts_lexize('russian_stem', translate(word, 'ё', 'е')))[1] || ' '
                                      || (ts_lexize('russian_stem', form))[1])
              FROM unnest(CAST(:words AS text[]), CAST(:forms AS text[])) AS each(word, form)) AS stems
""")


@cache
def dictionary() -> MorphAnalyzer:
    """Thirty megabytes, loaded with the first question."""
    return MorphAnalyzer()


@lru_cache(maxsize=5000)
def forms_of(word: str) -> tuple[str, ...]:
    """All forms of a word, with е for ё; of an ambiguous one those of every likely reading."""
    readings = [reading for reading in dictionary().parse(word) if reading.score >= LIKELY]
    return tuple({form.word.replace("ё", "е") for reading in readings for form in reading.lexeme})


def question(session: Session, asked: str) -> str:
    """What is asked for as a tsquery, each word with the stems of all its forms; empty when nothing is asked."""
    words = list(dict.fromkeys(WORD.findall(asked.lower())))[:MOST_WORDS]
    pairs = [(word, form) for word in words for form in forms_of(word)]
    values = {"asked": asked, "words": [word for word, _ in pairs], "forms": [form for _, form in pairs]}
    row = session.execute(STEMS, values).one()
    return widened(row.query, [stems.split(" ") for stems in row.stems or () if stems])


def widened(query: str, stems: Iterable[Iterable[str]]) -> str:
    """The query with every lexeme replaced by all that mean the same."""
    others: dict[str, set[str]] = {}
    for stem, other in stems:
        others.setdefault(stem, {stem}).add(other)
    return LEXEME.sub(lambda found: _any_of(found[1], others), query)


def _any_of(lexeme: str, others: Mapping[str, set[str]]) -> str:
    return "(" + " | ".join(f"'{each}'" for each in sorted(others.get(lexeme, {lexeme}))) + ")"
