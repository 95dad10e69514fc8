"""Many at the door at once: guesses are counted, and those at work do not wait for those who come."""

import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.rpc.errors import CallError, NotSignedIn, Unavailable
from tests.city import City


def refusal(city: City, login: str, password: str) -> str:
    """What one hears who tries to sign in at a workplace of his own; nothing when let in."""
    with contextlib.closing(City(city.served)) as workplace:
        try:
            workplace.sign_in(login, password)
        except CallError as refused:
            return refused.message
    return ""


def test_of_sixty_guesses_at_once_five_are_weighed_and_the_account_is_closed(city: City) -> None:
    with ThreadPoolExecutor(16) as guessers:
        heard = list(guessers.map(lambda number: refusal(city, "user150", f"догадка {number}"), range(60)))
    assert len([words for words in heard if "Неверное имя" in words]) == 5
    assert "" not in heard
    with pytest.raises(NotSignedIn, match="Вход закрыт после 5 неудачных попыток"):
        city.sign_in("user150")


class Crowd:
    """People who come to work at the same minute and try again until they are let in."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._pause = threading.Event()
        self.turned_away: list[str] = []

    def enter(self, login: str) -> None:
        with contextlib.closing(City(self._city.served)) as workplace:
            while True:
                try:
                    workplace.sign_in(login)
                except Unavailable as refused:
                    self.turned_away.append(refused.message)
                    self._pause.wait(0.1)
                else:
                    return


def test_forty_sign_ins_at_once_keep_nobody_waiting_who_is_at_work(city: City) -> None:
    clerk, crowd = city.sign_in("registrar"), Crowd(city)
    waits = []
    begun = time.monotonic()
    with ThreadPoolExecutor(40) as people:
        entering = [people.submit(crowd.enter, f"user{number}") for number in range(210, 250)]
        while not all(person.done() for person in entering):
            asked = time.monotonic()
            clerk.api.identity.me()
            waits.append(time.monotonic() - asked)
    lasted = time.monotonic() - begun
    assert all(person.result() is None for person in entering)
    assert max(waits) < lasted / 3
    assert set(crowd.turned_away) == {"Слишком много входов одновременно. Повторите через несколько секунд."}
