"""Views are kept, shared and watched; «мне» in a shared one means whoever looks."""

import msgspec
import pytest

from common.kernel.ids import ViewId
from common.registry.classes import DocumentState
from common.registry.columns import COLUMNS
from common.registry.document import DocumentFilter
from common.registry.selection import Condition
from common.registry.views import View, ViewRow, standard
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from tests.city import City, Signed


def kept(signed: Signed, title: str) -> ViewRow | None:
    return next((row for row in signed.api.views.all() if row.view.title == title), None)


def keep(signed: Signed, title: str, *, shared: bool = False, **chosen: object) -> ViewId:
    view = View(title=title, register="registry.documents", chosen=DocumentFilter(**chosen), shared=shared)
    return signed.api.views.put(None, 0, view)


def test_a_view_is_ones_own_until_it_is_shared(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    view_id = keep(clerk, "Протесты прокуратуры", kind="protest")
    assert kept(mayor, "Протесты прокуратуры") is None
    row = kept(clerk, "Протесты прокуратуры")
    clerk.api.views.put(view_id, row.version, msgspec.structs.replace(row.view, shared=True))
    seen = kept(mayor, "Протесты прокуратуры")
    assert (seen.mine, seen.owner, seen.view.chosen.kind) == (False, clerk.me.name, "protest")
    with pytest.raises(NotAllowed, match="владелец"):
        mayor.api.views.put(view_id, seen.version, seen.view)
    with pytest.raises(Stale):
        clerk.api.views.put(view_id, row.version, row.view)
    clerk.api.views.remove(view_id)
    with pytest.raises(Missing):
        clerk.api.views.remove(view_id)


def test_mine_in_a_shared_view_means_whoever_looks(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    keep(clerk, "Адресованы мне", shared=True, to_me=True)
    letter = clerk.register()
    chosen = kept(mayor, "Адресованы мне").view.chosen
    assert letter in [row.id for row in mayor.api.registry.documents(chosen).rows]
    assert letter not in [row.id for row in clerk.api.registry.documents(chosen).rows]


def test_a_subscriber_is_told_how_many_documents_are_new(city: City) -> None:
    clerk = city.sign_in("registrar")
    view_id = keep(clerk, "О мостах", conditions=[Condition(field="summary", value="мост через Омь")])
    clerk.register(summary="Ремонт: мост через Омь")
    clerk.api.views.subscribe(view_id, True)
    assert clerk.api.views.fresh()[view_id] == 0
    clerk.register(summary="Осмотр: мост через Омь")
    clerk.register(summary="О другом")
    assert clerk.api.views.fresh()[view_id] == 1
    clerk.api.views.note_seen(view_id)
    assert clerk.api.views.fresh()[view_id] == 0
    clerk.api.views.subscribe(view_id, False)
    assert view_id not in clerk.api.views.fresh()


def test_a_view_without_a_title_or_with_a_bad_condition_is_refused(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    with pytest.raises(Invalid, match="Название"):
        keep(clerk, " ")
    with pytest.raises(Invalid, match="Такого поля нет"):
        keep(clerk, "Плохое", conditions=[Condition(field="colour", value="красный")])
    with pytest.raises(NotAllowed, match="для себя"):
        keep(mayor, "Общее", shared=True)


def test_cancelled_registrations_have_a_view_of_their_own_and_are_marked_wherever_they_stand(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(summary="О переезде зверинца")
    card = clerk.api.registry.card(letter)
    clerk.api.numbers.cancel(letter, card.version, "Ошибочно")
    views = {view.title: view.chosen for view in standard("registry.documents", DocumentFilter())}
    assert letter not in [row.id for row in clerk.api.registry.documents(views["Все"], 0, 500).rows]
    page = clerk.api.registry.documents(views["Отменённые"], 0, 500)
    assert page.total == clerk.api.registry.counts([views["Отменённые"]])[0] == len(page.rows)
    [row] = [row for row in page.rows if row.id == letter]
    assert COLUMNS["number"].text(row) == f"{card.number} (отменён)"
    bin_of = standard("registry.bin", DocumentFilter(states=(DocumentState.DISCARDED,)))
    assert "Отменённые" not in [view.title for view in bin_of]
