"""«В ответ на Вх. № … от …»: the earlier documents that this one answers, executes, changes or repeals."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from client.core.calls import Latest
from client.registry.card_pane import CardPane
from client.shell.workplace import Workplace
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.wording import day
from common.registry.links import Linked, Links, LinkType
from common.rpc.errors import CallError

SAID = frozenset(LinkType) - {LinkType.COPY, LinkType.RELATED}
MOST = 3


class Earlier(QLabel):
    """A line under the heading, by mouse and by keyboard; what the person may not see is not named."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, card: CardPane, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._document_id = workplace, document_id
        self._asked = Latest[Links]()
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setContentsMargins(10, 3, 10, 3)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        self.linkActivated.connect(lambda link: workplace.navigator.open_document(DocumentId(int(link))))
        card.registration.opened.connect(self.look)
        workplace.calls.changed.connect(self._note)

    def look(self, *_card: object) -> None:
        call = self._work.calls(self, self._work.apis.links.of, self._document_id)
        self._asked.be(call).then(self._show_links).fails(self._know_nothing)

    def _show_links(self, links: Links) -> None:
        earlier = [each for each in links.rows if each.forward and each.type in SAID]
        lines = [_of_one(each) for each in earlier[:MOST]]
        if len(earlier) > MOST:
            lines.append(escape(self.tr("ещё {0} — на вкладке «Связи»").format(len(earlier) - MOST)))
        self.setText(" · ".join(lines))
        self.setToolTip("\n".join(each.summary for each in earlier[:MOST]))
        self.setVisible(bool(lines))

    def _know_nothing(self, _error: CallError) -> None:
        self.hide()

    def _note(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.look()


def _of_one(linked: Linked) -> str:
    on = f" от {day(linked.on)}" if linked.on and day(linked.on) not in linked.title else ""
    return f'{escape(linked.label)} <a href="{linked.document_id}">{escape(linked.title + on)}</a>'
