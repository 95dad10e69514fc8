"""A card in words, field by field: for printed cards, templates and exports."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.registry.card import Restriction
from common.registry.classes import CLASSES, LABELS, label_of
from common.registry.document import DocumentCard
from common.registry.kinds import KindDraft
from server.registry.models import DictionaryEntry

SIDE_FIELDS = {"form_basis", "paper_place", "restriction_basis", "copy_number", "register_when_signed"}
DICTIONARIES = ("delivery", "topic", "case_file")


def field_values(session: Session, card: DocumentCard) -> dict[str, str]:
    """Every field of the card's class as people read it, under the field's own name."""
    titles = {
        (entry.dictionary, entry.key): entry.title
        for entry in session.scalars(select(DictionaryEntry).where(DictionaryEntry.dictionary.in_(DICTIONARIES)))
    }
    shown = {name: _shown(getattr(card.draft, name)) for name in LABELS if name in card.draft.__struct_fields__}
    people, draft = card.addressees, card.draft
    shown |= {
        "place_id": card.place, "kind": card.kind_title, "unit_id": card.unit,
        "correspondent_id": card.correspondent.name if card.correspondent else "",
        "recipient_ids": "; ".join(card.recipients.values()),
        "signatory_id": people.get(draft.signatory_id, "") if draft.signatory_id else "",
        "executor_id": people.get(draft.executor_id, "") if draft.executor_id else "",
        "controller_id": people.get(draft.controller_id, "") if draft.controller_id else "",
        "cosignatory_ids": ", ".join(people.get(person, "") for person in draft.cosignatory_ids),
        "addressee_ids": ", ".join(people.get(person, "") for person in draft.addressee_ids),
        "form": _form(card), "restriction": _restriction(card),
        "points": "\n".join(f"{point.number}. {point.text}" for point in draft.points),
        **{name: titles.get((name, getattr(draft, name)), getattr(draft, name)) for name in DICTIONARIES},
    }  # fmt: skip
    return shown


def shown_fields(session: Session, card: DocumentCard, kind: KindDraft) -> list[tuple[str, str]]:
    """Labels and values of what the card holds, in its order, the kind's own fields last."""
    values = field_values(session, card)
    of_class = card.draft.document_class
    own = [
        (label_of(of_class, name), values[name])
        for name in CLASSES[of_class].fields
        if name not in SIDE_FIELDS and values.get(name)
    ]
    if card.control_deadline:
        own.append(("Основание срока", "; ".join(card.control_deadline.explanation().splitlines())))
    printed = {field.title for field in kind.fields if field.in_print}
    return own + [(title, value) for title, value in kind.shown(card.draft.extra) if title in printed]


def _form(card: DocumentCard) -> str:
    """An exception from keeping documents electronic names its ground and where the paper lies."""
    draft = card.draft
    paper = f"Подлинник: {draft.paper_place}" if draft.paper_place else ""
    return ". ".join(part for part in (draft.form.label, draft.form_basis.rstrip("."), paper) if part)


def _restriction(card: DocumentCard) -> str:
    draft = card.draft
    if draft.restriction is Restriction.NONE:
        return draft.restriction.label
    return f"{draft.restriction.label}, экз. № {draft.copy_number}. {draft.restriction_basis}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value in (None, []) else str(value)
