import pytest

from client.app import Client
from client.core.http import Access, QtTransport
from client.core.session import MemoryStore
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, NotSignedIn


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def client(qtbot, desk_server, kept, folders, store):
    made = Client(QtTransport(Access(desk_server.address)), kept, store, folders)
    yield made
    made.calls.signed_out.disconnect()
    if made.login is not None:
        made.login.close()
    if made.window is not None:
        made.window.closed.disconnect()
        made.window.close()


def sign_in(client, qtbot, password="верный"):
    client.login.login.setText("shchukina")
    client.login.password.setText(password)
    with qtbot.waitSignal(client.session.opened):
        client.login.enter.click()


def test_first_start_asks_and_opens_the_window(qtbot, client, store, desk_server):
    client.start()
    assert client.login.isVisible()
    assert not client.login.enter.isEnabled()
    sign_in(client, qtbot)
    assert client.window.isVisible()
    assert client.login is None
    qtbot.waitUntil(lambda: store.recall(desk_server.address, "shchukina") == "token of shchukina")


def test_wrong_password_says_so_and_lets_try_again(qtbot, client):
    client.start()
    client.login.login.setText("shchukina")
    client.login.password.setText("неверный")
    with qtbot.waitSignal(client.session.refused):
        client.login.enter.click()
    assert "Неверное имя или пароль" in client.login.problem.text()
    assert client.login.enter.isEnabled()
    assert client.login.enter.isDefault()  # Enter tries again and does not leave the program
    sign_in(client, qtbot)


def test_login_without_keyring_says_so(client, store):
    client.start()
    assert any("нет хранилища ключей" in each.text() for each in client.login.findChildren(type(client.login.problem)))


def test_address_without_scheme_is_refused_at_once(client, desk_server):
    client.start()
    client.login.address.setText("grif.example.ru")
    client.login.login.setText("shchukina")
    client.login.password.setText("верный")
    client.login.enter.click()
    assert "https://" in client.login.problem.text()
    assert not desk_server.heard


def test_server_that_is_away_is_a_plain_sentence(qtbot, client, desk_server):
    client.start()
    desk_server.close()
    client.login.login.setText("shchukina")
    client.login.password.setText("верный")
    with qtbot.waitSignal(client.session.refused):
        client.login.enter.click()
    assert "Сервер не отвечает" in client.login.problem.text()


def test_kept_token_needs_no_password(qtbot, client, store, kept, desk_server):
    kept.keep_text("session/login", "shchukina")
    store.keep(desk_server.address, "shchukina", "token of yesterday")
    with qtbot.waitSignal(client.session.opened):
        client.start()
    assert client.login is None
    assert desk_server.calls_of("identity.me")[0].headers["authorization"] == "Bearer token of yesterday"


def test_stale_token_asks_for_the_password(qtbot, client, store, kept, desk_server):
    def ended():
        raise NotSignedIn("Сеанс завершён. Войдите снова.")

    desk_server.answers["identity.me"] = ended
    kept.keep_text("session/login", "shchukina")
    store.keep(desk_server.address, "shchukina", "token of last year")
    with qtbot.waitSignal(client.session.none_kept):
        client.start()
    assert client.login.login.text() == "shchukina"
    sign_in(client, qtbot)


def test_demo_signs_in_by_itself(qtbot, client):
    with qtbot.waitSignal(client.session.opened):
        client.start("shchukina", "верный")
    assert client.window.isVisible()


def test_demo_with_a_wrong_password_asks(qtbot, client):
    with qtbot.waitSignal(client.session.refused):
        client.start("shchukina", "неверный")
    assert client.login.isVisible()
    assert "Неверное имя" in client.login.problem.text()


def test_ended_session_asks_again_over_the_open_window_and_the_call_goes_on(qtbot, client, desk_server):
    client.start("shchukina", "верный")
    qtbot.waitUntil(lambda: client.window is not None)
    window, count = client.window, desk_server.answers["assignments.counts"]

    def ended():
        raise NotSignedIn("Сеанс завершён. Войдите снова.")

    desk_server.answers["assignments.counts"] = ended
    counts = []
    with qtbot.waitSignal(client.calls.signed_out):
        client.calls(window, client.apis.assignments.counts).then(counts.append)
    assert client.login.login.isReadOnly()
    desk_server.answers["assignments.counts"] = count
    client.login.password.setText("верный")
    with qtbot.waitSignal(client.session.opened):
        client.login.enter.click()
    qtbot.waitUntil(lambda: bool(counts))
    assert client.window is window


def test_other_person_gets_another_window(qtbot, client, store, desk_server):
    client.start("shchukina", "верный")
    qtbot.waitUntil(lambda: client.window is not None)
    client.window.signed_out.emit()
    assert client.window is None
    assert client.login.isVisible()
    qtbot.waitUntil(lambda: bool(desk_server.calls_of("identity.sign_out")))
    assert desk_server.calls_of("identity.sign_out")[0].headers["authorization"] == "Bearer token of shchukina"
    qtbot.waitUntil(lambda: store.recall(desk_server.address, "shchukina") == "")


def test_whoever_leaves_to_another_person_finds_the_tabs_again(qtbot, client, desk_server, kept):
    client.start("shchukina", "верный")
    qtbot.waitUntil(lambda: client.window is not None)
    client.window.open_document(DocumentId(7))
    client.window.signed_out.emit()
    assert client.window is None
    assert kept.text("desk/documents") == "7"


def test_a_first_password_asks_for_ones_own(qtbot, client, desk_server):
    asked = "Этот пароль выдал администратор: придумайте свой."
    signed_in = desk_server.answers["identity.sign_in"]

    def renewing(login, password, new=None):
        if not new:
            raise Invalid(asked, [Problem("new", asked)])
        return signed_in(login, password)

    desk_server.answers["identity.sign_in"] = renewing
    client.start()
    client.login.login.setText("shchukina")
    client.login.password.setText("верный")
    assert not client.login.new.isVisible()
    with qtbot.waitSignal(client.session.refused):
        client.login.enter.click()
    assert client.login.focusWidget() is client.login.new
    assert client.login.problem.text() == asked
    assert not client.login.enter.isEnabled()
    client.login.new.setText("фраза из нескольких слов")
    client.login.repeat.setText("фраза из других слов")
    client.login.enter.click()
    assert "различаются" in client.login.problem.text()
    client.login.new.setText("фраза из нескольких слов")
    client.login.repeat.setText("фраза из нескольких слов")
    with qtbot.waitSignal(client.session.opened):
        client.login.enter.click()
    assert desk_server.calls_of("identity.sign_in")[-1].arguments.new == "фраза из нескольких слов"
