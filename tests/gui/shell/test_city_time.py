"""Moments stand on the screen as the city's clocks show them, wherever the computer is."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtWidgets import QLabel

from client.app import build
from client.core import city_time
from client.shell.status_line import StatusLine
from tests.factories.desk import TODAY, clerk

EVENING = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)


@pytest.fixture
def computer_in(monkeypatch) -> Iterator[Callable[[str], None]]:
    def moved(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield moved
    monkeypatch.undo()
    time.tzset()
    city_time.keep_zone("")


@pytest.fixture
def desk_in_omsk(qtbot, transport, desk_server, kept, folders) -> Callable[[], StatusLine]:
    def opened() -> StatusLine:
        me = msgspec.structs.replace(clerk(), zone="Asia/Omsk")
        window = build(transport, me, kept, folders, today=lambda: TODAY)
        qtbot.addWidget(window)
        return window.findChild(StatusLine)

    return opened


def told(line: StatusLine) -> list[QLabel]:
    return [each for each in line.findChildren(QLabel) if each.text().startswith("время города")]


def test_a_computer_in_moscow_shows_the_time_of_omsk_and_says_so(computer_in, desk_in_omsk):
    computer_in("Europe/Moscow")
    line = desk_in_omsk()
    assert city_time.moment(EVENING) == "24.11.2026 02:30"
    [said] = told(line)
    assert said.text() == f"время города {city_time.now():%H:%M}"
    assert "UTC+6" in said.toolTip()
    assert "UTC+3" in said.toolTip()


def test_a_computer_of_the_city_says_nothing_about_it(computer_in, desk_in_omsk):
    computer_in("Asia/Omsk")
    line = desk_in_omsk()
    assert city_time.moment(EVENING) == "24.11.2026 02:30"
    assert not told(line)


def test_the_day_at_the_desk_is_the_day_of_the_city(computer_in, qapp):
    computer_in("Etc/GMT+12")
    city_time.keep_zone("Etc/GMT-12")  # a whole day ahead
    assert city_time.today() == datetime.now(UTC).astimezone().date() + timedelta(days=1)


@pytest.mark.parametrize(("hours", "words"), [(6, "UTC+6"), (5.5, "UTC+5:30"), (-3.5, "UTC-3:30"), (0, "UTC+0")])
def test_offsets_are_written_as_people_write_them(hours, words):
    assert city_time.utc(timedelta(hours=hours)) == words
