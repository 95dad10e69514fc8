"""Where the original is: with a person, at a place outside, back on its shelf; nobody hands over what he has not."""

from datetime import timedelta
from typing import Any

import pytest

from common.kernel.ids import DocumentId
from common.registry.classes import RecordForm
from common.registry.papers import GOES_ON, Handover, Movement, PaperReturn
from common.rpc.errors import Invalid, NotAllowed
from tests.city import TODAY, City, Signed

ON_PAPER = {"form": RecordForm.PAPER, "form_basis": "Регламент, п. 2.5", "paper_place": "Шкаф 3"}
DAY = TODAY.date()
COURT = Handover(place="Арбитражный суд", on=DAY, due_back=DAY + timedelta(days=3))


def out(clerk: Signed, document: DocumentId, *, overdue: bool = False) -> list[Any]:
    return [row for row in clerk.api.papers.outstanding(overdue).rows if row.document_id == document]


def now(clerk: Signed, document: DocumentId) -> Movement:
    return next(row for row in clerk.api.papers.movements(document) if row.current)


def test_an_original_at_the_court_is_listed_with_place_and_date(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(**ON_PAPER)
    clerk.api.papers.hand_over(letter, COURT)
    [row] = out(clerk, letter)
    assert (row.holder, row.on, row.due_back) == ("Арбитражный суд", DAY, COURT.due_back)


def test_what_is_not_back_in_time_is_overdue_wherever_it_is(city: City) -> None:
    clerk = city.sign_in("registrar")
    late, in_time = clerk.register(**ON_PAPER), clerk.register(**ON_PAPER)
    clerk.api.papers.hand_over(late, Handover(place="Нотариус", on=DAY, due_back=DAY))
    clerk.api.papers.hand_over(in_time, Handover(place="Нотариус", on=DAY, due_back=DAY + timedelta(days=9999)))
    assert out(clerk, late, overdue=True)
    assert not out(clerk, in_time, overdue=True)


def test_an_original_that_came_back_says_when_by_whom_and_where_it_lies(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    letter = clerk.register(**ON_PAPER)
    step = clerk.api.papers.hand_over(letter, COURT)
    back = PaperReturn(on=DAY + timedelta(days=2), person_id=mayor.me.id, place="Шкаф 3")
    clerk.api.papers.bring_back(letter, step, back)
    assert not out(clerk, letter)
    lies = now(clerk, letter)
    assert (lies.returned, lies.holder, lies.on) == (True, "Шкаф 3", back.on)
    assert lies.brought_by.startswith("Шелест")
    assert "Вернулся экземпляр" in [entry.action for entry in clerk.api.registry.history(letter)]
    with pytest.raises(Invalid, match="уже"):
        clerk.api.papers.bring_back(letter, step, back)
    clerk.api.papers.hand_over(letter, Handover(place="Нотариус", on=back.on))


def test_nothing_comes_back_before_it_has_gone(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(**ON_PAPER)
    step = clerk.api.papers.hand_over(letter, Handover(place="Суд", on=DAY + timedelta(days=1)))
    with pytest.raises(Invalid) as refused:
        clerk.api.papers.bring_back(letter, step, PaperReturn(on=DAY, place="Шкаф 3"))
    assert [problem.field for problem in refused.value.problems] == ["on"]


def test_who_hands_over_what_another_holds_is_told_of_it_and_goes_on_knowingly(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(**ON_PAPER)
    clerk.api.papers.hand_over(letter, Handover(person_id=clerk.person("Шелест").id, on=DAY, due_back=DAY))
    on = Handover(place="Нотариус", on=DAY)
    with pytest.raises(Invalid, match=f"Шелест .*с {DAY:%d.%m.%Y}, вернуть до") as refused:
        clerk.api.papers.hand_over(letter, on)
    assert [problem.field for problem in refused.value.problems] == [GOES_ON]
    clerk.api.papers.hand_over(letter, Handover(place="Нотариус", on=DAY, knowing=True))
    assert now(clerk, letter).holder == "Нотариус"


def test_of_a_document_kept_electronically_an_original_is_asked_about_and_a_copy_is_not(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    with pytest.raises(Invalid, match="бумажного подлинника нет"):
        clerk.api.papers.hand_over(letter, COURT)
    clerk.api.papers.hand_over(letter, Handover(copy="Бумажная копия", place="Суд", on=DAY))
    assert clerk.api.papers.kept(letter).form is RecordForm.ELECTRONIC


def test_the_place_of_the_original_is_told_to_who_sees_the_document(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    letter = clerk.register(addressee_ids=[mayor.me.id], **ON_PAPER)
    assert mayor.api.papers.kept(letter).place == "Шкаф 3"
    step = clerk.api.papers.hand_over(letter, COURT)
    with pytest.raises(NotAllowed):
        mayor.api.papers.bring_back(letter, step, PaperReturn(on=DAY, place="Шкаф 3"))
