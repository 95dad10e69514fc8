"""What a letter consists of before it is put on paper: sender, addressee, matter and signature."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Sender:
    """An organisation that writes to the city; `heading` is its letterhead as printed, the superior body first."""

    name: str
    superior: tuple[str, ...]
    heading: tuple[str, ...]
    details: tuple[str, ...]
    signatories: tuple[tuple[str, str], ...]
    numbering: str
    emblem: bool = False


@dataclass(frozen=True)
class Addressee:
    """The post and unit in the dative as lines of the block, then the name."""

    lines: tuple[str, ...]
    name: str
    salutation: str


@dataclass(frozen=True)
class Appendix:
    title: str
    sheets: int
    copies: int = 1


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Letter:
    """The truth about a letter; `sheets` are those of the letter itself, without its appendices."""

    sender: Sender
    number: str
    dated: date
    in_reply: tuple[str, date] | None
    addressee: Addressee
    summary: str
    body: tuple[str, ...]
    table: Table | None
    appendices: tuple[Appendix, ...]
    post: str
    signatory: str
    performer: str
    phone: str
    sheets: int = 0

    @property
    def correspondent(self) -> str:
        return self.sender.name

    @property
    def appendix_sheets(self) -> int:
        return sum(appendix.sheets for appendix in self.appendices)
