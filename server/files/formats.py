"""What kind of thing a computer file is, for those who show it or read its text."""

import mmap
import zipfile
from enum import Enum
from pathlib import Path

from common.files import extension_of
from server.files.store import OLE

HEAD = 1024
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PICTURES = (b"II*\x00", b"MM\x00*", b"GIF8", b"BM")
OFFICE = frozenset("doc docx docm dot dotx rtf odt ott xls xlsx xlsm ods csv ppt pptx pptm odp odg vsd".split())


class Form(Enum):
    PDF = "pdf"
    SHOWN = "shown"  # a picture that every client shows as it is
    PICTURE = "picture"
    OFFICE = "office"
    TEXT = "text"
    MAIL = "mail"
    OTHER = "other"


class Unreadable(Exception):
    """The file cannot be shown or read; the message says why and what to do."""


LOCKED = (
    "Файл закрыт паролем. Сохраните его и откройте в своей программе или попросите отправителя прислать без пароля."
)
BROKEN = "Файл повреждён или закрыт паролем и не открывается. Сохраните его и проверьте или загрузите заново."
NO_VIEW = "Файлы этого вида не показываются. Сохраните файл и откройте его в своей программе."


def form_of(path: Path, name: str) -> Form:
    """By the first bytes where they tell, else by the name."""
    with path.open("rb") as content:
        head = content.read(HEAD)
    extension = extension_of(name)
    if head.startswith(b"%PDF-"):
        return Form.PDF
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return Form.SHOWN
    if head.startswith(PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return Form.PICTURE
    if extension in OFFICE or head.startswith(b"{\\rtf"):
        return Form.OFFICE
    if extension == "eml":
        return Form.MAIL
    return Form.TEXT if extension in {"txt", "log", "md", "htm", "html", "xml", "json"} else Form.OTHER


def check_open(path: Path) -> None:
    """Raises Unreadable for an office file that is locked by a password."""
    with path.open("rb") as content:
        if content.read(len(OLE)) == OLE:
            with mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                if whole.find(ENCRYPTED_PACKAGE) >= 0:
                    raise Unreadable(LOCKED)
            return
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            if "META-INF/manifest.xml" in package.namelist() and b"encryption-data" in package.read(
                "META-INF/manifest.xml"
            ):
                raise Unreadable(LOCKED)
