"""The documents of the sample city have a history, and the chain of acts holds from its first link."""

import pytest
from sqlalchemy import Engine, text

from common.registry.classes import DocumentClass
from common.registry.document import DocumentFilter
from common.signatures import Method, Verdict
from tests.city import City


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    return whole


def test_every_document_says_who_made_signed_and_registered_it(city: City) -> None:
    clerk = city.sign_in("registrar")
    chosen = DocumentFilter(document_class=DocumentClass.OUTGOING)
    row = clerk.api.registry.documents(chosen, 0, 1).rows[0]
    acts = [each.action for each in clerk.api.registry.history(row.id)]
    assert acts[-4:] == ["Зарегистрирован", "Подписан", "Поставлена электронная подпись", "Создан проект"]
    registered = clerk.api.registry.history(row.id)[-4]
    assert row.number in registered.details
    letters = clerk.api.registry.documents(DocumentFilter(), 0, 50).rows
    histories = [clerk.api.registry.history(each.id) for each in letters]
    assert all(histories)
    assert any("Вынесена резолюция" in [each.action for each in history] for history in histories)
    moments = [each.at for history in histories for each in reversed(history)]
    assert all(moments)


def test_nothing_is_sent_for_acquaintance_before_it_is_registered(city: City, engine: Engine) -> None:
    sent = text("SELECT s.sent_at, d.registered_at FROM distribution_sending s JOIN document d ON d.id = s.document_id")
    with engine.connect() as connection:
        rows = connection.execute(sent).all()
    assert len(rows) == 2
    assert all(row.registered_at <= row.sent_at for row in rows)


def test_the_chain_of_the_sample_city_holds(city: City) -> None:
    state = city.sign_in("admin").api.administration.verify()
    assert state.broken_at is None
    assert state.events > 400


@pytest.mark.parametrize("document_class", [DocumentClass.OUTGOING, DocumentClass.ACT])
def test_a_signed_document_shows_its_signature_with_the_protocol(city: City, document_class: DocumentClass) -> None:
    clerk = city.sign_in("registrar")
    row = clerk.api.registry.documents(DocumentFilter(document_class=document_class), 0, 1).rows[0]
    [signature] = clerk.api.signatures.of_document(row.id).rows
    card = clerk.api.registry.card(row.id)
    assert (signature.method, signature.verdict) == (Method.SIMPLE, Verdict.VALID)
    assert signature.trusted_at < card.registered_at
    [check] = clerk.api.signatures.checks(signature.id)
    assert check.protocol[0].holds
