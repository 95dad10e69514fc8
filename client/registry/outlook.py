"""An e-mail message as Outlook saves it (.msg, MS-OXMSG)."""

import mimetypes
import struct
from email.utils import parseaddr
from pathlib import Path

from oxmsg import Message as OutlookMessage
from oxmsg.attachment import Attachment
from oxmsg.domain import constants as names
from oxmsg.properties import String8Property, StringProperty

from client.registry.message import Message, laid

RUSSIAN = "cp1251"  # of names in bytes: an attachment does not tell its own
LATIN = "iso-8859-15"  # what the library takes them for
SHOWN_WITHIN = 4  # of the flags of an attachment: it stands in the text
# Raised over what is no message, or not the whole of one: the library reads without looking.
BROKEN = (OSError, ValueError, LookupError, AssertionError, AttributeError, TypeError, ArithmeticError,
          RecursionError, struct.error)  # fmt: skip


def outlook_unpacked(file: Path, folder: Path) -> Message:
    """Writes the files of a message into the folder; what cannot be read leaves the message as it is.

    A message within the message stays within it: Outlook keeps it as no file.
    """
    raw = file.read_bytes()
    try:
        message = OutlookMessage.load(raw)
        subject, address, sent = " ".join(message.subject.split()), _address(message), message.sent_date
        files = [each for each in message.attachments if not _is_within(each)]
    except BROKEN:
        return Message(file)
    attached, unread = [], 0
    for each in files:
        try:
            name, content = _name(each), each.file_bytes
        except BROKEN:
            content = None
        if content is None:  # elsewhere, or a message
            unread += 1
        else:
            attached.append(laid(folder, name, _ending(each), content))
    return Message(file, subject, address, sent, tuple(attached), unread)


def _address(message: OutlookMessage) -> str:
    """Within one organisation Outlook knows a sender by a path of its directory, which is no address."""
    own = message.properties.str_prop_value(names.PID_SENDER_SMTP_ADDRESS)
    address = own or parseaddr(message.sender or "")[1]
    return address if "@" in address else ""


def _is_within(attachment: Attachment) -> bool:
    """Such as the logo of a signature."""
    flags = attachment.properties.int_prop_value(names.PID_ATTACH_FLAGS) or 0
    return bool(flags & SHOWN_WITHIN) and str(attachment.mime_type).startswith("image/")


def _name(attachment: Attachment) -> str:
    for wanted in (names.PID_ATTACH_LONG_FILENAME, names.PID_ATTACH_FILENAME):
        for found in attachment.properties:
            if found.pid == wanted and isinstance(found, String8Property):
                return found.value.encode(LATIN, "replace").decode(RUSSIAN, "replace")
            if found.pid == wanted and isinstance(found, StringProperty):
                return found.value
    return ""


def _ending(attachment: Attachment) -> str:
    return (mimetypes.guess_extension(str(attachment.mime_type)) or ".bin").removeprefix(".")
