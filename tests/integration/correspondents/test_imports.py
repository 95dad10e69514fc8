"""Imports: guessed columns, a trial, an account of every row, and nothing twice."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from msgspec.structs import replace

from common.correspondents import DirectoryFilter, ImportDraft, ImportRow, Outcome, Sheet
from common.jobs import JobState
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City, Signed

HEAD = ["Наименование", "Краткое наименование", "ИНН", "КПП", "Адрес", "Группа", "Лишнее"]
ROWS = [
    ["АО «Импорт Один»", "АО «ИО»", "7707083893", "773601001", "г. Москва", "Поставщики", "x"],
    ["ООО «Импорт Два»", "", "7736050003", "", "г. Омск", "", ""],
    ["ООО «Импорт Три»", "", "7736050004", "", "", "", ""],
    ["", "", "", "", "без имени", "", ""],
    ["АО «Импорт Один»", "АО «ИО»", "7707083893", "773601001", "г. Москва", "Поставщики", "x"],
]
Bring = Callable[..., ImportRow]


def xlsx(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def text(rows: list[list[str]], delimiter: str, encoding: str) -> bytes:
    return "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows).replace('"', '"').encode(encoding)


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


@pytest.fixture
def bring(city: City, clerk: Signed, eventually) -> Bring:
    if not city.served.workers:
        city.served.start_worker()

    def brought(content: bytes, name: str = "Поставщики.xlsx", *, trial: bool = False) -> ImportRow:
        file_id = clerk.bring(content, name)
        preview = clerk.api.imports.preview(file_id)
        fields = [column.field for column in preview.columns]
        order = ImportDraft(file_id=file_id, sheet=preview.sheet, fields=fields, trial=trial)
        import_id = clerk.api.imports.order(order)
        run = clerk.api.imports.one(import_id)
        eventually(lambda: clerk.api.jobs.job(run.job_id).state not in {JobState.QUEUED, JobState.RUNNING})
        job = clerk.api.jobs.job(run.job_id)
        assert job.state is JobState.DONE, job.message
        return clerk.api.imports.one(import_id)

    return brought


def counts(run: ImportRow) -> tuple[int, int, int, int]:
    return run.added, run.changed, run.same, run.refused


def test_columns_are_guessed_from_every_kind_of_file(clerk: Signed) -> None:
    for content, name, encoding, delimiter in (
        (xlsx([HEAD, *ROWS]), "a.xlsx", "", ""),
        (text([HEAD, *ROWS], ";", "utf-8-sig"), "a.csv", "utf-8", ";"),
        (text([HEAD, *ROWS], ",", "cp1251"), "b.csv", "cp1251", ","),
        (text([HEAD, *ROWS], "\t", "utf-8"), "c.csv", "utf-8", "\t"),
    ):
        preview = clerk.api.imports.preview(clerk.bring(content, name))
        fields = [column.field for column in preview.columns]
        assert fields == ["name", "short_name", "tax_number", "tax_reason", "address", "group", ""], name
        assert (preview.sheet.encoding, preview.sheet.delimiter) == (encoding, delimiter)
        assert preview.columns[0].samples[0] == "АО «Импорт Один»"


def test_a_trial_changes_nothing_then_every_row_is_accounted_for_once(clerk: Signed, bring: Bring) -> None:
    content = xlsx([HEAD, *ROWS])
    known = clerk.api.correspondents.directory(DirectoryFilter()).total
    trial = bring(content, trial=True)
    assert counts(trial) == (2, 0, 1, 2)
    assert clerk.api.correspondents.directory(DirectoryFilter()).total == known
    run = bring(content)
    assert counts(run) == (2, 0, 1, 2)
    account = {row.id: row for row in clerk.api.imports.account(run.id).rows}
    assert [account[number].outcome for number in range(2, 7)] == ["added", "added", "refused", "refused", "same"]
    assert (account[4].column, "опечатка" in account[4].reason) == ("ИНН", True)
    assert account[5].column == "Наименование"
    [row] = clerk.api.correspondents.directory(DirectoryFilter(text="импорт один")).rows
    assert (row.tax_number, row.groups) == ("7707083893", "Поставщики")
    assert clerk.api.correspondents.like("импорт два")[0].address == "г. Омск"
    assert counts(bring(content)) == (0, 0, 3, 2)
    assert clerk.api.correspondents.directory(DirectoryFilter()).total == known + 3  # with the group


def test_the_account_is_taken_away_as_a_spreadsheet(city: City, clerk: Signed, bring: Bring) -> None:
    run = bring(xlsx([HEAD, *ROWS]))
    book = openpyxl.load_workbook(io.BytesIO(clerk.fetch(run.account_id).content))
    rows = list(book.active.iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows] == [2, 3, 4, 5, 6]
    assert rows[2][1] == Outcome.REFUSED.label
    assert city.sign_in("executor").fetch(run.account_id).status_code == 404


def test_a_changed_row_changes_the_entry_and_says_which_fields(clerk: Signed, bring: Bring) -> None:
    bring(text([HEAD, ["АО «Меняющееся»", "", "", "", "старый адрес", "", ""]], ";", "cp1251"), "x.csv")
    run = bring(text([["Наименование", "Адрес"], ["ао меняющееся", "новый адрес"]], ";", "utf-8"), "y.csv")
    assert counts(run) == (0, 1, 0, 0)
    [row] = clerk.api.imports.account(run.id, Outcome.CHANGED).rows
    assert row.reason.endswith("; Адрес: «старый адрес» → «новый адрес».")
    assert clerk.api.correspondents.like("меняющееся")[0].address == "новый адрес"


@pytest.mark.parametrize("trial", [True, False], ids=["trial", "in earnest"])
def test_a_row_repeated_in_the_file_names_the_row_that_it_repeats(clerk: Signed, bring: Bring, trial: bool) -> None:
    once = ["АО «Повторное»" if trial else "АО «Вновь повторное»", "", "", "", "г. Омск", "", ""]
    run = bring(xlsx([HEAD, once, ROWS[1], once, [*once[:4], "г. Томск", "", ""]]), trial=trial)
    said = {row.id: (row.outcome, row.reason) for row in clerk.api.imports.account(run.id).rows}
    assert said[4] == (Outcome.SAME, "Повтор строки 2.")
    assert said[5] == (Outcome.CHANGED, "Адрес: «г. Омск» → «г. Томск». Повтор строки 2.")


@pytest.mark.parametrize("trial", [True, False], ids=["trial", "in earnest"])
def test_a_row_repeats_none_that_was_refused_and_a_refused_row_joins_no_group(
    clerk: Signed, bring: Bring, trial: bool
) -> None:
    inn = "7702070139"
    bring(xlsx([HEAD, ["АО «Занятое имя»", "", "", "", "", "", ""], ["АО «Владелец»", "", inn, "", "", "", ""]]))
    refused = ["АО «Занятое имя»", "", inn, "", "", "Чужая группа", ""]
    street = "г. Омск" if trial else "г. Томск"
    run = bring(xlsx([HEAD, refused, ["АО «Владелец»", "", inn, "", street, "", ""]]), trial=trial)
    said = {row.id: (row.outcome, row.reason) for row in clerk.api.imports.account(run.id).rows}
    assert said[2][0] is Outcome.REFUSED
    assert said[3] == (Outcome.CHANGED, f"Адрес: пусто → «{street}».")
    [row] = clerk.api.correspondents.directory(DirectoryFilter(text="владелец")).rows
    assert row.groups == ""


@pytest.mark.parametrize("trial", [True, False], ids=["trial", "in earnest"])
def test_a_row_may_change_its_entry_and_bring_it_into_a_new_group(clerk: Signed, bring: Bring, trial: bool) -> None:
    name = "АО «Пробное групповое»" if trial else "АО «Групповое»"
    bring(xlsx([HEAD, [name, "", "", "", "г. Омск", "", ""]]))
    rows = [[name, "", "", "", street, f"Группа {name}", ""] for street in ("г. Томск", "г. Тула")]
    run = bring(xlsx([HEAD, *rows]), trial=trial)
    assert counts(run) == (0, 2, 0, 0)
    [row] = [row for row in clerk.api.correspondents.directory(DirectoryFilter(text=name)).rows if row.name == name]
    assert row.groups == ("" if trial else f"Группа {name}")


def test_mistaken_orders_are_refused_plainly(city: City, clerk: Signed) -> None:
    file_id = clerk.bring(xlsx([HEAD, *ROWS]), "z.xlsx")
    order = ImportDraft(file_id=file_id, sheet=Sheet(), fields=["name"])
    with pytest.raises(Invalid, match="не те"):
        clerk.api.imports.order(order)
    with pytest.raises(Invalid, match="наименование"):
        clerk.api.imports.order(replace(order, fields=[""] * len(HEAD)))
    with pytest.raises(Invalid, match="не читается"):
        clerk.api.imports.preview(clerk.bring(b"PK\x03\x04\x00\x00 broken", "q.xlsx"))
    with pytest.raises(NotAllowed):
        city.sign_in("executor").api.imports.preview(file_id)
    with pytest.raises(Missing):
        city.sign_in("registrar2").api.imports.preview(file_id)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04\x00\x00 broken", "q.xlsx", "повреждена или загружена не целиком"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "q.xls", "старого вида"),
        (b"%PDF-1.4 table", "q.pdf", "это PDF"),
        ("Наименование;Адрес".encode("utf-16"), "q.csv", "UTF-16"),
        (b"\x00\x01\x02", "q.csv", "не книга Excel"),
    ],
    ids=["truncated", "old book", "pdf", "utf-16", "something else"],
)
def test_a_file_that_is_no_table_is_told_what_it_is(clerk: Signed, content: bytes, name: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        clerk.api.imports.preview(clerk.bring(content, name))


def test_an_archive_that_is_no_book_and_a_damaged_book_are_told_apart(clerk: Signed) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "не таблица")
    with pytest.raises(Invalid, match="не книга Excel"):
        clerk.api.imports.preview(clerk.bring(packed.getvalue(), "q.zip"))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([HEAD, *ROWS]))) as whole, zipfile.ZipFile(packed, "w") as damaged:
        for each in whole.namelist():
            content = whole.read(each)
            damaged.writestr(each, content[: len(content) // 2] if each.endswith("sheet1.xml") else content)
    with pytest.raises(Invalid, match="повреждена"):
        clerk.api.imports.preview(clerk.bring(packed.getvalue(), "q.xlsx"))
