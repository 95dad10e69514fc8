"""A stack on the bench: its sheets as pictures, and the clerk who lays them in order."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
from PIL import Image
from zxingcpp import BarcodeFormat

from common.jobs import JobState
from common.kernel.ids import BatchId, BatchPageId, DocumentId
from common.reports import Format
from common.scanning.batches import Batch, BatchDraft, BatchState, Brought, Trouble
from server.scanning.codes import SEPARATOR
from server.scanning.separator import code_image
from tests.city import Signed
from tests.integration.scanning.papers import saved, sheet

SHEET = (1500, 1000)
SCANS = itertools.count()


def coded(text: str, *lines: str, form: BarcodeFormat = BarcodeFormat.QRCode) -> Image.Image:
    """A sheet with a code of 24 mm in its corner."""
    image = Image.new("L", SHEET, 255)
    image.paste(sheet(*lines))
    image.paste(code_image(text, form).resize((283, 283)), (1150, 600))
    return image


def separator() -> Image.Image:
    return coded(SEPARATOR)


def page(*lines: str) -> Image.Image:
    image = Image.new("L", SHEET, 255)
    image.paste(sheet(*lines))
    return image


def blank() -> Image.Image:
    return Image.new("L", SHEET, 250)


def jpeg(image: Image.Image) -> bytes:
    """As a scanner gives it: the same sheet scanned twice is another file."""
    out = BytesIO()
    image.save(out, "JPEG", quality=85, dpi=(300, 300), comment=str(next(SCANS)))
    return out.getvalue()


@dataclass
class Bench:
    clerk: Signed
    eventually: Callable[..., object]

    def lay(self, *images: Image.Image, **described: object) -> BatchId:
        """A new batch with the sheets, as a scanner brings them."""
        batch_id = self.clerk.api.batches.open(BatchDraft(place_id=self.clerk.place, source="Сканер", **described))
        if images:
            self.add(batch_id, *images)
        return batch_id

    def add(self, batch_id: BatchId, *images: Image.Image, **how: object) -> None:
        """A run of the feeder."""
        self.add_files(batch_id, *(jpeg(image) for image in images), run=f"{next(SCANS)}", **how)

    def add_files(self, batch_id: BatchId, *contents: bytes, **how: object) -> None:
        files = [self.clerk.bring(content, f"{number}.jpg") for number, content in enumerate(contents)]
        self.clerk.api.batches.add(batch_id, [Brought(file_id=file_id, **how) for file_id in files])

    def add_pdf(self, batch_id: BatchId, images: Sequence[Image.Image], name: str = "Папка.pdf") -> None:
        file_id = self.clerk.bring(saved(images, "PDF"), name)
        self.clerk.api.batches.add(batch_id, [Brought(file_id=file_id, begins=True)])

    def seen(self, batch_id: BatchId) -> Batch:
        """The batch once every page is looked over."""

        def over() -> Batch | None:
            batch = self.clerk.api.batches.batch(batch_id)
            return batch if len(list(batch.arrangement.ids())) == len(batch.pages) else None

        return self.eventually(over)

    def papers(self, batch_id: BatchId) -> list[list[int]]:
        """The papers as the numbers of their pages in the stack."""
        batch = self.seen(batch_id)
        return [[number_of(batch, page_id) for page_id in paper.ids] for paper in batch.arrangement.papers]

    def released(self, batch_id: BatchId) -> list[DocumentId]:
        """What the papers have become."""
        self.clerk.api.batches.release(batch_id, self.seen(batch_id).version)

        def over() -> Batch | None:
            batch = self.clerk.api.batches.batch(batch_id)
            return batch if batch.state is not BatchState.RELEASING else None

        batch = self.eventually(over)
        assert batch.state is BatchState.RELEASED
        return batch.documents


def number_of(batch: Batch, page_id: BatchPageId) -> int:
    return next(page.number for page in batch.pages if page.id == page_id)


def kinds(troubles: Sequence[Trouble]) -> list[str]:
    return [trouble.kind.value for trouble in troubles if not trouble.passed]


def protocol(bench, batch_id, eventually, sep=" "):
    """The words of the printed protocol, those of a line together."""
    run_id = bench.clerk.api.reports.run("scanning.protocol", {"batch": str(batch_id)}, Format.PDF)

    def made():
        run = bench.clerk.api.reports.made(run_id)
        return run if run.state is JobState.DONE else None

    pdf = pypdfium2.PdfDocument(bench.clerk.fetch(eventually(made).file_id).content)
    lines = "\n".join(sheet.get_textpage().get_text_range() for sheet in pdf).splitlines()
    return sep.join(" ".join(line.split()) for line in lines)
