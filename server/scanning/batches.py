"""Batches on the bench: opened, filled, laid in order, released; no page of them is ever lost."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from sqlalchemy import exists, func, select

from common.kernel.changes import Kind
from common.kernel.ids import BatchId, BatchPageId, JobId, PlaceId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing, Stale
from common.scanning.arranging import Arrangement, Placed, Seen, laid_down, replaced
from common.scanning.batches import (
    PER_FILE,
    Batch,
    BatchDraft,
    BatchesApi,
    BatchRow,
    BatchState,
    Brought,
    Look,
)
from server.core.service import Service
from server.files.service import FileService
from server.identity.models import Person, RegistrationPlace
from server.jobs.models import Job
from server.jobs.service import JobService
from server.registry.queries import initials
from server.scanning.hands import NOT_LAID, NOT_RELEASED, keep_step, meanwhile
from server.scanning.models import BatchPaper, BatchRecord, BatchSide, ScanProfile
from server.scanning.order import LOOK, RELEASE, BatchOrder
from server.scanning.separator import separator_sheets
from server.scanning.troubles import Examination
from server.scanning.withheld import shown, withheld

OPEN = (BatchState.OPEN, BatchState.RELEASING)
CLOSED_SHOWN = 30
FOREIGN = "Профиль сканирования другого места регистрации."
GONE = "Такой партии нет, или она другого места регистрации."
OVER = "Партия уже передана или снята: откройте новую."


class BatchService(Service, BatchesApi):
    def open(self, draft: BatchDraft) -> BatchId:
        self._check(draft)
        batch = BatchRecord(
            place_id=draft.place_id, person_id=self.caller.me.id, title=draft.title, source=draft.source,
            sheets=draft.sheets, keep_blank=draft.keep_blank, profile_id=draft.profile_id,
            arrangement=msgspec.to_builtins(Arrangement()), passed={},
        )  # fmt: skip
        self.session.add(batch)
        self.session.flush()  # the id
        self.record("batch_opened", "batch", batch.id, source=draft.source)
        self._tell(batch)
        return batch.id

    def describe(self, batch_id: BatchId, draft: BatchDraft) -> None:
        batch = self._open(batch_id)
        self._check(draft)
        batch.place_id, batch.title, batch.source = draft.place_id, draft.title, draft.source
        batch.sheets, batch.keep_blank, batch.profile_id = draft.sheets, draft.keep_blank, draft.profile_id
        self._tell(batch)

    def add(self, batch_id: BatchId, brought: list[Brought]) -> None:
        batch = self._open(batch_id)
        files = FileService(self.context)
        last = self.session.scalar(select(func.max(BatchSide.number)).where(BatchSide.batch_id == batch_id)) or 0
        for file, each in enumerate(brought, start=last // PER_FILE + 1):
            files.brought_name(each.file_id)  # nobody lays down what somebody else has brought
            self._check_instead(batch_id, each)
            side = BatchSide(
                batch_id=batch_id, number=file * PER_FILE + 1, file_id=each.file_id, in_file=1, begins=each.begins,
                instead_of=each.instead_of, run=each.run,
            )  # fmt: skip
            self.session.add(side)
        self._look_over(batch)
        self._tell(batch)

    def look_again(self, batch_id: BatchId) -> bool:
        return self._look_over(self._open(batch_id))

    def batches(self) -> list[BatchRow]:
        return [*self._rows(closed=False), *self._rows(closed=True)]

    def _rows(self, *, closed: bool) -> list[BatchRow]:
        pages = select(func.count()).where(BatchSide.batch_id == BatchRecord.id).scalar_subquery()
        papers = select(func.count()).where(BatchPaper.batch_id == BatchRecord.id).scalar_subquery()
        state = BatchRecord.state.in_(OPEN)
        rows = self.session.execute(
            select(
                BatchRecord.id, BatchRecord.title, RegistrationPlace.title.label("place"),
                initials(Person).label("person"), BatchRecord.state, pages.label("pages"), papers.label("made"),
                BatchRecord.arrangement["papers"].label("laid"), BatchRecord.created,
            )
            .join(RegistrationPlace, RegistrationPlace.id == BatchRecord.place_id)
            .join(Person, Person.id == BatchRecord.person_id)
            .where(BatchRecord.place_id.in_(self._places()), ~state if closed else state)
            .order_by(BatchRecord.id.desc()).limit(CLOSED_SHOWN if closed else None)
        )  # fmt: skip
        return [
            BatchRow(
                id=row.id, title=row.title, place=row.place, person=row.person, state=row.state, pages=row.pages,
                papers=row.made + len(row.laid), created=row.created,
            )
            for row in rows
        ]  # fmt: skip

    def batch(self, batch_id: BatchId) -> Batch:
        batch = self._mine(batch_id)
        state = self._state(batch)
        sides = sides_of(self, batch_id)
        made = self.session.scalars(
            select(BatchPaper).where(BatchPaper.batch_id == batch_id).order_by(BatchPaper.position)
        ).all()
        arrangement, closed = batch.laid, set[BatchPageId]()
        if state is BatchState.RELEASED:
            closed = withheld(self.session, self.caller, batch_id)
            arrangement = msgspec.structs.replace(arrangement, papers=[paper.laid for paper in made])
        examination = Examination(self.context, self.caller, batch, sides, arrangement)
        return Batch(
            id=batch.id, title=batch.title, source=batch.source, place_id=batch.place_id, sheets=batch.sheets,
            keep_blank=batch.keep_blank, profile_id=batch.profile_id, state=state,
            version=batch.version, created=batch.created,
            pages=list(shown(self.session, sides, closed)),
            arrangement=arrangement, cards=examination.cards, troubles=examination.troubles(),
            documents=[paper.document_id for paper in made],
            fresh=[paper.document_id for paper in made if not paper.bound],
        )  # fmt: skip

    def arrange(self, batch_id: BatchId, version: int, arrangement: Arrangement) -> int:
        batch = self._open(batch_id)
        self._check_version(batch, version, NOT_LAID)
        sides = {side.id: side for side in sides_of(self, batch_id)}
        times = Counter(arrangement.ids())
        known = set(batch.laid.ids())
        if any(count > 1 for count in times.values()) or not times.keys() <= known:
            raise Invalid("В раскладке есть чужие или повторённые страницы. Откройте партию заново.")
        for page_id in sorted(known - times.keys(), key=lambda each: sides[each].number):
            arrangement = lay(arrangement, sides[page_id], keep_blank=batch.keep_blank)
        before = batch.laid
        batch.lay(arrangement)
        batch.version += 1
        keep_step(self.context, batch, before, arrangement)
        self._tell(batch)
        return batch.version

    def let_pass(self, batch_id: BatchId, keys: list[str]) -> None:
        batch = self._open(batch_id)
        sides = sides_of(self, batch_id)
        examination = Examination(self.context, self.caller, batch, sides, batch.laid, for_others=True)
        troubles = {each.key: each for each in examination.troubles()}
        for key in keys:
            trouble = troubles.get(key)
            if trouble is not None and trouble.kind.may_pass:
                said = {"words": trouble.words, "person": self.caller.me.name, "at": self.now.isoformat()}
                batch.passed = {**batch.passed, key: said}
                self.record("batch_trouble_passed", "batch", batch_id, words=trouble.words)
        self._tell(batch)

    def hold_again(self, batch_id: BatchId, keys: list[str]) -> None:
        batch = self._open(batch_id)
        for key in keys:
            if key in batch.passed:
                self.record("batch_trouble_held", "batch", batch_id, words=batch.passed[key]["words"])
        batch.passed = {key: said for key, said in batch.passed.items() if key not in keys}
        self._tell(batch)

    def release(self, batch_id: BatchId, version: int) -> JobId:
        batch = self._open(batch_id)
        self._check_version(batch, version, NOT_RELEASED)
        sides = sides_of(self, batch_id)
        if any(not side.laid for side in sides):
            raise Invalid("Страницы ещё просматриваются. Подождите, пока просмотр закончится.")
        examination = Examination(self.context, self.caller, batch, sides, batch.laid)
        left = [each for each in examination.troubles() if not each.passed]
        if left:
            more = f" Всего таких мест: {len(left)}." if len(left) > 1 else ""
            raise Invalid(f"Партию передать рано. {left[0].words}{more}")
        batch.state = BatchState.RELEASING
        batch.job_id = JobService(self.context).order(RELEASE, f"Передача партии № {batch.id}", BatchOrder(batch.id))
        self.record("batch_released", "batch", batch.id, pages=len(sides), papers=len(batch.laid.papers))
        self._tell(batch)
        return batch.job_id

    def separators(self, count: int) -> bytes:
        return separator_sheets(count)

    def withdraw(self, batch_id: BatchId, reason: str) -> None:
        batch = self._open(batch_id)
        if not reason.strip():
            raise Invalid("Укажите причину.", [Problem("reason", "Укажите, почему партия не нужна.")])
        batch.state, batch.reason, batch.closed = BatchState.WITHDRAWN, reason, self.now
        self.record("batch_withdrawn", "batch", batch_id, reason=reason)
        self._tell(batch)

    def _check(self, draft: BatchDraft) -> None:
        self.check(draft.problems())
        if draft.place_id not in self._places():
            raise Invalid("Вы не регистратор этого места.", [Problem("place_id", "Выберите своё место регистрации.")])
        if draft.profile_id is not None:
            profile = self.session.get(ScanProfile, draft.profile_id)
            if profile is None or profile.place_id != draft.place_id:
                raise Invalid(FOREIGN, [Problem("profile_id", FOREIGN)])

    def _check_version(self, batch: BatchRecord, version: int, more: str) -> None:
        if batch.version != version:
            numbers = {side.id: number for number, side in enumerate(sides_of(self, batch.id), start=1)}
            raise Stale(meanwhile(self.context, batch, version, numbers, more))

    def _check_instead(self, batch_id: BatchId, each: Brought) -> None:
        if each.instead_of is not None:
            old = self.session.get(BatchSide, each.instead_of)
            if old is None or old.batch_id != batch_id:
                raise Invalid("Страницы, которую сканируют заново, в партии нет.")

    def _places(self) -> list[PlaceId]:
        return [place.id for place in self.caller.me.places]

    def _mine(self, batch_id: BatchId, *, lock: bool = False) -> BatchRecord:
        batch = self.session.get(BatchRecord, batch_id, with_for_update=lock or None)
        if batch is None or batch.place_id not in self._places():
            raise Missing(GONE)
        return batch

    def _open(self, batch_id: BatchId) -> BatchRecord:
        batch = self._mine(batch_id, lock=True)
        batch.state = self._state(batch)
        if batch.state is not BatchState.OPEN:
            raise Invalid(OVER)
        return batch

    def _state(self, batch: BatchRecord) -> BatchState:
        """A batch whose release was given up lies open again."""
        if batch.state is BatchState.RELEASING and not self._works(batch.job_id):
            self.session.refresh(batch)  # its job may have ended it after the batch was read
            return BatchState.OPEN if batch.state is BatchState.RELEASING else batch.state
        return batch.state

    def _look_over(self, batch: BatchRecord) -> bool:
        """One job looks at a time: it leaves in the transaction that finds no page waiting."""
        self.session.flush()
        waits = exists().where(BatchSide.batch_id == batch.id, BatchSide.look == Look.WAITING)
        ordered = bool(self.session.scalar(select(waits))) and not self._works(batch.looking_id)
        if ordered:
            batch.looking_id = JobService(self.context).order(LOOK, "Просмотр страниц", BatchOrder(batch.id))
        return ordered

    def _works(self, job_id: JobId | None) -> bool:
        return job_id is not None and self.session.get_one(Job, job_id).state.goes_on

    def _tell(self, batch: BatchRecord) -> None:
        self.changed(Kind.BATCH, batch.id, [batch.place_id])


def sides_of(service: Service, batch_id: BatchId) -> Sequence[BatchSide]:
    """The pages of a batch as they came."""
    return service.session.scalars(
        select(BatchSide).where(BatchSide.batch_id == batch_id).order_by(BatchSide.number)
    ).all()


def lay(arrangement: Arrangement, side: BatchSide, *, keep_blank: bool) -> Arrangement:
    """The page laid down by what was found on it."""
    if side.instead_of is not None and arrangement.paper_of(side.instead_of) is not None:
        return replaced(arrangement, side.instead_of, Placed(side.id, side.turned))
    seen = Seen(
        page_id=side.id, blank=side.blank, separator=side.separator, cover=side.cover, begins=side.begins,
        turned=side.turned, document_id=side.cards[0] if side.cards else None,
    )  # fmt: skip
    return laid_down(arrangement, seen, keep_blank=keep_blank)
