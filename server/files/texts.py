"""The text of a computer file, for search and comparison."""

import email
import email.policy
import html
import re
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage, MIMEPart
from pathlib import Path

import pypdfium2 as pdfium
from lxml import etree
from openpyxl import Workbook, load_workbook
from striprtf.striprtf import rtf_to_text

from common.files import extension_of
from server.files.encodings import decoded
from server.files.formats import BROKEN, LOCKED, Form, Unreadable, check_open, form_of
from server.files.office import TEXT, converted

LONGEST = 2_000_000  # characters kept of one file
LARGEST_PART = 200 * 2**20  # bytes that a packed part may unfold to
WORD_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
SLIDES = re.compile(r"ppt/(slides/slide|notesSlides/notesSlide)\d+\.xml")
ENDS = {"p": "\n", "h": "\n", "br": "\n", "cr": "\n", "line-break": "\n", "tab": "\t", "s": " ", "tc": "\t"}
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)

Stop = Callable[[], bool]


def text_of(path: Path, name: str, folder: Path, is_cancelled: Stop) -> str:
    """Empty where there is none to be read (a picture, an archive); raises Unreadable."""
    form = form_of(path, name)
    try:
        if form is Form.PDF:
            return _pdf(path)
        if form is Form.OFFICE:
            return _office(path, extension_of(name), folder, is_cancelled)
        if form is Form.MAIL:
            return _mail(path)
        return plain(path) if form is Form.TEXT else ""
    except Unreadable:
        raise
    except Exception as error:  # whatever a foreign file makes a library trip over
        raise Unreadable(BROKEN) from error


def plain(path: Path) -> str:
    text = decoded(path.read_bytes()[: 4 * LONGEST])
    return html.unescape(TAG.sub(" ", text)) if text.lstrip()[:15].lower().startswith(("<!doctype", "<html")) else text


def _office(path: Path, extension: str, folder: Path, is_cancelled: Stop) -> str:
    check_open(path)
    raw = path.read_bytes()
    if raw.startswith(b"{\\rtf"):
        return str(rtf_to_text(raw.decode("latin-1"), encoding="cp1251", errors="replace"))  # type: ignore[no-untyped-call]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            if parts := _telling(package.namelist()):
                return _parts(package, parts)
        if extension in {"xlsx", "xlsm"}:
            return _sheets(path)
    if extension == "csv":
        return plain(path)
    return plain(converted(path, extension, TEXT, folder, is_cancelled))


def _telling(names: list[str]) -> list[str]:
    """The parts of a package in which the text stands, in their order."""
    words = sorted(filter(WORD_PARTS.fullmatch, names))
    return words or sorted(filter(SLIDES.fullmatch, names), key=_number) or [n for n in names if n == "content.xml"]


def _number(name: str) -> tuple[str, int]:
    return name.rpartition("/")[0], int(re.sub(r"\D", "", name.rpartition("/")[2]))


def _parts(package: zipfile.ZipFile, names: list[str]) -> str:
    return "\n".join("".join(_words(package, name)).strip() for name in names)[:LONGEST]


def _words(package: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The texts of an XML part in reading order; what an older program would see instead is left out."""
    if package.getinfo(name).file_size > LARGEST_PART:
        raise Unreadable("Файл распаковывается в слишком большой объём и не читается.")
    fallbacks = 0
    with package.open(name) as part:
        for event, element in etree.iterparse(part, events=("start", "end"), resolve_entities=False, no_network=True):
            tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if tag == "Fallback":
                fallbacks += 1 if event == "start" else -1
            elif event == "end" and not fallbacks:
                yield from _told(element, tag)
                if tag in {"p", "h"}:
                    element.clear()


def _told(element: etree._Element, tag: str) -> Iterator[str]:
    odf = "opendocument" in (etree.QName(element).namespace or "")
    if odf:
        if tag in {"p", "h"}:
            yield from (piece for piece in _odf(element))
            yield "\n"
    elif tag == "t":
        yield element.text or ""
    elif tag in ENDS:
        yield ENDS[tag]


def _odf(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = etree.QName(child).localname if isinstance(child.tag, str) else ""
        yield ENDS.get(tag, "")
        if tag not in {"p", "h"}:  # told already
            yield from _odf(child)
        yield child.tail or ""


def _sheets(path: Path) -> str:
    with path.open("rb") as content:
        return _rows(load_workbook(content, read_only=True, data_only=True))


def _rows(book: Workbook) -> str:
    lines: list[str] = []
    length = 0
    for sheet in book.worksheets:
        lines.append(str(sheet.title))
        for row in sheet.iter_rows(values_only=True):
            line = "\t".join(str(value) for value in row if value is not None)
            lines.append(line)
            length += len(line)
            if length > LONGEST:
                return "\n".join(lines)[:LONGEST]
    return "\n".join(line for line in lines if line)


def _mail(path: Path) -> str:
    with path.open("rb") as source:
        message = email.message_from_binary_file(source, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    heads = [f"{title}: {message[name]}" for title, name in MAIL_HEADS if message[name]]
    body = message.get_body(("plain", "html"))
    files = [f"Вложение: {part.get_filename()}" for part in message.iter_attachments() if part.get_filename()]
    return "\n".join([*heads, "", _body(body) if body else "", *files])[:LONGEST]


MAIL_HEADS = (("От", "from"), ("Кому", "to"), ("Копия", "cc"), ("Дата", "date"), ("Тема", "subject"))


def _body(part: MIMEPart) -> str:
    """Decoded by what it says of itself, or by its letters where it says nothing true."""
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    said = part.get_content_charset()
    try:
        text = raw.decode(said) if said else decoded(raw)
    except (LookupError, UnicodeDecodeError):
        text = decoded(raw)
    return html.unescape(TAG.sub(" ", text)) if part.get_content_subtype() == "html" else text


def _pdf(path: Path) -> str:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Unreadable(LOCKED if "password" in str(error).lower() else BROKEN) from error
    with document:
        pages: list[str] = []
        for page in document:
            words = page.get_textpage()
            pages.append(words.get_text_bounded())
            words.close()
            page.close()
            if sum(map(len, pages)) > LONGEST:
                break
    return "\n".join(pages)[:LONGEST]
