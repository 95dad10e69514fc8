"""The invented directory of correspondents: senders of letters, organisations, officials, and doubles."""

import random
from collections.abc import Iterator, Sequence

from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.orm import Session

from common.correspondents import CorrespondentDraft, CorrespondentKind
from common.kernel.ids import CorrespondentId
from common.kernel.taxpayer import is_state_number, is_tax_number
from server.core.db import copy_rows
from server.correspondents.entries import columns_of, create, learn_words, name_rows
from server.correspondents.models import Correspondent, CorrespondentName
from server.sample.people import SURNAMES, drawn_name
from server.sample.senders import SENDERS
from server.sample.structure import ORGANISATIONS
from server.sample.subjects import STREETS

FORMS = {
    "ООО": "Общество с ограниченной ответственностью", "АО": "Акционерное общество",
    "МБУ": "Муниципальное бюджетное учреждение",
}  # fmt: skip
TRADES = "Строй Тепло Водо Энерго Дор Агро Транс Мед Пром Газ Снаб Сервис Авто Лес Электро Проект".split()
TRADE_ENDS = "монтаж комплект сервис инвест ресурс торг техника контроль Плюс Сибирь".split()
DOUBLES = 0.03
POSTS = ("прокурор района", "начальник управления", "главный врач", "директор", "генеральный директор")
GROUP = "Управляющие организации города"


SEQUENCE = text("SELECT setval('correspondent_id_seq', (SELECT max(id) FROM correspondent))")


def correspondents(session: Session, draw: random.Random, count: int) -> list[CorrespondentId]:
    """Fills an empty directory; gives the ids of the usual senders, whom the archive's letters name."""
    usual = list(_usual(draw))
    drafts = [*usual, *_many(draw, count - len(usual))]
    drafts += _doubles(draw, drafts[len(SENDERS) :])
    columns = list(columns_of(drafts[0]))
    rows = ([place, *columns_of(draft).values(), True] for place, draft in enumerate(drafts, start=1))
    copy_rows(session, Correspondent.__table__, ["id", *columns, "checked"], rows)  # type: ignore[arg-type]
    names = [row for place, draft in enumerate(drafts, start=1) for row in name_rows(CorrespondentId(place), draft)]
    copy_rows(session, CorrespondentName.__table__, list(names[0]), (list(row.values()) for row in names))  # type: ignore[arg-type]
    session.execute(SEQUENCE)
    learn_words(session, (row["name"] for row in names))
    create(session, CorrespondentDraft(
        name=GROUP, kind=CorrespondentKind.GROUP, member_ids=[CorrespondentId(place) for place, draft in
        enumerate(usual, start=1) if "Управляющая компания" in draft.name][:12],
    ))  # fmt: skip
    for organisation_id in range(1, len(SENDERS) + 1):
        create(session, _official(draw, CorrespondentId(organisation_id)))
    return [CorrespondentId(place) for place in range(1, len(usual) + 1)]


def _usual(draw: random.Random) -> Iterator[CorrespondentDraft]:
    """Whoever writes to the city every week."""
    for sender in SENDERS:
        yield CorrespondentDraft(name=sender.name, address=sender.details[0] if sender.details else "")
    seen = set()
    for pattern in ORGANISATIONS:
        for number in range(1, 61):
            name = pattern.format(number=number, surname=draw.choice(SURNAMES))
            if name not in seen:
                seen.add(name)
                yield CorrespondentDraft(name=name, address="г. Северогорск")


def _many(draw: random.Random, count: int) -> Iterator[CorrespondentDraft]:
    """Organisations and citizens, as many as a city meets in years."""
    for number in range(count):
        address = f"{644000 + draw.randrange(120)}, г. Северогорск, {draw.choice(STREETS)}, д. {draw.randint(1, 190)}"
        if draw.random() < 0.3:
            surname, first, father = drawn_name(draw)
            flat = f"{address}, кв. {number % 400 + 1}"
            yield CorrespondentDraft(name=f"{surname} {first} {father}", kind=CorrespondentKind.PERSON, address=flat)
            continue
        form = draw.choice(list(FORMS))
        title = f"{draw.choice(TRADES)}{draw.choice(TRADE_ENDS)}"
        who = draw.choice(
            (f"{title} {number % 997}", f"{title}-{draw.choice(SURNAMES)}", f"{draw.choice(SURNAMES)}{title.lower()}")
        )
        yield CorrespondentDraft(
            name=f"{FORMS[form]} «{who}»", short_name=f"{form} «{who}»", tax_number=_tax_number(5500_000_00 + number),
            tax_reason="550101001", state_number=_state_number(102550_000_000 + number), address=address,
            email=f"mail{number}@example.ru",
        )  # fmt: skip


def _tax_number(first: int) -> str:
    return next(f"{first}{digit}" for digit in range(10) if is_tax_number(f"{first}{digit}"))


def _state_number(first: int) -> str:
    return next(f"{first}{digit}" for digit in range(10) if is_state_number(f"{first}{digit}"))


def _doubles(draw: random.Random, drafts: Sequence[CorrespondentDraft]) -> list[CorrespondentDraft]:
    """What hurried clerks have entered a second time: abbreviated, mistyped, without numbers."""
    chosen = draw.sample(list(drafts), max(3, round(len(drafts) * DOUBLES)))
    return [
        replace(draft, name=_mistyped(draw, draft.short_name or draft.name), short_name="", tax_number="",
                tax_reason="", state_number="", email="")
        for draft in chosen
    ]  # fmt: skip


def _mistyped(draw: random.Random, name: str) -> str:
    places = [place for place, char in enumerate(name) if char in "аоеиу" and place > 4]
    if not places:
        return f"{name} "
    place = draw.choice(places)
    return f"{name[:place]}{draw.choice('аоеи')}{name[place + 1 :]}"


def _official(draw: random.Random, organisation_id: CorrespondentId) -> CorrespondentDraft:
    surname, first, father = drawn_name(draw)
    return CorrespondentDraft(
        name=f"{surname} {first} {father}", kind=CorrespondentKind.OFFICIAL, post=draw.choice(POSTS),
        organisation_id=organisation_id,
    )  # fmt: skip
