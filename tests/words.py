"""Russian words as a searcher types them."""

import re


def another_form(text: str) -> str:
    """The nominative of an adjective that the text has in another case, or its longest word."""
    found = re.findall(r"\b([а-яё]{5,})(?:ого|ому|ыми|ых|ую)\b", text)
    return f"{max(found, key=len)}ый" if found else max(re.findall(r"[а-яё]+", text), key=len)
