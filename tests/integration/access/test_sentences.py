"""Sections I and III of the rules are written by hand: each sentence is held here against the real database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from common.assignments.orders import ReportDraft, ResolutionDraft
from common.distribution.api import SendDraft
from common.distribution.lists import Reach, UnitTarget
from common.kernel.ids import AssignmentId, DocumentId, ExecutorId
from common.registry.bulk import Bulk, BulkOrder
from common.registry.card import Restriction
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.kinds import KindDraft
from common.registry.matrix import Deed, Sight
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed
from common.staff import HoldingDraft, SubstitutionDraft
from server.core.clock import Clock
from tests.city import City, Signed
from tests.factories.approvals import memo_of, of
from tests.factories.distribution import confirm, sent, to
from tests.integration.assignments.conftest import TEN_DAYS
from tests.integration.registry.test_projects import passed, project, version

DAY = timedelta(days=1)
SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}
HELD: set[Sight | Deed] = set()
# People of no office: nobody's heads, at no place.
AUTHOR, DRAFTER, SIGNER, COSIGNER, CONTROLLER, ADDRESSEE, STRANGER = (f"user{number}" for number in range(100, 107))
TAKING_PART = {AUTHOR, DRAFTER, SIGNER, COSIGNER, CONTROLLER}
EVERYBODY = (*sorted(TAKING_PART), ADDRESSEE, STRANGER, "registrar", "registrar3")
ACT = "trial_act"
Seen = dict[DocumentState, set[str]]


def holds(*sentences: Sight | Deed) -> Callable[[Callable[..., None]], Callable[..., None]]:
    HELD.update(sentences)
    return lambda test: test


def sees(person: Signed, document: DocumentId) -> bool:
    try:
        return person.api.registry.card(document).id == document
    except Missing:
        return False


def seers(city: City, document: DocumentId, *logins: str) -> set[str]:
    return {login for login in logins or EVERYBODY if sees(city.sign_in(login), document)}


@pytest.fixture
def act(city: City) -> str:
    """A kind of legal act that is signed by a click."""
    kinds = city.sign_in("admin").api.kinds
    if ACT not in [kind.key for kind in kinds.all()]:
        kinds.put(KindDraft(key=ACT, title="Указание", document_class=DocumentClass.ACT), 0)
    return ACT


def on_its_way(city: City, kind: str, **changes: object) -> Seen:
    """Who of everybody sees a document of ours in each state through which it goes."""
    author, signer, clerk = (city.sign_in(login) for login in (AUTHOR, SIGNER, "registrar"))
    me = {login: city.sign_in(login).me.id for login in EVERYBODY}
    of_act = {"controller_id": me[CONTROLLER]} if kind == ACT else {}
    document = project(
        author, clerk.place, kind, executor_id=me[DRAFTER], signatory_id=me[SIGNER], cosignatory_ids=[me[COSIGNER]],
        addressee_ids=[me[ADDRESSEE]], register_when_signed=False, **of_act, **changes,
    )  # fmt: skip
    found = {DocumentState.PROJECT: seers(city, document)}
    passed(author, document, Action.SEND_FOR_SIGNING)
    found[DocumentState.SIGNING] = seers(city, document)
    passed(signer, document, Action.SIGN)
    found[DocumentState.SIGNED] = seers(city, document)
    passed(author, document, Action.SEND_FOR_REGISTRATION)
    found[DocumentState.AWAITING] = seers(city, document)
    card = clerk.api.registry.card(document)
    clerk.api.registry.register(document, card.version, card.draft)
    found[DocumentState.REGISTERED] = seers(city, document)
    clerk.api.numbers.cancel(document, version(clerk, document), "Не отправлено")
    found[DocumentState.CANCELLED] = seers(city, document)
    return found


@pytest.fixture
def registrar_of_a_day(city: City) -> Callable[[], tuple[Signed, Callable[[], None]]]:
    """A person who becomes a registrar of the chancellery, and how that ends."""

    def made() -> tuple[Signed, Callable[[], None]]:
        admin, place = city.sign_in("admin"), city.sign_in("registrar").place
        role = next(role for role in admin.api.staff.roles() if role.title == "Делопроизводитель")
        person = city.sign_in("user110").me.id
        given = admin.api.staff.give_role(
            HoldingDraft(person_id=person, role_id=role.id, place_id=place, since=Clock().today() - DAY)
        )
        return city.sign_in("user110"), lambda: admin.api.staff.end_role(given, Clock().today() - DAY)

    return made


@holds(Sight.PREPARED, Sight.AUTHOR, Sight.PLACE, Sight.COME_TO)
def test_a_project_is_its_makers_until_it_comes_to_the_place_and_its_addressees_see_it_registered(city: City) -> None:
    makers = TAKING_PART - {CONTROLLER}
    seen = on_its_way(city, "memo")
    assert seen == {
        DocumentState.PROJECT: makers, DocumentState.SIGNING: makers,
        DocumentState.SIGNED: makers,
        DocumentState.AWAITING: makers | {"registrar"}, DocumentState.REGISTERED: makers | {"registrar", ADDRESSEE},
        DocumentState.CANCELLED: makers | {"registrar", ADDRESSEE},
    }  # fmt: skip


@holds(Sight.PREPARED)
def test_who_controls_an_act_sees_it_in_every_state(city: City, act: str) -> None:
    assert all(seen >= TAKING_PART for seen in on_its_way(city, act).values())


@holds(Sight.RESTRICTED, Sight.COPIES, Sight.PLACE)
def test_a_restricted_project_is_its_peoples_the_places_clerks_in_the_queue_and_then_the_holders(city: City) -> None:
    makers = TAKING_PART - {CONTROLLER}
    seen = on_its_way(city, "memo", **SECRET)
    assert all(seen[state] == makers for state in set(seen) - {*NUMBERED, DocumentState.AWAITING})
    assert seen[DocumentState.AWAITING] == makers | {"registrar"}
    assert seen[DocumentState.REGISTERED] == makers | {"registrar", ADDRESSEE}


@holds(Sight.RESTRICTED, Sight.COPIES, Sight.PLACE, Sight.LOGGED)
def test_another_clerk_of_the_place_sees_a_restricted_letter_in_the_queue_and_registered_by_its_copy_only(
    city: City, registrar_of_a_day: Callable[[], tuple[Signed, Callable[[], None]]]
) -> None:
    clerk, (other, _end) = city.sign_in("registrar"), registrar_of_a_day()
    letter = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.save(letter, 1, clerk.letter(**SECRET))
    assert sees(other, letter)
    acts = [(act.action, act.person) for act in clerk.api.registry.history(letter)]
    assert ("Просмотрен", other.me.name) in acts
    card = clerk.api.registry.card(letter)
    clerk.api.registry.register(letter, card.version, card.draft)
    assert not sees(other, letter)
    number = clerk.api.access.hand_copy(letter, other.me.id, "Для учёта")
    assert sees(other, letter)
    clerk.api.access.take_copy_back(letter, number, "Учтено")
    assert not sees(other, letter)
    _end()


@holds(Sight.AUTHOR)
def test_who_typed_an_incoming_letter_sees_it_registered_only_as_a_registrar_of_the_place(
    city: City, registrar_of_a_day: Callable[[], tuple[Signed, Callable[[], None]]]
) -> None:
    clerk, (author, end) = city.sign_in("registrar"), registrar_of_a_day()
    letter, waiting = (author.api.registry.new_draft(clerk.place) for _ in range(2))
    author.api.registry.register(letter, 1, clerk.letter())
    assert sees(author, letter)
    end()
    assert sees(author, waiting)
    assert not sees(author, letter)


@holds(Sight.COME_TO)
def test_an_approver_sees_a_project_when_his_turn_has_come(city: City) -> None:
    first, second = city.sign_in(ADDRESSEE), city.sign_in(STRANGER)
    memo = memo_of(city.sign_in(AUTHOR))
    memo.send(of(first, second))
    assert seers(city, memo.id, ADDRESSEE, STRANGER) == {ADDRESSEE}
    memo.put(first)
    assert seers(city, memo.id, ADDRESSEE, STRANGER) == {ADDRESSEE, STRANGER}


@holds(Sight.GIVEN)
def test_an_assignment_and_a_sending_open_the_document_to_whom_they_name(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    letter = clerk.register()
    assert seers(city, letter, DRAFTER, CONTROLLER, STRANGER) == set()
    mayor.api.assignments.resolve(
        ResolutionDraft(
            document_id=letter, text="Подготовить ответ", rule=TEN_DAYS, controller_id=city.sign_in(CONTROLLER).me.id,
            responsible_id=ExecutorId(city.sign_in(DRAFTER).me.id),
        )
    )  # fmt: skip
    assert seers(city, letter, DRAFTER, CONTROLLER, STRANGER) == {DRAFTER, CONTROLLER}
    sent(clerk, letter, to(city.sign_in(STRANGER)))
    assert sees(city.sign_in(STRANGER), letter)


@holds(Sight.STAYS)
def test_who_is_struck_from_a_registered_card_still_sees_the_document(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(addressee_ids=[city.sign_in(ADDRESSEE).me.id])
    card = clerk.api.registry.card(letter)
    other = replace(card.draft, addressee_ids=[city.sign_in(STRANGER).me.id])
    clerk.api.registry.save(letter, card.version, other)
    assert seers(city, letter, ADDRESSEE, STRANGER) == {ADDRESSEE, STRANGER}


@holds(Sight.BINNED)
def test_the_bin_hides_nothing_and_shows_nothing(city: City) -> None:
    clerk, author = city.sign_in("registrar"), city.sign_in(AUTHOR)
    letter, memo = clerk.api.registry.new_draft(clerk.place), project(author, clerk.place, "memo")
    before = [seers(city, each) for each in (letter, memo)]
    clerk.api.registry.discard(letter, 1, "Не нам")
    author.api.registry.discard(memo, version(author, memo), "Раздумал")
    assert [seers(city, each) for each in (letter, memo)] == before
    assert ("registrar" in before[0], "registrar" in before[1]) == (True, False)


@holds(Sight.HEAD)
def test_heads_and_their_assistants_see_what_their_people_take_part_in_but_nothing_restricted(city: City) -> None:
    """The mayor leads all units; the assistant is his."""
    clerk, addressee = city.sign_in("registrar"), [city.sign_in(ADDRESSEE).me.id]
    assert seers(city, clerk.register(addressee_ids=addressee), "mayor", "assistant") == {"mayor", "assistant"}
    assert seers(city, clerk.register(addressee_ids=addressee, **SECRET), "mayor", "assistant") == set()


@holds(Sight.DEPUTY)
def test_a_deputy_sees_of_the_days_the_kinds_and_if_said_so_the_restricted(city: City) -> None:
    clerk, admin, absent = city.sign_in("registrar"), city.sign_in("admin"), city.sign_in(ADDRESSEE)
    letter, request, secret = (
        clerk.register(addressee_ids=[absent.me.id], **changes)
        for changes in ({}, {"kind": "request"}, SECRET)
    )  # fmt: skip
    today = Clock().today()
    shown = []
    for login, days, scope in (
        ("user107", (today - DAY, today), {"kinds": ["letter"]}),
        ("user108", (today - DAY, today), {"confidential": True}),
        ("user109", (today + DAY, today + DAY), {}),
    ):
        draft = SubstitutionDraft(
            absent_id=absent.me.id, deputy_id=city.sign_in(login).me.id, since=days[0], until=days[1], **scope
        )
        admin.api.staff.substitute(draft)
        shown.append([sees(city.sign_in(login), each) for each in (letter, request, secret)])
    assert shown == [[True, False, False], [True, True, True], [False, False, False]]


@holds(Sight.FILE)
def test_a_reader_of_a_file_sees_what_is_registered_in_it_and_not_restricted(city: City) -> None:
    clerk, admin, reader = city.sign_in("registrar"), city.sign_in("admin"), city.sign_in(STRANGER)
    waiting = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.save(waiting, 1, clerk.letter(case_file="01-14"))
    letter, secret = clerk.register(case_file="01-14"), clerk.register(case_file="01-14", **SECRET)
    today = Clock().today()
    reading = admin.api.staff.let_read_file("01-14", reader.me.id, today - DAY, None)
    assert [sees(reader, each) for each in (waiting, letter, secret)] == [False, True, False]
    admin.api.staff.end_reading(reading, today - DAY)
    assert not sees(reader, letter)


@holds(Sight.OPEN)
def test_what_is_open_to_all_is_so_from_its_registration_on(city: City, act: str) -> None:
    seen = on_its_way(city, act, open_to_all=True)
    assert STRANGER not in seen[DocumentState.AWAITING]
    assert seen[DocumentState.REGISTERED] == set(EVERYBODY)


@holds(Deed.RESOLVE, Deed.CONTROL)
def test_who_has_the_right_resolves_what_is_registered_and_its_author_and_controller_release_what_is_reported(
    city: City,
) -> None:
    clerk, mayor, controller = city.sign_in("registrar"), city.sign_in("mayor"), city.sign_in("controller")
    executor = city.sign_in("executor")
    waiting, letter = clerk.api.registry.new_draft(clerk.place), clerk.register()

    def resolved(author: Signed, document: DocumentId) -> AssignmentId:
        return author.api.assignments.resolve(
            ResolutionDraft(document_id=document, text="Ответить", rule=TEN_DAYS, controller_id=controller.me.id,
                            responsible_id=ExecutorId(executor.me.id))
        )  # fmt: skip

    with pytest.raises(NotAllowed, match="Вынесение резолюций"):
        resolved(clerk, letter)
    clerk.api.registry.save(waiting, 1, clerk.letter(addressee_ids=[mayor.me.id]))
    with pytest.raises((Missing, Invalid)):
        resolved(mayor, waiting)
    for who in (mayor, controller):
        given = resolved(mayor, letter)

        def version(one: AssignmentId = given) -> int:
            return next(card.version for card in executor.api.assignments.of_document(letter) if card.row.id == one)

        with pytest.raises(Invalid, match="отчёта ещё нет"):
            who.api.assignments.release(given, version())
        executor.api.assignments.report(ReportDraft(assignment_id=given, version=version(), text="Сделано"))
        with pytest.raises(NotAllowed):
            executor.api.assignments.release(given, version())
        who.api.assignments.release(given, version())
        with pytest.raises(NotAllowed):
            executor.api.assignments.reopen(given, version(), "Не то")
        who.api.assignments.reopen(given, version(), "Не то")


@holds(Deed.SEND, Deed.RECALL, Deed.ACQUAINT)
def test_who_may_distribute_sends_what_is_registered_the_named_confirm_and_the_sender_or_the_clerk_recalls(
    city: City,
) -> None:
    clerk, mayor, reader = city.sign_in("registrar"), city.sign_in("mayor"), city.sign_in(STRANGER)
    other = city.sign_in(ADDRESSEE)
    waiting, letter = clerk.api.registry.new_draft(clerk.place), clerk.register(addressee_ids=[mayor.me.id])
    assert "зарегистрирован" in sent(clerk, waiting, to(reader))
    sent(mayor, letter, to(reader, other))
    with pytest.raises(NotAllowed, match="Рассылка документов"):
        sent(reader, letter, to(other))
    [asked] = reader.api.distribution.summary(letter).mine
    [refused] = other.api.distribution.confirm([asked.id])
    assert refused.refusal
    confirm(reader, letter)
    [sending] = clerk.api.distribution.summary(letter).sendings
    with pytest.raises(NotAllowed):
        other.api.distribution.recall(sending.id, "Ошибка")
    clerk.api.distribution.recall(sending.id, "Ошибка")
    sent(mayor, letter, to(other))
    mayor.api.distribution.recall(clerk.api.distribution.summary(letter).sendings[0].id, "Ошибка")


@holds(Deed.SEND_RESTRICTED, Deed.COPIES)
def test_a_restricted_document_is_sent_and_its_copies_are_kept_by_those_answerable_for_it(city: City) -> None:
    clerk, mayor, holder = city.sign_in("registrar"), city.sign_in("mayor"), city.sign_in(STRANGER)
    letter = clerk.register(addressee_ids=[mayor.me.id], **SECRET)
    with pytest.raises(NotAllowed, match="Экземпляры учитывает"):
        mayor.api.access.hand_copy(letter, holder.me.id, "Для работы")
    number = clerk.api.access.hand_copy(letter, city.sign_in("deputy").me.id, "Для работы")
    with pytest.raises(NotAllowed, match="Экземпляры учитывает"):
        mayor.api.access.take_copy_back(letter, number, "Учтено")
    assert "регистратор, составитель, подписавший или адресат" in sent(city.sign_in("deputy"), letter, to(holder))
    assert "рассыл" not in sent(mayor, letter, to(holder))
    assert "только названным" in sent(mayor, letter, SendDraft(units=[UnitTarget(clerk.me.unit_id, Reach.UNIT)]))
    clerk.api.access.take_copy_back(letter, number, "Учтено")
    waiting = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.save(waiting, 1, clerk.letter(**SECRET))
    with pytest.raises(Invalid, match="зарегистрированных"):
        clerk.api.access.hand_copy(waiting, holder.me.id, "Для работы")


@holds(Deed.FILE)
def test_who_may_correct_the_card_puts_the_document_into_a_file(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    letter = clerk.register(addressee_ids=[mayor.me.id])
    order = BulkOrder(action=Bulk.FILE, document_ids=[letter], value="01-14")
    for who in (clerk, mayor):
        refused = who.api.registry.card(letter).refusals[Action.CORRECT]
        [outcome] = who.api.registry.bulk(order)
        assert bool(outcome.refusal) is bool(refused)
        assert (who is clerk) is not bool(refused)


def test_each_sentence_is_held() -> None:
    assert {*Sight, *Deed} == HELD
