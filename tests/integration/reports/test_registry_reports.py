"""Journals of what the city wrote, of the numbers nobody bears, and how much of it is electronic."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pypdfium2
import pytest

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.registry.classes import RecordForm
from common.registry.ledger import NumberChoice
from common.registry.links import LinkType
from common.registry.papers import Sending
from common.registry.rules import Action
from common.reports import Format, ReportRun
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City, Signed
from tests.integration.registry.test_projects import passed, project, registered

PERIOD = {"since": f"{Clock().today() - timedelta(days=1)}", "until": f"{Clock().today()}", "place": ""}
ON_PAPER = 5  # a column of the share of electronic documents


def rows_of(workbook: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


def outgoing(city: City, registrar: str = "registrar", **changes: object) -> int:
    author, mayor, clerk = city.sign_in("executor"), city.sign_in("mayor"), city.sign_in(registrar)
    document_id = project(author, clerk.place, **changes)
    passed(author, document_id, Action.SEND_FOR_SIGNING)
    passed(mayor, document_id, Action.SIGN)
    registered(clerk, document_id)
    return document_id


def test_the_journal_of_outgoing_letters_names_addressees_and_what_they_answer(
    city: City, make: Callable[..., bytes]
) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    answer = outgoing(city, summary="Об ответе на представление")
    clerk.api.links.link(answer, letter, LinkType.REPLY)
    number, asked = (clerk.api.registry.card(each).number for each in (answer, letter))
    [row] = [row for row in rows_of(make(clerk, "registry.outgoing_journal", Format.XLSX, **PERIOD)) if number in row]
    assert "рокуратур" in row[3]
    assert row[4] == "Об ответе на представление"
    assert asked in row[6]


HEADS = {
    "registry.outgoing_journal": ("Адресаты", "Краткое содержание документа", "Подпись", "В ответ на"),
    "registry.internal_journal": ("Адресаты", "Краткое содержание документа", "Подпись", "В ответ на"),
    "registry.acts_journal": ("Краткое содержание", "Подпись", "Связан с", "Список рассылки"),
}


@pytest.mark.parametrize("code", HEADS)
def test_a_journal_has_exactly_the_columns_of_its_form(city: City, make: Callable[..., bytes], code: str) -> None:
    rows = rows_of(make(city.sign_in("registrar"), code, Format.XLSX, **PERIOD))
    [heads] = [row for row in rows if row[0] == "№ п/п"]
    assert heads == ["№ п/п", "Номер", "Дата", *HEADS[code]]


def test_the_journal_of_several_places_is_one_for_each_in_the_order_of_its_numbers(
    city: City, make: Callable[..., bytes]
) -> None:
    mayor = city.sign_in("mayor")
    outgoing(city)
    outgoing(city, "registrar2")
    rows = rows_of(make(mayor, "registry.outgoing_journal", Format.XLSX, **PERIOD))
    form = next(form for form in mayor.api.reports.centre() if form.code == "registry.outgoing_journal")
    [place] = [parameter for parameter in form.parameters if parameter.name == "place"]
    titles = [title for _, title in place.choices]
    found = [row[0] for row in rows if row[0] in titles]
    assert len(found) > 1
    assert found == sorted(set(found))


def test_the_journal_of_internal_papers_has_a_section_for_each_kind(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    number = clerk.api.registry.card(outgoing(city, kind="memo")).number
    rows = rows_of(make(clerk, "registry.internal_journal", Format.XLSX, **PERIOD))
    own = next(place for place, row in enumerate(rows) if number in row)
    section = next(row for row in reversed(rows[:own]) if row[0] and not row[1].strip())
    assert section[0] == "Служебная записка"


def test_the_journal_of_missing_numbers_explains_every_one_of_them(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    journal = next(row for row in clerk.api.numbers.journals() if row.draft.title.startswith("Входящие"))
    kept = clerk.api.numbers.reserve(journal.id, 3, None, "Для приёма граждан")
    last = kept[-1].value
    number = f"{journal.draft.code}-{Clock().today():%y}/{last + 2:06d}"
    document_id = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.register(
        document_id, 1, clerk.letter(), "", NumberChoice(number=number, reason="Указание мэра", skips=True)
    )
    year = str(Clock().today().year)
    [gone] = clerk.api.numbers.reserve(journal.id, 1, None, "Для конференции")
    clerk.api.numbers.release(journal.id, gone.year, "", gone.value, "Не понадобился")
    rows = rows_of(make(clerk, "registry.missing_numbers", Format.XLSX, year=year, journal=str(journal.id)))
    explained = {row[2]: row for row in rows if len(row) > 6}
    at_once = f"{kept[0].number} — {kept[-1].number}"
    assert (float(explained[at_once][3]), explained[at_once][4]) == (3, "Зарезервирован")
    assert explained[at_once][7].startswith("Для приёма граждан")
    skipped = f"{journal.draft.code}-{Clock().today():%y}/{last + 1:06d}"
    assert explained[skipped][4] == "Пропущен"
    assert number not in explained
    assert explained[gone.number][4:8:3] == ["Резерв снят", "Не понадобился"]
    assert explained[gone.number][8].startswith("зарезервирован ")
    assert explained[gone.number][8].endswith(f"{gone.person}: Для конференции")


def test_the_share_of_electronic_documents_counts_paper_by_kind_and_department(
    city: City, make: Callable[..., bytes]
) -> None:
    clerk = city.sign_in("registrar")
    paper = {"form": RecordForm.PAPER, "form_basis": "Постановление № 5-п", "paper_place": "Шкаф 3"}
    for changes in ({"kind": "protest"}, {"kind": "protest", **paper}):
        clerk.register(**changes)
    place = {**PERIOD, "place": str(clerk.place)}
    made = make(clerk, "registry.electronic_share", Format.XLSX, **place)
    rows = list(openpyxl.load_workbook(io.BytesIO(made), data_only=True).active.iter_rows(values_only=True))
    begins = next(number for number, row in enumerate(rows) if row[0] == "Протест")
    every, electronic, mixed, on_paper = rows[begins + 1][2:6]
    assert every == electronic + mixed + on_paper
    assert on_paper >= 1
    total = next(row for row in rows if row[1] == "ВСЕГО")
    assert total[6] == round(100 * total[3] / total[2], 1)
    formulas = next(row for row in rows_of(made) if row[1] == "ВСЕГО")
    assert all(cell.startswith("=SUBTOTAL(9,") for cell in formulas[2:6])


def test_a_figure_of_the_share_of_electronic_documents_opens_those_documents(
    city: City, ended: Callable[..., ReportRun]
) -> None:
    clerk = city.sign_in("registrar")
    paper = {"form": RecordForm.PAPER, "form_basis": "Постановление № 5-п", "paper_place": "Шкаф 3"}
    kept = clerk.register(kind="protest", **paper)
    asked = {**PERIOD, "place": str(clerk.place)}
    run = ended(clerk, clerk.api.reports.run("registry.electronic_share", asked, Format.SCREEN))
    lines = clerk.api.reports.lines(run.id, 0, 200).rows
    [of_kind] = [line for line in lines if "Итого: Протест" in line.cells]
    behind = clerk.api.reports.behind(run.id, of_kind.id, ON_PAPER, 0, 500)
    assert kept in [row.id for row in behind.rows]
    assert str(behind.total) == of_kind.cells[ON_PAPER]


def test_the_dispatch_list_has_what_went_out_with_its_sheets(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    letter = outgoing(city, sheets=4)
    [dispatch] = clerk.api.papers.dispatches(letter)
    sending = Sending(delivery="post", sent_on=Clock().today(), track="64400012", remark="заказным")
    clerk.api.papers.send(letter, [dispatch.id], sending)
    rows = rows_of(make(clerk, "registry.dispatch_list", Format.XLSX, **PERIOD))
    assert ["№ п/п", "Исх. №", "Адресат", "Вид отправки", "Кол-во экз./листов", "Дата", "Отметка"] in rows
    [row] = [row for row in rows if row[1:2] == [clerk.api.registry.card(letter).number]]
    assert "рокуратур" in row[2]
    assert row[3:5] == ["Почта", "1/4"]
    assert row[6] == "64400012\nзаказным"


def test_form_103_has_what_is_handed_to_the_post_that_day_and_writes_out_the_number(
    city: City, make: Callable[..., bytes], made: list[str]
) -> None:
    clerk, today = city.sign_in("registrar"), Clock().today()
    for delivery, track in (("registered_post", "64400111"), ("registered_post", "64400112"), ("email", "")):
        letter = outgoing(city)
        [dispatch] = clerk.api.papers.dispatches(letter)
        clerk.api.papers.send(letter, [dispatch.id], Sending(delivery=delivery, sent_on=today, track=track))
    asked = {"day": f"{today}", "number": "17", "place": str(clerk.place), "delivery": "registered_post",
             "item": "Письмо", "category": "Заказное", "office": "ОПС Северогорск 644042"}  # fmt: skip
    rows = rows_of(make(clerk, "registry.form_103", Format.XLSX, **asked))
    assert [
        "№№ п/п", "Адресат (Ф.И.О., почтовый адрес)", "ШПИ", "Вес (кг)", "Сумма объявленной ценности",
        "Сумма наложенного платежа", "без НДС", "с НДС", "Примечание",
    ] in rows  # fmt: skip
    items = [row for row in rows if row[0] in {"1", "2", "3"}]
    assert [row[2] for row in items] == ["64400111", "64400112"]
    assert all("рокуратур" in row[1] for row in items)
    said = [row[0] for row in rows]
    assert f"Список № 17 внутренних почтовых отправлений от {today:%d.%m.%Y}" in said
    assert "Вид РПО: письмо; категория РПО: заказное" in said
    assert "Наименование и индекс места приёма: ОПС Северогорск 644042" in said
    assert "Общее количество РПО: 2 (два)." in said
    assert made == [f"Форма 103 № 17 {today:%d.%m.%Y}.xlsx"]
    with pytest.raises(Invalid) as refused:
        clerk.api.reports.run("registry.form_103", {**asked, "number": " "})
    assert [problem.field for problem in refused.value.problems] == ["number"]


def test_form_103_has_nothing_that_does_not_go_by_post(city: City, make: Callable[..., bytes]) -> None:
    clerk, today = city.sign_in("registrar"), Clock().today()
    [form] = [each for each in clerk.api.reports.centre() if each.code == "registry.form_103"]
    [delivery] = [each for each in form.parameters if each.name == "delivery"]
    assert delivery.choices == [("", "Все почтовые"), ("post", "Почта"), ("registered_post", "Заказное письмо")]
    sent = {"post": "64400201", "email": "письмом", "by_hand": "под роспись", "registered_post": "64400202"}
    for kind, track in sent.items():
        letter = outgoing(city)
        [dispatch] = clerk.api.papers.dispatches(letter)
        clerk.api.papers.send(letter, [dispatch.id], Sending(delivery=kind, sent_on=today, track=track))
    rows = rows_of(make(clerk, "registry.form_103", Format.XLSX, day=f"{today}", number="18"))
    tracks = [row[2] for row in rows if row[0].isdigit()]
    assert {"64400201", "64400202"} <= set(tracks)
    assert not {"письмом", "под роспись"} & set(tracks)
    assert [row[0] for row in rows if row[0].startswith(f"Всего РПО: {len(tracks)};")]
    with pytest.raises(Invalid) as refused:
        clerk.api.reports.run("registry.form_103", {"day": f"{today}", "number": "19", "delivery": "email"})
    assert [problem.field for problem in refused.value.problems] == ["delivery"]


def test_the_journal_has_a_line_for_every_number_that_was_given(city: City, make: Callable[..., bytes]) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register(summary="О ремонте фонтана")
    old = clerk.api.registry.card(letter)
    fresh = clerk.api.numbers.renumber(letter, old.version, NumberChoice(reason="Ошибка журнала"))
    clerk.api.numbers.cancel(letter, fresh.version, "Поступило по ошибке")
    later = clerk.api.registry.card(clerk.register()).number
    printed = rows_of(make(clerk, "assignments.incoming_journal", Format.XLSX, **PERIOD))
    lines = {row[1].rpartition("№ ")[2]: row for row in printed if "№ " in row[1]}
    assert [each for each in lines if each in {old.number, fresh.number, later}] == [old.number, fresh.number, later]
    today = f"{Clock().today():%d.%m.%Y}"
    replaced = f"документ перенумерован, новый № {fresh.number} ({today}, {clerk.me.name}: Ошибка журнала)"
    assert lines[old.number][2:4] == ["", replaced]
    cancelled = f"регистрация отменена {today}, {clerk.me.name}: Поступило по ошибке"
    assert lines[fresh.number][3] == f"{cancelled}\nО ремонте фонтана"


def test_the_card_of_a_cancelled_document_says_who_cancelled_it_and_what_it_was_called(
    city: City, make: Callable[..., bytes]
) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    old = clerk.api.registry.card(letter)
    fresh = clerk.api.numbers.renumber(letter, old.version, NumberChoice(reason="Ошибка журнала"))
    said = card_of(clerk, letter, make)
    assert f"Прежние номера № {old.number}: документ перенумерован, новый № {fresh.number}" in said
    assert "отменена" not in said
    clerk.api.numbers.cancel(letter, fresh.version, "Поступило по ошибке")
    today = f"{Clock().today():%d.%m.%Y}"
    said = card_of(clerk, letter, make)
    assert f"Регистрация отменена {today}, {clerk.me.name}: Поступило по ошибке" in said


def test_the_card_of_a_paper_document_names_the_ground_and_the_place_of_the_paper(
    city: City, make: Callable[..., bytes]
) -> None:
    clerk = city.sign_in("registrar")
    paper = {"form": RecordForm.PAPER, "form_basis": "Постановление № 5-п", "paper_place": "Шкаф 3"}
    said = card_of(clerk, clerk.register(**paper), make)
    assert "Только бумажная. Постановление № 5-п. Подлинник: Шкаф 3" in said


def card_of(clerk: Signed, document_id: int, make: Callable[..., bytes]) -> str:
    with pypdfium2.PdfDocument(make(clerk, "assignments.control_card", document=str(document_id))) as pages:
        text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_list_of_incoming_letters_stands_by_control_terms_with_all_resolutions(
    city: City, make: Callable[..., bytes]
) -> None:
    clerk, mayor, executor = (city.sign_in(each) for each in ("registrar", "mayor", "executor"))
    later, sooner = (
        clerk.register(summary="О списке", control_due=Clock().today() + timedelta(days=days)) for days in (20, 10)
    )
    for text in ("Доложить", "Подготовить ответ"):
        rule = DeadlineRule(title="Пять дней", count=Count.CALENDAR, amount=5)
        values = {"text": text, "responsible_id": executor.me.id, "controlled": False, "rule": rule}
        mayor.api.assignments.resolve(ResolutionDraft(document_id=sooner, **values))
    rows = rows_of(make(clerk, "assignments.incoming_list", Format.XLSX, **PERIOD))
    head = next(number for number, row in enumerate(rows) if row[0] == "№ п/п")
    assert rows[head] == [
        "№ п/п", "Контрольный срок", "Дата и номер у контрагента", "Корреспондент", "Вид/дата/номер",
        "Краткое содержание", "Резолюция/поручение", "Срок исп-ия", "Исполнители",
    ]  # fmt: skip
    body = rows[head + 1 :]
    place = {number: next(at for at, row in enumerate(body) if clerk.api.registry.card(number).number in row[4])
             for number in (sooner, later)}  # fmt: skip
    assert place[sooner] < place[later]
    first, second = body[place[sooner]], body[place[sooner] + 1]
    assert [first[6], second[6]] == ["Доложить", "Подготовить ответ"]
    assert second[:6] == [""] * 6
    assert executor.me.name in second[8]
