"""An e-mail message as it is saved by mail programs (.eml; Outlook has its own make): what its head says, its files."""

import email
import email.policy
import mimetypes
from collections.abc import Iterator
from email.headerregistry import AddressHeader, DateHeader
from email.message import EmailMessage, MIMEPart
from pathlib import Path

from client.registry.message import Message, laid
from client.registry.outlook import outlook_unpacked
from common.files import extension_of

MAIL, OUTLOOK = "eml", "msg"
BROKEN = (ValueError, LookupError, TypeError, AttributeError)  # raised by what breaks the standard of messages


def is_mail(file: Path) -> bool:
    return extension_of(file.name) in {MAIL, OUTLOOK}


def unpacked(file: Path, folder: Path) -> Message:
    """Writes the files of a message into the folder; what cannot be read leaves the message as it is."""
    if extension_of(file.name) == OUTLOOK:
        return outlook_unpacked(file, folder)
    with file.open("rb") as source:
        message = email.message_from_binary_file(source, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    attached, unread = [], 0
    for part in _files_of(message):
        try:
            attached.append(_written(part, folder))
        except (OSError, *BROKEN):
            unread += 1
    return _headed(message, file, tuple(attached), unread)


def _headed(message: EmailMessage, file: Path, attached: tuple[Path, ...], unread: int) -> Message:
    try:
        sender, sent = message["from"], message["date"]
        known = isinstance(sender, AddressHeader) and sender.addresses
        address = sender.addresses[0].addr_spec if known else ""
        moment = sent.datetime if isinstance(sent, DateHeader) else None
        return Message(file, " ".join(str(message["subject"] or "").split()), address, moment, attached, unread)
    except BROKEN:
        return Message(file, attached=attached, unread=unread)


def _files_of(message: MIMEPart) -> Iterator[MIMEPart]:
    """The parts that are files, however deep they lie; of a message within the message only itself.

    The text is none, nor are pictures within it, such as the logo of a signature.
    """
    for part in message.iter_parts() if message.is_multipart() else ():
        if part.get_content_maintype() == "multipart":
            yield from _files_of(part)
        elif _is_file(part):
            yield part
    if not message.is_multipart() and _is_file(message):
        yield message


def _is_file(part: MIMEPart) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_filename():
        pictured = part.get_content_disposition() != "attachment" and part["content-id"]
        return not (pictured and part.get_content_maintype() == "image")
    return part.get_content_maintype() not in {"text", "multipart"} and not part["content-id"]


def _written(part: MIMEPart, folder: Path) -> Path:
    within = part.get_content_type() == "message/rfc822"
    content = part.get_payload(0) if within else part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else content.as_bytes()  # type: ignore[union-attr]
    ending = MAIL if within else (mimetypes.guess_extension(part.get_content_type()) or ".bin").removeprefix(".")
    return laid(folder, part.get_filename() or "", ending, raw)
