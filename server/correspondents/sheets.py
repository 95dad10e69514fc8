"""Tables that people bring: XLSX and CSV, read row by row as text."""

import csv
import datetime as dt
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from common.correspondents import IMPORT_LABELS, Sheet, SheetColumn
from common.kernel.validation import clean_text
from common.rpc.errors import Invalid

SAMPLES = 3
WIDEST = 200
SYNONYMS = {
    "name": "наименование название полноенаименование полноеназвание корреспондент фио организацияилифио",
    "short_name": "краткоенаименование краткоеназвание сокращенноенаименование сокращение",
    "kind": "вид тип видкорреспондента",
    "tax_number": "инн иннорганизации",
    "tax_reason": "кпп",
    "state_number": "огрн огрнип",
    "address": "адрес почтовыйадрес юридическийадрес местонахождение",
    "email": "email эл почта электроннаяпочта элпочта адресэлектроннойпочты",
    "phone": "телефон тел телефоны",
    "exchange_address": "мэдо адресмэдо идентификатормэдо",
    "post": "должность",
    "organisation": "организация местоработы",
    "group": "группа группы",
    "dative": "комувписьме дательныйпадеж кому",
    "note": "примечание комментарий",
}
FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words.split()}
SAVE_ANEW = "Сохраните её в Excel как «Книга Excel (.xlsx)» или CSV UTF-8 и выберите снова."
NO_BOOK = f"Файл не читается как таблица: это не книга Excel, или она повреждена. {SAVE_ANEW}"
KNOWN = {  # what a file begins with, and what is wrong with it then
    b"\xd0\xcf\x11\xe0": f"Файл не читается: это книга старого вида (.xls) или она закрыта паролем. {SAVE_ANEW}",
    b"PK": f"Файл не читается: книга Excel повреждена или загружена не целиком. {SAVE_ANEW}",
    b"%PDF": f"Файл не читается как таблица: это PDF. Нужна сама таблица. {SAVE_ANEW}",
    b"\xff\xfe": "Файл не читается: он в кодировке UTF-16. Сохраните его как CSV UTF-8 и выберите снова.",
    b"\xfe\xff": "Файл не читается: он в кодировке UTF-16. Сохраните его как CSV UTF-8 и выберите снова.",
}
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)


class SheetFile:
    """A brought file; what its reader does not say is guessed from the first kilobytes."""

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._path = path
        self.is_table = zipfile.is_zipfile(path)
        if not self.is_table:
            _check_plain(path)
        self.sheet = sheet if self.is_table else self._guessed(sheet)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Number in the file and cells of every row that is not empty, the headings left out. Raises Invalid."""
        found = enumerate(self._cells(), start=1)
        if self.sheet.headed:
            next(found, None)
        return ((number, cells) for number, cells in found if any(cells))

    def columns(self) -> list[SheetColumn]:
        """Each column with its title, first values and the field that it seems to hold. Raises Invalid."""
        head = list(itertools.islice(self._cells(), SAMPLES + 1))
        if not head:
            raise Invalid("В файле нет ни одной строки. Проверьте его и выберите снова.")
        width = max(len(cells) for cells in head)
        if width > WIDEST:
            raise Invalid(f"В файле {width} столбцов при пределе {WIDEST}: удалите лишние.")
        padded = [cells + [""] * (width - len(cells)) for cells in head]
        titles = padded[0] if self.sheet.headed else [f"Столбец {number + 1}" for number in range(width)]
        body = padded[1:] if self.sheet.headed else padded
        taken: set[str] = set()
        columns = []
        for place, title in enumerate(titles):
            field = FIELD_OF.get(re.sub(r"[^а-яa-z]", "", title.lower().replace("ё", "е")), "")
            columns.append(SheetColumn(title, "" if field in taken else field, [cells[place] for cells in body]))
            taken.add(field)
        return columns

    def _cells(self) -> Iterator[list[str]]:
        return self._table() if self.is_table else self._lines()

    def _table(self) -> Iterator[list[str]]:
        with self._path.open("rb") as content:
            try:
                book = openpyxl.load_workbook(content, read_only=True, data_only=True)
            except (InvalidFileException, KeyError, ValueError, SyntaxError, OSError, *DAMAGED) as error:
                raise Invalid(NO_BOOK) from error
            page = book.worksheets[0] if book.worksheets else None
            rows = enumerate(page.iter_rows(values_only=True) if page is not None else (), start=1)
            number = 0
            while True:
                try:
                    number, row = next(rows)
                except StopIteration:
                    return
                except (KeyError, ValueError, SyntaxError, OSError, *DAMAGED) as error:
                    raise Invalid(f"Книга повреждена после строки {number}. {SAVE_ANEW}") from error
                cells = [_text(cell) for cell in row]
                while cells and not cells[-1]:
                    cells.pop()
                yield cells

    def _lines(self) -> Iterator[list[str]]:
        encoding = "utf-8-sig" if self.sheet.encoding == "utf-8" else self.sheet.encoding
        try:
            with self._path.open(encoding=encoding, newline="") as lines:
                for row in csv.reader(lines, delimiter=self.sheet.delimiter):
                    yield [_text(cell) for cell in row]
        except UnicodeDecodeError as error:
            raise Invalid(f"Файл не в кодировке {self.sheet.encoding}: выберите другую кодировку.") from error
        except LookupError as error:
            raise Invalid(f"Кодировки «{self.sheet.encoding}» нет: выберите из списка.") from error
        except csv.Error as error:
            raise Invalid(f"Строки CSV не разбираются ({error}): проверьте кавычки и разделитель.") from error

    def _guessed(self, sheet: Sheet) -> Sheet:
        with self._path.open("rb") as content:
            head = content.read(64 * 1024)
        encoding = sheet.encoding or ("utf-8" if _is_utf8(head) else "cp1251")
        first = head.decode(encoding, errors="replace").partition("\n")[0]
        delimiter = sheet.delimiter or max(";\t,", key=first.count)
        return Sheet(encoding=encoding, delimiter=delimiter, headed=sheet.headed)


def _check_plain(path: Path) -> None:
    """Raises Invalid for what is no text, with what it is."""
    with path.open("rb") as content:
        head = content.read(64 * 1024)
    for beginning, words in KNOWN.items():
        if head.startswith(beginning):
            raise Invalid(words)
    if b"\x00" in head:
        raise Invalid(NO_BOOK)


def _is_utf8(head: bytes) -> bool:
    try:
        head[: len(head) - 4 if len(head) > 4096 else None].decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 8 > 0
    return True


def _text(cell: Any) -> str:
    """What a person sees in the cell: whole numbers without a fraction, dates as dates."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.datetime):
        return f"{cell:%d.%m.%Y}"
    return " ".join(clean_text(str(cell)).split())


def column_title(field: str) -> str:
    return IMPORT_LABELS.get(field, field)
