"""What a misspelt question most likely means: a word that no card has, replaced by the nearest that some card has."""

import re
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from server.correspondents.names import errors, other_layout
from server.search.forms import forms_of, is_word
from server.search.vocabulary import alike, known

WORD = re.compile(r"(?<![\w-])[а-яёА-ЯЁ]{4,40}(?![\w*])")
STRUCK = re.compile(r"(?<!\S)[a-zA-Z\[\];',.`{}:\"<>~]{4,40}(?!\S)")  # in the Latin layout
MOST_WORDS = 6
TRIED = 3  # readings of a word, until one is found that the asker may find
ONE_SLIP = 5  # letters of a word in which more than one slip is another word
QUOTED = re.compile(r'["«“„][^"»“”]*["»“”]?')


def nearest(session: Session, asked: str, may_find: Callable[[str], bool]) -> str:
    """Empty where nothing in it can be read another way; phrases in quotes and numbers stay as they are.

    A word that only a document hidden from the asker has is not given away.
    """
    plain = QUOTED.sub(lambda found: " " * len(found[0]), asked)
    places = [*(each for each in _struck(session, plain) if may_find(each[2])), *_misspelt(session, plain, may_find)]
    text = asked
    for start, end, word in sorted(places, reverse=True):
        text = text[:start] + word + text[end:]
    return text if places else ""


def _misspelt(session: Session, plain: str, may_find: Callable[[str], bool]) -> list[tuple[int, int, str]]:
    """A word of the language is what was meant, though no card has it."""
    found = [each for each in WORD.finditer(plain) if not is_word(each[0].lower())][:MOST_WORDS]
    strange = _strange(session, [_key(each[0]) for each in found])
    return [
        (*each.span(), meant)
        for each in found
        if _key(each[0]) in strange and (meant := next(filter(may_find, _meant(session, _key(each[0]))), ""))
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


def _meant(session: Session, word: str) -> list[str]:
    """The words with the fewest slips between, of equals first what is written most; in whatever form it stands."""
    slips = 1 if len(word) <= ONE_SLIP else 2
    near = [
        (errors(word, form), -cards, form)
        for each, cards in alike(session, word)
        for form in {each, *(forms_of(each) if is_word(each) else ())}
    ]
    return [form for _, _, form in sorted(each for each in near if each[0] <= slips)][:TRIED]


def _key(word: str) -> str:
    return word.lower().replace("ё", "е")
