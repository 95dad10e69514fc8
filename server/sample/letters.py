"""Invented incoming letters, the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from server.sample.correspondence import Addressee, Appendix, Letter, Sender
from server.sample.paper import sheets_of
from server.sample.senders import SENDERS
from server.sample.subjects import FURTHER, PERFORMERS, STREETS, SUBJECTS, Subject

CITY_LEADERS = (
    Addressee(("Мэру города Северогорска",), "С.Н. Шелесту", "Уважаемый Сергей Николаевич!"),
    Addressee(("Первому заместителю мэра города", "Северогорска"), "Р.А. Фоминой", "Уважаемая Раиса Андреевна!"),
    Addressee(
        ("Директору департамента", "городского хозяйства", "администрации города Северогорска"),
        "Парыгину В.М.",
        "Уважаемый Виктор Михайлович!",
    ),
    Addressee(
        ("Заместителю мэра города", "Северогорска, директору", "департамента архитектуры", "и градостроительства"),
        "М.Ф. Губину",
        "Уважаемый Максим Фёдорович!",
    ),
    Addressee(
        ("Начальнику управления делами", "администрации города Северогорска"),
        "Щеголевой Е.Ю.",
        "Уважаемая Елена Юрьевна!",
    ),
    Addressee(("Директору департамента финансов", "и контроля"), "И.А. Жолудю", "Уважаемый Игорь Анатольевич!"),
)
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


def letter(seed: int, addressees: Sequence[Addressee] = CITY_LEADERS) -> Letter:
    """A letter on one to three sheets; consecutive seeds take consecutive senders."""
    draw = random.Random(seed)
    day = date(2026, 1, 12) + timedelta(days=draw.randrange(320))
    sender = SENDERS[seed % len(SENDERS)]
    subject = draw.choice([subject for subject in SUBJECTS if _may_write(sender, subject)])
    words = _particulars(draw, day)
    further = draw.sample(FURTHER, draw.choice((0, 0, 0, 1, 1, 2, 3, 6)))
    body = [paragraph.format(**words).replace("г..", "г.") for paragraph in (*subject.paragraphs, *further)]
    answered = draw.random() < 0.5
    post, signatory = draw.choice(sender.signatories)
    return _counted(
        Letter(
            sender=sender,
            number=_number(draw, sender, day),
            dated=day,
            in_reply=(_our_number(draw), day - timedelta(days=draw.randint(3, 30))) if answered else None,
            addressee=draw.choice(addressees),
            summary=subject.summary.format(**words),
            body=tuple(body),
            table=subject.table,
            appendices=tuple(Appendix(title, draw.randint(1, 9)) for title in subject.appendices),
            post=post,
            signatory=signatory,
            performer=draw.choice(PERFORMERS),
            phone=f"{draw.randint(20, 99)}-{draw.randint(10, 99)}-{draw.randint(10, 99)}",
        )
    )


def in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} г."


def _may_write(sender: Sender, subject: Subject) -> bool:
    return not subject.by or any(word in sender.name for word in subject.by)


def _counted(written: Letter) -> Letter:
    return replace(written, sheets=sheets_of(written))


def _number(draw: random.Random, sender: Sender, day: date) -> str:
    return sender.numbering.format(
        group=draw.randint(2, 29),
        ordinal=draw.randint(11, 9800),
        year=day.year,
        short=day.year % 100,
        month=day.month,
    )


def _our_number(draw: random.Random) -> str:
    return f"{draw.randint(1, 12):02}-{draw.randint(1, 20):02}/{draw.randint(10, 9999)}"


def _particulars(draw: random.Random, day: date) -> dict[str, object]:
    street, other = draw.sample(STREETS, 2)
    return {
        "street": street,
        "other": other,
        "house": draw.randint(1, 180),
        "year": day.year,
        "next": day.year + 1,
        "deadline": in_words(day + timedelta(days=draw.randint(10, 40))),
        "earlier": f"{day - timedelta(days=draw.randint(1, 20)):%d.%m.%Y}",
        "count": draw.randrange(15, 340, 5),
        "percent": draw.choice((22, 34, 53, 62, 74, 83, 92)),
        "area": draw.randint(15, 900),
        "diameter": draw.choice((100, 150, 300, 500)),
        "sum": f"{draw.randint(1, 48)} {draw.randint(100, 999)} {draw.randint(100, 999)},{draw.randint(0, 99):02}",
    }
