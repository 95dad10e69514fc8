"""What approvers had to say, before whoever signs signs it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from client.widgets.messages import label
from common.approvals.waiting import Remark
from common.signatures import SigningOffer

HIGHEST = 150


class RemarksPane(QScrollArea):
    """Not there where everybody has agreed without a word."""

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "warning", wrap=True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(6, 4, 6, 4)
        column.addWidget(self.text)
        column.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setMaximumHeight(HIGHEST)
        self.setAccessibleName(self.tr("Замечания согласующих"))
        self.hide()

    def show_remarks(self, remarks: Sequence[Remark], offers: Sequence[SigningOffer]) -> None:
        """Each document by its title where there are several."""
        lines: list[str] = []
        for offer in offers:
            said = [f"• {each.said()}" for each in remarks if each.document_id == offer.document_id]
            lines += [f"{offer.title}:", *said] if said and len(offers) > 1 else said
        self.text.setText("\n".join(lines))
        self.setVisible(bool(lines))
