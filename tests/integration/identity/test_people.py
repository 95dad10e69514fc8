"""People as one looks them up, and those who are away."""

import pytest
from sqlalchemy import Engine, text

from common.rpc.errors import NotSignedIn
from tests.city import City


def folded(name: str) -> str:
    return name.lower().replace("ё", "е")


def test_people_are_found_by_surname_post_and_unit_in_alphabetical_order(city: City) -> None:
    clerk = city.sign_in("registrar")
    assert [person.name for person in clerk.api.identity.people("шелест")] == ["Шелест С. Н."]
    assert all(person.post.startswith("Делопроизв") for person in clerk.api.identity.people("делопроизв"))
    of_unit = clerk.api.identity.people("департамент финансов", 100)
    assert {person.unit for person in of_unit} == {"Департамент финансов и контроля"}
    surnames = [folded(person.name.split()[0]) for person in clerk.api.identity.people("", 100)]
    assert surnames == sorted(surnames)


@pytest.mark.parametrize("typed", ["С. Н. Шелест", "шелест с", "шелест мэр", "шелетс", "Щелест"])
def test_a_person_is_found_by_initials_post_and_in_spite_of_an_error(city: City, typed: str) -> None:
    assert city.sign_in("registrar").api.identity.people(typed)[0].name == "Шелест С. Н."


def test_initials_after_a_surname_outrank_the_words_of_a_post(city: City, engine: Engine) -> None:
    """«Сидорова Н» is Наталья, whichever other Сидорова is a «начальник»."""
    with engine.begin() as connection:
        ids = connection.execute(text("SELECT id FROM person ORDER BY id DESC LIMIT 2")).scalars().all()
        for person_id, first, post in zip(ids, ("Вера", "Наталья"), ("Начальник отдела", "Инспектор"), strict=True):
            connection.execute(
                text("UPDATE person SET surname = 'Сидорова', first_name = :first, patronymic = 'Ильинична',"
                     " post = :post WHERE id = :id"), {"first": first, "post": post, "id": person_id},
            )  # fmt: skip
    clerk = city.sign_in("registrar").api
    for typed in ("Сидорова Н", "сидорова н. и.", "Сидорова Наталья"):
        assert clerk.identity.people(typed)[0].name == "Сидорова Н. И."
        assert clerk.assignments.executors(typed)[0].title == "Сидорова Н. И."
    named = [each.name.split()[1] == "Н." for each in clerk.identity.people("Сидорова н")]
    assert named == sorted(named, reverse=True)


@pytest.fixture
def yolkin(engine: Engine) -> str:
    """A person whose surname begins with ё."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET surname = 'Ёлкин' WHERE id = (SELECT max(id) FROM person)"))
    return "Ёлкин"


@pytest.mark.parametrize("typed", ["ёлк", "елк", "ЁЛКИН", "Елкин"])
def test_a_surname_is_found_with_or_without_the_dots_of_yo(city: City, yolkin: str, typed: str) -> None:
    assert [p.name.split()[0] for p in city.sign_in("registrar").api.identity.people(typed)] == [yolkin]


def test_yo_stands_among_the_letters_e_not_after_ya(city: City, yolkin: str) -> None:
    names = [person.name for person in city.sign_in("registrar").api.identity.people("", 100)]
    assert yolkin in [name.split()[0] for name in names]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "%%", "'", "🎉", "\x00%"])
def test_a_strange_character_finds_nobody_and_breaks_nothing(city: City, typed: str) -> None:
    assert city.sign_in("registrar").api.identity.people(typed) == []


def test_an_absent_person_shows_until_when_and_who_stands_in(city: City, engine: Engine) -> None:
    away = text(
        "SELECT a.surname AS absent, d.surname AS deputy, s.until, s.absent_id FROM substitution s"
        " JOIN person a ON a.id = s.absent_id JOIN person d ON d.id = s.deputy_id"
    )
    with engine.connect() as connection:
        row = connection.execute(away).one()
    found = city.sign_in("registrar").api.identity.people(row.absent, 100)
    [absent] = [person for person in found if person.id == row.absent_id]
    assert absent.absent_until == row.until
    assert absent.deputy.startswith(row.deputy)
    present = [person for person in found if person.id != row.absent_id]
    assert all(person.absent_until is None and person.deputy == "" for person in present)


def test_a_deputy_is_told_for_whom_to_act(city: City, engine: Engine) -> None:
    login = text("SELECT login FROM account JOIN substitution s ON s.deputy_id = account.person_id")
    with engine.connect() as connection:
        deputy = city.sign_in(connection.execute(login).scalar_one())
    assert len(deputy.me.acts_for) == 1


def test_a_dismissed_person_is_not_offered_and_cannot_sign_in(city: City, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET dismissed = current_date, surname = 'Ушедший' WHERE id = "
                                "(SELECT person_id FROM account WHERE login = 'user200')"))  # fmt: skip
    assert city.sign_in("registrar").api.identity.people("ушедший") == []
    with pytest.raises(NotSignedIn, match="Обратитесь к администратору"):
        city.sign_in("user200")
    refusals = city.sign_in("auditor").api.administration.audit("Неудачная попытка").rows
    assert "user200" in refusals[0].details


def test_the_session_of_a_dismissed_person_ends_with_the_last_day(city: City, engine: Engine) -> None:
    leaver = city.sign_in("user201")
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET dismissed = current_date + 30 WHERE id = :id"), {"id": leaver.me.id})
    assert leaver.api.identity.me().id == leaver.me.id
    with engine.begin() as connection:
        connection.execute(text("UPDATE person SET dismissed = current_date - 1 WHERE id = :id"), {"id": leaver.me.id})
    with pytest.raises(NotSignedIn):
        leaver.api.identity.me()


def test_whoever_signs_in_is_told_the_zone_of_the_city(city):
    clerk = city.sign_in("registrar")
    assert clerk.api.identity.me().zone == "Asia/Omsk"
    assert clerk.me.zone == "Asia/Omsk"
