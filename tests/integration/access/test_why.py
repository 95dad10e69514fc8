"""«Почему я (не) вижу этот документ»: of any person and document, today or on a past day, and of oneself."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from common.registry.access import Explanation
from common.registry.card import Restriction
from common.rpc.errors import Missing, NotAllowed
from common.staff import HoldingDraft, SubstitutionDraft
from server.core.clock import Clock
from tests.city import City, Signed

DAY = timedelta(days=1)


@pytest.fixture
def admin(city: City) -> Signed:
    return city.sign_in("admin")


def held(explanation: Explanation) -> list[str]:
    return [ground.text for ground in explanation.grounds if ground.holds]


def lacking(explanation: Explanation) -> list[str]:
    return [ground.text for ground in explanation.grounds if not ground.holds]


def test_an_outsider_reads_what_is_lacking_and_what_would_help(admin: Signed, city: City) -> None:
    document = city.sign_in("registrar").register()
    told = admin.api.access.why(city.sign_in("outsider").me.id, document)
    assert not told.visible
    assert held(told) == []
    assert any("Не участник" in text for text in lacking(told))
    assert any("Не делопроизводитель места" in text for text in lacking(told))
    assert "замещение" in told.advice
    assert "безопасности" not in told.verdict  # nothing of what the document says


def test_each_ground_is_named(admin: Signed, city: City) -> None:
    document = city.sign_in("registrar").register()
    of = {
        login: held(admin.api.access.why(city.sign_in(login).me.id, document))
        for login in ("registrar", "mayor", "assistant")
    }
    assert "Делопроизводитель места регистрации «Канцелярия администрации»." in of["registrar"]
    assert any(text.startswith("Участник документа: адресат") for text in of["mayor"])
    assert any(text.startswith("Помощник") for text in of["assistant"])


def test_a_ground_that_two_roles_give_is_named_once(admin: Signed, city: City) -> None:
    document, clerk = city.sign_in("registrar").register(), city.sign_in("user111")
    place = city.sign_in("registrar").place
    for title in ("Делопроизводитель", "Старший делопроизводитель"):
        role = next(role for role in admin.api.staff.roles() if role.title == title)
        admin.api.staff.give_role(
            HoldingDraft(person_id=clerk.me.id, role_id=role.id, place_id=place, since=Clock().today())
        )
    grounds = held(admin.api.access.why(clerk.me.id, document))
    assert grounds == ["Делопроизводитель места регистрации «Канцелярия администрации»."]


def test_a_deputy_sees_by_the_substitution_while_it_lasts(admin: Signed, city: City) -> None:
    affairs, deputy = city.sign_in("affairs"), city.sign_in("user150")
    document = city.sign_in("registrar").register(addressee_ids=[affairs.me.id])
    today = Clock().today()
    known = admin.api.staff.substitute(
        SubstitutionDraft(absent_id=affairs.me.id, deputy_id=deputy.me.id, since=today - DAY, until=today + DAY)
    )
    told = admin.api.access.why(deputy.me.id, document)
    assert told.visible
    assert any(text.startswith(f"Замещает участника {affairs.me.name} с ") for text in held(told))
    admin.api.staff.end_substitution(known, today - DAY)
    told = admin.api.access.why(deputy.me.id, document)
    assert not told.visible
    assert any("но не в этот день" in text for text in lacking(told))


def test_a_restricted_document_asks_for_a_copy(admin: Signed, city: City) -> None:
    clerk, head = city.sign_in("registrar"), city.sign_in("affairs")
    document = clerk.register(
        restriction=Restriction.OFFICIAL, restriction_basis="Перечень, п. 4", copy_number="1",
        addressee_ids=[clerk.person("Шелест").id],
    )  # fmt: skip
    told = admin.api.access.why(head.me.id, document)
    assert not told.visible
    assert any("только держатели учтённых экземпляров" in text for text in lacking(told))
    assert "«Экземпляры»" in told.advice
    number = clerk.api.access.hand_copy(document, head.me.id, "Резолюция мэра")
    assert f"Документ ДСП, за сотрудником числится экз. № {number}." in held(admin.api.access.why(head.me.id, document))


def test_yesterday_there_was_no_such_document(admin: Signed, city: City) -> None:
    document = city.sign_in("registrar").register()
    told = admin.api.access.why(city.sign_in("registrar").me.id, document, Clock().today() - DAY)
    assert (told.visible, lacking(told)) == (False, ["Документа тогда ещё не было."])


def test_yesterday_is_answered_as_it_was_then(
    admin: Signed, city: City, one: Callable[..., object], change: Callable[..., None]
) -> None:
    """A person moves today: of yesterday the answer is the old one."""
    head = one("SELECT a.person_id FROM account a WHERE a.login = 'user003'")
    document = one(
        "SELECT d.id FROM document d JOIN access_set s ON s.id = d.access_id JOIN unit u ON u.head_id = :head"
        " WHERE 1000000000000 + u.id = ANY (s.members) AND NOT :head = ANY (d.readers)"
        " AND d.created < current_date - 1 LIMIT 1",
        head=head,
    )
    assert admin.api.access.why(head, document).visible
    change("UPDATE unit SET head_id = NULL WHERE head_id = :head", head=head)
    assert not admin.api.access.why(head, document).visible
    assert admin.api.access.why(head, document, Clock().today() - DAY).visible


def test_a_number_in_any_spelling_finds_the_document(admin: Signed, city: City) -> None:
    clerk = city.sign_in("registrar")
    number = clerk.api.registry.card(clerk.register()).number
    told = admin.api.access.why_number(clerk.me.id, number.replace("/", " / "))
    assert told[0].visible
    with pytest.raises(Missing, match="Документа с номером"):
        admin.api.access.why_number(clerk.me.id, "99-99/нет")
    draft = clerk.api.registry.new_draft(clerk.place)
    assert [each.visible for each in admin.api.access.why_number(clerk.me.id, f"Проект {draft}")] == [True]
    with pytest.raises(Missing, match="проект 123"):
        admin.api.access.why_number(clerk.me.id, "проект 999999999")


def test_whoever_sees_a_document_may_ask_about_himself_only(city: City) -> None:
    document = city.sign_in("registrar").register()
    mayor, outsider = city.sign_in("mayor"), city.sign_in("outsider")
    told = mayor.api.access.why_me(document)
    assert told.visible
    assert lacking(told) == []
    assert held(told)
    with pytest.raises(Missing):
        outsider.api.access.why_me(document)
    with pytest.raises(NotAllowed, match="Разбор доступа"):
        mayor.api.access.why(outsider.me.id, document)


def test_asking_about_others_is_in_the_audit(admin: Signed, city: City) -> None:
    document = city.sign_in("registrar").register()
    admin.api.access.why(city.sign_in("outsider").me.id, document)
    event = admin.api.administration.audit("Разобран доступ").rows[0]
    assert (event.person, event.object) == (admin.me.name, f"Документ № {document}")


def test_the_dismissed_can_be_asked_about_too(admin: Signed, change: Callable[..., None]) -> None:
    change("UPDATE person SET dismissed = current_date - 5 WHERE surname = 'Щеголева'")
    assert [person.name for person in admin.api.access.people("щегол")] == ["Щеголева Е. Ю."]
    assert admin.api.identity.people("щегол") == []
