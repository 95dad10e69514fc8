"""«В ответ на Вх. № … от …»: the earlier documents that this one answers, executes, changes or repeals.

What the letter says of itself («На № … от …») is offered there as long as it is not linked so.
"""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from client.core.calls import Latest
from client.registry.card_pane import CardPane
from client.registry.scan_pane import ScanPane
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.wording import day
from common.registry.links import Linked, Links, LinkType
from common.registry.rules import Action
from common.rpc.errors import CallError
from common.scanning.recognition import Proposal, ProposedField

SAID = frozenset(LinkType) - {LinkType.COPY, LinkType.RELATED}
MOST = 3


class Earlier(QLabel):
    """A line under the heading, by mouse and by keyboard; what the person may not see is not named."""

    def __init__(
        self, workplace: Workplace, document_id: DocumentId, card: CardPane, scan: ScanPane, window: QWidget
    ) -> None:
        super().__init__(window)
        self._work, self._document_id, self._card, self._scan = workplace, document_id, card, scan
        self._asked = Latest[Links]()
        self._links: Links | None = None
        self._offered: Proposal | None = None
        self._hidden = self._may_tie = self._linking = False
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setContentsMargins(10, 3, 10, 3)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setWordWrap(True)  # after the policy, which would take its height for the width away
        self.hide()
        self.tie_action = QAction(icon("link"), self.tr("Связать как ответ"), window)
        self.tie_action.setShortcut(QKeySequence("Ctrl+Alt+A"))
        self.tie_action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.tie_action.setEnabled(False)
        self.tie_action.triggered.connect(self.tie)
        window.addAction(self.tie_action)
        self.linkActivated.connect(self._follow)
        scan.proposals_found.connect(self._offer)
        card.registration.opened.connect(self.look)
        card.shown.connect(self._write)
        card.stops.answering = self
        workplace.calls.changed.connect(self._note)

    def look(self, *_card: object) -> None:
        call = self._work.calls(self, self._work.apis.links.of, self._document_id)
        self._asked.be(call).then(self._show_links).fails(self._know_nothing)

    def unlinked(self) -> str:
        """What the letter says it answers and may be linked with; nothing where that is done or hidden."""
        offered = self._offered
        if offered is None or not self.tie_action.isEnabled():
            return ""
        return " — ".join(each for each in (offered.name, offered.doubt) if each)

    def tie(self) -> None:
        if self._offered is not None and self.tie_action.isEnabled():
            self._link(DocumentId(int(self._offered.value)))

    def _link(self, other: DocumentId) -> None:
        if self._linking:
            return
        self._linking = True
        self.tie_action.setEnabled(False)
        call = self._work.calls(self, self._work.apis.links.link, self._document_id, other, LinkType.REPLY)
        call.then(self.look).fails(self._refuse)

    def _offer(self, proposals: Sequence[Proposal]) -> None:
        self._offered = next((each for each in proposals if each.field is ProposedField.ANSWERED), None)
        self._write()

    def _show_links(self, links: Links) -> None:
        self._links, self._linking = links, False
        self._write()

    def _write(self, _card: object = None) -> None:
        if self._links is None:
            return
        earlier = [each for each in self._links.rows if each.forward and each.type in SAID]
        lines = [_of_one(each) for each in earlier[:MOST]]
        if len(earlier) > MOST:
            lines.append(escape(self.tr("ещё {0} — на вкладке «Связи»").format(len(earlier) - MOST)))
        answered = any(each.type is LinkType.REPLY for each in earlier)
        offered = None if answered or self._hidden else self._offered
        card = self._card.registration.card
        self._may_tie = card is not None and card.may(Action.LINK)
        self.tie_action.setEnabled(bool(self._may_tie and offered and offered.value))
        self.setText(" · ".join([*lines, *(self._of_offer(offered) if offered else [])]))
        self.setToolTip("\n".join(each.summary for each in earlier[:MOST]))
        self.setVisible(bool(self.text()))

    def _of_offer(self, offered: Proposal) -> list[str]:
        """What the letter says, leading to its place on the page; what it means, and the acts."""
        place = f'{escape(self.tr("В письме:"))} <a href="place">{escape(offered.text)}</a>'
        hide = f'<a href="hide">{escape(self.tr("скрыть"))}</a>'
        if offered.near_id is not None:
            near = f'<a href="{offered.near_id}">{escape(offered.doubt)}</a>'
            tie_near = escape(self.tr("связать всё же"))
            return [f"{place} — {near}", *([f'<a href="near">{tie_near}</a>'] if self._may_tie else []), hide]
        if not offered.value:
            missing = self.tr("зарегистрированного документа с таким номером и датой не видно")
            return [f"{place} — {escape(missing)}", hide]
        tie = escape(self.tr("связать как ответ (Ctrl+Alt+A)"))
        acts = [f'<a href="tie"><b>{tie}</b></a>'] if self.tie_action.isEnabled() else []
        doubt = [f"<b>{escape(offered.doubt)}</b>"] if offered.doubt else []
        return [f'{place} → <a href="{offered.value}">{escape(offered.name)}</a>', *doubt, *acts, hide]

    def _follow(self, link: str) -> None:
        offered = self._offered
        if link.isdecimal():
            self._work.navigator.open_document(DocumentId(int(link)))
        elif link == "place" and offered is not None:
            self._scan.mark(offered.page, offered.box)
        elif link == "tie":
            self.tie()
        elif link == "near" and offered is not None and offered.near_id is not None:
            self._link(offered.near_id)
        elif link == "hide":
            self._hidden = True
            self._write()

    def _refuse(self, error: CallError) -> None:
        self._linking = False
        self._write()
        self._card.refuse(error)

    def _know_nothing(self, _error: CallError) -> None:
        self._linking = False
        self.hide()

    def _note(self, changes: list[Change]) -> None:
        if Change(Kind.DOCUMENT, self._document_id) in changes:
            self.look()


def _of_one(linked: Linked) -> str:
    on = f" от {day(linked.on)}" if linked.on and day(linked.on) not in linked.title else ""
    return f'{escape(linked.label)} <a href="{linked.document_id}">{escape(linked.title + on)}</a>'
