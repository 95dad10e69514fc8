"""An e-mail message as it is saved by mail programs (.eml): what its head says, and the files that came with it."""

import email
import email.policy
from datetime import datetime
from email.headerregistry import AddressHeader, DateHeader
from email.message import EmailMessage
from pathlib import Path, PureWindowsPath

from msgspec import Struct

from common.files import extension_of

MAIL = "eml"
NAMELESS = "Вложение"
BROKEN = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)  # what a head or a part that breaks the standard may raise


class Message(Struct, frozen=True):
    """`file` is the message itself; `attached` are the files that came with it; `sent` may be without a zone."""

    file: Path
    subject: str = ""
    address: str = ""
    sent: datetime | None = None
    attached: tuple[Path, ...] = ()


def is_mail(file: Path) -> bool:
    return extension_of(file.name) == MAIL


def unpacked(file: Path, folder: Path) -> Message:
    """Writes the files of a message into the folder; what cannot be read leaves the message as it is."""
    try:
        with file.open("rb") as source:
            message = email.message_from_binary_file(source, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        attached = tuple(_written(part, folder) for part in message.iter_attachments() if _is_file(part))
    except BROKEN:
        return Message(file)
    return _headed(message, file, attached)


def _headed(message: EmailMessage, file: Path, attached: tuple[Path, ...]) -> Message:
    try:
        sender, sent = message["from"], message["date"]
        known = isinstance(sender, AddressHeader) and sender.addresses
        address = sender.addresses[0].addr_spec if known else ""
        moment = sent.datetime if isinstance(sent, DateHeader) else None
        return Message(file, " ".join(str(message["subject"] or "").split()), address, moment, attached)
    except BROKEN:
        return Message(file, attached=attached)


def _is_file(part: EmailMessage) -> bool:
    """Pictures within the text, such as the logo of a signature, are no files."""
    within = (
        part.get_content_disposition() == "inline" and part["content-id"] and part.get_content_maintype() == "image"
    )
    return not within


def _written(part: EmailMessage, folder: Path) -> Path:
    content = part.get_content()
    if isinstance(content, EmailMessage):
        raw, ending = content.as_bytes(), f".{MAIL}"
    else:
        raw, ending = content.encode() if isinstance(content, str) else content, ""
    named = PureWindowsPath(part.get_filename() or "").name.strip() or f"{NAMELESS}{ending}"
    return _free(folder, "".join(char for char in named if char.isprintable()), raw)


def _free(folder: Path, name: str, raw: bytes) -> Path:
    """Two files of one name are both kept."""
    stem, dot, ending = name.rpartition(".")
    file, number = folder / name, 1
    while file.exists():
        number += 1
        file = folder / (f"{stem} ({number}).{ending}" if dot else f"{name} ({number})")
    file.write_bytes(raw)
    return file
