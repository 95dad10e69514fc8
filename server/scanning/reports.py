"""The protocol of a batch: what became of every page, and which troubles were let pass by whom."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from common.kernel.ids import BatchId, BatchPageId
from common.kernel.rights import Right
from common.registry.practice import MARK
from common.rpc.errors import Missing
from common.scanning.arranging import Aside, Placed
from common.scanning.batches import Look
from common.scanning.recognition import PageState
from server.core.service import Context
from server.identity.models import Person, RegistrationPlace
from server.registry.models import Document
from server.registry.queries import initials
from server.registry.readers import openable
from server.reports.journal import Journal
from server.reports.report import Cell, Column
from server.scanning.batches import GONE
from server.scanning.hands import by_hand
from server.scanning.models import BatchPaper, BatchRecord, BatchSide, PageRow, ScanProfile
from server.scanning.spans import span

ASIDE = {
    Aside.BLANK: "отложена: пустая",
    Aside.SEPARATOR: "разделитель",
    Aside.COVER: "титульный лист",
    Aside.TAKEN_OUT: "отложена делопроизводителем",
    Aside.RESCANNED: "отложена: отсканирована заново",
}


COUNTED = {
    Aside.BLANK: "пустых", Aside.SEPARATOR: "разделителей", Aside.COVER: "титульных", Aside.TAKEN_OUT: "отложено",
    Aside.RESCANNED: "заменено",
}  # fmt: skip


CLOSED = "карточка вам недоступна"


class ProtocolOf(msgspec.Struct, frozen=True):
    batch: BatchId


class Lies(msgspec.Struct, frozen=True):
    """Where a page lies: in a paper, at which place of it, or aside; and what the paper has become."""

    where: str
    document: str = ""
    at: int = 0
    turn: str = ""

    def told(self, last: int) -> str:
        if not self.at:
            return f"{self.where}{self.turn}"
        return f"{self.where}, стр. {span(self.at, last)}{self.turn}"


class Run(msgspec.Struct):
    """Pages one after the other of which the same is to be said."""

    first: int
    last: int
    found: str
    lies: Lies
    end: int

    def goes_on(self, number: int, found: str, lies: Lies) -> bool:
        same = found == self.found and lies == msgspec.structs.replace(self.lies, at=lies.at)
        return same and number == self.last + 1 and lies.at == (self.end + 1 if lies.at else 0)


class BatchProtocol(Journal[ProtocolOf]):
    code = "scanning.protocol"
    covered = "страницы партии"
    title = "Протокол партии сканирования"
    group = "Регистрация"
    right = Right.SCAN
    parameters = ProtocolOf
    listed = False
    columns = (
        Column("Страницы", 16),
        Column("Найдено", 34),
        Column("Куда попали", 40),
        Column("Документ", 90),
    )

    def file_name(self, parameters: ProtocolOf) -> str:
        return f"{self.title} № {parameters.batch}"

    def heading_title(self, parameters: ProtocolOf) -> str:
        return self.file_name(parameters)

    def lines(self, context: Context, parameters: ProtocolOf) -> list[str]:
        batch = self._batch(context, parameters.batch)
        place = context.session.get_one(RegistrationPlace, batch.place_id).title
        person = context.session.scalar(select(initials(Person)).where(Person.id == batch.person_id))
        opened = f"открыта {context.clock.local(batch.created):%d.%m.%Y %H:%M}, {person}, {place}"
        closed = f", {context.clock.local(batch.closed):%d.%m.%Y %H:%M}" if batch.closed else ""
        told = [
            f"«{batch.title}»" if batch.title else "",
            f"{opened}; источник: {batch.source or 'не указан'}",
            f"состояние: {batch.state.label}{closed}{f' ({batch.reason})' if batch.reason else ''}",
            f"профиль: {self._profile(context, batch)}" if batch.profile_id else "",
            f"заявлено листов: {batch.sheets}" if batch.sheets else "",
            self._totals(context, batch),
            self._reading(context, batch),
        ]
        return [each for each in told if each]

    def notes(self, context: Context, parameters: ProtocolOf) -> list[str]:
        """Who has laid what by hand; what was let pass, by whom and when: a line for each."""
        batch = self._batch(context, parameters.batch)
        ids = context.session.scalars(
            select(BatchSide.id).where(BatchSide.batch_id == batch.id).order_by(BatchSide.number)
        )
        laid = by_hand(context.session, batch, {page_id: number for number, page_id in enumerate(ids, start=1)})
        together: dict[str, list[str]] = {}
        for said in batch.passed.values():
            at = context.clock.local(datetime.fromisoformat(said["at"]))
            together.setdefault(f"{said['person']}, {at:%d.%m.%Y %H:%M}", []).append(said["words"])
        told = [f"Разложено вручную, {each}." for each in laid]
        for who, words in together.items():
            told += [f"Оставлено как есть, {who}:", *(f"— {each}" for each in words)]
        return told

    def _totals(self, context: Context, batch: BatchRecord) -> str:
        """What the stack came to: pages, papers, what lies aside and why, what was let pass."""
        of_batch = BatchSide.batch_id == batch.id
        pages = context.session.scalar(select(func.count()).select_from(BatchSide).where(of_batch)) or 0
        made = select(func.count()).select_from(BatchPaper).where(BatchPaper.batch_id == batch.id)
        papers = (context.session.scalar(made) or 0) + len(batch.laid.papers)
        aside = Counter(laid.why for laid in batch.laid.tray)
        told = [f"страниц: {pages}", f"документов: {papers}"]
        told += [f"{COUNTED[why]}: {aside[why]}" for why in COUNTED if aside[why]]
        return ", ".join([*told, f"замечаний оставлено: {len(batch.passed)}"])

    def _reading(self, context: Context, batch: BatchRecord) -> str:
        """How surely its papers were read, as far as they are."""
        of_paper = (PageRow.document_id == BatchPaper.document_id) & (PageRow.source_id == BatchPaper.file_id)
        rows = context.session.execute(
            select(PageRow.confidence, PageRow.in_file, PageRow.plain, BatchPaper.position)
            .join(BatchPaper, of_paper).where(BatchPaper.batch_id == batch.id, PageRow.state == PageState.READ)
        ).all()  # fmt: skip
        lettered = [row for row in rows if row.plain.strip()]
        told = [f"распознано страниц: {len(rows)}"] if rows else []
        if lettered:
            least = min(lettered, key=lambda row: (row.confidence, row.position, row.in_file))
            mean = sum(row.confidence for row in lettered) / len(lettered)
            where = f"документ {least.position}, стр. {least.in_file}"
            told += [f"уверенность в среднем {mean * 100:.0f} %, наименьшая {least.confidence * 100:.0f} % ({where})"]
        if len(lettered) < len(rows):
            told.append(f"без текста: {len(rows) - len(lettered)}")
        return ", ".join(told)

    def rows(self, context: Context, parameters: ProtocolOf) -> Iterator[Sequence[Cell]]:
        batch = self._batch(context, parameters.batch)
        places = self._places(context, batch)
        sides = context.session.scalars(
            select(BatchSide).where(BatchSide.batch_id == batch.id).order_by(BatchSide.number)
        )
        runs: list[Run] = []
        for number, side in enumerate(sides, start=1):
            found, lies = _found(side), places.get(side.id, Lies("ещё не разложена"))
            if runs and runs[-1].goes_on(number, found, lies):
                runs[-1].last, runs[-1].end = number, lies.at
            else:
                runs.append(Run(number, number, found, lies, lies.at))
        above = ""
        for run in runs:
            document = None if run.lies.document and run.lies.document == above else run.lies.document
            above = run.lies.document
            yield [span(run.first, run.last), run.found, run.lies.told(run.end), document]

    def _batch(self, context: Context, batch_id: BatchId) -> BatchRecord:
        batch = context.session.get(BatchRecord, batch_id)
        assert context.caller is not None
        if batch is None or batch.place_id not in [place.id for place in context.caller.me.places]:
            raise Missing(GONE)
        return batch

    def _profile(self, context: Context, batch: BatchRecord) -> str:
        profile = context.session.get_one(ScanProfile, batch.profile_id)
        sides = "с двух сторон" if profile.duplex else "с одной стороны"
        return f"{profile.title} ({profile.dpi} dpi, {sides}, {'цвет' if profile.colour else 'серый'})"

    def _places(self, context: Context, batch: BatchRecord) -> dict[BatchPageId, Lies]:
        """Where each page lies, and what became of its paper, by name to whoever may open the card."""
        assert context.caller is not None
        arrangement = batch.laid
        found: dict[BatchPageId, Lies] = {}
        for laid in arrangement.tray:
            found[laid.page.page_id] = Lies(ASIDE[laid.why], turn=_turn(laid.page))
        made = context.session.execute(
            select(BatchPaper.position, BatchPaper.pages, BatchPaper.bound, Document.id, Document.number,
                   Document.summary, Document.practice, openable(context.caller).label("is_open"))
            .join(Document, Document.id == BatchPaper.document_id).where(BatchPaper.batch_id == batch.id)
            .order_by(BatchPaper.position)
        ).all()  # fmt: skip
        for row in made:
            how = _named(row) if row.is_open else CLOSED if row.bound else f"новая {CLOSED}"
            for at, page in enumerate(msgspec.convert(row.pages, list[Placed]), start=1):
                found[page.page_id] = Lies(f"документ {row.position}", how, at, _turn(page))
        for position, paper in enumerate(arrangement.papers, start=len(made) + 1):
            for at, page in enumerate(paper.pages, start=1):
                found[page.page_id] = Lies(f"документ {position}", "ещё не передан", at, _turn(page))
        return found


def _named(row: Row[Any]) -> str:
    named = " · ".join(each for each in (row.number or f"карточка {row.id}", row.summary) if each)
    if row.practice:  # its words are the clerk's own
        named = f"{MARK} документ, карточка {row.id}"
    return named if row.bound else f"новая {'' if named.startswith('карточка') else 'карточка: '}{named}"


def _turn(page: Placed) -> str:
    return f", поворот на {page.turned}°" if page.turned else ""


def _found(side: BatchSide) -> str:
    if side.look is Look.FAILED:
        return side.reason
    told = [
        "пустая" if side.blank else "",
        "код-разделитель" if side.separator else "",
        f"код карточки {', '.join(str(card) for card in side.cards)}" if side.cards else "",
        "нечитаемый код" if side.damaged else "",
        f"чужой код: {side.foreign_codes}" if side.foreign_codes else "",
        side.reason.rstrip(".").lower(),
    ]
    return ", ".join(each for each in told if each)
