"""The chain of a correspondence: documents in time from above, ours at the right, theirs at the left."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QScrollArea, QWidget

from client.widgets.theme import tones_of
from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass
from common.registry.links import LONGEST_CHAIN, Chain, ChainDocument, ChainLink, LinkType

WIDTH, HEIGHT, GAP, MARGIN = 300, 62, 26, 14
HEAD = ((0, 0), (-4.5, 9), (4.5, 9))  # of an arrow that points up
LANES, LANE, FIRST = 3, 12, 130  # px: of links between documents one below the other, clear of the words of the rest
NEAR = 12  # px beside a line that still mean it
SIDE = {DocumentClass.INCOMING: 0, DocumentClass.OUTGOING: 1, DocumentClass.INTERNAL: 1, DocumentClass.ACT: 1}


class ChainView(QScrollArea):
    opened = Signal(object)  # DocumentId

    def __init__(self, current: DocumentId) -> None:
        super().__init__()
        self.canvas = ChainCanvas(current)
        self.canvas.opened.connect(self.opened)
        self.setWidget(self.canvas)
        self.setWidgetResizable(True)
        self.setFocusProxy(self.canvas)

    def show_chain(self, chain: Chain) -> None:
        self.canvas.show_chain(chain)


class ChainCanvas(QWidget):
    """Arrow keys go from document to document, Enter opens one."""

    opened = Signal(object)

    def __init__(self, current: DocumentId) -> None:
        super().__init__()
        self._current = self._chosen = current
        self._chain = Chain([], [], 0, False)
        self._boxes: dict[DocumentId, QRectF] = {}
        self._paths: list[tuple[ChainLink, QPainterPath]] = []
        self._pointed: ChainLink | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Цепочка переписки"))

    def show_chain(self, chain: Chain) -> None:
        self._chain = chain
        self._boxes = {}
        for place, document in enumerate(chain.documents):
            left = MARGIN + SIDE[document.document_class] * (WIDTH - 140)
            self._boxes[document.id] = QRectF(left, MARGIN + place * (HEIGHT + GAP), WIDTH, HEIGHT)
        known = self._boxes.keys()
        self._paths = [
            (link, path_of(self._boxes[link.later], self._boxes[link.earlier], lane % LANES))
            for lane, link in enumerate(chain.links) if {link.later, link.earlier} <= known
        ]  # fmt: skip
        height = MARGIN * 2 + len(chain.documents) * (HEIGHT + GAP) + (24 if self._words() else 0)
        self.setMinimumSize(2 * WIDTH, height)
        said = [*(document.title for document in chain.documents), *(self.words_of(link) for link, _ in self._paths)]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for link, path in self._paths:
            self._draw_link(painter, link, path)
        for document in self._chain.documents:
            self._draw_document(painter, document)
        painter.setPen(QColor(tones_of(self.palette()).faint))
        if self._words():
            painter.drawText(QPointF(MARGIN, self.minimumHeight() - 10), self._words())

    def _words(self) -> str:
        if self._chain.longer:
            return self.tr("Показаны первые {0} документов цепочки.").format(LONGEST_CHAIN)
        if self._chain.unseen:
            return self.tr("Ещё документов, которые вам недоступны: {0}.").format(self._chain.unseen)
        return ""

    def _draw_document(self, painter: QPainter, document: ChainDocument) -> None:
        box, tones = self._boxes[document.id], tones_of(self.palette())
        own = document.id == self._current
        chosen = document.id == self._chosen and self.hasFocus()
        highlight = self.palette().link().color()
        painter.setBrush(self.palette().base())
        painter.setPen(QPen(highlight if own or chosen else QColor(tones.faint), 2.2 if own or chosen else 1))
        painter.drawRoundedRect(box, 5, 5)
        inside = box.adjusted(10, 5, -10, -5)
        line = painter.fontMetrics().lineSpacing()
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.palette().text().color())
        self._line(painter, inside, 0, document.title)
        font.setBold(False)
        painter.setFont(font)
        self._line(painter, inside, line, document.summary)
        painter.setPen(QColor(tones.faint))
        self._line(painter, inside, 2 * line, document.with_whom or document.document_class.label)

    def _line(self, painter: QPainter, inside: QRectF, offset: float, text: str) -> None:
        fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(inside.width()))
        place = QRectF(inside.left(), inside.top() + offset, inside.width(), painter.fontMetrics().lineSpacing())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)

    def _draw_link(self, painter: QPainter, link: ChainLink, path: QPainterPath) -> None:
        """The type of the link stands at the later document, which the words begin with; the head at the earlier."""
        pointed = link == self._pointed
        tone = self.palette().link().color() if pointed else QColor(tones_of(self.palette()).faint)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tone, 2 if pointed else 1.4))
        painter.drawPath(path)
        if link.type is not LinkType.RELATED:  # which is the same from both ends
            painter.setBrush(tone)
            painter.drawPolygon(QPolygonF([path.pointAtPercent(0) + QPointF(x, y) for x, y in HEAD]))
        start, end = path.pointAtPercent(0), path.currentPosition()
        at = QPointF(end.x() - 96, end.y() - 6) if end.x() != start.x() else QPointF(end.x() + 8, end.y() - 8)
        painter.drawText(at, link.type.label.lower())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._chosen = self._at(event.position()) or self._chosen
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if found is not None:
            self.opened.emit(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        document = next((each for each in self._chain.documents if each.id == found), None)
        pointed = None if document else self._link_at(event.position())
        if pointed != self._pointed:
            self._pointed = pointed
            self.update()
        words = self.words_of(pointed) if pointed else ""
        self.setToolTip(f"{document.title}\n{document.summary}" if document else words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ids = list(self._boxes)
        place = ids.index(self._chosen) if self._chosen in ids else 0
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and ids:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._chosen = ids[max(0, min(len(ids) - 1, place + step))]
            self.update()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def words_of(self, link: ChainLink) -> str:
        """What the arrow says: «Исходящее письмо № 7 от… — в ответ на: Письмо № 5 от…»."""
        titles = {document.id: document.title for document in self._chain.documents}
        return f"{titles[link.later]} — {link.type.label.lower()}: {titles[link.earlier]}"

    def _link_at(self, point: QPointF) -> ChainLink | None:
        near = QPainterPathStroker()
        near.setWidth(NEAR)
        return next((link for link, path in self._paths if near.createStroke(path).contains(point)), None)

    def _at(self, point: QPointF) -> DocumentId | None:
        return next((key for key, box in self._boxes.items() if box.contains(point)), None)


def path_of(later: QRectF, earlier: QRectF, lane: int) -> QPainterPath:
    """Down from the earlier document and across to the later one; on one side each link has a lane of its own."""
    if earlier.left() == later.left():
        x = earlier.left() + FIRST + LANE * lane
        start, end = QPointF(x, earlier.bottom()), QPointF(x, later.top())
    elif earlier.left() > later.left():
        start, end = QPointF(earlier.center().x(), earlier.bottom()), QPointF(later.right(), later.center().y())
    else:
        start, end = QPointF(earlier.left() + 40, earlier.bottom()), QPointF(later.left(), later.center().y())
    path = QPainterPath(start)
    path.lineTo(start.x(), end.y())
    path.lineTo(end)
    return path
