"""A report is handed over: who gets it opens what its sender saw, and is told of it."""

from collections.abc import Callable

import pytest

from common.jobs import JobState
from common.kernel.ids import ReportRunId
from common.notifications import Happening
from common.registry.card import Restriction
from common.registry.papers import Sending
from common.registry.rules import Action
from common.reports import Format, HandingDraft, ReportRun
from common.rpc.errors import Invalid, Missing, NotAllowed
from server.core.clock import Clock
from tests.city import City, Signed
from tests.integration.registry.test_projects import filled, passed, project, registered

Ended = Callable[[Signed, ReportRunId], ReportRun]
JOURNAL = "assignments.incoming_journal"
PERIOD = {"since": "2026-11-20", "until": "2030-01-01", "place": ""}


@pytest.fixture
def journal(city: City, ended: Ended) -> ReportRun:
    clerk = city.sign_in("registrar")
    clerk.register(summary="О переданном отчёте")
    return ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.SCREEN))


def handed_to(*people: Signed, note: str = "") -> HandingDraft:
    return HandingDraft(person_ids=[person.me.id for person in people], note=note)


def text_of(person: Signed, run_id: ReportRunId) -> str:
    return " ".join(" ".join(line.cells) for line in person.api.reports.lines(run_id).rows)


def test_who_gets_a_report_reads_the_figures_of_its_sender(city: City, journal: ReportRun, ended: Ended) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("executor")
    with pytest.raises(Missing):
        reader.api.reports.lines(journal.id)
    before = reader.api.deliveries.unread()
    assert clerk.api.deliveries.hand_over(journal.id, handed_to(reader, note="К планёрке")) == 1
    assert reader.api.deliveries.unread() == before + 1
    got = reader.api.deliveries.received().rows[0]
    assert (got.run_id, got.note, got.read) == (journal.id, "К планёрке", False)
    assert text_of(reader, journal.id) == text_of(clerk, journal.id)
    assert "О переданном отчёте" in text_of(reader, journal.id)
    assert reader.api.deliveries.take(journal.id).read
    assert reader.api.deliveries.received().rows[0].read
    assert reader.api.deliveries.unread() == before


def test_who_gets_a_report_takes_it_as_a_file_and_nobody_else_does(
    city: City, journal: ReportRun, ended: Ended
) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("executor")
    clerk.api.deliveries.hand_over(journal.id, handed_to(reader))
    printed = ended(reader, reader.api.reports.again(journal.id, Format.PDF))
    assert printed.state is JobState.DONE
    assert reader.fetch(printed.file_id).content.startswith(b"%PDF")
    assert city.sign_in("executor2").fetch(printed.file_id).status_code == 404
    assert reader.api.deliveries.received().rows[0].formats == [Format.PDF]
    with pytest.raises(Missing):
        reader.api.deliveries.hand_over(printed.id, handed_to(city.sign_in("executor2")))


def test_each_takes_a_file_of_his_own_whoever_took_it_first(city: City, journal: ReportRun, ended: Ended) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("executor")
    clerk.api.deliveries.hand_over(journal.id, handed_to(reader))
    theirs = ended(reader, reader.api.reports.again(journal.id, Format.XLSX))
    ours = ended(clerk, clerk.api.reports.again(journal.id, Format.XLSX))
    assert ours.id != theirs.id
    assert clerk.fetch(ours.file_id).content.startswith(b"PK")
    assert clerk.api.reports.again(journal.id, Format.XLSX) == ours.id


def test_a_report_handed_over_is_told_of_once(city: City, journal: ReportRun) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("mayor")
    clerk.api.deliveries.hand_over(journal.id, handed_to(reader, note="Срочно"))
    told = [row for row in reader.api.notifications.register().rows if row.report_run_id == journal.id]
    assert [(row.happening, row.document, row.summary, row.by) for row in told] == [
        (Happening.REPORT_RECEIVED, f"«{journal.title}»", "Срочно", clerk.me.name)
    ]
    with pytest.raises(Invalid, match="уже получили"):
        clerk.api.deliveries.hand_over(journal.id, handed_to(reader))


def test_of_a_unit_the_head_gets_it(city: City, journal: ReportRun) -> None:
    clerk = city.sign_in("registrar")
    units = clerk.api.deliveries.units()
    mayor = city.sign_in("mayor")
    led = next(unit for unit in units if unit.head == mayor.me.name)
    clerk.api.deliveries.hand_over(journal.id, HandingDraft(unit_ids=[led.id]))
    assert mayor.api.deliveries.received().rows[0].run_id == journal.id


def test_nobody_named_and_a_head_that_is_missing_are_said_beside_the_field(city: City, journal: ReportRun) -> None:
    clerk = city.sign_in("registrar")
    with pytest.raises(Invalid) as refusal:
        clerk.api.deliveries.hand_over(journal.id, HandingDraft())
    assert [problem.field for problem in refusal.value.problems] == ["person_ids"]
    headless = next((unit for unit in clerk.api.deliveries.units() if not unit.head), None)
    if headless is not None:
        with pytest.raises(Invalid, match="нет руководителя"):
            clerk.api.deliveries.hand_over(journal.id, HandingDraft(unit_ids=[headless.id]))


def test_of_a_restricted_document_no_words_are_handed_over(city: City, ended: Ended) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("executor")
    clerk.register(
        summary="О тайном деле", restriction=Restriction.OFFICIAL, restriction_basis="Перечень, п. 4", copy_number="1"
    )
    run = ended(clerk, clerk.api.reports.run(JOURNAL, PERIOD, Format.SCREEN))
    clerk.api.deliveries.hand_over(run.id, handed_to(reader))
    assert "О тайном деле" not in text_of(reader, run.id)
    assert "Для служебного пользования" in text_of(reader, run.id)


def test_a_form_about_one_document_and_a_list_of_addressees_are_not_handed_over(city: City, ended: Ended) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("executor")
    document = clerk.register()
    card = ended(clerk, clerk.api.reports.run("assignments.control_card", {"document": str(document)}))
    with pytest.raises(Invalid, match="об одном документе"):
        clerk.api.deliveries.hand_over(card.id, handed_to(reader))
    form = next(each for each in clerk.api.reports.centre() if each.code == "registry.form_103")
    asked = {each.name: each.default for each in form.parameters} | {"number": "1"}
    post = ended(clerk, clerk.api.reports.run("registry.form_103", asked, Format.SCREEN))
    with pytest.raises(Invalid, match="ДСП"):
        clerk.api.deliveries.hand_over(post.id, handed_to(reader))


def test_no_report_that_may_be_handed_over_says_to_whom_a_restricted_letter_went(city: City, ended: Ended) -> None:
    author, mayor, clerk = (city.sign_in(login) for login in ("executor", "mayor", "registrar"))
    secret = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}
    letter = project(author, clerk.place, summary="О тайном водозаборе")
    filled(author, letter, **secret, summary="О тайном водозаборе")
    passed(author, letter, Action.SEND_FOR_SIGNING)
    passed(mayor, letter, Action.SIGN)
    registered(clerk, letter)
    [dispatch] = clerk.api.papers.dispatches(letter)
    sending = Sending(delivery="post", sent_on=Clock().today(), track="64499999", remark="тайной почтой")
    clerk.api.papers.send(letter, [dispatch.id], sending)
    telling = []
    for form in (each for each in clerk.api.reports.centre() if Format.SCREEN in each.formats):
        asked = {each.name: each.default or "1" * each.required for each in form.parameters}
        run = ended(clerk, clerk.api.reports.run(form.code, asked, Format.SCREEN))
        said = " ".join(
            " ".join(line.cells) for line in clerk.api.reports.lines(run.id, 0, 500).rows if line.document_id == letter
        )
        if any(word in said for word in ("рокуратур", "64499999", "тайной")):
            telling.append(form.code)
            with pytest.raises(Invalid, match="ДСП"):
                clerk.api.deliveries.hand_over(run.id, handed_to(mayor))
    assert "registry.dispatch_list" in telling


def test_whoever_is_in_no_directory_is_told_beside_the_field(city: City, journal: ReportRun) -> None:
    clerk = city.sign_in("registrar")
    for draft in (HandingDraft(person_ids=[999_999]), HandingDraft(unit_ids=[999_999])):
        with pytest.raises(Invalid, match="нет в справочнике"):
            clerk.api.deliveries.hand_over(journal.id, draft)
    with pytest.raises(Invalid):
        clerk.api.deliveries.received(-1)


def test_only_the_orderer_hands_over(city: City, journal: ReportRun) -> None:
    controller = city.sign_in("controller")
    with pytest.raises((Missing, NotAllowed)):
        controller.api.deliveries.hand_over(journal.id, handed_to(controller))


def test_whoever_holds_the_sheet_finds_its_figures_by_the_number_on_it(
    city: City, journal: ReportRun, ended: Ended
) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("executor")
    printed = ended(clerk, clerk.api.reports.again(journal.id, Format.PDF))
    for number in (journal.id, printed.id):
        assert clerk.api.reports.numbered(number).id == journal.id
    with pytest.raises(NotAllowed, match=clerk.me.name):
        reader.api.reports.numbered(journal.id)
    clerk.api.deliveries.hand_over(journal.id, handed_to(reader))
    past = reader.api.reports.numbered(journal.id)
    assert (past.id, past.kept) == (journal.id, True)
    with pytest.raises(Missing, match="внизу каждой страницы"):
        reader.api.reports.numbered(ReportRunId(2_000_000_000))
