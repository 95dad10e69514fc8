"""Columns, filters and last choices come along to every workplace; what belongs to a computer stays there."""

import pytest
from PySide6.QtCore import QByteArray

from client.core.roaming import Roaming, take_over
from client.core.settings import Settings
from common.rpc.errors import Invalid


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
    take_over(elsewhere, {**sent, "scheme": b"tlight"})
    assert elsewhere.state("registry.incoming/columns") == QByteArray(b"\x00\xff widths")
    assert elsewhere.text("assignments/controller") == "7 Щукина Ж. Ё."
    assert elsewhere.text("scheme") == "dark"


def test_the_same_value_kept_again_is_not_sent(roaming, kept, server, qtbot):
    kept.keep_text("search/order", "newest")
    roaming.send()
    kept.keep_text("search/order", "newest")
    roaming.send()
    qtbot.waitUntil(lambda: server.calls_of("identity.remember") != [])
    assert len(server.calls_of("identity.remember")) == 1


def test_a_server_that_refuses_is_no_matter_to_the_clerk(roaming, kept, server, qtbot, calls):
    def refuse(_values):
        raise Invalid("Программа запомнила слишком много настроек. Обратитесь к администратору.")

    server.answers["identity.remember"] = refuse
    complaints = []
    calls.refused.connect(complaints.append)
    kept.keep_text("search/order", "newest")
    roaming.send()
    qtbot.waitUntil(lambda: server.calls_of("identity.remember") != [])
    assert kept.text("search/order") == "newest"
    assert complaints == []
