"""What of a restricted document leaves the system in lists, journals and reports (decision 0035)."""

from typing import TypeVar

from common.registry.card import Restriction

Value = TypeVar("Value")
OF_DOCUMENT = {"id", "document_id", "number", "registered", "kind", "place", "state", "document_class", "restriction"}
OF_EXECUTION = {
    "due", "first_due", "status", "controlled", "special", "urgent", "done_on", "moves", "asked_due", "point",
    "working_days_late", "responsible", "co_executors", "unit_id",
}  # fmt: skip
LEAVES = OF_DOCUMENT | OF_EXECUTION
WORDS = {"summary", "text"}  # in their place stands the mark


def leaving(field: str, value: Value, restriction: Restriction) -> Value | str | None:
    """The value of a field, or what stands in its place: what is not known to leave does not."""
    if restriction is Restriction.NONE or field in LEAVES:
        return value
    return restriction.label if field in WORDS else None
