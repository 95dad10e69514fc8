"""Messages as Outlook saves them, brought to a document: their files, sender and moment; broken ones stay whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from oxmsg.domain import constants as names

from client.registry.mail import is_mail, unpacked
from tests.factories.outlook import BINARY, INTEGER, STRING, STRING8, TIME, Properties, saved_by_outlook

SENT = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
LETTER: Properties = {
    (names.PID_SUBJECT, STRING): "О ремонте  кровли", (names.PID_CLIENT_SUBMIT_TIME, TIME): SENT,
    (names.PID_SENDER_NAME, STRING): "Отдел писем", (names.PID_SENDER_EMAIL_ADDRESS, STRING): "/O=CITY/CN=MAIL",
    (names.PID_SENDER_SMTP_ADDRESS, STRING): "mail@prokuratura.example",
}  # fmt: skip
SCAN: Properties = {
    (names.PID_ATTACH_LONG_FILENAME, STRING): "C:\\tmp\\Письмо.pdf",
    (names.PID_ATTACH_DATA_BINARY, BINARY): b"%PDF" + bytes(9000),
}
LOGO: Properties = {
    (names.PID_ATTACH_LONG_FILENAME, STRING): "image001.png", (names.PID_ATTACH_MIME_TAG, STRING): "image/png",
    (names.PID_ATTACH_FLAGS, INTEGER): 4, (names.PID_ATTACH_DATA_BINARY, BINARY): b"PNG",
}  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def read_back(raw: bytes):
        file = tmp_path / "Письмо.MSG"
        file.write_bytes(raw)
        assert is_mail(file)
        return unpacked(file, tmp_path)

    return read_back


def named(files: tuple[Path, ...]) -> list[str]:
    return [file.name for file in files]


def test_a_message_tells_its_subject_sender_and_moment_and_gives_its_files(read):
    message = read(saved_by_outlook(LETTER, SCAN, SCAN, LOGO))
    assert (message.subject, message.address, message.sent) == ("О ремонте кровли", "mail@prokuratura.example", SENT)
    assert named(message.attached) == ["Письмо.pdf", "Письмо (2).pdf"]
    assert message.attached[0].read_bytes() == b"%PDF" + bytes(9000)
    assert message.unread == 0


def test_the_place_of_a_colleague_in_the_directory_of_outlook_is_no_address(read):
    within = {key: value for key, value in LETTER.items() if key[0] != names.PID_SENDER_SMTP_ADDRESS}
    assert read(saved_by_outlook(within)).address == ""


def test_the_head_that_came_with_a_message_tells_its_sender(read):
    headed = {
        (names.PID_TRANSPORT_MESSAGE_HEADERS, STRING): "From: =?utf-8?b?0J7RgtC00LXQuw==?= <one@city.example>\r\n"
    }
    assert read(saved_by_outlook(headed)).address == "one@city.example"


def test_a_name_in_bytes_is_read_as_russian(read):
    old = {(names.PID_ATTACH_LONG_FILENAME, STRING8): "Смета.xls", (names.PID_ATTACH_DATA_BINARY, BINARY): b"1"}
    assert named(read(saved_by_outlook(LETTER, old)).attached) == ["Смета.xls"]


def test_a_file_without_a_name_and_one_that_lies_elsewhere_are_told_apart(read):
    nameless = {(names.PID_ATTACH_MIME_TAG, STRING): "application/pdf", (names.PID_ATTACH_DATA_BINARY, BINARY): b"1"}
    elsewhere = {(names.PID_ATTACH_LONG_FILENAME, STRING): "План.dwg"}
    message = read(saved_by_outlook(LETTER, nameless, elsewhere))
    assert (named(message.attached), message.unread) == (["Вложение.pdf"], 1)


@pytest.mark.parametrize("share", [0, 1, 3, 6, 9, 11])
def test_a_message_that_is_cut_off_is_kept_as_it_is(read, share):
    raw = saved_by_outlook(LETTER, SCAN)
    message = read(raw[: len(raw) * share // 12])
    assert message.file.name == "Письмо.MSG"
    assert message.attached == ()


def test_a_file_that_is_no_message_at_all_is_kept_as_it_is(read):
    assert read(b"From: a@b.example\r\n\r\nText").attached == ()
