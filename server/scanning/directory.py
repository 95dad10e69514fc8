"""Names read off a paper, found again in the directories of correspondents and people."""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentRow
from common.scanning.recognition import Box, Proposal, ProposedField
from server.correspondents.names import are_namesakes, name_key
from server.correspondents.queries import closest, now_standing_for
from server.identity.models import Person
from server.scanning.models import PrintedName

SAME = 0.8  # likeness from which the printed name and the entry are the same organisation
HEAD = Box(left=0, top=0, right=1, bottom=0.3)
NO_NAME = "название отправителя на бланке не прочитано"
LONGEST_ENDING = 3  # letters by which a surname in the dative may differ from the nominative


class RegistryDirectory:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[str, float] | None] = {}

    def taught(self, names: Sequence[str]) -> Mapping[str, str]:
        return {name: row.name for name, row in taught(self._session, names).items()}

    def closest(self, name: str) -> tuple[str, float] | None:
        """The official name that resembles the printed one most, with its likeness."""
        if name not in self._known:
            found = closest(self._session, name)
            self._known[name] = (found[0].name, found[1]) if found else None
        return self._known[name]


def resolved(session: Session, proposals: Iterable[Proposal]) -> list[Proposal]:
    """The same proposals with ids for the names that the directories know; an unknown addressee is no proposal.

    Where no name of a sender was read, that is told.
    """
    found: list[Proposal] = []
    for proposal in proposals:
        if proposal.field is ProposedField.CORRESPONDENT:
            found.append(_correspondent(session, proposal))
        elif proposal.field is ProposedField.ADDRESSEE:
            found += _addressee(session, proposal)
        else:
            found.append(proposal)
    if found and not any(each.field is ProposedField.CORRESPONDENT for each in found):
        found.append(
            Proposal(field=ProposedField.CORRESPONDENT, value="", text=NO_NAME, page=1, box=HEAD, confidence=0)
        )
    return found


def taught(session: Session, names: Iterable[str]) -> dict[str, CorrespondentRow]:
    """The entries for which the clerks have taken these printed names, as they stand after mergers."""
    keys = {name: name_key(name) for name in names}
    known = dict(
        session.execute(
            select(PrintedName.key, PrintedName.correspondent_id).where(PrintedName.key.in_(set(keys.values())))
        ).all()
    )  # fmt: skip
    standing = now_standing_for(session, known.values())
    return {name: standing[known[key]] for name, key in keys.items() if known.get(key) in standing}


def _correspondent(session: Session, proposal: Proposal) -> Proposal:
    told = taught(session, [proposal.text]).get(proposal.text)
    if told is not None:
        return msgspec.structs.replace(proposal, value=str(told.id), name=told.name, letterhead=None)
    entry = closest(session, proposal.value)
    if entry is None or entry[1] < SAME or not are_namesakes(proposal.value, entry[0].name):
        return proposal
    return msgspec.structs.replace(proposal, value=str(entry[0].id), name=entry[0].name, letterhead=None)


def _addressee(session: Session, proposal: Proposal) -> list[Proposal]:
    leaders = session.scalars(select(Person).where(Person.takes_letters, Person.dismissed.is_(None)))
    named = [person for person in leaders if is_named(person, proposal.text)]
    return [msgspec.structs.replace(proposal, value=named[0].name)] if len(named) == 1 else []


def is_named(person: Person, text: str) -> bool:
    """Whether the text names the person, in whatever case: «Шелесту С. Н.», «С.Н. Шелесту»."""
    stem = re.escape(person.surname[: max(3, len(person.surname) - 2)].replace("ё", "е"))
    initials = (
        rf"{person.first_name[0]}\.\s*{person.patronymic[:1]}\.?" if person.patronymic else rf"{person.first_name[0]}\."
    )
    surname = rf"\b{stem}\w{{0,{LONGEST_ENDING + 1}}}\b"
    folded = text.replace("ё", "е")
    return bool(re.search(rf"{surname}[\s,]*{initials}|{initials}\s*{surname}", folded))
