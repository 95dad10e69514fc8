"""The history of a document in the words of its card: names for identifiers, labels for values."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.registry.card import Restriction
from common.registry.classes import RecordForm, label_of
from common.registry.document import DocumentDraft
from common.registry.kinds import KindDraft
from server.correspondents.models import Correspondent
from server.identity.models import Person, RegistrationPlace, Unit, short_name
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import DictionaryEntry, Document, DocumentKind

PERSON: Any = select(Person.id, Person.surname, Person.first_name, Person.patronymic)
COMPANY: Any = select(Correspondent.id, Correspondent.name)
NAMED: dict[str, Any] = {
    **dict.fromkeys(
        ("signatory_id", "executor_id", "controller_id", "addressee_ids", "cosignatory_ids", "points"), PERSON
    ),
    **dict.fromkeys(("correspondent_id", "recipient_ids"), COMPANY),
    "unit_id": select(Unit.id, Unit.title),
    "place_id": select(RegistrationPlace.id, RegistrationPlace.title),
    "kind": select(DocumentKind.key, DocumentKind.title),
    **{
        dictionary: select(DictionaryEntry.key, DictionaryEntry.title).where(DictionaryEntry.dictionary == dictionary)
        for dictionary in ("delivery", "topic", "case_file")
    },
}
LABELLED: dict[str, Callable[[Any], str]] = {
    "form": lambda value: RecordForm(value).label,
    "restriction": lambda value: Restriction(value).label,
}
ORDER = [*DocumentDraft.__struct_fields__]  # of the card; the audit keeps none
Details = dict[str, Any]


class Telling:
    """What was changed in the acts of one document, as the card would read it."""

    def __init__(self, session: Session, document: Document, acts: Iterable[Details]) -> None:
        self._document_class = document.document_class
        self._kind = kind_draft(kind_of(session, document.kind))
        asked = _asked(act["changes"] for act in acts if "changes" in act)
        self._names = {field: _names(session, field, ids) for field, ids in asked.items()}

    def told(self, details: Details) -> Details:
        """The details with every changed field under its label and both its values in words."""
        changes = details.get("changes")
        if not changes:
            return details
        return {**details, "changes": {label: values for _, label, values in self.fields(changes)}}

    def fields(self, changes: Mapping[str, list[Any]]) -> Iterator[tuple[str, str, list[str]]]:
        """Each changed field: its name («extra.» before one of the kind), its label, both values in words."""
        for field in sorted(changes, key=lambda field: ORDER.index(field) if field in ORDER else len(ORDER)):
            old, new = changes[field]
            if field == "extra":
                yield from _extra(self._kind, old, new)
            else:
                label = label_of(self._document_class, field)
                yield field, label, [self._words(field, old), self._words(field, new)]

    def _words(self, field: str, value: Any) -> Any:
        if field in LABELLED:
            return LABELLED[field](value)
        if field == "points":
            return "; ".join(map(self._point, value))
        if field in NAMED and value:
            names = self._names[field]
            return ", ".join(names.get(each, str(each)) for each in _several(value))
        return value

    def _point(self, point: Mapping[str, Any]) -> str:
        due = date.fromisoformat(point["due"]) if point["due"] else None
        charged = [
            self._names["points"].get(point["executor_id"], "") if point["executor_id"] else "",
            f"срок {due:%d.%m.%Y}" if due else "",
        ]
        said = ", ".join(filter(None, charged))
        return f"{point['number']} {point['text']}" + (f" ({said})" if said else "")


def _asked(all_changes: Iterable[Mapping[str, list[Any]]]) -> dict[str, set[Any]]:
    """The identifiers that the changes name, by field."""
    asked: dict[str, set[Any]] = {}
    for changes in all_changes:
        for field in NAMED.keys() & changes.keys():
            values = [each for value in changes[field] for each in _several(value)]
            named = [each["executor_id"] for each in values] if field == "points" else values
            asked.setdefault(field, set()).update(filter(None, named))
    return asked


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(session: Session, field: str, ids: set[Any]) -> dict[Any, str]:
    if not ids:
        return {}
    statement = NAMED[field]
    rows = session.execute(statement.where(statement.selected_columns[0].in_(ids)))
    return {key: short_name(*name) if statement is PERSON else name[0] for key, *name in rows}


def _extra(kind: KindDraft, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, list[str]]]:
    """The fields of the kind that have changed; one that the kind has no longer stands under its key."""
    known = {field.key: field for field in kind.fields}
    for key in dict.fromkeys([*old, *new]):
        values = [each.get(key, "") for each in (old, new)]
        if values[0] != values[1]:
            field = known.get(key)
            said = [field.shown(each) for each in values] if field else values
            yield f"extra.{key}", field.title if field else key, said
