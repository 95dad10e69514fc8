"""Where a type-ahead finds what it suggests: in a list at hand or on the server."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from client.core.calls import Call, Latest
from common.correspondents import CorrespondentKind, CorrespondentRow
from common.identity import PersonRow
from common.kernel.paging import Page
from common.registry.document import DocumentRow
from common.rpc.errors import CallError

PAUSE = 150  # milliseconds of rest before the server is asked
SERVED = 20  # suggestions that the server gives at once; so many may be not all


class Suggestion(Struct, frozen=True):
    """`key` is what a form keeps; `row` is the thing itself where a field wants more of it."""

    key: Any
    title: str
    detail: str = ""
    row: Any = None


class Lookup(Protocol):
    found: Any  # Signal(str, list): the text asked for, its suggestions
    failed: Any  # Signal(str)

    def may_know_more(self, found: Sequence[Suggestion]) -> bool: ...

    def ask(self, text: str) -> None: ...


class ListLookup(QObject):
    """Suggests from a list: first what begins with the text, then what has a word that does.

    Until the list has come nothing is said; then it is asked for what stands in the line already.
    """

    found = Signal(str, list)
    failed = Signal(str)

    def __init__(self, suggestions: Iterable[Suggestion] | None = None) -> None:
        super().__init__()
        self._suggestions = None if suggestions is None else list(suggestions)
        self._asked: str | None = None

    @property
    def suggestions(self) -> list[Suggestion]:
        return self._suggestions or []

    @suggestions.setter
    def suggestions(self, suggestions: Iterable[Suggestion]) -> None:
        self._suggestions = list(suggestions)
        if self._asked is not None:
            self.ask(self._asked)

    def may_know_more(self, _found: Sequence[Suggestion]) -> bool:
        return False

    def ask(self, text: str) -> None:
        self._asked = text
        if self._suggestions is None:
            return
        wanted = folded(text)
        first = [s for s in self.suggestions if folded(s.title).startswith(wanted)]
        words = f" {wanted}"
        rest = [s for s in self.suggestions if s not in first and words in f" {folded(s.title)} {folded(s.detail)}"]
        self.found.emit(text, first + rest)


class CallLookup(QObject):
    """Asks the server once typing rests; an answer to an earlier text is never shown."""

    found = Signal(str, list)
    failed = Signal(str)

    def __init__(
        self, call: Callable[[QObject, str], Call[Any]], suggestion: Callable[[Any], Suggestion], pause: int = PAUSE
    ) -> None:
        super().__init__()
        self._call, self._suggestion = call, suggestion
        self._text = ""
        self._asked = Latest[Any]()
        self._rest = QTimer(self, singleShot=True, interval=pause)
        self._rest.timeout.connect(self._send)

    def may_know_more(self, found: Sequence[Suggestion]) -> bool:
        return len(found) >= SERVED

    def ask(self, text: str) -> None:
        self._text = text
        self._asked.cancel()
        self._rest.start()

    def _send(self) -> None:
        self._asked.be(self._call(self, self._text)).then(self._show).fails(self._refuse)

    def _show(self, found: Sequence[Any] | Page[Any]) -> None:
        rows = found.rows if isinstance(found, Page) else found
        self.found.emit(self._text, [self._suggestion(row) for row in rows])

    def _refuse(self, error: CallError) -> None:
        self.failed.emit(error.message)


def folded(text: str) -> str:
    return text.casefold().replace("ё", "е").strip()


def person_suggestion(person: PersonRow) -> Suggestion:
    detail = " · ".join(part for part in (person.post, person.unit) if part)
    if person.absent_until:
        detail += f" · отсутствует до {person.absent_until:%d.%m.%Y}"
        detail += f", замещает {person.deputy}" if person.deputy else ""
    return Suggestion(person.id, person.name, detail, person)


def correspondent_suggestion(correspondent: CorrespondentRow) -> Suggestion:
    tax = f"ИНН {correspondent.tax_number}" if correspondent.tax_number else ""
    former = f"ранее «{correspondent.known_as}»" if correspondent.known_as else ""
    group = correspondent.kind.label.lower() if correspondent.kind is CorrespondentKind.GROUP else ""
    parts = (group, former, correspondent.organisation, tax, correspondent.address)
    detail = " · ".join(part for part in parts if part)
    return Suggestion(correspondent.id, correspondent.name, detail, correspondent)


def document_suggestion(row: DocumentRow) -> Suggestion:
    on = f" от {row.registered:%d.%m.%Y}" if row.registered else ""
    detail = " · ".join(part for part in (row.kind, row.correspondent, row.summary) if part)
    return Suggestion(row.id, f"№ {row.number}{on}", detail, row)
