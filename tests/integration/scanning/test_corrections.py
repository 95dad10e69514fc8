"""What a clerk and a leader have set right three times is proposed for the next such letter."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.jobs import JobState
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import UNITS, DocumentId, PersonId
from common.scanning.learning import Guess
from common.scanning.recognition import Box, Proposal, ProposedField
from server import app
from server.core.settings import Settings
from server.registry.models import Document
from server.scanning.likely import likely
from tests.city import City, Signed
from tests.serving import Served

TEN_DAYS = DeadlineRule(title="10 дней", count=Count.CALENDAR, amount=10)
MATTERS = ("Об установке скворечников в парке", "О развеске скворечников у школы", "О закупке скворечников")
NEXT = "О ремонте скворечников на набережной"
RIGHT = {"kind": "request", "case_file": "05-07"}  # how a letter comes is known by its sender


def resolve(leader: Signed, document_id: DocumentId, executor_id: PersonId) -> None:
    draft = ResolutionDraft(document_id=document_id, text="Рассмотреть", responsible_id=executor_id, rule=TEN_DAYS,
                            controlled=False)  # fmt: skip
    leader.api.assignments.resolve(draft)


@pytest.fixture
def proposed(city: City, engine: Engine, settings: Settings) -> Callable[[], dict[str, str]]:
    """What the card of the next letter of the matter would be proposed, once it is read."""
    draft = city.sign_in("registrar").paper(b"%PDF-1.4 starlings")
    box = Box(left=0, top=0.2, right=1, bottom=0.3)
    read = Proposal(field=ProposedField.SUMMARY, value=NEXT, text=NEXT, page=1, box=box, confidence=1)

    def ask() -> dict[str, str]:
        with app.works(settings, engine=engine).transaction() as context:
            found = likely(context, context.session.get_one(Document, draft), [read])
        return {each.field.value: each.value for each in found if each.field.value in RIGHT}

    return ask


def test_three_corrections_teach_kind_file_and_who_executes(
    working: Served, city: City, engine: Engine, proposed: Callable[[], dict[str, str]],
    eventually: Callable[..., object],
) -> None:  # fmt: skip
    admin, clerk, mayor = (city.sign_in(login) for login in ("admin", "registrar", "mayor"))
    job_id = admin.api.learning.relearn()  # a past that is often right, but knows nothing of the matter
    eventually(lambda: admin.api.jobs.job(job_id).state is JobState.DONE)
    keeper = city.sign_in("executor2").me
    assert "request" not in proposed().values()
    for matter in MATTERS:
        document_id = clerk.register(summary=matter, **RIGHT)
        resolve(mayor, document_id, keeper.id)

    def learned() -> bool:
        lessons = text("SELECT count(*) FROM learned_word WHERE word LIKE 'скворечник%' AND cases >= 3")
        with engine.connect() as connection:
            return int(connection.execute(lessons).scalar_one()) == 5

    eventually(learned)
    assert proposed() == RIGHT
    letter = clerk.register(summary=NEXT)
    guess = mayor.api.learning.executor(letter)
    assert isinstance(guess, Guess)
    assert guess.executor_id in {keeper.id, UNITS + keeper.unit_id}, "as sure as the past has been of people"
    assert "скворечников" in guess.words
    assert (guess.cases, guess.alike) == (3, 3)
