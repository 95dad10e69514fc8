"""Russian text in whatever encoding it came."""

import codecs

CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso-8859-5")
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
FREQUENT = {letter: 34 - place for place, letter in enumerate("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё")}
SAMPLE = 20_000


def decoded(raw: bytes) -> str:
    """By its mark, as UTF-8, or in the encoding in which it reads most like Russian."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    if wide := _wide(raw[:SAMPLE]):
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(raw) - 4:  # cut in the middle of a letter
            return raw.decode("utf-8", "ignore")
    best = max(CYRILLIC, key=lambda encoding: _likeness(raw[:SAMPLE].decode(encoding, "replace")))
    return raw.decode(best, "replace")


def _wide(raw: bytes) -> str:
    """UTF-16 without its mark: every other byte is that of the Latin or the Cyrillic block."""
    for encoding, high in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
        if high.count(0) + high.count(4) > 0.8 * len(high) > 0:
            return encoding
    return ""


def _likeness(text: str) -> float:
    """Small letters as frequent as in Russian speak for it, other signs beyond ASCII against it."""
    score = 0.0
    for char in text:
        if char in FREQUENT:
            score += FREQUENT[char]
        elif char > "\x7f":
            score += 3 if char.lower() in FREQUENT or char in "«»—–№…" else -20
    return score
