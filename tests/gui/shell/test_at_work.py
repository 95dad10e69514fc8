"""The whole client against a real server process, over TLS."""

import pytest

from client.app import Client
from client.core.http import Access, QtTransport
from client.core.session import MemoryStore
from client.widgets.paged_model import PagedState
from server.sample.city import PASSWORD

PATIENCE = 15_000  # ms


@pytest.fixture
def client(qtbot, served, kept, folders):
    made = Client(QtTransport(Access(served.url, ca=served.certificates.authority)), kept, MemoryStore(), folders)
    with qtbot.waitSignal(made.session.opened, timeout=PATIENCE):
        made.start("registrar", PASSWORD)
    yield made
    if made.window is not None:
        made.window.closed.disconnect()
        made.window.close()
    made._push.stop()
    made.calls.give_up()


@pytest.fixture
def register(qtbot, client):
    client.window.open_folder("registry.documents")
    page = client.window.desk.current_page
    qtbot.waitUntil(lambda: page.model.state is PagedState.READY, timeout=PATIENCE)
    return page


def test_letter_of_another_clerk_appears_by_itself(qtbot, client, register, city):
    before = register.model.total
    qtbot.waitUntil(lambda: client._push._heard_before, timeout=PATIENCE)
    document_id = city.sign_in("registrar").register()
    qtbot.waitUntil(lambda: register.model.total == before + 1, timeout=PATIENCE)
    assert document_id in {register.model.row(register.model.index(n, 0)).id for n in range(5)}


def test_server_that_does_not_prove_itself_is_refused(qtbot, served, kept, folders):
    stranger = Client(QtTransport(Access(served.url)), kept, MemoryStore(), folders)
    with qtbot.waitSignal(stranger.session.refused, timeout=PATIENCE) as refused:
        stranger.session.sign_in(served.url, "registrar", PASSWORD)
    assert "не подтвердил свою подлинность" in refused.args[0].message


def test_write_kept_while_the_server_was_away_is_done_once(qtbot, client, register, served, city):
    place = client.session.me.places[0].id
    workplace = client.window.workplace
    served.kill()
    qtbot.waitUntil(lambda: not workplace.calls.online, timeout=PATIENCE)
    assert "Нет связи" in client.window.statusBar().line.text.text()
    with qtbot.waitSignal(workplace.outbox.changed, timeout=PATIENCE):
        workplace.outbox.post("Новый входящий", 0, workplace.apis.registry.new_draft, place)
    assert "ждут отправки: 1" in client.window.statusBar().line.text.text()
    with qtbot.waitSignal(workplace.outbox.delivered, timeout=60_000) as delivered:
        served.start()
    assert city.sign_in("registrar").api.registry.card(delivered.args[1]).id == delivered.args[1]
    assert client.window.statusBar().line.text.text() == "На связи"
    assert register.model.state is PagedState.READY
