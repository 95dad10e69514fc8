"""Messages as Outlook saves them: a compound file (MS-CFB) of properties (MS-OXMSG), as small as one can be."""

from collections.abc import Mapping
from datetime import UTC, datetime
from struct import pack

from msgspec import Struct

SECTOR, SMALL_SECTOR, SMALL = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5
NONE = FREE  # no neighbour in the tree of names
STRING, STRING8, BINARY, INTEGER, TIME = 0x1F, 0x1E, 0x102, 0x03, 0x40
Properties = Mapping[tuple[int, int], bytes | int | str | datetime]  # by id and type


class Storage(Struct):
    name: str
    streams: dict[str, bytes]
    storages: list["Storage"] = []


def saved_by_outlook(message: Properties, *attachments: Properties) -> bytes:
    root = _storage("Root Entry", message, pack("<8x4I8x", 0, len(attachments), 0, len(attachments)))
    root.storages = [
        _storage(f"__attach_version1.0_#{number:08X}", each, bytes(8)) for number, each in enumerate(attachments)
    ]
    return _Compound().of(root)


def _storage(name: str, properties: Properties, head: bytes) -> Storage:
    streams, stated = {}, [head]
    for (pid, kind), value in properties.items():
        if isinstance(value, int):
            stated.append(pack("<HHIII", kind, pid, 6, value, 0))
        elif isinstance(value, datetime):
            ticks = int((value - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
            stated.append(pack("<HHIQ", kind, pid, 6, ticks))
        else:
            raw = value if isinstance(value, bytes) else value.encode("utf-16-le" if kind == STRING else "cp1251")
            streams[f"__substg1.0_{pid:04X}{kind:04X}"] = raw
            stated.append(pack("<HHIII", kind, pid, 6, len(raw) + (2 if kind == STRING else 0), 0))
    streams["__properties_version1.0"] = b"".join(stated)
    return Storage(name, streams)


class _Compound:
    """Sectors with the chains that join them; streams of less than 4 KB lie together in a stream of their own."""

    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.next: list[int] = []
        self.small, self.small_next = b"", list[int]()
        self.entries: list[bytes] = []

    def of(self, root: Storage) -> bytes:
        self.entries.append(b"")
        child = self._children(root)
        start = self._chain(self.small)
        self.entries[0] = _entry("Root Entry", ROOT, NONE, child, start, len(self.small))
        small_fat = self._chain(b"".join(pack("<I", each) for each in self.small_next), b"\xff")
        small_fats = -(-len(self.small_next) * 4 // SECTOR)
        directory = self._chain(b"".join(self.entries))
        fats = 1
        while fats * SECTOR // 4 < len(self.sectors) + fats:
            fats += 1
        places = range(len(self.sectors), len(self.sectors) + fats)
        fat = b"".join(pack("<I", each) for each in [*self.next, *[FAT] * fats]).ljust(fats * SECTOR, b"\xff")
        head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        head += pack("<IIIIIIIII", 0, fats, directory, 0, SMALL, small_fat if small_fats else END, small_fats, END, 0)
        head += b"".join(pack("<I", place) for place in places).ljust(109 * 4, b"\xff")
        return head + b"".join(self.sectors) + fat

    def _children(self, storage: Storage) -> int:
        """The number of the first child; the others follow each other to the right, in the order of names."""
        children = [*storage.streams.items(), *((each.name, each) for each in storage.storages)]
        children.sort(key=lambda child: (len(child[0]), child[0].upper()))
        first = len(self.entries)
        self.entries.extend([b""] * len(children))
        for place, (name, child) in enumerate(children):
            number = first + place
            right = number + 1 if place + 1 < len(children) else NONE
            if isinstance(child, Storage):
                self.entries[number] = _entry(name, STORAGE, right, self._children(child), 0, 0)
            else:
                start = self._chain(child) if len(child) >= SMALL else self._small_chain(child)
                self.entries[number] = _entry(name, STREAM, right, NONE, start, len(child))
        return first if children else NONE

    def _chain(self, content: bytes, filler: bytes = b"\0") -> int:
        first, count = len(self.sectors), -(-len(content) // SECTOR)
        padded = content.ljust(count * SECTOR, filler)
        self.sectors += [padded[at : at + SECTOR] for at in range(0, len(padded), SECTOR)]
        self.next += [*range(first + 1, first + count), END][:count]
        return first if count else END

    def _small_chain(self, content: bytes) -> int:
        first, count = len(self.small_next), -(-len(content) // SMALL_SECTOR)
        self.small += content.ljust(count * SMALL_SECTOR, b"\0")
        self.small_next += [*range(first + 1, first + count), END][:count]
        return first if count else END


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le")
    head = spelled.ljust(64, b"\0") + pack("<HBBIII", len(spelled) + 2, kind, 1, NONE, right, child)
    return head + bytes(36) + pack("<IQ", start, size)
