"""The registers beside the documents are taken away as their windows show them, to the last row."""

import io
import itertools

import msgspec
import openpyxl
import pypdfium2
from msgspec import Struct
from sqlalchemy import Engine, text

from common.approvals.waiting import Desk, WaitingFilter
from common.assignments.cards import Folder
from common.assignments.orders import ResolutionDraft
from common.assignments.selection import AssignmentFilter, FolderTaken, Order
from common.correspondents import DirectoryFilter
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.wording import day
from common.registry.card import Restriction
from common.registry.document import QueueFilter
from common.registry.ledger import LedgerFilter
from common.registry.papers import DispatchFilter, Handover, OutstandingFilter
from common.registry.shelf import ShelfFilter
from common.reports import Format
from server import app
from server.core.settings import Settings
from server.registry.service import RegistryService
from tests.city import TODAY, City, Signed
from tests.factories.approvals import memo_of, of

TEN_DAYS = DeadlineRule(title="Десять дней", count=Count.CALENDAR, amount=10)
SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}


def taken(make, signed: Signed, report: str, chosen: Struct, headings: tuple[str, ...]) -> list[list[object]]:
    """The rows below the headings."""
    made = make(signed, report, Format.XLSX, chosen=msgspec.json.encode(chosen).decode())
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(made)).active.iter_rows()]
    head = next(n for n, row in enumerate(rows) if tuple(row[: len(headings)]) == headings)
    below = list(itertools.takewhile(any, rows[head + 1 :]))
    return [row for row in below if not str(row[0]).startswith("Строк нет")]


def whole(read) -> list[Struct]:
    """Every row that the window would page through."""
    rows: list[Struct] = []
    while found := read(len(rows), 500).rows:
        rows += found
    return rows


def test_correspondents_are_taken_by_the_filter_of_the_window(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    for chosen in (DirectoryFilter(), DirectoryFilter(text="министерство")):
        shown = whole(lambda offset, limit, chosen=chosen: clerk.api.correspondents.directory(chosen, offset, limit))
        rows = taken(make, clerk, "correspondents.taken", chosen, ("Наименование", "Краткое"))
        assert [row[0] for row in rows] == [each.name for each in shown]


def test_the_book_of_numbers_is_taken_whole(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    clerk.register()
    chosen = LedgerFilter(year=TODAY.year)
    shown = whole(lambda offset, limit: clerk.api.numbers.ledger(chosen, offset, limit))
    rows = taken(make, clerk, "registry.taken_ledger", chosen, ("Номер", "Значение"))
    assert [row[0] for row in rows] == [each.number for each in shown]


def test_the_queue_is_narrowed_by_words_and_taken_as_it_is_shown(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    plain, secret = (clerk.api.registry.new_draft(clerk.place) for _ in range(2))
    clerk.api.registry.save(plain, 1, clerk.letter(summary="О ледовых переправах"))
    clerk.api.registry.save(secret, 1, clerk.letter(summary="О ледовых переправах, тайно", **SECRET))
    chosen = QueueFilter(text="переправах ледов")
    shown = clerk.api.registry.unregistered(0, 100, chosen)
    assert (shown.total, [each.id for each in shown.rows]) == (2, [plain, secret])
    assert clerk.api.registry.unregistered(0, 100, QueueFilter(text="нет таких слов")).total == 0
    rows = taken(make, clerk, "registry.taken_queue", chosen, ("Поступил", "Вид"))
    assert [row[6] for row in rows] == ["О ледовых переправах", "Для служебного пользования"]
    assert [bool(row[5]) for row in rows] == [True, False]


def test_what_was_read_of_a_restricted_letter_is_not_taken_away(
    city: City, make, settings: Settings, engine: Engine
) -> None:
    clerk = city.sign_in("registrar")
    drafts = [clerk.api.registry.new_draft(clerk.place) for _ in range(2)]
    clerk.api.registry.save(drafts[1], 1, clerk.letter(summary="", correspondent_id=None, **SECRET))
    read = {"correspondent": "ООО «Чайка»", "summary": "О чаячьих гнёздах"}
    with app.works(settings, engine=engine).transaction() as context:
        for each in drafts:
            RegistryService(context).note_proposed(each, read)
    chosen = QueueFilter(text="чаячьих")
    assert clerk.api.registry.unregistered(0, 100, chosen).total == 2
    rows = taken(make, clerk, "registry.taken_queue", chosen, ("Поступил", "Вид"))
    plain, secret = sorted(((row[5], row[6]) for row in rows), key=lambda row: "Чайка" not in str(row[0]))
    assert plain == ("ООО «Чайка» (прочитано)", "О чаячьих гнёздах (прочитано)")
    assert not secret[0]
    assert "чаячьих" not in str(secret[1])


def test_what_is_at_hand_is_taken_in_its_order_and_its_secrets_stay(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    plain, secret = clerk.register(summary="О карнавале"), clerk.register(summary="Тайное содержание", **SECRET)
    clerk.api.shelf.note_opened(secret)
    clerk.api.shelf.favour(plain, True)
    rows = taken(make, clerk, "registry.taken_shelf", ShelfFilter(), ("Документ", "Вид"))
    assert [row[0] for row in rows] == [row.title for row in clerk.api.shelf.rows()]
    assert [(row[3], row[6]) for row in rows[:2]] == [("О карнавале", "да"), ("Для служебного пользования", "")]


def test_dispatch_is_taken_with_what_it_was_narrowed_by(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    chosen = DispatchFilter(unsent=True)
    shown = whole(lambda offset, limit: clerk.api.papers.dispatch_register(chosen, offset, limit))
    rows = taken(make, clerk, "registry.taken_dispatch", chosen, ("№", "Дата рег."))
    assert [row[0] for row in rows] == [each.number for each in shown]
    pages = pypdfium2.PdfDocument(make(clerk, "registry.taken_dispatch", chosen=msgspec.json.encode(chosen).decode()))
    assert "Отбор: не отправлено" in pages[0].get_textpage().get_text_range()


def test_paper_in_hands_is_taken_without_what_a_restricted_document_says(city: City, make) -> None:
    clerk = city.sign_in("registrar")
    documents = [clerk.register(), clerk.register(summary="Тайное содержание", **SECRET)]
    for each in documents:
        clerk.api.papers.hand_over(each, Handover(person_id=clerk.person("Шелест").id, on=TODAY.date(), knowing=True))
    rows = taken(make, clerk, "registry.taken_outstanding", OutstandingFilter(), ("№", "Экземпляр"))
    numbers = [clerk.api.registry.card(each).number for each in documents]
    assert [row[2] for row in rows if row[0] == numbers[1]] == ["Для служебного пользования"]
    assert [row[2] for row in rows if row[0] == numbers[0]] == [clerk.letter().summary]


def test_a_folder_of_assignments_is_taken_as_the_controller_has_narrowed_it(city: City, make) -> None:
    controller, mayor, executor = (city.sign_in(login) for login in ("controller", "mayor", "executor"))
    secret = city.sign_in("registrar").register(**SECRET, summary="О мобилизации", addressee_ids=[mayor.me.id])
    values = {"text": "Доложить о готовности", "responsible_id": executor.me.id, "controller_id": controller.me.id}
    mayor.api.assignments.resolve(ResolutionDraft(document_id=secret, rule=TEN_DAYS, **values))
    for chosen in (AssignmentFilter(order=Order.RESPONSIBLE, falling=True), AssignmentFilter(text="готовност")):
        shown = controller.api.assignments.folder(Folder.ON_CONTROL, 0, 500, chosen).rows
        asked = FolderTaken(folder=Folder.ON_CONTROL, chosen=chosen)
        rows = taken(make, controller, "assignments.taken", asked, ("Срок", "Дней сверх срока"))
        assert [(f"{row[0]:%d.%m.%Y}", row[5]) for row in rows] == [
            (day(each.due), f"{each.kind}\n{each.document}") for each in shown
        ]
    assert [row[4] for row in rows if row[6] == Restriction.OFFICIAL.label] == [Restriction.OFFICIAL.label]
    assert "О мобилизации" not in str(rows)
    assert "Доложить" not in str(rows)


def test_the_list_of_a_folder_names_the_point_and_both_kinds_of_days_overdue(city: City, make, engine) -> None:
    mayor, executor = city.sign_in("mayor"), city.sign_in("executor")
    letter = city.sign_in("registrar").register()
    values = {"text": "Обнародовать", "responsible_id": executor.me.id, "point": "2.1", "controlled": False}
    given = mayor.api.assignments.resolve(ResolutionDraft(document_id=letter, rule=TEN_DAYS, **values))
    with engine.begin() as connection:
        connection.execute(text("UPDATE assignment SET due = '2026-11-06' WHERE id = :id"), {"id": given})
    asked = FolderTaken(folder=Folder.TO_EXECUTE)
    shown = executor.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows
    late = next(each for each in shown if each.id == given)
    assert late.overdue_days > late.overdue_working_days > 0
    head = ("Срок", "Дней сверх срока", "Из них рабочих", "Пункт", "Поручение")
    rows = taken(make, executor, "assignments.taken", asked, head)
    row = rows[shown.index(late)]
    assert row[1:5] == [late.overdue_days, late.overdue_working_days, "2.1", "Обнародовать"]


def test_what_waits_for_a_visa_is_taken_as_the_folder_shows_it(city: City, make) -> None:
    head, author = city.sign_in("affairs"), city.sign_in("executor")
    memo_of(author, summary="О графике дежурств").send(of(head, days=2))
    for desk, first in ((Desk.VISA, ("Срок визы", "Поступило")), (Desk.SIGNATURE, ("Поступило", "Вид"))):
        chosen = WaitingFilter(desk=desk)
        shown = head.api.waiting.folder(chosen, 0, 500).rows
        rows = taken(make, head, "approvals.taken", chosen, first)
        assert [row[4 if desk is Desk.VISA else 2] for row in rows] == [each.summary for each in shown]
