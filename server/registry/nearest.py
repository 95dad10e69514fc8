"""What a misspelt question most likely means: a word that no card has, replaced by the nearest that some card has."""

import re
from collections.abc import Sequence

from sqlalchemy.orm import Session

from server.correspondents.names import errors, other_layout
from server.search.forms import forms_of
from server.search.vocabulary import alike, known

WORD = re.compile(r"(?<![\w-])[а-яёА-ЯЁ]{4,40}(?![\w*])")
STRUCK = re.compile(r"(?<!\S)[a-zA-Z\[\];',.`{}:\"<>~]{4,40}(?!\S)")  # in the Latin layout
MOST_WORDS = 6
ONE_SLIP = 5  # letters of a word in which more than one slip is another word
QUOTED = re.compile(r'["«“„][^"»“”]*["»“”]?')


def nearest(session: Session, asked: str) -> str:
    """Empty where nothing in it can be read another way; phrases in quotes and numbers stay as they are."""
    plain = QUOTED.sub(lambda found: " " * len(found[0]), asked)
    places = [*_struck(session, plain), *_misspelt(session, plain)]
    text = asked
    for start, end, word in sorted(places, reverse=True):
        text = text[:start] + word + text[end:]
    return text if places else ""


def _misspelt(session: Session, plain: str) -> list[tuple[int, int, str]]:
    found = list(WORD.finditer(plain))[:MOST_WORDS]
    strange = _strange(session, [_key(each[0]) for each in found])
    return [
        (*each.span(), meant)
        for each in found
        if _key(each[0]) in strange and (meant := _meant(session, _key(each[0])))
    ]


def _struck(session: Session, plain: str) -> list[tuple[int, int, str]]:
    """«ljhj;ysq» is «дорожный» with the keyboard in the other layout."""
    found = [(each.span(), _key(other_layout(each[0]))) for each in list(STRUCK.finditer(plain))[:MOST_WORDS]]
    whole = [(place, word) for place, word in found if re.fullmatch("[а-я]+", word)]
    strange = _strange(session, [word for _, word in whole])
    return [(*place, word) for place, word in whole if word not in strange]


def _strange(session: Session, words: Sequence[str]) -> set[str]:
    """Those that no card has in any of their forms."""
    forms = {word: {word, *forms_of(word)} for word in words}
    there = known(session, sorted({form for each in forms.values() for form in each}))
    return {word for word, each in forms.items() if not each & there}


def _meant(session: Session, word: str) -> str:
    """The word with the fewest slips between, among equals the one that is written most."""
    slips = 1 if len(word) <= ONE_SLIP else 2
    near = [(errors(word, each), -cards, each) for each, cards in alike(session, word)]
    return min((each for each in near if each[0] <= slips), default=(0, 0, ""))[2]


def _key(word: str) -> str:
    return word.lower().replace("ё", "е")
