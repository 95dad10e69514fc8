"""People in the fields of a kind: each is somebody of the directory, under the name that he has there."""

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from common.kernel.validation import Problem
from common.registry.kinds import KindDraft
from common.registry.values import ValueType, person_of
from server.registry.queries import names_of


def strangers(
    session: Session, kind: KindDraft, extra: Mapping[str, str], kept: Mapping[str, str]
) -> Iterator[Problem]:
    """Of the values that are new those that name nobody; what stands in the card already keeps its name."""
    fields = [each for each in kind.fields if each.type is ValueType.PERSON and extra.get(each.key)]
    chosen = [
        (field, found) for field in fields
        if extra[field.key] != kept.get(field.key) and (found := person_of(extra[field.key]))
    ]  # fmt: skip
    names = names_of(session, [person_id for _, (person_id, _name) in chosen]) if chosen else {}
    for field, (person_id, name) in chosen:
        if names.get(person_id) != name:
            yield Problem(f"extra.{field.key}", f"«{field.title}»: {field.type.nature.expected}.")
