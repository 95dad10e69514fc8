"""Columns, filters and last choices come along to every workplace; what belongs to a computer stays there."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QByteArray

from client.core.roaming import Roaming, take_over, unsent
from client.core.settings import Settings
from client.registry import registers
from client.registry.document_register import register_of
from common.kernel.ids import PersonId
from common.rpc.errors import Invalid
from tests.factories.desk import letters
from tests.factories.workplace import workplace

ME = PersonId(7)


@pytest.fixture
def roaming(kept, calls, asked, server, owner):
    server.answers["identity.remember"] = lambda _values: None
    return Roaming(kept, calls, asked.identity, owner)


def test_what_is_kept_goes_to_the_server_at_once_and_comes_out_elsewhere(roaming, kept, server, qtbot, tmp_path):
    kept.keep_state("registry.incoming/columns", QByteArray(b"\x00\xff widths"))
    kept.keep_text("assignments/controller", "7 Щукина Ж. Ё.")
    for key in ("session/login", "scanning/device", "window/geometry", "scale", "scheme"):
        kept.keep_text(key, "здесь")
    roaming.send()
    qtbot.waitUntil(lambda: server.calls_of("identity.remember") != [])
    [sent] = [call.arguments.values for call in server.calls_of("identity.remember")]
    assert set(sent) == {"registry.incoming/columns", "assignments/controller"}
    elsewhere = Settings(tmp_path / "elsewhere.ini")
    elsewhere.keep_text("scheme", "dark")
    take_over(elsewhere, ME, {**sent, "scheme": b"tlight"})
    assert elsewhere.state("registry.incoming/columns") == QByteArray(b"\x00\xff widths")
    assert elsewhere.text("assignments/controller") == "7 Щукина Ж. Ё."
    assert elsewhere.text("scheme") == "dark"


def test_the_columns_of_the_commonest_register_roam(roaming, server, qtbot, transport, calls, asked, kept, tmp_path):
    server.answers["registry.documents"] = letters
    work = replace(workplace(transport, calls, asked, tmp_path), settings=kept)
    register = register_of(registers.INCOMING)(work)
    qtbot.addWidget(register)
    register.view.horizontalHeader().resizeSection(1, 333)
    qtbot.waitUntil(lambda: unsent(kept) != [])
    roaming.send()
    qtbot.waitUntil(lambda: unsent(kept) == [])
    assert any(key.startswith("columns/") for key in server.calls_of("identity.remember")[0].arguments.values)


def test_what_the_server_has_not_got_goes_before_what_it_remembers_and_is_sent_at_the_next_start(
    kept, calls, asked, server, owner, qtbot
):
    take_over(kept, ME, {})
    Roaming(kept, calls, asked.identity, owner)
    kept.keep_text("search/order", "newest")  # and the program is closed at once
    take_over(kept, ME, {"search/order": b"toldest", "else": b"t1"})
    assert (kept.text("search/order"), kept.text("else")) == ("newest", "1")
    server.answers["identity.remember"] = lambda _values: None
    Roaming(kept, calls, asked.identity, owner).send()
    qtbot.waitUntil(lambda: unsent(kept) == [])
    assert server.calls_of("identity.remember")[0].arguments.values == {"search/order": b"tnewest"}


def test_what_another_person_has_not_sent_is_not_sent_in_ones_own_name(kept, roaming, server):
    take_over(kept, ME, {})
    kept.keep_text("search/order", "newest")
    take_over(kept, PersonId(ME + 1), {"search/order": b"toldest"})
    assert (kept.text("search/order"), unsent(kept)) == ("oldest", [])
    roaming.send()
    assert server.calls_of("identity.remember") == []


def test_at_a_shared_computer_nobody_finds_what_another_person_has_chosen(kept, roaming):
    kept.keep_text("scheme", "dark")
    take_over(kept, ME, {})
    kept.keep_text("spelling/words", "благоустроево")
    take_over(kept, PersonId(ME + 1), {})
    assert (kept.text("spelling/words"), kept.text("scheme")) == ("", "dark")


def test_the_same_value_kept_again_is_not_sent(roaming, kept, server, qtbot):
    kept.keep_text("search/order", "newest")
    roaming.send()
    qtbot.waitUntil(lambda: unsent(kept) == [])
    kept.keep_text("search/order", "newest")
    roaming.send()
    assert len(server.calls_of("identity.remember")) == 1


def test_a_server_that_refuses_is_no_matter_to_the_clerk(roaming, kept, server, qtbot, calls):
    def refuse(_values):
        raise Invalid("Значение длиннее, чем принято.")

    server.answers["identity.remember"] = refuse
    complaints = []
    calls.refused.connect(complaints.append)
    kept.keep_text("search/order", "newest")
    roaming.send()
    qtbot.waitUntil(lambda: server.calls_of("identity.remember") != [])
    assert (kept.text("search/order"), unsent(kept), complaints) == ("newest", ["search/order"], [])
