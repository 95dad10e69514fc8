import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from client.core.session import KeyringStore, MemoryStore, token_store


class InMemory(KeyringBackend):
    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self.kept.pop((service, username))


@pytest.fixture
def _own_keyring():
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("_own_keyring")
def test_token_lies_in_the_keyring_and_leaves_it():
    ring = InMemory()
    keyring.set_keyring(ring)
    store = token_store()
    assert isinstance(store, KeyringStore)
    store.keep("https://grif.example.ru", "shchukina", "token")
    assert ring.kept == {("grif https://grif.example.ru", "shchukina"): "token"}
    assert store.recall("https://grif.example.ru", "shchukina") == "token"
    store.forget("https://grif.example.ru", "shchukina")
    assert store.recall("https://grif.example.ru", "shchukina") == ""


@pytest.mark.usefixtures("_own_keyring")
def test_without_a_keyring_the_token_stays_in_memory():
    keyring.set_keyring(NoKeyring())
    store = token_store()
    assert isinstance(store, MemoryStore)
    assert not store.durable
