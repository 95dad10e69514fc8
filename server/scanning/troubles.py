"""What keeps a batch from being released, in words for the clerk."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from common.kernel.ids import BatchPageId, DocumentId, FileId
from common.registry.card import FileRole
from common.registry.rules import Action
from common.scanning.arranging import Arrangement, Aside, Paper
from common.scanning.batches import BatchState, BoundCard, Look, Trouble, TroubleKind
from server.core.service import Caller, Context
from server.files.models import UploadRow
from server.registry.models import AttachmentRow, Document
from server.registry.participants import refusals_of
from server.registry.readers import openable
from server.scanning.elsewhere import elsewhere
from server.scanning.leaves import NOT_SCANNED, sides_known
from server.scanning.models import BatchRecord, BatchSide
from server.scanning.spans import pages_named

UNKNOWN = (
    "Страница {0}: код документа {1}, такой карточки нет или она вам не видна."
    " Выберите карточку (F4) или оставьте документ новым: F4 и пустое поле."
)
STATED = "В пачке заявлено листов: {0}, отсканировано страниц: {1}{2}. Пересчитайте пачку."
BOTH_SIDES, ONE_SIDE = ", по профилю с двух сторон", ", по профилю с одной стороны"
HAS_IMAGE = "У документа {0} уже есть образ. Страницы добавятся к нему, если оставить как есть."
NO_PAGES = "Лист {0} — титульный, {1}: страниц этой карточки за ним нет. Отсканируйте их или оставьте как есть."
ALIKE = "Страница {0} похожа на страницу {1}. Если лист отсканирован дважды, отложите её: Delete."
COARSE = (
    "{0}: разрешение ниже 150 точек на дюйм, мелкий код можно не узнать. Проверьте, где начинаются"
    " документы, или отсканируйте заново: лучше 300 точек."
)
SHEETS = "{0}: листов по карточке {1}, а страниц {2}. Проверьте, все ли отсканированы."


class Examination:
    """One look at a batch: the cards it touches, and what is not in order.

    Words that stay for others to read name no card: its number and summary are for those who may open it.
    """

    def __init__(
        self, context: Context, caller: Caller, batch: BatchRecord, sides: Sequence[BatchSide], laid: Arrangement,
        *, for_others: bool = False,
    ) -> None:  # fmt: skip
        self._for_others = for_others
        self._context, self._caller, self._batch = context, caller, batch
        self._sides = {side.id: side for side in sides}
        self._numbers = {side.id: number for number, side in enumerate(sides, start=1)}
        self._papers = laid.papers
        self._tray = {each.page.page_id: each.why for each in laid.tray}
        self._documents = self._read_documents()
        self._files = self._names_of_unreadable()

    @property
    def cards(self) -> list[BoundCard]:
        return [
            BoundCard(document_id=each.id, number=each.number, summary=each.summary, sheets=_sheets(each) or None)
            for each in self._documents.values()
        ]

    def troubles(self) -> list[Trouble]:
        if self._batch.state not in {BatchState.OPEN, BatchState.RELEASING}:
            return []
        return [*self._of_batch(), *self._of_pages(), *self._of_papers()]

    def _of_batch(self) -> Iterator[Trouble]:
        if self._sides and not self._papers and all(side.laid for side in self._sides.values()):
            yield self._trouble(TroubleKind.NOTHING, "Все страницы отложены: передавать нечего.")
        yield from self._of_covers()
        yield from self._of_count()
        coarse = [each for paper in self._papers for each in paper.ids if self._is_coarse(self._sides[each])]
        if coarse:
            words = COARSE.format(pages_named([self._numbers[each] for each in coarse]))
            yield self._trouble(TroubleKind.COARSE, words, coarse[0], detail=str(len(coarse)))

    def _is_coarse(self, side: BatchSide) -> bool:
        """Where a code was read there is nothing to overlook."""
        return side.look is Look.SEEN and bool(side.reason) and not side.cards

    def _of_count(self) -> Iterator[Trouble]:
        """A profile says how many pages a sheet gives; the backs of separators and covers may be among them."""
        told = self._batch.sheets
        if not told:
            return
        fed = sum(self._tray.get(each) not in {Aside.SEPARATOR, Aside.COVER, Aside.RESCANNED} for each in self._sides)
        between = sum(why in {Aside.SEPARATOR, Aside.COVER} for why in self._tray.values())
        duplex = sides_known(self._context.session, self._batch)
        least, most, how = told, 2 * told, ""
        if duplex is not None:
            least, most = (2 * told, 2 * told + between) if duplex else (told, told)
            how = BOTH_SIDES if duplex else ONE_SIDE
        if not least <= fed <= most:
            yield self._trouble(TroubleKind.STATED, STATED.format(told, fed, how), detail=f"{told}/{fed}")

    def _of_covers(self) -> Iterator[Trouble]:
        with_pages = {paper.document_id for paper in self._papers}
        for page_id, why in self._tray.items():
            cards = self._sides[page_id].cards[:1] if why is Aside.COVER else []
            for card in cards:
                if card not in with_pages:
                    words = NO_PAGES.format(self._numbers[page_id], self._named(card))
                    yield self._trouble(TroubleKind.NO_PAGES, words, page_id, detail=str(card))

    def _of_pages(self) -> Iterator[Trouble]:
        twins, alike = self._twins(), self._alike()
        for paper in self._papers:
            for page_id in paper.ids:
                side, number = self._sides[page_id], self._numbers[page_id]
                if side.look is Look.FAILED:
                    file = (
                        f"Файл «{self._files[side.file_id]}», страница" if side.file_id in self._files else "Страница"
                    )
                    words = f"{file} {number}: {side.reason} Отложите её или отсканируйте заново."
                    yield self._trouble(TroubleKind.UNREADABLE, words, page_id)
                if side.damaged:
                    words = (
                        f"Страница {number}: есть штрихкод, который не прочитан. Проверьте, не начинается ли документ."
                    )
                    yield self._trouble(TroubleKind.DAMAGED_CODE, words, page_id)
                if page_id in twins:
                    where = f" (страница {twins[page_id]})" if twins[page_id] else ""
                    words = (
                        f"Страница {number}: такая же уже сканировалась{where}. Проверьте, не положили ли её дважды."
                    )
                    yield self._trouble(TroubleKind.TWIN, words, page_id)
                elif page_id in alike:
                    words = ALIKE.format(number, alike[page_id])
                    yield self._trouble(TroubleKind.ALIKE, words, page_id, detail=str(side.like_id))
                left_new = paper.document_id is None and page_id == paper.ids[0]
                others = [card for card in side.cards if card != paper.document_id]
                if left_new and not any(card in self._documents for card in others):
                    continue  # there is no such card: the clerk has said that the paper is a new one
                if others:
                    words = f"Страница {number}: на ней код другого документа ({self._named(others[0])})."
                    detail = f"{others[0]}/{paper.document_id}"
                    yield self._trouble(TroubleKind.OTHER_CARD, words, page_id, detail=detail)

    def _of_papers(self) -> Iterator[Trouble]:
        with_images = self._with_images()
        bound = Counter(paper.document_id for paper in self._papers if paper.document_id is not None)
        for number, paper in enumerate(self._papers, start=1):
            yield from self._of_card(number, paper, with_images, bound)
            document = self._documents.get(paper.document_id) if paper.document_id is not None else None
            sheets = _sheets(document) if document is not None else 0
            if sheets and not sheets <= len(paper.pages) <= 2 * sheets:
                words = SHEETS.format(f"Документ {number}", sheets, len(paper.pages))
                detail = f"{paper.document_id}/{sheets}/{len(paper.pages)}"
                yield self._trouble(TroubleKind.SHEETS, words, paper.ids[0], detail=detail)

    def _of_card(
        self, number: int, paper: Paper, with_images: set[DocumentId], bound: Counter[DocumentId]
    ) -> Iterator[Trouble]:
        if paper.document_id is None:
            return
        document = self._documents.get(paper.document_id)
        if document is None:
            words = UNKNOWN.format(self._numbers[paper.ids[0]], paper.document_id)
            yield self._trouble(TroubleKind.UNKNOWN_CARD, words, paper.ids[0])
            return
        refused = refusals_of(self._context.session, self._caller, document).get(Action.ATTACH)
        if refused:
            words = f"Документ {number}, {self._named(document.id)}: {refused}"
            yield self._trouble(TroubleKind.UNKNOWN_CARD, words, paper.ids[0])
        elif document.id in with_images or bound[document.id] > 1:
            words = HAS_IMAGE.format(self._named(document.id))
            yield self._trouble(TroubleKind.HAS_IMAGE, words, paper.ids[0], detail=str(document.id))

    def _trouble(
        self, kind: TroubleKind, words: str, page_id: BatchPageId | None = None, *, detail: str = ""
    ) -> Trouble:
        key = ":".join([kind.value, str(page_id or ""), detail])
        return Trouble(key=key, kind=kind, words=words, page_id=page_id, passed=key in self._batch.passed)

    def _named(self, document_id: DocumentId) -> str:
        document = None if self._for_others else self._documents.get(document_id)
        return (document.number or document.summary or f"№ {document_id}") if document else f"№ {document_id}"

    def _read_documents(self) -> dict[DocumentId, Document]:
        ids = {paper.document_id for paper in self._papers if paper.document_id is not None}
        ids |= {card for side in self._sides.values() for card in side.cards}
        if not ids:
            return {}
        found = self._context.session.scalars(select(Document).where(Document.id.in_(ids), openable(self._caller)))
        return {document.id: document for document in found}

    def _names_of_unreadable(self) -> dict[FileId, str]:
        """Files are known by their names, what a scanner has drawn is not."""
        failed = {side.file_id for side in self._sides.values() if side.look is Look.FAILED}
        if not failed or self._batch.source not in NOT_SCANNED:
            return {}
        rows = self._context.session.execute(
            select(UploadRow.file_id, UploadRow.name).where(UploadRow.file_id.in_(failed))
            .where(UploadRow.person_id == self._batch.person_id).order_by(UploadRow.begun)
        )  # fmt: skip
        return {row.file_id: row.name for row in rows if row.file_id is not None}

    def _with_images(self) -> set[DocumentId]:
        statement = (
            select(AttachmentRow.document_id).where(AttachmentRow.document_id.in_(list(self._documents)))
            .where(AttachmentRow.role == FileRole.ORIGINAL).distinct()
        )  # fmt: skip
        return set(self._context.session.scalars(statement)) if self._documents else set()

    def _twins(self) -> dict[BatchPageId, str]:
        """Pages whose very file was laid down before, here or in a batch not withdrawn, or lies in a card already.

        With where that was, as far as it is known.
        """
        earlier, its_batch = aliased(BatchSide), aliased(BatchRecord)
        before = (
            select(func.max(earlier.id))
            .where(earlier.file_id == BatchSide.file_id, earlier.in_file == BatchSide.in_file)
            .where(earlier.id < BatchSide.id, earlier.batch_id == its_batch.id)
            .where(its_batch.state != BatchState.WITHDRAWN)
        ).scalar_subquery()  # fmt: skip
        filed = (
            exists().where(AttachmentRow.file_id == BatchSide.file_id, AttachmentRow.document_id == Document.id)
            .where(~Document.practice)
        )  # fmt: skip
        statement = (
            select(BatchSide.id, before.label("before"))
            .where(BatchSide.batch_id == self._batch.id, ~BatchSide.blank, ~BatchSide.separator)
            .where(before.is_not(None) | filed)
        )  # fmt: skip
        rows = self._context.session.execute(statement).all()
        there = self._elsewhere({row.before for row in rows if row.before not in self._sides} - {None})
        return {
            row.id: str(self._numbers[row.before]) if row.before in self._sides else there.get(row.before, "")
            for row in rows
        }  # fmt: skip

    def _elsewhere(self, ids: Collection[BatchPageId]) -> dict[BatchPageId, str]:
        return elsewhere(self._context.session, None if self._for_others else self._caller, ids)

    def _alike(self) -> dict[BatchPageId, str]:
        """What pages look like: others that lie in a paper here, or pages of another batch."""
        laid = {each for paper in self._papers for each in paper.ids}
        like = {side.id: side.like_id for side in self._sides.values() if side.like_id}
        there = self._elsewhere({each for each in like.values() if each not in self._sides})
        here = {page_id: str(self._numbers[other]) for page_id, other in like.items() if other in laid}
        return here | {page_id: there[other] for page_id, other in like.items() if other in there}


def _sheets(document: Document) -> int:
    return document.sheets + document.appendix_sheets
