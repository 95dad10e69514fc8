"""A letter put on paper: letterhead, references, addressee, text and signature, in several houses' manners."""

import random

from PIL import Image

from server.sample.correspondence import Letter
from server.sample.ink import emblem, margin_note, round_stamp, signature
from server.sample.type_area import TypeArea, mm
from server.sample.wear import worn

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
MANNERS = ("angular", "angular-flag", "longitudinal", "longitudinal-emblem")


def render(letter: Letter, seed: int, level: int = 1) -> list[Image.Image]:
    """The sheets as a scanner sees them: level 0 spotless, 1 an office scan, 2 a bad copy."""
    sheet = Setting(letter)
    sheet.sign(random.Random(f"{seed}/ink"))
    return [worn(image, random.Random(f"{seed}/{number}"), level) for number, image in enumerate(sheet.area.sheets)]


def sheets_of(letter: Letter) -> int:
    return len(Setting(letter).area.sheets)


class Setting:
    """One letter being set; the manner follows from the letter, so that it is always the same."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.draw = random.Random(f"{letter.number}|{letter.dated}")
        longest = max(len(line) for line in letter.sender.heading)
        angular = longest < 37 and len(letter.sender.heading) + len(letter.sender.superior) < 11
        self.manner = self.draw.choice(MANNERS if angular else MANNERS[2:])
        family = self.draw.choice(("serif", "serif", "sans"))
        self.area = TypeArea(
            family, self.draw.choice((12.5, 13, 14)), self.draw.choice((1.2, 1.3, 1.5)), mm(25), mm(197)
        )
        if self.manner.startswith("angular"):
            self._angular_head()
        else:
            self._longitudinal_head()
        self._text()
        self._appendices()
        self._signature_block()
        self._performer()

    def _angular_head(self) -> None:
        area, letter = self.area, self.letter
        left, right = mm(22), mm(105)
        align = "left" if self.manner == "angular-flag" else "centre"
        if letter.sender.emblem:
            emblem(area.sheets[0], mm(56) if align == "centre" else left, area.y)
            area.y += mm(19)
        top = area.y
        self._heading_lines(left, right, align)
        for detail in letter.sender.details:
            for part in area.wrapped(detail, right - left, 0, area.face(9)):
                area.line(" ".join(part), left, right, align=align, size=9, leading=1.2)
        area.y += mm(4)
        self._references(left, right, align)
        low = area.y
        area.y = top + mm(self.draw.choice((2, 8, 14)))
        self._addressee(mm(118))
        area.y = max(low, area.y) + mm(7)
        self._summary(mm(80))

    def _longitudinal_head(self) -> None:
        area, letter = self.area, self.letter
        left, right = area.left, area.right
        if letter.sender.emblem or self.manner == "longitudinal-emblem":
            beside = self.manner == "longitudinal-emblem"
            emblem(area.sheets[0], left if beside else mm(103), area.y)
            left += mm(22) if beside else 0
            area.y += 0 if beside else mm(19)
        self._heading_lines(left, right, "centre")
        for detail in letter.sender.details:
            for part in area.wrapped(detail, right - left, 0, area.face(9.5)):
                area.line(" ".join(part), left, right, align="centre", size=9.5, leading=1.2)
        area.y += mm(2)
        area.pen.line((area.left, area.y, area.right, area.y), fill=(30, 30, 34), width=7)
        area.pen.line((area.left, area.y + 12, area.right, area.y + 12), fill=(30, 30, 34), width=2)
        area.y += mm(5)
        top = area.y
        self._references(area.left, mm(105), "left")
        low = area.y
        area.y = top if self.draw.random() < 0.6 else low
        self._addressee(mm(115))
        area.y = max(low, area.y) + mm(7)
        self._summary(mm(90))

    def _heading_lines(self, left: int, right: int, align: str) -> None:
        area, sender = self.area, self.letter.sender
        for line in sender.superior:
            area.line(line, left, right, align=align, size=11, leading=1.2)
        area.y += mm(1.5) if sender.superior else 0
        widest = max(area.face(13, "Bold").getlength(line) for line in sender.heading)
        size = min(13.0, 13.0 * (right - left) / widest)
        for line in sender.heading:
            area.line(line, left, right, align=align, size=size, style="Bold", leading=1.2)
        area.y += mm(1.5)

    def _references(self, left: int, right: int, align: str) -> None:
        letter, area = self.letter, self.area
        day = letter.dated
        numeric, worded = f"{day:%d.%m.%Y}", f"{day.day} {MONTHS[day.month - 1]} {day.year} г."
        form = self.draw.choice(
            (
                f"{numeric} № {letter.number}",
                f"от {numeric} № {letter.number}",
                f"{worded} № {letter.number}",
                f"Исх. № {letter.number} от {numeric}",
                f"от «{day.day:02}» {MONTHS[day.month - 1]} {day.year} г. № {letter.number}",
            )
        )
        self._underlined(form, left, right, align)
        if letter.in_reply:
            number, received = letter.in_reply
            self._underlined(f"На № {number} от {received:%d.%m.%Y}", left, right, align)
        elif self.draw.random() < 0.6:
            area.line("На № ____________ от ____________", left, right, align=align, size=12, leading=1.45)

    def _underlined(self, text: str, left: int, right: int, align: str) -> None:
        area = self.area
        font = area.face(12)
        size = 12 * min(1.0, (right - left) / font.getlength(text))
        length = area.face(size).getlength(text)
        start = left + ((right - left - length) / 2 if align == "centre" else 0)
        if self.draw.random() < 0.5:
            base = area.y + round(area.step(size, 1.0) * 1.12)
            area.pen.line((start, base, start + length, base), fill=(60, 60, 64), width=2)
        area.line(text, left, right, align=align, size=size, leading=1.45)

    def _addressee(self, left: int) -> None:
        for line in (*self.letter.addressee.lines, self.letter.addressee.name):
            self.area.line(line, left, self.area.right, leading=1.15)
            if line == self.letter.addressee.lines[-1] and self.draw.random() < 0.5:
                self.area.y += mm(3)

    def _summary(self, width: int) -> None:
        style = self.draw.choice(("Regular", "Bold", "Italic"))
        for words in self.area.wrapped(self.letter.summary, width, 0, self.area.face(None, style)):
            self.area.line(" ".join(words), self.area.left, self.area.right, style=style, leading=1.15)
        self.area.y += mm(8)

    def _text(self) -> None:
        area, letter = self.area, self.letter
        if self.draw.random() < 0.8:
            area.line(letter.addressee.salutation, area.left, area.right, align="centre")
            area.y += mm(3)
        for number, paragraph in enumerate(letter.body):
            if number == len(letter.body) - 1:
                area.reserve(mm(65))  # a signature does not stand on a sheet alone
            area.paragraph(paragraph, indent=mm(12.5), justified=self.draw.random() < 0.9)
            if number == 1 and letter.table:
                area.table(letter.table.columns, letter.table.rows)

    def _appendices(self) -> None:
        area, listed = self.area, self.letter.appendices
        if not listed:
            return
        area.y += mm(4)
        if len(listed) == 1:
            only = listed[0]
            named = "" if self.draw.random() < 0.5 else f"{only.title[0].lower()}{only.title[1:]} "
            area.paragraph(f"Приложение: {named}на {only.sheets} л. в {only.copies} экз.", justified=False)
            return
        if self.draw.random() < 0.3:
            area.paragraph(f"Приложение: на {self.letter.appendix_sheets} л. в 1 экз.", justified=False)
            return
        for number, appendix in enumerate(listed, start=1):
            head = "Приложения: " if number == 1 else ""
            area.paragraph(
                f"{head}{number}. {appendix.title} на {appendix.sheets} л. в {appendix.copies} экз.", justified=False
            )

    def _signature_block(self) -> None:
        area, lines = self.area, self.letter.post.split("\n")
        area.reserve(mm(30) + area.step(leading=1.15) * len(lines))
        area.y += mm(14)
        for line in lines[:-1]:
            area.line(line, area.left, area.right, leading=1.15)
        self.signed_at = area.y
        self.signed_on = len(area.sheets) - 1
        beside = area.y
        area.line(lines[-1], area.left, area.right, leading=1.15)
        area.y = beside
        area.line(self.letter.signatory, area.left, area.right, align="right", leading=1.15)

    def _performer(self) -> None:
        area = self.area
        area.y = max(area.y + mm(6), min(area.bottom - mm(9), area.y + mm(40)))
        if area.y > area.bottom:
            return
        for line in (self.letter.performer, self.letter.phone):
            area.line(line, area.left, area.right, size=10, leading=1.15)

    def sign(self, draw: random.Random) -> None:
        """What people leave on paper by hand: the signature, the seal, a pencil mark in the margin."""
        sheet = self.area.sheets[self.signed_on]
        signature(sheet, mm(draw.uniform(112, 126)), self.signed_at + mm(2), draw)
        if draw.random() < 0.7:
            round_stamp(
                sheet,
                mm(draw.uniform(98, 118)),
                self.signed_at + mm(draw.uniform(2, 12)),
                self.letter.sender.name,
                draw,
            )
        if draw.random() < 0.4:
            margin_note(self.area.sheets[0], mm(11), mm(draw.uniform(130, 240)), draw)
