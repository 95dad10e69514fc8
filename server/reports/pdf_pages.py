"""A PDF of any length: each page lies in the file as soon as it is drawn, and is kept nowhere else."""

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import (
    PDFCrossReferenceTable,
    PDFDocument,
    PDFIndirectObject,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFStream,
    PDFTrailer,
    PDFZCompress,
    xObjectName,
)
from reportlab.pdfgen.canvas import Canvas

from server.reports.typeface import REGULAR, width_of

BEGINS = b"%PDF-1.4\n%\x93\x8c\x8b\x9e\n"  # bytes that tell a file of bytes from a text
EMBEDDED: dict[str, Any] = {"initialFontName": REGULAR}  # else an unembedded Helvetica is referred to
Edge = tuple[float, float, float, float]


class LongCanvas(Canvas):
    """Draws like any canvas; `words` and `edges` are for what there is much of.

    WORKAROUND: without its C part ReportLab spends most of its time on numbers and on texts read from right to left.
    """

    _code: list[str]
    _fontname: str
    _fontsize: float

    def __init__(self, file: BinaryIO, pagesize: tuple[float, float], forms: Sequence[str]) -> None:
        """`forms` are those that pages refer to before they are drawn."""
        super().__init__(file, pagesize=pagesize, pageCompression=1, **EMBEDDED)
        self._doc = _WrittenDocument(file, forms)

    def words(self, x: float, y: float, text: str, *, right_aligned: bool = False) -> None:
        """A line in the font that is set; `x` is where it begins, or ends."""
        if not text:
            return
        if right_aligned:
            x -= width_of(text, self._fontname, self._fontsize)
        face: Any = pdfmetrics.getFont(self._fontname)
        shown = " ".join(
            f"{face.getSubsetInternalName(subset, self._doc)} {self._fontsize:g} Tf <{codes.hex()}> Tj"
            for subset, codes in face.splitString(text, self._doc)
        )
        self._code.append(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {shown} ET")

    def edges(self, edges: Iterable[Edge]) -> None:
        """Straight lines as thick as is set."""
        path = " ".join(f"{x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l" for x, y, to_x, to_y in edges)
        self._code.append(f"n {path} S")


class _WrittenDocument(PDFDocument):
    """Objects lie in the file in the order in which they were done; only where each begins is remembered."""

    Catalog: Any
    Pages: Any

    def __init__(self, file: BinaryIO, forms: Sequence[str]) -> None:
        super().__init__()
        self._file = file
        self._file.write(BEGINS)
        for form in forms:
            self.Reference(PDFObject(), xObjectName(form))  # pages refer to its number

    def addForm(self, name: str, form: Any) -> None:  # noqa: N802 -- ReportLab's name
        self.idToObject.pop(xObjectName(name), None)
        super().addForm(name, form)

    def Reference(self, obj: Any, name: str | None = None) -> Any:  # noqa: N802 -- ReportLab's name
        """What was promised keeps the number that was promised for it."""
        if name in self.idToObjectNumberAndVersion and name not in self.idToObject:
            obj.__InternalName__ = name
            self.idToObject[name] = obj
            return PDFObjectReference(name)
        return super().Reference(obj, name)  # type: ignore[no-untyped-call]

    def addPage(self, page: PDFPage) -> None:  # noqa: N802 -- ReportLab's name
        drawn: Any = page
        drawn.Contents = self.Reference(PDFStream(content=drawn.stream, filters=[PDFZCompress]))
        drawn.stream, name = None, self.thisPageName()
        super().addPage(page)
        self.Pages.pages[-1] = PDFObjectReference(name)
        for each in (drawn.Contents.name, name):
            self._write(each)

    def format(self) -> bytes:
        """Writes all that is not yet written; gives how the file ends."""
        root, info = self.Reference(self.Catalog), self.Reference(self.info)
        number = 1
        while number in self.numberToId:  # what is written may refer to something new
            if self.numberToId[number] not in self.idToOffset:
                self._write(self.numberToId[number])
            number += 1
        references, begins = PDFCrossReferenceTable(), self._file.tell()
        references.addsection(0, [self.numberToId[each] for each in range(1, number)])
        self._file.write(references.format(self))
        return PDFTrailer(startxref=begins, Size=number, Root=root, Info=info, ID=self.ID()).format(self)

    def _write(self, name: str) -> None:
        self.idToOffset[name] = self._file.tell()
        self._file.write(PDFIndirectObject(name, self.idToObject[name]).format(self))
        self.idToObject[name] = WRITTEN


WRITTEN = PDFObject()
