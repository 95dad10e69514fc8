"""The text of whatever is attached, in whatever program and encoding it was written."""

import shutil
import zipfile
from pathlib import Path

import pytest

from server.files.encodings import decoded
from server.files.formats import Form, Unreadable, form_of
from server.files.office import converted
from server.files.texts import text_of
from tests.factories import papers
from tests.integration.scanning.papers import locked_pdf

WORDS = "Прошу выделить антиобледенитель для тротуаров Ёлкинского проезда"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def text(folder: Path, content: bytes, name: str) -> str:
    file = folder / "content"
    file.write_bytes(content)
    return text_of(file, name, folder / "work", lambda: False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866"])
def test_a_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    assert text(tmp_path, f"{WORDS} № 14\r\n".encode(encoding, "ignore"), "Письмо.txt").strip().startswith(WORDS)


def test_a_text_cut_in_the_middle_of_a_letter_is_still_utf_8() -> None:
    assert decoded(WORDS.encode()[:-1]) == WORDS[:-1]


MADE = {
    "Записка.docx": papers.docx("Введение", WORDS, table=("Ячейка", "Вторая"), header="Бланк отдела"),
    "Записка.odt": papers.odt("Введение", WORDS),
    "Смета.xlsx": papers.xlsx(("Наименование", WORDS), ("Сумма", 1250)),
    "Письмо.rtf": papers.rtf(WORDS),
    "Письмо.eml": papers.eml("О гололёде", WORDS),
    "Письмо.pdf": papers.pdf(WORDS),
    "Страница.html": f"<!doctype html><style>p {{}}</style><p>{WORDS}</p>".encode(),
}


@pytest.mark.parametrize("name", MADE)
def test_words_of_every_format_are_read(tmp_path: Path, name: str) -> None:
    assert WORDS in text(tmp_path, MADE[name], name)


def test_tables_headers_and_numbers_are_read_too(tmp_path: Path) -> None:
    word = text(tmp_path, MADE["Записка.docx"], "Записка.docx")
    assert all(each in word for each in ("Ячейка", "Вторая", "Бланк отдела"))
    assert "1250" in text(tmp_path, MADE["Смета.xlsx"], "Смета.xlsx")


def test_a_mail_tells_who_wrote_about_what_with_which_files(tmp_path: Path) -> None:
    read = text(tmp_path, MADE["Письмо.eml"], "Письмо.eml")
    assert "Тема: О гололёде" in read
    assert "Вложение: Приложение.pdf" in read


LOCKED = {
    "encrypted.docx": OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
    "encrypted.odt": papers.odt(WORDS, encrypted=True),
    "locked.pdf": locked_pdf(),
}


@pytest.mark.parametrize("name", LOCKED)
def test_a_locked_file_says_that_it_is_locked(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable, match="закрыт паролем"):
        text(tmp_path, LOCKED[name], name)


@pytest.mark.parametrize("name", ["broken.pdf", "broken.xlsx"])
def test_a_broken_file_says_that_it_is_broken(tmp_path: Path, name: str) -> None:
    content = {"broken.pdf": b"%PDF-1.7 junk", "broken.xlsx": MADE["Смета.xlsx"][:-300]}[name]
    with pytest.raises(Unreadable, match="повреждён"):
        text(tmp_path, content, name)


def test_a_part_that_unfolds_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.files.texts.LARGEST_PART", 10)
    with pytest.raises(Unreadable, match="слишком большой объём"):
        text(tmp_path, MADE["Записка.odt"], "Записка.odt")


def test_pictures_and_archives_have_no_text(tmp_path: Path) -> None:
    assert text(tmp_path, b"\x89PNG\r\n\x1a\n", "Фото.png") == ""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("x.txt", WORDS)
    assert text(tmp_path, (tmp_path / "a.zip").read_bytes(), "Архив.zip") == ""


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (b"%PDF-1.4", "Письмо.docx", Form.PDF), (b"\xff\xd8\xff", "a", Form.SHOWN), (b"II*\x00", "a.tif", Form.PICTURE),
        (b"PK\x03\x04", "a.docx", Form.OFFICE), (b"{\\rtf1", "a", Form.OFFICE), (b"PK\x03\x04", "a.zip", Form.OTHER),
    ],
)  # fmt: skip
def test_the_first_bytes_tell_more_than_the_name(tmp_path: Path, content: bytes, name: str, form: Form) -> None:
    (tmp_path / "content").write_bytes(content)
    assert form_of(tmp_path / "content", name) is form


def test_a_conversion_that_takes_too_long_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "soffice"
    sleeper.write_text("#!/bin/sh\nsleep 600\n")
    sleeper.chmod(0o755)
    monkeypatch.setattr("server.files.office.PATIENCE", 0.2)
    monkeypatch.setattr(shutil, "which", lambda _: str(sleeper))
    (tmp_path / "a.docx").write_bytes(MADE["Записка.docx"])
    with pytest.raises(Unreadable, match="за отведённое время"):
        converted(tmp_path / "a.docx", "docx", "pdf", tmp_path / "work", lambda: False)


def test_without_libreoffice_the_administrator_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Unreadable, match="Сообщите администратору"):
        converted(tmp_path / "a.docx", "docx", "pdf", tmp_path / "work", lambda: False)
