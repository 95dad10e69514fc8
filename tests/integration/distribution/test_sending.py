"""A registered document is sent to people: who gets it, who may send it, nobody gets it twice."""

import pytest

from common.distribution.api import Result
from common.rpc.errors import Missing
from tests.city import City
from tests.factories.distribution import confirm, folder, sent, sheet, to, waits_for


def test_a_document_comes_into_the_folder_and_leaves_it_when_confirmed(city: City) -> None:
    clerk, outsider = city.sign_in("registrar"), city.sign_in("outsider")
    document_id = clerk.register()
    with pytest.raises(Missing):
        outsider.api.registry.card(document_id)
    assert sent(clerk, document_id, to(outsider, days=3)) == "сотрудников: 1"
    assert waits_for(outsider, document_id)
    assert outsider.api.registry.card(document_id).number
    assert confirm(outsider, document_id, "Принято к сведению") == "ознакомлен"
    assert not waits_for(outsider, document_id)
    [row] = sheet(clerk, document_id)
    assert (row.result, row.comment, row.by) == (Result.DONE, "Принято к сведению", outsider.me.name)
    acts = [row.action for row in clerk.api.registry.history(document_id)]
    assert acts[:2] == ["Ознакомлен", "Разослан для ознакомления"]
    assert folder(clerk) == []
