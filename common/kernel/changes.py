"""What a write has changed: enough for an open window to know that it must read again."""

from enum import StrEnum

from msgspec import Struct


class Kind(StrEnum):
    DOCUMENT = "document"
    ASSIGNMENT = "assignment"
    ACQUAINTANCE = "acquaintance"  # of the document with that id
    CORRESPONDENT = "correspondent"
    JOB = "job"
    SCAN = "scan"
    BATCH = "batch"
    REPORT = "report"
    PERSON = "person"
    STAFF = "staff"
    CALENDAR = "calendar"
    DICTIONARY = "dictionary"
    VIEW = "view"
    NOTIFICATION = "notification"
    PRESENCE = "presence"  # of others before the document with that id


class Change(Struct, frozen=True):
    kind: Kind
    id: int


class Pushed(Struct, frozen=True):
    """One note over the WebSocket: the changes up to `sequence` that its reader may know of."""

    sequence: int
    changes: list[Change]
