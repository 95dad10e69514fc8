"""Passwords: changed, refused when weak, guessed in vain; every sign-in leaves its trace."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import msgspec
import pytest

from common.rpc.errors import Invalid, NotAllowed, NotSignedIn
from common.staff import PersonDraft
from server.sample.city import PASSWORD
from tests.city import City

BETTER = "четыре слова длинной фразы"
GIVEN = "k7fm-w2qp-9xtr"


@pytest.fixture
def workplace(city: City) -> Iterator[Callable[[], City]]:
    """Each call gives another workplace at which the same people may sign in."""
    with ExitStack() as closing:
        yield lambda: closing.enter_context(contextlib.closing(City(city.served)))


@pytest.fixture
def elsewhere(workplace: Callable[[], City]) -> City:
    return workplace()


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(
    city: City, workplace: Callable[[], City]
) -> None:
    here = city.sign_in("user100")
    there = workplace().sign_in("user100")
    here.api.identity.change_password(PASSWORD, BETTER)
    assert here.api.identity.me().id == here.me.id
    with pytest.raises(NotSignedIn):
        there.api.identity.me()
    assert [session.current for session in here.api.identity.sessions()] == [True]
    anew = workplace()
    with pytest.raises(NotSignedIn, match="Неверное имя или пароль"):
        anew.sign_in("user100")
    assert anew.sign_in("user100", BETTER).me.id == here.me.id


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("не тот пароль", BETTER, "old", "Текущий пароль введён неверно"),
        (PASSWORD, "короткий", "new", "короче 10 знаков. Возьмите фразу"),
        (PASSWORD, "это user101 и точка", "new", "содержит имя входа. Придумайте другой"),
        (PASSWORD, PASSWORD, "new", "совпадает с прежним"),
        (PASSWORD, "аааааааааааааа", "new", "из одного знака"),
        (PASSWORD, "passwordpassword", "new", "повторение"),
        (PASSWORD, "йцукенгшщз", "new", "соседних клавиш"),
    ],
)
def test_a_weak_or_mistaken_change_is_refused_beside_its_field(
    city: City, elsewhere: City, old: str, new: str, field: str, words: str
) -> None:
    person = city.sign_in("user101")
    with pytest.raises(Invalid, match=words) as refused:
        person.api.identity.change_password(old, new)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert elsewhere.sign_in("user101").me.id == person.me.id


def test_a_login_is_found_in_any_case_and_between_blanks(city: City) -> None:
    assert city.sign_in("  User102 ").me.name


def test_an_unknown_login_is_refused_in_the_words_of_a_wrong_password(city: City) -> None:
    refusals = []
    for login, password in (("nobody", PASSWORD), ("user103", "не тот пароль")):
        with pytest.raises(NotSignedIn) as refused:
            city.sign_in(login, password)
        refusals.append(refused.value.message)
    assert refusals[0] == refusals[1]


def test_guesses_at_once_are_counted_one_by_one(city: City) -> None:
    def guess(number: int) -> str:
        guessing = City(city.served)
        try:
            guessing.sign_in("user104", f"догадка {number}")
        except NotSignedIn as refused:
            return refused.message
        finally:
            guessing.close()
        return "угадано"

    with ThreadPoolExecutor(10) as guessers:
        answers = list(guessers.map(guess, range(10)))
    assert "угадано" not in answers
    with pytest.raises(NotSignedIn, match="Вход закрыт после 5 неудачных попыток"):
        city.sign_in("user104")


def test_sign_ins_and_failures_are_in_the_audit_with_their_workplace(city: City, elsewhere: City) -> None:
    person = city.sign_in("user105")
    with pytest.raises(NotSignedIn):
        elsewhere.sign_in("user105", "не тот пароль")
    auditor = city.sign_in("auditor")
    entered = auditor.api.administration.audit("Вход в систему").rows
    [entry] = [row for row in entered if row.person == person.me.name]
    assert entry.address == "127.0.0.1"
    assert entry.workplace
    failed = auditor.api.administration.audit("Неудачная попытка входа").rows[0]
    assert "user105" in failed.details
    person.api.identity.sign_out()
    left = auditor.api.administration.audit("Выход из системы").rows[0]
    assert left.person == person.me.name
    with pytest.raises(NotSignedIn):
        person.api.identity.me()


def test_a_given_password_is_good_for_choosing_ones_own(city: City, elsewhere: City) -> None:
    admin, person = city.sign_in("admin"), city.sign_in("user140")
    with pytest.raises(Invalid, match="короче 10 знаков"):
        admin.api.staff.give_password(person.me.id, "короткий")
    admin.api.staff.give_password(person.me.id, GIVEN)
    with pytest.raises(NotSignedIn):
        person.api.identity.me()  # the sessions have ended
    with pytest.raises(Invalid, match="придумайте свой") as refused:
        elsewhere.sign_in("user140", GIVEN)
    assert [problem.field for problem in refused.value.problems] == ["new"]
    for weak, words in ((GIVEN, "совпадает с прежним"), ("короткий", "короче"), ("user140 и точка", "имя входа")):
        with pytest.raises(Invalid, match=words):
            person.api.identity.sign_in("user140", GIVEN, weak)
    with pytest.raises(NotSignedIn):
        person.api.identity.sign_in("user140", "не тот пароль вовсе", BETTER)
    person.api.identity.sign_in("user140", GIVEN, BETTER)
    assert elsewhere.sign_in("user140", BETTER).me.id == person.me.id
    for act, who in (("Пароль сброшен администратором", admin), ("Изменён пароль", person)):
        assert admin.api.administration.audit(act).rows[0].person == who.me.name


def test_a_new_employee_comes_in_with_the_first_password(city: City, elsewhere: City) -> None:
    admin = city.sign_in("admin")
    unit = admin.api.staff.units()[0]
    draft = PersonDraft(surname="Новиков", first_name="Лев", post="инженер", unit_id=unit.id)
    known = admin.api.staff.put_person(None, draft)
    with pytest.raises(Invalid, match="нет имени входа"):
        admin.api.staff.give_password(known, GIVEN)
    admin.api.staff.put_person(known, msgspec.structs.replace(draft, login="novikov"))
    admin.api.staff.give_password(known, GIVEN)
    anybody = city.sign_in("registrar")
    anybody.api.identity.sign_in("novikov", GIVEN, BETTER)
    assert elsewhere.sign_in("novikov", BETTER).me.id == known


def test_nobody_gives_a_password_to_himself_or_without_the_right(city: City) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    with pytest.raises(NotAllowed, match="Сменить пароль"):
        admin.api.staff.give_password(admin.me.id, GIVEN)
    with pytest.raises(NotAllowed):
        clerk.api.staff.give_password(admin.me.id, GIVEN)
