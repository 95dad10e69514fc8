"""A register open on the desk, and what it has asked the server for."""

import pytest

from client.widgets.paged_model import PagedState
from common.registry.card import Choice
from common.registry.document import Dictionaries
from common.registry.selection import Group
from tests.gui.registers.hands import KEY

MINISTRY = Group("11", "Министерство образования", 7)
NOBODY = Group("", "Не указано", 2)
MAIL = Choice("1", "Почта")


@pytest.fixture
def page(qtbot, open_desk, desk_server):
    """With its lists and its rows."""
    desk_server.answers["registry.dictionaries"] = lambda: Dictionaries([], [MAIL], [], [], [], [])
    desk_server.answers["registry.groups"] = lambda _chosen, _by: [MINISTRY, NOBODY]
    window = open_desk()
    window.open_folder(KEY)
    opened = window.desk.current_page
    qtbot.waitUntil(lambda: opened.model.state is PagedState.READY and opened._dictionaries.deliveries == [MAIL])
    return opened


@pytest.fixture
def asked(desk_server):
    """What the register has asked for last."""
    return lambda: desk_server.calls_of(KEY)[-1].arguments.chosen
