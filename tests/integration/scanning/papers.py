"""Papers as they come to the scanner's desk, and what the card says of their recognition."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from PIL import Image, ImageDraw, ImageFont

import resources
from common.kernel.ids import DocumentId
from common.registry.document import DraftFiles
from common.scanning.recognition import PageState, Recognition
from tests.city import Signed

FONT = ImageFont.truetype(str(resources.path("fonts", "LiberationSerif-Regular.ttf")), 90)
SHEET = (1500, 400)  # a strip of a page: read in a moment
DPI = 300

File = tuple[str, bytes]


def sheet(*lines: str) -> Image.Image:
    image = Image.new("L", SHEET, 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((100, 60 + 130 * number), line, font=FONT, fill=0)
    return image


def saved(images: Sequence[Image.Image], kind: str) -> bytes:
    """One file with all the images, at the resolution of scanners."""
    out = BytesIO()
    first, *others = images
    pages = {"save_all": True, "append_images": others} if others else {}
    resolution = {"resolution": DPI} if kind == "PDF" else {"dpi": (DPI, DPI)}
    first.save(out, kind, **pages, **resolution)
    return out.getvalue()


def blank_pdf(count: int) -> bytes:
    """So many empty pages of the size of a stamp, each a little larger than the one before."""
    pdf, out = pikepdf.new(), BytesIO()
    for number in range(count):
        pdf.add_blank_page(page_size=(72, 72 + number / 10))
    pdf.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(saved([sheet("Секретно")], "PDF"))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="пароль", owner="хозяин"))
    return out.getvalue()


@dataclass
class Desk:
    """A clerk who brings papers and looks at how far they are read."""

    clerk: Signed
    eventually: Callable[..., object]

    def scan(self, *files: File) -> DocumentId:
        """A paper in the queue with these originals, ordered to be read."""
        brought = [self.clerk.bring(content, name) for name, content in files]
        draft = DraftFiles(file_ids=brought, place_id=self.clerk.place, source="Файл", name=files[0][0])
        document_id = self.clerk.api.registry.accept(draft)
        self.clerk.api.scanning.read(document_id)
        return document_id

    def seen(self, document_id: DocumentId) -> Recognition:
        return self.clerk.api.scanning.recognition(document_id)

    def ended(self, document_id: DocumentId, patience: float = 60.0) -> Recognition:
        """How the recognition looks when nobody works at it any more."""

        def over() -> Recognition | None:
            seen = self.seen(document_id)
            return seen if seen.job_id is None else None

        return self.eventually(over, patience)

    def read(self, document_id: DocumentId, pages: int) -> Recognition:
        """How it looks as soon as so many pages are read."""

        def far_enough() -> Recognition | None:
            seen = self.seen(document_id)
            return seen if len(numbers(seen, PageState.READ)) >= pages else None

        return self.eventually(far_enough)

    def words(self, document_id: DocumentId, pages: Iterable[int]) -> list[str]:
        return [self.clerk.api.scanning.page(document_id, number).text for number in pages]


def numbers(recognition: Recognition, state: PageState) -> list[int]:
    return [page.number for page in recognition.pages if page.state is state]
