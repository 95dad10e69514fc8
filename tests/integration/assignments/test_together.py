"""Leaders who decide on one letter at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, text

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import DocumentId
from tests.city import City, Signed

TEN_DAYS = DeadlineRule(title="10 дней", count=Count.CALENDAR, amount=10)


def test_resolutions_given_at_once_are_all_counted_and_make_nobody_stale(city: City, engine: Engine) -> None:
    clerk = city.sign_in("registrar")
    leaders = [city.sign_in(login) for login in ("mayor", "deputy", "affairs")]
    document_id = clerk.register(addressee_ids=[leader.me.id for leader in leaders])
    version = clerk.api.registry.card(document_id).version
    executors = clerk.api.identity.people("", 30)

    def resolve(task: tuple[Signed, int]) -> None:
        leader, number = task
        draft = ResolutionDraft(
            document_id=document_id, text="Исполнить", responsible_id=executors[number].id, rule=TEN_DAYS,
            controlled=False,
        )  # fmt: skip
        leader.api.assignments.resolve(draft)

    for round_ in range(4):
        with ThreadPoolExecutor(3) as rivals:
            list(rivals.map(resolve, [(leader, round_ * 3 + place) for place, leader in enumerate(leaders)]))
    assert counters(engine, document_id) == (12, 12)
    assert clerk.api.registry.card(document_id).version == version


def counters(engine: Engine, document_id: DocumentId) -> tuple[int, int]:
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT resolutions, unexecuted FROM document WHERE id = :id"), {"id": document_id}
        ).one()
        return row.resolutions, row.unexecuted
