"""Words in all their forms: the stemmer alone takes «участок» and «участка» for two words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from msgspec import Struct
from pymorphy3 import MorphAnalyzer
from sqlalchemy import text
from sqlalchemy.orm import Session

WORD = re.compile(r"[а-яё]{3,}")
LEXEME = re.compile(r"'((?:[^']|'')*)'")
LIKELY = 0.1  # readings of a word that are rarer than this are not meant
MOST_WORDS = 20
STEMS = text("""
    SELECT array(SELECT phraseto_tsquery('russian', translate(words, 'ёЁ', 'еЕ'))::text
                   FROM unnest(CAST(:asked AS text[])) WITH ORDINALITY AS e (words, place) ORDER BY place) AS queries,
           array(SELECT coalesce((ts_lexize('russian_stem', translate(begun, 'ё', 'е')))[1], '')
                   FROM unnest(CAST(:begun AS text[])) WITH ORDINALITY AS e (begun, place) ORDER BY place) AS begun,
           (SELECT array_agg(DISTINCT (ts_lexize('russian_stem', translate(word, 'ё', 'е')))[1] || ' '
                                      || (ts_lexize('russian_stem', form))[1])
              FROM unnest(CAST(:words AS text[]), CAST(:forms AS text[])) AS each (word, form)) AS stems
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


def is_word(word: str) -> bool:
    return bool(dictionary().word_is_known(word))


class Lexemes(Struct, frozen=True):
    """Texts as tsqueries, each word with the stems of all its forms, empty for what means nothing; and the stems of
    beginnings.
    """

    queries: dict[str, str]
    beginnings: dict[str, str]


def lexemes(session: Session, asked: Sequence[str], begun: Sequence[str]) -> Lexemes:
    words = list(dict.fromkeys(WORD.findall(" ".join(asked).lower())))[:MOST_WORDS]
    pairs = [(word, form) for word in words for form in forms_of(word)]
    values = {"asked": list(asked), "begun": list(begun), "words": [word for word, _ in pairs],
              "forms": [form for _, form in pairs]}  # fmt: skip
    row = session.execute(STEMS, values).one()
    stems = [each.split(" ") for each in row.stems or () if each]
    return Lexemes(
        {each: widened(query, stems) for each, query in zip(asked, row.queries, strict=True)},
        dict(zip(begun, row.begun, strict=True)),
    )


def widened(query: str, stems: Iterable[Iterable[str]]) -> str:
    """The query with every lexeme replaced by all that mean the same."""
    others: dict[str, set[str]] = {}
    for stem, other in stems:
        others.setdefault(stem, {stem}).add(other)
    return LEXEME.sub(lambda found: _any_of(found[1], others), query)


def _any_of(lexeme: str, others: Mapping[str, set[str]]) -> str:
    return "(" + " | ".join(f"'{each}'" for each in sorted(others.get(lexeme, {lexeme}))) + ")"
