"""Whatever a deputy does says «за …»: in the history of the document, on resolutions and reports, in the audit."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import Folder
from common.assignments.orders import ReportDraft, ResolutionDraft
from common.assignments.rules import Action as OnAssignment
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.card import Restriction
from common.registry.links import LinkType
from common.registry.rules import Action
from common.rpc.errors import NotAllowed
from common.staff import SubstitutionDraft
from tests.city import City, Signed

DAY = timedelta(days=1)
TEN_DAYS = DeadlineRule(title="«Оперативно»", count=Count.CALENDAR, amount=10, norm="prompt")


@pytest.fixture
def affairs(city: City) -> Signed:
    """The head of the department of affairs, absent in these tests."""
    return city.sign_in("affairs")


@pytest.fixture
def stands_in(city: City, affairs: Signed, engine: Engine) -> Iterator[Callable[..., Signed]]:
    """Somebody of the department without a role of a leader, standing in for its head in the given scope."""
    begun: list[int] = []
    staff = city.sign_in("admin").api.staff

    def person(login: str = "user160", **scope: object) -> Signed:
        deputy = city.sign_in(login)
        draft = SubstitutionDraft(
            absent_id=affairs.me.id, deputy_id=deputy.me.id, since=date.today() - DAY, until=date.today() + DAY, **scope
        )
        begun.append(staff.substitute(draft))
        return deputy

    yield person
    with engine.begin() as connection:  # nobody stands in twice on the same days
        connection.execute(text("DELETE FROM substitution WHERE id = ANY(:ids)"), {"ids": begun})


def project(author: Signed, **changes: object) -> DocumentId:
    """An internal note of the author, ready to be signed by himself."""
    places = author.api.registry.dictionaries().all_places
    document = author.api.registry.new_project("memo", places[0].id)
    card = author.api.registry.card(document)
    values = {
        "summary": "О графике отпусков", "addressee_ids": [author.person("Шелест").id], "signatory_id": author.me.id,
        "sheets": 1, "case_file": "01-14", **changes,
    }  # fmt: skip
    draft = msgspec.structs.replace(card.draft, **values)
    author.api.registry.save(document, card.version, draft)
    return document


def acts(person: Signed, document: DocumentId) -> dict[str, tuple[str, str]]:
    """The last act of each name: who, and in whose stead."""
    rows = reversed(person.api.registry.history(document))
    return {row.action: (row.person, row.acting_for) for row in rows}


def step(person: Signed, document: DocumentId, action: Action, reason: str = "") -> None:
    person.api.registry.pass_on(document, person.api.registry.card(document).version, action, reason)


def test_every_step_of_a_project_names_the_absent(affairs: Signed, stands_in: Callable[..., Signed]) -> None:
    document = project(affairs)
    deputy = stands_in(signs=True)
    card = deputy.api.registry.card(document)
    deputy.api.registry.save(document, card.version, msgspec.structs.replace(card.draft, remark="Срочно"))
    other = project(affairs, summary="О дежурстве")
    deputy.api.links.link(document, other, LinkType.RELATED)
    step(deputy, document, Action.SEND_FOR_SIGNING)
    step(deputy, document, Action.SIGN)
    both = (deputy.me.name, affairs.me.name)
    done = acts(affairs, document)
    assert done["Сохранены реквизиты проекта карточки"] == both
    assert done["Связан с документом"] == both
    assert done["Отправлен на подпись"] == both
    assert done["Подписан"] == both
    assert acts(affairs, other)["Связан с документом"] == both
    assert done["Создан проект"] == (affairs.me.name, "")


def test_what_one_may_do_in_person_names_nobody(affairs: Signed, stands_in: Callable[..., Signed]) -> None:
    deputy = stands_in(signs=True)
    document = project(deputy)
    step(deputy, document, Action.SEND_FOR_SIGNING)
    assert acts(deputy, document)["Отправлен на подпись"] == (deputy.me.name, "")


def test_who_acts_does_not_sign_without_leave(affairs: Signed, stands_in: Callable[..., Signed]) -> None:
    document = project(affairs)
    deputy = stands_in(signs=False)
    step(deputy, document, Action.SEND_FOR_SIGNING)
    with pytest.raises(NotAllowed, match="подписывающий"):
        step(deputy, document, Action.SIGN)


def test_binned_and_taken_out_in_the_stead_of_the_author(affairs: Signed, stands_in: Callable[..., Signed]) -> None:
    document = project(affairs)
    deputy = stands_in()
    deputy.api.registry.discard(document, deputy.api.registry.card(document).version, "Не нужен")
    deputy.api.registry.restore(document, deputy.api.registry.card(document).version)
    done = acts(affairs, document)
    assert done["Перемещён в корзину"] == done["Восстановлен из корзины"] == (deputy.me.name, affairs.me.name)


def resolution(document: DocumentId, person: Signed, **changes: object) -> ResolutionDraft:
    values = {
        "document_id": document, "text": "Подготовить предложения", "responsible_id": person.person("Губин").id,
        "rule": TEN_DAYS, "controlled": False, **changes,
    }  # fmt: skip
    return ResolutionDraft(**values)


def test_a_deputy_resolves_with_the_right_of_the_absent_leader(
    city: City, affairs: Signed, stands_in: Callable[..., Signed]
) -> None:
    document = city.sign_in("registrar").register(addressee_ids=[affairs.me.id])
    deputy = city.sign_in("user160")
    assert Right.RESOLVE not in deputy.api.identity.me().rights
    deputy = stands_in()
    assert Right.RESOLVE in deputy.api.identity.me().rights
    issued = deputy.api.assignments.resolve(resolution(document, deputy))
    [card] = deputy.api.assignments.of_document(document)
    assert card.row.author == f"{deputy.me.name} (за {affairs.me.name})"
    assert acts(affairs, document)["Вынесена резолюция"] == (deputy.me.name, affairs.me.name)
    mine = affairs.api.assignments.folder(Folder.ISSUED_BY_ME, 0, 500).rows
    assert issued in [row.id for row in mine]  # back from leave, the leader finds it among his own
    assert affairs.api.assignments.of_document(document)[0].may(OnAssignment.CANCEL)
    event = city.sign_in("auditor").api.administration.audit("Вынесена резолюция").rows[0]
    assert (event.person, event.acting_for) == (deputy.me.name, affairs.me.name)


def test_a_leader_who_stands_in_resolves_on_his_own_letters_in_person(
    city: City, affairs: Signed, stands_in: Callable[..., Signed]
) -> None:
    leader = stands_in("user010")
    clerk = city.sign_in("registrar")
    both = clerk.register(addressee_ids=[affairs.me.id, leader.me.id])
    leader.api.assignments.resolve(resolution(both, leader))
    assert leader.api.assignments.of_document(both)[0].row.author == leader.me.name
    of_absent = clerk.register(addressee_ids=[affairs.me.id])
    leader.api.assignments.resolve(resolution(of_absent, leader))
    assert f"(за {affairs.me.name})" in leader.api.assignments.of_document(of_absent)[0].row.author


def test_rights_are_lent_for_the_kinds_of_the_substitution_only(
    city: City, affairs: Signed, stands_in: Callable[..., Signed]
) -> None:
    deputy = stands_in(kinds=["request"])
    request = city.sign_in("registrar").register(addressee_ids=[affairs.me.id], kind="request")
    letter = city.sign_in("registrar").register(addressee_ids=[affairs.me.id, deputy.me.id])
    deputy.api.assignments.resolve(resolution(request, deputy))
    with pytest.raises(NotAllowed, match="Ваша роль не даёт"):
        deputy.api.assignments.resolve(resolution(letter, deputy))


def test_who_only_sees_does_not_act(city: City, affairs: Signed, stands_in: Callable[..., Signed]) -> None:
    document = city.sign_in("registrar").register(addressee_ids=[affairs.me.id])
    deputy = stands_in(acts=False)
    assert deputy.api.registry.card(document).id == document
    with pytest.raises(NotAllowed):
        deputy.api.assignments.resolve(resolution(document, deputy))


def test_a_report_says_in_whose_stead_it_is_given(
    city: City, affairs: Signed, stands_in: Callable[..., Signed]
) -> None:
    mayor = city.sign_in("mayor")
    document = city.sign_in("registrar").register()
    issued = mayor.api.assignments.resolve(resolution(document, mayor, responsible_id=affairs.me.id))
    deputy = stands_in()
    [card] = deputy.api.assignments.of_document(document)
    deputy.api.assignments.report(ReportDraft(assignment_id=issued, version=card.version, text="Исполнено"))
    [card] = mayor.api.assignments.of_document(document)
    assert card.reports[0].author == f"{deputy.me.name} (за {affairs.me.name})"
    assert acts(mayor, document)["Представлен отчёт об исполнении"] == (deputy.me.name, affairs.me.name)


def test_a_look_at_a_restricted_document_names_whose_copy_was_used(
    city: City, affairs: Signed, stands_in: Callable[..., Signed]
) -> None:
    document = city.sign_in("registrar").register(
        restriction=Restriction.OFFICIAL, restriction_basis="Перечень, п. 4", copy_number="1",
        addressee_ids=[affairs.me.id],
    )  # fmt: skip
    deputy = stands_in(confidential=True)
    deputy.api.registry.card(document)
    copies = affairs.api.access.copies(document)
    assert (copies.views[0].person, copies.views[0].acting_for) == (deputy.me.name, affairs.me.name)
    assert not deputy.api.access.copies(document).may_keep
    assert city.sign_in("registrar").api.access.copies(document).may_keep
