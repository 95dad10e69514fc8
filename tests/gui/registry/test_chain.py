"""An arrow of the chain says on hover what it means."""

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from client.registry.chain_view import ChainCanvas
from common.registry.classes import DocumentClass
from common.registry.links import Chain, ChainDocument, ChainLink, LinkType

DAY = date(2026, 11, 23)
ASKED = ChainDocument(1, DocumentClass.INCOMING, "Письмо № 7", "О ремонте", "Прокуратура", DAY)
ANSWER = ChainDocument(2, DocumentClass.OUTGOING, "Ответ № 8", "О мерах", "Прокуратура", DAY)
AGAIN = ChainDocument(3, DocumentClass.INCOMING, "Письмо № 9", "О ремонте", "Прокуратура", DAY)


def hover(canvas, point):
    no = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, point, canvas.mapToGlobal(point), no, no, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)
    return canvas.toolTip()


@pytest.fixture
def canvas(qtbot):
    shown = ChainCanvas(1)
    qtbot.addWidget(shown)
    links = [ChainLink(2, 1, LinkType.REPLY), ChainLink(3, 1, LinkType.REPEATED), ChainLink(3, 2, LinkType.REPLY)]
    shown.show_chain(Chain([ASKED, ANSWER, AGAIN], links, 0, False))
    shown.show()
    return shown


def test_an_arrow_says_what_it_means_and_a_document_what_it_is(canvas):
    asked, answer = canvas._boxes[1], canvas._boxes[2]
    corner = QPointF(asked.left() + 40, answer.center().y())
    assert hover(canvas, corner) == "Ответ № 8 — в ответ на: Письмо № 7"
    assert hover(canvas, asked.center()) == "Письмо № 7\nО ремонте"
    assert hover(canvas, QPointF(answer.right() + 20, asked.top())) == ""
    assert "Письмо № 9 — повторно к: Письмо № 7" in canvas.accessibleDescription()


def test_two_links_of_one_side_do_not_lie_on_each_other(qtbot):
    shown = ChainCanvas(1)
    qtbot.addWidget(shown)
    links = [ChainLink(2, 1, LinkType.REPEATED), ChainLink(3, 1, LinkType.RELATED)]
    second = ChainDocument(2, DocumentClass.INCOMING, "Письмо № 8", "О ремонте", "Прокуратура", DAY)
    shown.show_chain(Chain([ASKED, second, AGAIN], links, 0, False))
    lines = [path.currentPosition().x() for _, path in shown._paths]
    assert lines[0] != lines[1]
