"""Whatever a person asks, it is the same documents: listed, counted, found, opened, filed, linked, reported, why.

Fifty people, most of them drawn at random, with every ground of access among them.
"""

import random
from collections.abc import Callable, Sequence
from datetime import date

import msgspec
import pytest
from sqlalchemy import Engine, event, select, text

from common.kernel.paging import PAGE_SIZE
from common.registry.classes import NUMBERED, UNREGISTERED, DocumentClass, DocumentState
from common.registry.document import DocumentFilter
from common.registry.views import View
from common.rpc.errors import Missing
from common.search import EVERYTHING, Facet, Narrowing, Order, as_filter
from server.access.sight import sees_little, shape_of, values_of
from server.access.sweep import compact_tallies
from server.assignments.incoming_list import IncomingList
from server.assignments.reports import IncomingJournal
from server.core.clock import Clock
from server.core.service import Context
from server.registry import hits
from server.registry.dispatching import DispatchList, Mailed, PostalList
from server.registry.finding import FindingService
from server.registry.hits import Asked, Source
from server.registry.journal import PeriodAtPlace
from server.registry.links import LinkService
from server.registry.listing import RegisterListing, ViewAsText
from server.registry.models import Document
from server.registry.queries import document_page
from server.registry.readers import file_of_opened_document, visible, visible_document
from server.registry.reports import ElectronicShare
from server.registry.service import RegistryService
from server.registry.why import Why
from server.reports.journal import Journal
from server.reports.report import Cell, Line, Row, Section
from server.search.questions import question

WORD_OF_ALL = "руководитель"
LIMITED = (
    "INSERT INTO person_role (person_id, role_id, place_id, kinds, states) SELECT a.person_id, r.id, p.id,"
    " '{letter,request}', '{registered}' FROM account a, role r, registration_place p"
    " WHERE a.login = 'user120' AND r.title = 'Делопроизводитель' AND p.title LIKE 'Канцелярия%'"
)
LIMITED_DEPUTY = (
    "INSERT INTO substitution (absent_id, deputy_id, since, until, kinds) SELECT m.person_id, a.person_id,"
    " current_date - 1, current_date + 1, '{letter}' FROM account a, account m"
    " WHERE a.login = 'user121' AND m.login = 'deputy'"
)
CONFIDENT_DEPUTY = (
    "INSERT INTO substitution (absent_id, deputy_id, since, until, confidential) SELECT m.person_id, a.person_id,"
    " current_date - 1, current_date + 1, true FROM account a, account m"
    " WHERE a.login = 'user122' AND m.login = 'affairs'"
)
READER = (
    "INSERT INTO file_reader (case_file, person_id, since) SELECT '01-13', person_id, current_date - 1 FROM account"
    " WHERE login = 'user123'"
)
OPEN = (
    "UPDATE document SET access_id = (SELECT id FROM access_set WHERE members = '{0}') WHERE id % 37 = 0"
    " AND restriction = 'none'"
)
FILE = (
    "INSERT INTO content (sha256, size, media_type) SELECT md5(id::text), 1, 'application/pdf' FROM document"
    " ON CONFLICT DO NOTHING"
)
ATTACHED = (
    "INSERT INTO attachment (document_id, file_id, name, role)"
    " SELECT d.id, c.id, 'Письмо.pdf', 'original' FROM document d JOIN content c ON c.sha256 = md5(d.id::text)"
)
LINKED = (
    "INSERT INTO document_link (later_id, earlier_id, type, person_id, at)"
    " SELECT d.id, e.id, 'related', 1, now() FROM document d JOIN document e"
    " ON e.id = (SELECT max(p.id) FROM document p WHERE p.id < d.id - 3)"
)
STATES = tuple(DocumentState)
EVERY = DocumentFilter(document_class=None, states=STATES)
YEARS = ("2025", "2026")  # of which the city's documents are
EVER = PeriodAtPlace(since=date(2000, 1, 1), until=date(2100, 1, 1))
ASKED_WHY = 40  # documents for each person
GATED = text("SELECT document_id, file_id FROM attachment ORDER BY document_id")


@pytest.fixture(scope="module")
def template(whole: str) -> str:
    return whole


@pytest.fixture(scope="module")
def varied(engine: Engine) -> None:
    """A city with every ground of access in it."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO access_set (members) VALUES ('{0}') ON CONFLICT DO NOTHING"))
        for statement in (LIMITED, LIMITED_DEPUTY, CONFIDENT_DEPUTY, READER, OPEN, FILE, ATTACHED, LINKED):
            connection.execute(text(statement))


def logins() -> list[str]:
    named = ["mayor", "deputy", "affairs", "registrar", "registrar2", "registrar4", "assistant", "admin", "outsider"]
    special = ["user120", "user121", "user122", "user123"]
    drawn = random.Random(3).sample([f"user{n:03d}" for n in range(124, 300)], 25)
    heads = random.Random(4).sample([f"user{n:03d}" for n in range(7, 42)], 12)
    return [*named, *special, *drawn, *heads]


def listed(context: Context, chosen: DocumentFilter) -> tuple[int, list[int]]:
    """Every page of the register, one after the other."""
    ids: list[int] = []
    page = RegistryService(context).documents(chosen)
    total = page.total
    while page.rows:
        ids += [row.id for row in page.rows]
        page = RegistryService(context).documents(chosen, len(ids), PAGE_SIZE)
    return total, ids


@pytest.mark.parametrize("login", logins())
def test_listed_counted_found_opened_and_their_files_are_the_same(
    varied: None, as_person: Callable[[str], Context], login: str
) -> None:
    context = as_person(login)
    session, caller = context.session, context.caller
    total, ids = listed(context, EVERY)
    assert total == len(ids) == len(set(ids))
    of_classes = [listed(context, DocumentFilter(document_class=each, states=STATES)) for each in DocumentClass]
    assert sorted(ids) == sorted(each for _, of_class in of_classes for each in of_class)
    filtered_total, filtered = listed(context, DocumentFilter(without_resolution=True))
    assert filtered_total == len(filtered)
    assert set(filtered) <= set(ids)
    registered_total, registered = listed(context, DocumentFilter(document_class=None))
    assert registered_total == len(registered)
    found = [each for year in YEARS for each in all_found(context, "", Narrowing(year=year))]
    counts = [FindingService(context).count("", Narrowing(year=year), exact=True).total for year in YEARS]
    assert sum(counts) == len(found)
    assert sorted(found) == sorted(registered)
    unnumbered = listed(context, DocumentFilter(document_class=None, states=tuple(UNREGISTERED)))[1]
    everywhere = all_found(context, WORD_OF_ALL)
    by_words = listed(context, as_filter(WORD_OF_ALL, EVERYTHING))[1]
    assert sorted(everywhere) == sorted(by_words)
    assert set(everywhere) - set(unnumbered) <= set(registered)
    everything = session.execute(GATED).all()
    every = list(dict.fromkeys(row.document_id for row in everything))
    assert [document_id for document_id in every if opens(context, document_id)] == sorted(ids)
    gated = [row.document_id for row in everything if file_of_opened_document(session, caller, row.file_id)]
    assert gated == [row.document_id for row in everything if row.document_id in set(ids)]
    why = Why(context, None)
    asked = every[:: len(every) // ASKED_WHY]
    explained = [document_id for document_id in asked if why.explain(caller.me.id, document_id).visible]
    assert explained == sorted(set(asked) & set(ids))


def all_found(context: Context, text: str, narrowing: Narrowing = EVERYTHING, order: Order = Order.NEWEST) -> list[int]:
    """Every page of hits, one after the other."""
    search = FindingService(context)
    page = search.find(text, narrowing, order)
    ids = [hit.document_id for hit in page.rows]
    while page.next is not None:
        page = search.find(text, narrowing, order, page.next)
        ids += [hit.document_id for hit in page.rows]
    assert len(ids) == len(set(ids))
    return ids


@pytest.mark.parametrize("login", ["registrar", "deputy", "user200", "user120", "user122", "affairs", "outsider"])
def test_a_facet_counts_what_it_leads_to_and_nothing_hidden(
    varied: None, as_person: Callable[[str], Context], login: str
) -> None:
    context = as_person(login)
    search = FindingService(context)
    for text_asked in ("школа", "26/12", "", "руководитель 01-26*"):
        narrowing = EVERYTHING if text_asked else Narrowing(year="2026")
        counted = search.count(text_asked, narrowing, exact=True)
        assert not counted.more
        for value in counted.values:
            narrowed = narrowing.with_facet(value.facet, value.key)
            ids = all_found(context, text_asked, narrowed, Order.RELEVANT)
            assert len(ids) == value.documents == search.count(text_asked, narrowed, exact=True).total, value
            total, in_register = listed(context, as_filter(text_asked, narrowed))
            assert (total, sorted(in_register)) == (value.documents, sorted(ids)), value
        numbered = msgspec.structs.replace(as_filter(text_asked, narrowing), states=tuple(NUMBERED))
        totals = {Facet.KIND: counted.total} | dict.fromkeys((Facet.JOURNAL, Facet.YEAR), listed(context, numbered)[0])
        for facet, total in totals.items():
            assert sum(value.documents for value in counted.values if value.facet is facet) == total


@pytest.mark.parametrize("login", ["registrar", "deputy", "user200", "user120", "user122", "outsider"])
def test_wherever_hits_are_looked_for_they_are_the_same(
    varied: None, as_person: Callable[[str], Context], login: str
) -> None:
    """What a large archive asks of one source after the other, each of them gives here."""
    context = as_person(login)
    caller = context.caller
    for words in (WORD_OF_ALL, "школа", "26"):
        asked = question(context.session, words)
        last = len(asked.steps) - 1
        values = {"step": asked.query, "earlier": " | ".join(asked.steps[:-1]), **values_of(caller)}
        pages, counts = [], []
        for source in Source:
            form = Asked(earlier=bool(last))
            page = hits.page(source, form, shape_of(caller), gathers=sees_little(caller))
            rows = context.session.execute(page, values).all()
            pages.append([row.document_id for row in rows if row.document_id is not None])
            figures = hits.figures(source, Asked(), shape_of(caller), gathers=sees_little(caller), exact=True)
            counted = context.session.execute(figures, values).all()
            counts.append({str((row.by, row.kind, row.journal_id, row.unit_id, row.year, row.documents))
                           for row in counted})  # fmt: skip
        assert pages == [pages[0]] * len(Source), words
        assert counts == [counts[0]] * len(Source), words


def cells_of(line: Line) -> Sequence[Cell]:
    """Of a row of a report, which may lead to its document."""
    assert not isinstance(line, Section)
    return line.cells if isinstance(line, Row) else line


@pytest.mark.parametrize("login", logins())
def test_reports_lists_links_and_cards_show_the_same(
    varied: None, engine: Engine, as_person: Callable[[str], Context], login: str
) -> None:
    context = as_person(login)
    total, ids = listed(context, DocumentFilter())  # letters that have come
    lines = [line for line in IncomingJournal().rows(context, EVER) if not isinstance(line, Section)]
    assert sum(cells_of(line)[0] is not None for line in lines) == total
    view = View(title="", register="registry.documents", columns=["number"])
    taken_away = RegisterListing().rows(context, ViewAsText(msgspec.json.encode(view).decode()))
    assert sorted(cells_of(row)[0] for row in taken_away) == sorted(numbers(context, ids))
    seen = set(listed(context, EVERY)[1])
    for document_id in ids[:: max(1, len(ids) // 5)]:
        assert RegistryService(context).card(document_id).id == document_id
        links = LinkService(context).of(document_id)
        ends = neighbours(engine, document_id)
        assert {linked.document_id for linked in links.rows} == ends & seen
        assert links.unseen == len(ends - seen)
    if ids:
        assert {document.id for document in LinkService(context).chain(ids[0]).documents} <= seen


@pytest.mark.parametrize(("report", "asked"), [
    (IncomingJournal(), EVER), (IncomingList(), EVER), (DispatchList(), EVER), (ElectronicShare(), EVER),
    (PostalList(), Mailed(date(2026, 11, 23))),
])  # fmt: skip
def test_a_report_of_a_period_finds_the_sets_of_its_orderer_once(
    varied: None, as_person: Callable[[str], Context], report: Journal, asked: object
) -> None:
    context, said = as_person("user010"), []

    def heard(connection: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    event.listen(context.session.get_bind(), "before_cursor_execute", heard)
    list(report.rows(context, asked))
    report.lines(context, asked)
    event.remove(context.session.get_bind(), "before_cursor_execute", heard)
    assert any("access_set" in each for each in said)
    assert not [each for each in said if "access_set.id = document.access_id" in each]


def numbers(context: Context, ids: list[int]) -> list[str]:
    return list(context.session.scalars(select(Document.number).where(Document.id.in_(ids))))


def neighbours(engine: Engine, document_id: int) -> set[int]:
    both = "SELECT earlier_id FROM document_link WHERE later_id = :id UNION SELECT later_id FROM document_link WHERE"
    with engine.connect() as connection:
        return set(connection.scalars(text(f"{both} earlier_id = :id"), {"id": document_id}))


def test_fifty_people_are_asked() -> None:
    assert len(set(logins())) >= 50


def opens(context: Context, document_id: int) -> bool:
    try:
        visible_document(context.session, context.caller, document_id)
    except Missing:
        return False
    return True


@pytest.mark.parametrize("login", ["registrar", "deputy", "user200", "affairs"])
def test_a_page_in_the_middle_continues_the_one_before(
    varied: None, as_person: Callable[[str], Context], login: str
) -> None:
    context = as_person(login)
    _, ids = listed(context, DocumentFilter())
    for offset in range(0, len(ids), 7):
        page = document_page(context.session, context.caller, DocumentFilter(), Clock().today(), offset, 5)
        assert [row.id for row in page.rows] == ids[offset : offset + 5]
    assert document_page(context.session, context.caller, DocumentFilter(), Clock().today(), len(ids), 5).rows == []


def test_tallies_agree_with_the_documents_after_compaction(varied: None, engine: Engine, as_person) -> None:
    from_tallies = text("SELECT document_class, state, sum(documents) FROM place_tally GROUP BY 1, 2 ORDER BY 1, 2")
    from_documents = text("SELECT document_class, state, count(*) FROM document GROUP BY 1, 2 ORDER BY 1, 2")
    context = as_person("registrar")
    before = listed(context, DocumentFilter())
    compact_tallies(context)
    context.session.commit()
    with engine.connect() as connection:
        assert connection.execute(from_tallies).all() == connection.execute(from_documents).all()
    assert listed(context, DocumentFilter()) == before
    assert context.session.query(Document).filter(visible(context.caller)).count() >= before[0]
