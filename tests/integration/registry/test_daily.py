"""How many documents the caller sees registered today, by class."""

from common.registry.card import Restriction
from common.registry.classes import DocumentClass
from tests.city import City

SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1", "copies": 1}


def test_registered_today_counts_what_the_person_sees_and_no_more(city: City) -> None:
    clerk, outsider = city.sign_in("registrar"), city.sign_in("outsider")
    before = clerk.api.registry.registered_today().get(DocumentClass.INCOMING, 0)
    hidden = outsider.api.registry.registered_today()
    clerk.register()
    clerk.api.registry.new_draft(clerk.place)
    assert clerk.api.registry.registered_today()[DocumentClass.INCOMING] == before + 1
    assert outsider.api.registry.registered_today() == hidden
    clerk.register(**SECRET)
    assert clerk.api.registry.registered_today()[DocumentClass.INCOMING] == before + 2
