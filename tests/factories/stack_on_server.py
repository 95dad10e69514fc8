"""A batch as the server keeps it, laid down by the same rules, and how one stands on its pages at the bench."""

from datetime import UTC, datetime

from PIL import Image

from client.scanning.bench_model import PageRow
from common.jobs import JobRow, JobState
from common.kernel.ids import BatchId, BatchPageId, DocumentId, JobId, PlaceId
from common.rpc.errors import Stale
from common.scanning.arranging import Arrangement, Placed, Seen, laid_down, replaced
from common.scanning.batches import Batch, BatchPage, BatchRow, BatchState, Look
from common.scanning.profiles import ProfileRow

BATCH = BatchId(5)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


class StackOnServer:
    """The batch as the server keeps it, laid down by the same rules."""

    def __init__(self, server):
        self.pages, self.arrangement, self.version = [], Arrangement(), 1
        self.state, self.troubles, self.documents, self.brought = BatchState.OPEN, [], [], []
        self.rows: list[BatchRow] = []
        self.fresh: list[DocumentId] = []
        self.unseen = 0  # pages that nobody has looked over yet
        server.answers["batches.open"] = self.open
        self.profiles: list[ProfileRow] = []
        server.answers["profiles.offered"] = lambda: list(self.profiles)
        server.answers["batches.describe"] = lambda _id, _draft: None
        server.answers["batches.batches"] = lambda: list(self.rows)
        server.answers["batches.add"] = self.add
        server.answers["batches.batch"] = lambda _id: self.batch()
        server.answers["batches.arrange"] = self.arrange
        server.answers["batches.let_pass"] = self.let_pass
        server.answers["batches.hold_again"] = self.hold_again
        self.passed = []
        server.answers["batches.release"] = self.release
        done = JobRow(JobId(9), "Передача партии", JobState.DONE, 1, 1, "", NOW, 1)
        server.answers["jobs.job"] = lambda _id: done

    def open(self, draft):
        self.draft = draft
        return BATCH

    def add(self, _id, brought):
        for each in brought:
            self.brought.append(each)
            number = len(self.pages) + 1
            page = BatchPage(
                id=BatchPageId(100 + number), number=number, look=Look.SEEN, reason="", preview_id=each.file_id
            )
            self.pages.append(page)
            if each.instead_of:
                self.arrangement = replaced(self.arrangement, each.instead_of, Placed(page.id))
            else:
                seen = Seen(page_id=page.id, begins=each.begins)
                self.arrangement = laid_down(self.arrangement, seen)

    def batch(self):
        unseen = [
            BatchPage(id=BatchPageId(900 + number), number=number, look=Look.WAITING, reason="", preview_id=None)
            for number in range(self.unseen)
        ]
        return Batch(
            id=BATCH, title="", source="Файл", place_id=PlaceId(1), sheets=None, keep_blank=False, state=self.state,
            version=self.version, created=NOW, pages=[*self.pages, *unseen],
            arrangement=self.arrangement, cards=[], troubles=list(self.troubles), documents=list(self.documents),
            fresh=list(self.fresh),
        )  # fmt: skip

    def arrange(self, _id, version, arrangement):
        if version != self.version:
            raise Stale("Партию уже разложил другой сотрудник.")
        self.arrangement, self.version = arrangement, version + 1
        return self.version

    def let_pass(self, _id, keys):
        self.passed += [each for each in self.troubles if each.key in keys]
        self.troubles = [each for each in self.troubles if each.key not in keys]

    def hold_again(self, _id, keys):
        self.troubles += [each for each in self.passed if each.key in keys]
        self.passed = [each for each in self.passed if each.key not in keys]

    def release(self, _id, _version):
        self.state = BatchState.RELEASED
        self.documents = self.documents or [DocumentId(42)]
        self.fresh = self.fresh or list(self.documents)
        return JobId(9)

    def papers(self):
        numbers = {page.id: page.number for page in self.pages}
        return [[numbers[page_id] for page_id in paper.ids] for paper in self.arrangement.papers]


def picture(folder, name, shade=200):
    folder.mkdir(exist_ok=True)
    Image.new("L", (210, 297), shade).save(folder / name)
    return folder / name


def rows(window):
    return [row for row in window.view.bench.rows if isinstance(row, PageRow)]


def stand_on(window, *numbers):
    """The pages with these numbers chosen, the last one in hand."""
    ids = [row.page.id for row in rows(window) if row.page.number in numbers]
    window.view.clearSelection()
    model = window.view.selectionModel()
    for page_id in ids:
        index = window.view.bench.index(window.view.bench.row_of(page_id))
        model.select(index, model.SelectionFlag.Select)
        model.setCurrentIndex(index, model.SelectionFlag.NoUpdate)
