"""Why a call was refused; each carries a plain Russian sentence that says what to do next."""

from typing import ClassVar

from msgspec import Struct

from common.kernel.validation import Problem


class Failure(Struct, frozen=True, omit_defaults=True):
    """A refusal as it travels; `code` names the class below, `call` the log line on the server."""

    code: str
    message: str
    problems: list[Problem] = []
    twin: int | None = None
    call: str = ""


class CallError(Exception):
    """A refused call."""

    code: ClassVar[str] = "failed"
    status: ClassVar[int] = 500

    def __init__(self, message: str, problems: list[Problem] | None = None, twin: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.problems = problems or []
        self.twin = twin  # the document that stands in the way
        self.call = ""

    def failure(self, call: str) -> Failure:
        return Failure(self.code, self.message, self.problems, self.twin, call)


class NotSignedIn(CallError):
    code, status = "not_signed_in", 401


class NotAllowed(CallError):
    code, status = "not_allowed", 403


class Missing(CallError):
    code, status = "missing", 404


class Stale(CallError):
    """Another person changed the thing since it was read."""

    code, status = "stale", 409


class Twin(CallError):
    """The document exists already; `twin` is its id."""

    code, status = "twin", 409


class Invalid(CallError):
    code, status = "invalid", 422


class OldClient(CallError):
    code, status = "old_client", 426


class Unavailable(CallError):
    """The server, its database or its disk cannot serve now; the same call may be repeated."""

    code, status = "unavailable", 503


class Failed(CallError):
    """A fault of ours; the log has it under the call's id."""


ERRORS: dict[str, type[CallError]] = {
    kind.code: kind for kind in (NotSignedIn, NotAllowed, Missing, Stale, Twin, Invalid, OldClient, Unavailable, Failed)
}


def error_of(failure: Failure) -> CallError:
    error = ERRORS.get(failure.code, Failed)(failure.message, failure.problems, failure.twin)
    error.call = failure.call
    return error
