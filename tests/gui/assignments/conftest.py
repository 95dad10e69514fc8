import pytest

from client.shell.workplace import Workplace
from common.assignments.cards import TermOffer
from common.calendars import Norm
from common.kernel.deadlines import Area, ProductionCalendar
from tests.factories.assignments import ABSENT, MONTH, days_off
from tests.factories.workplace import DIRECTOR, answer_for_a_letter, workplace


@pytest.fixture
def work(transport, calls, asked, server, tmp_path) -> Workplace:
    answer_for_a_letter(server)
    return workplace(transport, calls, asked, tmp_path)


@pytest.fixture
def letters_of_executors(server):
    server.answers["calendars.norms"] = lambda: [Norm("month", MONTH, Area.ASSIGNMENTS)]
    server.answers["calendars.deadline"] = lambda rule, base: ProductionCalendar({}).deadline(rule, base)
    server.answers["calendars.days_off"] = days_off
    server.answers["terms.offer"] = lambda _document, _parent: TermOffer(None)
    server.answers["resolutions.templates"] = list
    server.answers["assignments.absences"] = lambda ids, _on: [ABSENT] if DIRECTOR.id in ids else []
