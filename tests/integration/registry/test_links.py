"""A link that says what cannot be is refused beside the field that is to be set right."""

from datetime import timedelta

import pytest

from common.kernel.ids import DocumentId
from common.registry.ledger import NumberChoice
from common.registry.links import LinkType
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City, Signed
from tests.integration.registry.test_projects import project, registered

ON_PAPER = {"form": "mixed", "form_basis": "Регламент"}
NOW = Clock().today()
LAST_WEEK = NOW - timedelta(days=7)


def sent(clerk: Signed) -> DocumentId:
    letter = project(clerk, clerk.place, **ON_PAPER)
    registered(clerk, letter)
    return letter


def refused(clerk: Signed, later: DocumentId, earlier: DocumentId, link_type: LinkType) -> tuple[str, str]:
    """The field and the words of the refusal."""
    with pytest.raises(Invalid) as why:
        clerk.api.links.link(later, earlier, link_type)
    [problem] = why.value.problems
    return problem.field, problem.text


def test_a_letter_does_not_answer_one_of_its_own_side(city: City) -> None:
    clerk = city.sign_in("registrar")
    field, text = refused(clerk, clerk.register(), clerk.register(), LinkType.REPLY)
    assert field == "type"
    assert "не отвечает на входящий" in text
    assert "не отвечает на исходящий" in refused(clerk, sent(clerk), sent(clerk), LinkType.REPLY)[1]


def test_a_document_is_not_linked_with_itself(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    for link_type in LinkType:
        assert refused(clerk, letter, letter, link_type) == ("other", "Документ не связывают с самим собой.")


def test_an_answer_is_not_older_than_what_it_answers(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(their_date=LAST_WEEK, received=LAST_WEEK)
    early = sent(clerk)
    field, text = refused(clerk, letter, early, LinkType.REPLY)
    assert field == "other"
    assert f"{LAST_WEEK:%d.%m.%Y} раньше" in text
    clerk.api.links.link(early, letter, LinkType.REPLY)


def test_an_answer_is_not_registered_with_a_day_before_the_letter(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(their_date=LAST_WEEK, received=LAST_WEEK)
    answer = project(clerk, clerk.place, **ON_PAPER)
    clerk.api.links.link(answer, letter, LinkType.REPLY)
    card = clerk.api.registry.card(answer)
    too_early = NumberChoice(on=LAST_WEEK - timedelta(days=1), reason="Журнал в отъезде")
    with pytest.raises(Invalid, match="раньше документа, на который он отвечает"):
        clerk.api.registry.register(answer, card.version, card.draft, "", too_early)
    clerk.api.registry.register(answer, card.version, card.draft, "", NumberChoice(on=LAST_WEEK, reason="Так"))


def test_answers_do_not_run_in_a_circle(city: City) -> None:
    clerk = city.sign_in("registrar")
    letters = [clerk.register(their_date=NOW, received=NOW), sent(clerk), clerk.register(their_date=NOW, received=NOW)]
    for later, earlier in zip(letters[1:], letters, strict=False):
        clerk.api.links.link(later, earlier, LinkType.REPLY)
    answer = project(clerk, clerk.place)
    clerk.api.links.link(answer, letters[2], LinkType.REPLY)
    field, text = refused(clerk, letters[0], answer, LinkType.REPLY)
    assert field == "other"
    assert "в круг" in text


@pytest.mark.parametrize("link_type", [LinkType.RELATED, LinkType.REPEATED, LinkType.COPY, LinkType.EXECUTION])
def test_a_pair_is_linked_once_and_not_from_both_ends(city: City, link_type: LinkType) -> None:
    clerk = city.sign_in("registrar")
    one, other = clerk.register(), clerk.register()
    clerk.api.links.link(one, other, link_type)
    assert refused(clerk, one, other, link_type) == ("other", "Такая связь уже есть.")
    field, text = refused(clerk, other, one, link_type)
    assert field == "other"
    assert "уже связаны, с другой стороны" in text


def test_only_acts_amend_and_repeal(city: City) -> None:
    clerk = city.sign_in("registrar")
    for link_type in (LinkType.AMENDS, LinkType.REPEALS):
        field, text = refused(clerk, sent(clerk), clerk.register(), link_type)
        assert field == "type"
        assert "только правовые акты" in text
