"""«Почему я (не) вижу этот документ»: of any person and document, today or on a past day, and of oneself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from common.assignments.api import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.registry.access import Explanation
from common.registry.card import Restriction
from common.registry.ledger import NumberChoice
from common.rpc.errors import Invalid, Missing, NotAllowed
from common.staff import HoldingDraft, SubstitutionDraft
from server import app
from server.core.clock import Clock
from server.core.settings import Settings
from server.registry.access import AccessService
from tests.city import City, Signed
from tests.factories.distribution import to
from tests.integration.registry.test_projects import project, registered

DAY = timedelta(days=1)
TEN_DAYS = DeadlineRule(title="«Оперативно»", count=Count.CALENDAR, amount=10, norm="prompt")


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
    assert {"Не автор карточки.", "Не адресат.", "Не получатель рассылки."} <= set(lacking(told))
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


def test_taking_part_says_by_what(admin: Signed, city: City) -> None:
    """Author, executor, controller, recipient: each a ground of its own with the assignment or sending it stands on."""
    clerk, mayor, executor, controller, outsider, head = (
        city.sign_in(login) for login in ("registrar", "mayor", "executor", "controller", "outsider", "affairs")
    )
    document = clerk.register()
    assignment = mayor.api.assignments.resolve(
        ResolutionDraft(document_id=document, text="Подготовить ответ", responsible_id=executor.me.id,
                        co_executor_ids=[head.me.id], rule=TEN_DAYS, controller_id=controller.me.id)
    )  # fmt: skip
    clerk.api.distribution.send([document], to(outsider))
    today = Clock().today()
    named = f"№ {assignment} от {today:%d.%m.%Y}"

    def of(person: Signed) -> list[str]:
        explanation = admin.api.access.why(person.me.id, document)
        return [text for text in held(explanation) if text.startswith("Участник")]

    assert of(mayor) == ["Участник документа: адресат.", f"Участник документа: автор поручения {named}."]
    assert of(executor) == [f"Участник документа: ответственный исполнитель по поручению {named}."]
    assert of(head) == [f"Участник документа: исполнитель по поручению {named}."]
    assert of(controller) == [f"Участник документа: контролёр поручения {named}."]
    assert of(outsider) == [f"Участник документа: получатель рассылки от {today:%d.%m.%Y}."]
    assert "Не адресат." in lacking(admin.api.access.why(executor.me.id, document))


def test_a_leader_is_told_whose_work_of_his_unit_it_is(admin: Signed, city: City) -> None:
    document, mayor, executor = city.sign_in("registrar").register(), city.sign_in("mayor"), city.sign_in("executor")
    assignment = mayor.api.assignments.resolve(
        ResolutionDraft(document_id=document, text="Ответить", responsible_id=executor.me.id, rule=TEN_DAYS,
                        controlled=False)
    )  # fmt: skip
    unit = next(each for each in admin.api.staff.units() if each.title == executor.me.unit)
    assert unit.head_id is not None
    told = held(admin.api.access.why(unit.head_id, document))
    by = f"{executor.me.name} (ответственный исполнитель по поручению № {assignment} от "
    assert any(text.startswith("Руководит подразделением") and by in text for text in told), told


def test_the_author_of_a_card_is_told_why_that_does_not_open_it(admin: Signed, city: City) -> None:
    """A registrar who has lost the role sees no more what he has registered."""
    clerk = city.sign_in("registrar")
    told = admin.api.access.why(clerk.me.id, clerk.register())
    assert any(text.startswith("Автор карточки, но входящий") for text in lacking(told))


def test_what_does_not_open_the_document_is_not_ticked_beside_what_does(admin: Signed, city: City) -> None:
    """Of a draft its author is the addressee, too: that opens nothing before it is registered."""
    clerk = city.sign_in("registrar")
    draft = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.save(draft, 1, clerk.letter(addressee_ids=[clerk.me.id]))
    told = admin.api.access.why(clerk.me.id, draft)
    assert "Участник документа: автор карточки." in held(told)
    assert "Участник документа: адресат." not in held(told)
    assert "Адресат, но адресату документ откроется с регистрации." in lacking(told)


def test_a_day_to_come_is_refused_in_words(admin: Signed, city: City) -> None:
    clerk = city.sign_in("registrar")
    document = clerk.register()
    with pytest.raises(Invalid, match="сегодняшнем или прошедшем"):
        admin.api.access.why(clerk.me.id, document, Clock().today() + DAY)
    with pytest.raises(Invalid, match="сегодняшнем или прошедшем"):
        admin.api.access.why_number(clerk.me.id, clerk.api.registry.card(document).number, Clock().today() + DAY)


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


def test_a_document_is_asked_about_by_an_earlier_number_and_by_its_part_of_a_joint_one(city: City) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    letter = clerk.register()
    before = clerk.api.registry.card(letter)
    clerk.api.numbers.renumber(letter, before.version, NumberChoice(reason="Ошибка"))
    after = clerk.api.registry.card(letter).number
    [told] = admin.api.access.why_number(clerk.me.id, before.number)
    assert after in told.document
    joint = project(clerk, clerk.place, form="mixed", form_basis="Регламент", joint_numbers="№/45-р")
    number = registered(clerk, joint)
    ours = number.removesuffix("/45-р")
    for spelt in (number, ours, ours.replace("/0000", "/")):
        [told] = admin.api.access.why_number(clerk.me.id, spelt)
        assert number in told.document


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


def test_no_number_however_wrong_makes_the_server_read_every_document(
    city: City, engine: Engine, settings: Settings
) -> None:
    person = city.sign_in("registrar").me.id
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with app.works(settings, engine=engine).transaction() as context:
        with pytest.raises(Missing):
            AccessService(context).why_number(person, "99-99/000123-нет")
        statements = [each for each in asked if "number_key" in each[0]]
        assert statements
        connection = context.session.connection()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, values in statements:
            plan = [line for (line,) in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]
            assert not [line for line in plan if "Seq Scan on document" in line], "\n".join(plan)


def test_whoever_sees_a_document_may_ask_about_himself_only(city: City) -> None:
    document = city.sign_in("registrar").register()
    mayor, outsider = city.sign_in("mayor"), city.sign_in("outsider")
    told = mayor.api.access.why_me(document)
    assert told.visible
    assert "Участник документа: адресат." in held(told)
    assert "Не назван контролёром в карточке." in lacking(told)  # every ground is weighed, as the manual has it
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
