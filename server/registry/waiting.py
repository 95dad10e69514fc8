"""What waits in the common queue of a place: not the blank card that somebody has just opened to fill."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from common.registry.classes import DocumentState
from server.core.service import Caller
from server.registry.models import AttachmentRow, Document


def waits_for(caller: Caller) -> ColumnElement[bool]:
    """Something is written on it or filed in it; a blank card waits for nobody but its author."""
    filed: Any = exists().where(AttachmentRow.document_id == Document.id)
    written = or_(Document.version > 1, Document.summary != "", Document.correspondent_id.is_not(None))
    return or_(Document.state != DocumentState.DRAFT, Document.author_id == caller.me.id, written, filed)
