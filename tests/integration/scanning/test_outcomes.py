"""What became of proposals, and what the corrections of the clerks teach."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.rpc.errors import Missing, NotAllowed
from common.scanning.recognition import Box, Outcome, Proposal, ProposedField, Spent
from server import app
from server.core.settings import Settings
from server.registry.journal import PeriodAtPlace
from server.reports.report import Cell
from server.scanning.directory import NO_NAME, RegistryDirectory, resolved
from server.scanning.extraction import propose
from server.scanning.quality import ProposalQuality
from tests.city import TODAY, City
from tests.factories.printed_pages import printed_page
from tests.integration.scanning.papers import Desk

COPIES = itertools.count()
LETTERHEAD = "Контора благоустройства Заречья"
PAGE = printed_page(
    (LETTERHEAD, 60, 20), ("12.03.2026 № 5", 30, 60),
    ("Во исполнение протокольного решения направляем уточнённые данные о наличии техники", 42, 130),
    ("и сообщаем, что работы на объектах будут возобновлены после схода снежного покрова.", 30, 137),
)  # fmt: skip


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def proposed(field: ProposedField, value: str, printed: str = "") -> Proposal:
    box = Box(left=0, top=0, right=1, bottom=1)
    return Proposal(field=field, value=value, text=printed or value, page=1, box=box, confidence=1)


def paper(desk: Desk, engine: Engine, *proposals: Proposal) -> DocumentId:
    """A paper that has been read with these proposals."""
    document_id = desk.scan(("Письмо.png", b"\x89PNG\r\n\x1a\n" + str(next(COPIES)).encode()))
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE recognition SET proposals = CAST(:proposals AS jsonb) WHERE document_id = :id"),
            {"proposals": msgspec.json.encode(proposals).decode(), "id": document_id},
        )
    return document_id


def register(desk: Desk, document_id: DocumentId, **changes: object) -> None:
    card = desk.clerk.api.registry.card(document_id)
    desk.clerk.api.registry.register(document_id, card.version, desk.clerk.letter(**changes))


def outcomes(engine: Engine, document_id: DocumentId) -> dict[ProposedField, Outcome]:
    statement = text("SELECT field, outcome FROM proposal_outcome WHERE document_id = :id")
    with engine.connect() as connection:
        rows = connection.execute(statement, {"id": document_id}).all()
    return {ProposedField(row.field): Outcome(row.outcome) for row in rows}


def sender(session: Session) -> str:
    """Whom the letterhead proposes now."""
    session.rollback()
    found = resolved(session, propose([PAGE], RegistryDirectory(session)))
    return next((each.value for each in found if each.field is ProposedField.CORRESPONDENT), "")


def test_each_proposal_is_kept_as_accepted_corrected_or_cleared(desk: Desk, engine: Engine) -> None:
    prosecutor = desk.clerk.api.correspondents.like("прокуратура")[0]
    document_id = paper(
        desk, engine, proposed(ProposedField.CORRESPONDENT, str(prosecutor.id), prosecutor.name),
        proposed(ProposedField.THEIR_DATE, TODAY.date().isoformat()), proposed(ProposedField.SHEETS, "2"),
        proposed(ProposedField.ADDRESSEE, desk.clerk.person("Шелест").name),
        proposed(ProposedField.SUMMARY, "О дорогах"), proposed(ProposedField.APPENDIX_SHEETS, "4"),
    )  # fmt: skip
    register(desk, document_id)
    assert outcomes(engine, document_id) == {
        ProposedField.CORRESPONDENT: Outcome.ACCEPTED,
        ProposedField.THEIR_DATE: Outcome.ACCEPTED,
        ProposedField.SHEETS: Outcome.ACCEPTED,
        ProposedField.ADDRESSEE: Outcome.ACCEPTED,
        ProposedField.SUMMARY: Outcome.CORRECTED,
        ProposedField.APPENDIX_SHEETS: Outcome.CLEARED,
    }


def test_the_organisation_a_clerk_has_chosen_for_a_printed_name_is_proposed_the_next_time(
    desk: Desk, engine: Engine, session: Session
) -> None:
    assert not sender(session)
    first, second = desk.clerk.api.correspondents.like("о")[:2]
    wrong = proposed(ProposedField.CORRESPONDENT, LETTERHEAD)
    register(desk, paper(desk, engine, wrong), correspondent_id=first.id)
    assert sender(session) == str(first.id)
    register(desk, paper(desk, engine, wrong), correspondent_id=second.id)
    assert sender(session) == str(second.id), "the newer word holds"


def test_a_letter_with_restricted_access_teaches_no_name(desk: Desk, engine: Engine, session: Session) -> None:
    before = sender(session)
    third = desk.clerk.api.correspondents.like("о")[2]
    document_id = paper(desk, engine, proposed(ProposedField.CORRESPONDENT, LETTERHEAD))
    register(
        desk, document_id, correspondent_id=third.id, restriction=Restriction.OFFICIAL, copy_number="1",
        restriction_basis="Перечень сведений ДСП, п. 4",
    )  # fmt: skip
    assert outcomes(engine, document_id)[ProposedField.CORRESPONDENT] is Outcome.CORRECTED
    assert sender(session) == before


def test_a_card_without_a_scan_has_no_outcomes(city: City, engine: Engine) -> None:
    assert outcomes(engine, city.sign_in("registrar").register()) == {}


def test_the_report_counts_what_became_of_proposals_by_month_and_field(
    desk: Desk, engine: Engine, settings: Settings
) -> None:
    def signed() -> list[Sequence[Cell]]:
        period = PeriodAtPlace(since=date(2026, 1, 1), until=date(2027, 12, 31), place=str(desk.clerk.place))
        with app.works(settings, engine=engine).transaction() as context:
            return [row[1:7] for row in ProposalQuality().rows(context, period) if row[1] == "Подпись"]

    assert signed() == []
    for name in ("Костров Д.П.", "Костров Д.П.", "Хостров"):
        register(desk, paper(desk, engine, proposed(ProposedField.SIGNATORY, name)))
    assert signed() == [["Подпись", 3, 2, 67, 1, 0]]


def test_the_report_shows_the_medians_of_seconds_and_keys_and_no_names(
    desk: Desk, engine: Engine, settings: Settings
) -> None:
    def took() -> list[Sequence[Cell]]:
        period = PeriodAtPlace(since=date(2026, 1, 1), until=date(2027, 12, 31), place=str(desk.clerk.place))
        with app.works(settings, engine=engine).transaction() as context:
            rows = list(ProposalQuality().rows(context, period))
        return [row[7:] for row in rows if row[0] is not None]

    assert all(row == ["", "", ""] for row in took())
    for seconds, keys in ((30, 40), (35, 42), (900, 41)):
        document_id = paper(desk, engine, proposed(ProposedField.SHEETS, "2"))
        desk.clerk.api.scanning.spent(document_id, Spent(seconds=999, keys=999))  # has no number yet
        register(desk, document_id)
        desk.clerk.api.scanning.spent(document_id, Spent(seconds=seconds, keys=keys))
        desk.clerk.api.scanning.spent(document_id, Spent(seconds=1, keys=1))  # the first word holds
    desk.clerk.api.scanning.spent(desk.clerk.register(), Spent(seconds=7, keys=7))  # never scanned
    assert took()[0] == [35, 41, 3]


def test_what_a_card_took_is_told_only_by_who_sees_it(desk: Desk, city: City, engine: Engine) -> None:
    document_id = paper(desk, engine, proposed(ProposedField.SHEETS, "2"))
    register(desk, document_id)
    with pytest.raises(Missing):
        city.sign_in("registrar3").api.scanning.spent(document_id, Spent(seconds=7, keys=7))
    with pytest.raises(NotAllowed):
        city.sign_in("executor").api.scanning.spent(document_id, Spent(seconds=7, keys=7))


def test_an_image_of_another_letter_is_told_and_one_misread_figure_is_not(desk: Desk, engine: Engine) -> None:
    number, day = proposed(ProposedField.THEIR_NUMBER, "77/1"), proposed(ProposedField.THEIR_DATE, "2026-03-12")

    def told(their_number: str, their_date: date) -> str:
        document_id = paper(desk, engine, number, day)
        register(desk, document_id, their_number=their_number, their_date=their_date)
        return desk.seen(document_id).contradiction

    assert told("15-4", date(2026, 4, 1)) == (
        "На образе № 77/1 от 12.03.2026, а в карточке № 15-4 от 01.04.2026. Проверьте, тот ли это документ."
    )
    assert told("77/7", date(2026, 3, 12)) == ""
    assert told("77/1", date(2026, 3, 12)) == ""


def test_an_image_of_another_sender_is_told_with_both_names(desk: Desk, engine: Engine) -> None:
    other = desk.clerk.api.correspondents.like("министерство")[0]
    read = (proposed(ProposedField.CORRESPONDENT, str(other.id)), proposed(ProposedField.THEIR_DATE, "2026-03-12"))
    document_id = paper(desk, engine, *read)
    register(desk, document_id, their_date=date(2026, 4, 1))
    ours = desk.clerk.api.correspondents.like("прокуратура")[0]
    assert desk.seen(document_id).contradiction == (
        f"На образе от 12.03.2026 ({other.name}), а в карточке от 01.04.2026 ({ours.name})."
        " Проверьте, тот ли это документ."
    )
    own = paper(desk, engine, proposed(ProposedField.CORRESPONDENT, str(ours.id)), read[1])
    register(desk, own, their_date=date(2026, 4, 1))
    assert desk.seen(own).contradiction == "", "the date alone may be misread"


def test_that_so_it_is_is_kept_with_who_said_it_until_the_card_says_something_else(
    desk: Desk, city: City, engine: Engine
) -> None:
    read = (proposed(ProposedField.THEIR_NUMBER, "77/1"), proposed(ProposedField.THEIR_DATE, "2026-03-12"))
    document_id = paper(desk, engine, *read)
    register(desk, document_id, their_number="19-4", their_date=date(2026, 4, 1))
    assert desk.seen(document_id).contradiction
    with pytest.raises(NotAllowed):
        city.sign_in("executor").api.scanning.bear_with(document_id)
    desk.clerk.api.scanning.bear_with(document_id)
    assert desk.seen(document_id).contradiction == ""
    [said] = [each for each in desk.clerk.api.registry.history(document_id) if "образ принадлежит" in str(each)]
    assert desk.clerk.me.name in str(said)
    with engine.begin() as connection:
        changed = text("UPDATE document SET their_number = '16-8' WHERE id = :id")
        connection.execute(changed, {"id": document_id})
    assert "№ 16-8" in desk.seen(document_id).contradiction


def test_where_no_name_of_a_sender_was_read_that_is_told(session: Session) -> None:
    [_, sender] = resolved(session, [proposed(ProposedField.SHEETS, "2")])
    assert (sender.field, sender.value, sender.text) == (ProposedField.CORRESPONDENT, "", NO_NAME)
    assert resolved(session, []) == [], "of what was not read at all nothing is told"
