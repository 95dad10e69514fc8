"""A registered document moves to the journal of another place, and its sight with it."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass
from common.registry.kinds import ExtraField, KindDraft
from common.registry.ledger import JournalDraft, LedgerFilter, LedgerRow, NumberState
from common.registry.rules import Action
from common.registry.values import ValueType
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City, Signed
from tests.integration.registry.test_projects import passed, project, registered


@pytest.fixture
def change(engine: Engine) -> Callable[..., None]:
    """A change of the database behind the services."""

    def run(statement: str, **values: object) -> None:
        with engine.begin() as connection:
            connection.execute(text(statement), values)

    return run


def lines(clerk: Signed, document_id: int) -> list[LedgerRow]:
    return [row for row in clerk.api.numbers.ledger(LedgerFilter(year=2026), 0, 500).rows
            if row.document_id == document_id]  # fmt: skip


def test_a_letter_moves_to_another_place_and_both_books_of_numbers_say_so(city: City) -> None:
    here, both = city.sign_in("registrar"), city.sign_in("registrar2")
    letter = here.register()
    [there] = [place for place in both.me.places if place.id != here.place]
    offered = {each.kind: each for each in both.api.numbers.destinations(letter) if each.place_id == there.id}
    card = both.api.registry.card(letter)
    moved = both.api.numbers.change_journal(letter, card.version, "letter", "Адресовано департаменту", there.id)
    assert moved.number == offered["letter"].number
    after = both.api.registry.card(letter)
    assert (after.draft.place_id, after.place) == (there.id, there.title)
    assert {(row.number, row.state, row.reason) for row in lines(both, letter)} == {
        (card.number, NumberState.VOID, "Адресовано департаменту"),
        (moved.number, NumberState.ISSUED, "Адресовано департаменту"),
    }
    assert [row.number for row in lines(here, letter)] == [card.number]
    assert both.api.registry.history(letter)[0].action == "Перенесён в журнал другого места"


def test_the_registrars_of_the_former_place_lose_sight_of_it_and_those_of_the_new_one_gain_it(city: City) -> None:
    both, here, other = city.sign_in("registrar2"), city.sign_in("registrar"), city.sign_in("registrar3")
    there = next(place for place in both.me.places if place.id != here.place)
    letter = both.register(place_id=here.place)
    card = here.api.registry.card(letter)
    both.api.numbers.change_journal(letter, card.version, "letter", "Адресовано департаменту", there.id)
    with pytest.raises(Missing):
        here.api.registry.card(letter)
    assert other.place != there.id
    with pytest.raises(Missing):
        other.api.registry.card(letter)


def test_who_registers_at_one_place_only_moves_nothing_to_another(city: City) -> None:
    here, both = city.sign_in("registrar"), city.sign_in("registrar2")
    there = next(place for place in both.me.places if place.id != here.place)
    letter = here.register()
    card = here.api.registry.card(letter)
    assert all(each.place_id == here.place for each in here.api.numbers.destinations(letter))
    with pytest.raises(NotAllowed, match="в обоих местах"):
        here.api.numbers.change_journal(letter, card.version, "letter", "Туда", there.id)


def test_the_kind_on_the_card_is_not_changed_to_one_of_another_journal(city: City) -> None:
    """A kind without a series of its own that has been given a journal all the same."""
    clerk, admin = city.sign_in("registrar"), city.sign_in("admin")
    journal = JournalDraft(place_id=clerk.place, document_class=DocumentClass.INCOMING, kind="request", title="Запросы",
                           code="З", template="З-{N}")  # fmt: skip
    journal_id = admin.api.numbers.put_journal(None, 0, journal)
    letter = clerk.register()
    card = clerk.api.registry.card(letter)
    with pytest.raises(Invalid, match="Перенести в другой журнал"):
        clerk.api.registry.save(letter, card.version, replace(card.draft, kind="request"))
    moved = clerk.api.numbers.change_journal(letter, card.version, "request", "Это запрос")
    assert moved.number == "З-1"
    admin.api.numbers.put_journal(journal_id, 1, replace(journal, closed=True))
    card = clerk.api.registry.card(letter)
    with pytest.raises(Invalid, match="Перенести в другой журнал"):
        clerk.api.registry.save(letter, card.version, replace(card.draft, kind="letter"))


def moved_kinds(admin: Signed) -> None:
    """Two kinds of internal documents with series and fields of their own; one field is in both."""
    room = ExtraField(key="room", title="Кабинет", type=ValueType.NUMBER)
    pages = ExtraField(key="pages", title="Страниц всего", type=ValueType.NUMBER, mandatory=True)
    said_by = ExtraField(key="said_by", title="Передал", mandatory=True)
    for key, title, fields in (("slip", "Листок", [room, pages]), ("wire", "Депеша", [room, said_by])):
        draft = KindDraft(
            key=key, title=title, document_class=DocumentClass.INTERNAL, code=key, template=f"{key}-{{N}}",
            own_series=True, fields=fields,
        )  # fmt: skip
        admin.api.kinds.put(draft, 0)


def test_a_move_asks_for_what_the_new_kind_demands_and_tells_what_it_has_no_place_for(city: City) -> None:
    clerk, admin = city.sign_in("registrar"), city.sign_in("admin")
    moved_kinds(admin)
    paper = {"form": "mixed", "form_basis": "Регламент"}
    slip = project(clerk, clerk.place, "slip", extra={"room": "214", "pages": "10.5"}, **paper)
    registered(clerk, slip)
    [wire] = [each for each in clerk.api.numbers.destinations(slip) if each.kind == "wire"]
    assert ([field.key for field in wire.wanted], wire.lost) == (["said_by"], ["Страниц всего: 10,5"])
    version = clerk.api.registry.card(slip).version
    with pytest.raises(Invalid) as refused:
        clerk.api.numbers.change_journal(slip, version, "wire", "Это депеша")
    assert [problem.field for problem in refused.value.problems] == ["extra.said_by"]
    moved = clerk.api.numbers.change_journal(slip, version, "wire", "Это депеша", None, {"said_by": "Дежурный"})
    card = clerk.api.registry.card(slip)
    assert (moved.number, card.draft.kind) == ("wire-1", "wire")
    assert card.draft.extra == {"room": "214", "said_by": "Дежурный"}
    told = {act.action: act.details for act in clerk.api.registry.history(slip)}
    assert "Вид документа: Листок → Депеша" in told["Изменён вид документа"]
    assert "у нового вида нет полей: Страниц всего: 10,5" in told["Изменён вид документа"]


def kinds_that_move(city: City) -> tuple[Signed, DocumentId]:
    """A registered slip; the clerk's place gets one more registrar's place beside it."""
    admin = city.sign_in("admin")
    if not any(each.draft.key == "slip" for each in admin.api.kinds.all()):
        moved_kinds(admin)
    both, here = city.sign_in("registrar2"), city.sign_in("registrar").place
    slip = project(both, here, "slip", extra={"room": "214", "pages": "10.5"}, form="mixed", form_basis="Регламент")
    registered(both, slip)
    return both, slip


def test_the_same_kind_at_another_place_asks_for_nothing_and_loses_nothing(
    city: City, change: Callable[..., None]
) -> None:
    """Even if the kind demands by now what it did not when the document was registered."""
    clerk, slip = kinds_that_move(city)
    there = next(place.id for place in clerk.me.places if place.id != city.sign_in("registrar").place)
    old = '{"room": "214", "gone": "да"}'
    change("UPDATE document SET extra = CAST(:old AS jsonb) WHERE id = :id", old=old, id=slip)
    [same] = [
        each for each in clerk.api.numbers.destinations(slip) if (each.kind, each.place_id) == ("slip", there)
    ]  # fmt: skip
    assert (same.wanted, same.lost) == ([], [])
    version = clerk.api.registry.card(slip).version
    with pytest.raises(Invalid) as refused:
        clerk.api.numbers.change_journal(slip, version, "slip", "Туда", there, {"room": "7"})
    assert [problem.field for problem in refused.value.problems] == ["extra.room"]
    clerk.api.numbers.change_journal(slip, version, "slip", "Туда", there)
    assert clerk.api.registry.card(slip).draft.extra == {"room": "214", "gone": "да"}


def test_a_move_fills_what_is_lacking_and_nothing_else_and_the_act_says_with_what(city: City) -> None:
    clerk, slip = kinds_that_move(city)
    version = clerk.api.registry.card(slip).version
    with pytest.raises(Invalid) as refused:
        clerk.api.numbers.change_journal(
            slip, version, "wire", "Это депеша", None, {"room": "300", "said_by": "Дежурный"}
        )
    assert [(problem.field, "Кабинет" in problem.text) for problem in refused.value.problems] == [("extra.room", True)]
    clerk.api.numbers.change_journal(slip, version, "wire", "Это депеша", None, {"said_by": "Дежурный"})
    told = {act.action: act.details for act in clerk.api.registry.history(slip)}
    assert "Передал: — → Дежурный" in told["Изменён вид документа"]
    [logged] = [
        row for row in city.sign_in("admin").api.administration.audit("Изменён вид документа").rows
        if row.object == f"Документ № {slip}"
    ]  # fmt: skip
    assert logged.details == "изменены поля: Вид документа, Дополнительные поля"  # no values: not all may see them


def test_what_was_signed_is_not_lost_by_a_move(city: City) -> None:
    clerk, admin, author, mayor = (city.sign_in(login) for login in ("registrar", "admin", "executor", "mayor"))
    if not any(each.draft.key == "slip" for each in admin.api.kinds.all()):
        moved_kinds(admin)
    slip = project(author, clerk.place, "slip", extra={"pages": "3"})
    passed(author, slip, Action.SEND_FOR_SIGNING)
    passed(mayor, slip, Action.SIGN)
    registered(clerk, slip)
    version = clerk.api.registry.card(slip).version
    with pytest.raises(Invalid, match="подписан с полем «Страниц всего»"):
        clerk.api.numbers.change_journal(slip, version, "wire", "Это депеша", None, {"said_by": "Дежурный"})
