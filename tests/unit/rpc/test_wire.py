"""Calls on their way: every struct survives both encodings."""

import pytest

from common.kernel.changes import Change, Kind
from common.kernel.validation import Problem, clean_text
from common.registry.api import RegistryApi
from common.registry.document import DocumentDraft
from common.rpc.api import signatures
from common.rpc.errors import ERRORS, Twin, error_of
from common.rpc.wire import JSON, MESSAGE_PACK, Reply, decode, encode, reply_type


@pytest.mark.parametrize("media_type", [JSON, MESSAGE_PACK])
def test_arguments_arrive_as_they_were_sent(media_type: str) -> None:
    signature = signatures(RegistryApi)["save"]
    sent = signature.arguments(7, 2, DocumentDraft(summary="Ёлка «тест» №"))
    assert decode(media_type, encode(media_type, sent), signature.arguments) == sent


@pytest.mark.parametrize("media_type", [JSON, MESSAGE_PACK])
def test_a_refusal_comes_back_as_the_same_error(media_type: str) -> None:
    failure = Twin("Уже есть", [Problem("their_number", "занят")], twin=5).failure("abc")
    reply = decode(media_type, encode(media_type, Reply(failure=failure)), reply_type(int))
    error = error_of(reply.failure)
    assert (type(error), error.message, error.twin, error.call) == (Twin, "Уже есть", 5, "abc")


def test_changes_travel_with_the_result() -> None:
    reply = Reply(result=3, changed=[Change(Kind.DOCUMENT, 9)])
    assert decode(JSON, encode(JSON, reply), reply_type(int)) == reply


def test_every_error_has_a_code_and_a_status() -> None:
    assert {error.code for error in ERRORS.values()} == set(ERRORS)
    assert all(400 <= error.status < 600 for error in ERRORS.values())


def test_control_characters_are_removed_and_emoji_stay() -> None:
    assert clean_text("Письмо\x00 🙂\x07\nвторая строка") == "Письмо 🙂\nвторая строка"
