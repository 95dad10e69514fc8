"""Two entries side by side: which one stays, and which fields it takes from the other."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.widgets.messages import Notice, label, restyle, said
from common.correspondents import FIELDS, LABELS, CorrespondentCard, CorrespondentRow, MergerDraft
from common.kernel.ids import CorrespondentId
from common.kernel.wording import day
from common.rpc.errors import CallError

NOT_COMPARED = {"closed", "member_ids"}


class MergerDialog(QDialog):
    """Space marks a field to be taken over, Ctrl+Enter merges; documents keep the names they were printed with."""

    def __init__(self, workplace: Workplace, first: CorrespondentId, second: CorrespondentId, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Объединение записей"))
        self._work, self._ids = workplace, (first, second)
        self._cards: dict[CorrespondentId, CorrespondentCard] = {}
        self._documents: dict[CorrespondentId, int] = {}
        self.stays = (QRadioButton(), QRadioButton())
        self.taken: dict[str, QCheckBox] = {}
        self._texts: dict[str, tuple[Any, Any]] = {}
        self.notice = Notice()
        self.account = label("", wrap=True)
        self._rows = QGridLayout()
        self._lay_out()
        for radio in self.stays:
            radio.toggled.connect(self._show_direction)
        for each in self._ids:
            workplace.calls(self, workplace.apis.correspondents.card, each).then(self._take_card).fails(self._refuse)
        call = workplace.calls(self, workplace.apis.registry.documents_of, list(self._ids))
        call.then(self._take_documents).fails(self._refuse)

    def draft(self) -> MergerDraft:
        stays, goes = self._direction()
        return MergerDraft(
            stays_id=stays.id, goes_id=goes.id, stays_version=stays.version, goes_version=goes.version,
            taken=[name for name, box in self.taken.items() if box.isChecked() and box.isEnabled()],
        )  # fmt: skip

    def merge(self) -> None:
        if not self.merge_button.isEnabled():
            return
        self.merge_button.setEnabled(False)
        call = self._work.calls(self, self._work.apis.mergers.merge, self.draft())
        call.then(self._finish).fails(self._refuse)

    def _direction(self) -> tuple[CorrespondentCard, CorrespondentCard]:
        first, second = (self._cards[each] for each in self._ids)
        return (first, second) if self.stays[0].isChecked() else (second, first)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.notice)
        inner = QWidget()
        inner.setLayout(self._rows)
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(6)
        self._rows.setColumnStretch(1, 1)
        self._rows.setColumnStretch(2, 1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        column.addWidget(area, 1)
        column.addWidget(self.account)
        self.merge_button = QPushButton(self.tr("&Объединить"))
        self.merge_button.setProperty("primary", True)
        restyle(self.merge_button)
        self.merge_button.setShortcut("Ctrl+Return")
        self.merge_button.setToolTip("Ctrl+Enter")
        self.merge_button.setEnabled(False)
        buttons = QDialogButtonBox()
        buttons.addButton(self.merge_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.tr("Отмена"), QDialogButtonBox.ButtonRole.RejectRole)
        self.merge_button.clicked.connect(self.merge)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(860, 480)

    def _take_card(self, card: CorrespondentCard) -> None:
        self._cards[card.id] = card
        if len(self._cards) == len(self._ids):
            self._show_cards()

    def _take_documents(self, documents: dict[CorrespondentId, int]) -> None:
        self._documents = documents
        if len(self._cards) == len(self._ids):
            self._choose_staying()

    def _show_cards(self) -> None:
        first, second = (self._cards[each] for each in self._ids)
        self._rows.addWidget(label(self.tr("Останется"), "caption"), 0, 0)
        for place, card in enumerate((first, second)):
            self.stays[place].setText(f"№ {card.id}")
            self._rows.addWidget(self.stays[place], 0, place + 1)
        names = [name for name in FIELDS[first.draft.kind] if name not in NOT_COMPARED]
        filled = [name for name in names if text_of(first, name) or text_of(second, name)]
        for row, name in enumerate(filled, start=1):
            self._show_field(row, name, first, second)
        self._rows.setRowStretch(len(filled) + 1, 1)
        self._choose_staying()
        self.stays[0].setFocus()

    def _choose_staying(self) -> None:
        """The entry of more documents, else the fuller one."""
        documents = [self._documents.get(each, 0) for each in self._ids]
        fuller = sum(bool(one) - bool(other) for one, other in self._texts.values())
        first = documents[0] - documents[1] or fuller
        self.stays[0 if first >= 0 else 1].setChecked(True)
        self._show_direction()

    def _show_field(self, row: int, name: str, first: CorrespondentCard, second: CorrespondentCard) -> None:
        one, other = text_of(first, name), text_of(second, name)
        self._texts[name] = (one, other)
        self._rows.addWidget(label(LABELS[name], "caption"), row, 0, Qt.AlignmentFlag.AlignTop)
        for place, text in enumerate((one, other), start=1):
            shown = label(text or "—", "" if one != other else "caption", wrap=True)
            self._rows.addWidget(shown, row, place, Qt.AlignmentFlag.AlignTop)
        if one != other:
            box = self.taken[name] = QCheckBox()
            self._rows.addWidget(box, row, 3, Qt.AlignmentFlag.AlignTop)

    def _show_direction(self, *_: object) -> None:
        """What is empty in the staying entry is taken over unless the person says otherwise."""
        if len(self._cards) < len(self._ids):
            return
        first_stays = self.stays[0].isChecked()
        for name, box in self.taken.items():
            one, other = self._texts[name]
            mine, theirs = (one, other) if first_stays else (other, one)
            box.setEnabled(bool(theirs))
            box.setText(self.tr("← взять") if first_stays else self.tr("взять →"))
            box.setChecked(bool(theirs) and not mine)
            box.setAccessibleName(self.tr("Взять поле «{}» из другой записи").format(LABELS[name]))
        stays, goes = self._direction()
        words = self.tr(
            "Запись № {0} уступит место записи № {1}. Её документы ({2}) будут находиться по обеим; напечатанные в них"
            " названия не изменятся. У остающейся записи документов: {3}. Объединение можно отменить."
        )
        counts = [grouped(self._documents[card.id]) if card.id in self._documents else "…" for card in (goes, stays)]
        self.account.setText(words.format(goes.id, stays.id, *counts))
        self.merge_button.setEnabled(True)

    def _finish(self, _merger_id: int) -> None:
        self.accept()

    def _refuse(self, error: CallError) -> None:
        self.merge_button.setEnabled(len(self._cards) == len(self._ids))
        faults = "\n".join(problem.text for problem in error.problems)
        self.notice.say(faults or said(error), alarm=True)


def text_of(card: CorrespondentCard, name: str) -> str:
    """A field of the card as people read it."""
    if name == "organisation_id":
        return card.organisation.name if card.organisation else ""
    if name == "group_ids":
        return "; ".join(_named(group) for group in card.groups)
    value = getattr(card.draft, name)
    return day(value) if name == "closed" else str(value or "")


def _named(row: CorrespondentRow) -> str:
    return row.name
