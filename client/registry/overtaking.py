"""Two people on one card: who has changed what meanwhile, and whose value stays where both have changed the same."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from textwrap import shorten
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QDialog, QDialogButtonBox, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from client.core.calls import Latest
from client.core.city_time import local
from client.registry.card_sheet import CardSheet
from client.registry.registration import Registration
from client.shell.workplace import Workplace
from client.widgets.messages import Question, label
from common.registry.document import Difference, DocumentCard, DocumentDraft, Rivalry
from common.rpc.errors import CallError

EXTRA = "extra."


@dataclass
class Asked:
    """What the question is about, what stood in the form when it was put, and how it reads."""

    theirs: DocumentCard
    mine: DocumentDraft
    clashing: list[Difference]
    words: str = ""


class Overtaking(QObject):
    """Both changes are brought together field by field; nothing is sent before the person saves again."""

    both_shown = Signal()

    def __init__(
        self, workplace: Workplace, sheet: CardSheet, registration: Registration, notice: Question,
        take_theirs: Callable[[], None], window: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._work, self._sheet, self._registration = workplace, sheet, registration
        self._notice, self._take_theirs, self._window = notice, take_theirs, window
        self._asked: Asked | None = None
        self._comparing = Latest[Rivalry]()

    def tell(self, theirs: DocumentCard) -> None:
        """Asks the server who it was and how the two cards read; without an answer the words are plainer."""
        mine = self._sheet.form.draft()
        asked = self._comparing.be(self._work.calls(self, self._work.apis.registry.compare, theirs.id, mine))
        asked.then(partial(self._ask, theirs, mine)).fails(partial(self._ask_plainly, theirs, mine))

    def _ask_plainly(self, theirs: DocumentCard, mine: DocumentDraft, _error: CallError) -> None:
        self._ask(theirs, mine, None)

    def _ask(self, theirs: DocumentCard, mine: DocumentDraft, rivalry: Rivalry | None) -> None:
        differences, both = rivalry.differences if rivalry else [], self._both(mine, theirs)
        touched = changed(self._base(theirs), theirs.draft)
        names = [each.label for each in differences if each.field in touched]
        clashing = [each for each in differences if each.field in both]
        words = self.tr("Пока вы работали, карточку изменил другой сотрудник")
        if rivalry is not None:
            words += self.tr(" — {0}, {1}").format(rivalry.by, f"{local(rivalry.at):%H:%M}")
        words += f": {', '.join(names)}." if names else "."
        self._asked = Asked(theirs, mine, clashing)
        bring = self.tr("&Обновить, сохранив введённое")
        if clashing:
            words += self.tr(" Вы оба изменили: {0}.").format(", ".join(each.label for each in clashing))
            bring = self.tr("Сравнить по &полям…")
        take = self.tr("&Взять его изменения"), self._take_theirs
        self._notice.ask(words, (bring, self.answer), take, alarm=True)
        self._asked.words = words

    @property
    def stands(self) -> bool:
        """Whether the question is before the person."""
        asked = self._asked
        return asked is not None and self._notice.isVisible() and self._notice.text.text() == asked.words

    def answer(self, save: Callable[[], object] = lambda: None) -> None:
        """What saving means while the question stands: both together and saved, or first the choice field by field.

        Whoever has typed on since is asked about what stands in the form now.
        """
        asked, mine = self._asked, self._sheet.form.draft()
        if asked is None:
            return
        if not self._both(mine, asked.theirs):
            self._bring_together(asked.theirs, ())
            save()
        elif asked.clashing and asked.mine == mine:
            self._choose(asked.theirs, asked.clashing)
        else:
            call = self._work.calls(self, self._work.apis.registry.compare, asked.theirs.id, mine)
            choose = partial(self._choose_anew, asked, mine, save)
            self._comparing.be(call).then(choose).fails(self._work.calls.refused.emit)

    def _choose_anew(self, asked: Asked, mine: DocumentDraft, save: Callable[[], object], rivalry: Rivalry) -> None:
        if asked is not self._asked:
            return
        if self._sheet.form.draft() != mine:  # typed on meanwhile
            self.answer(save)
            return
        both = self._both(mine, asked.theirs)
        asked.mine, asked.clashing = mine, [each for each in rivalry.differences if each.field in both]
        self._choose(asked.theirs, asked.clashing)

    def _base(self, theirs: DocumentCard) -> DocumentDraft:
        """What both began from; of a card opened without a line nothing is known."""
        return (self._registration.card or theirs).draft

    def _both(self, mine: DocumentDraft, theirs: DocumentCard) -> set[str]:
        """The fields to choose in: without a beginning that is known all that differ."""
        if self._registration.card is None:
            return changed(mine, theirs.draft)
        return both_changed(self._registration.card.draft, mine, theirs.draft)

    def _choose(self, theirs: DocumentCard, clashing: list[Difference]) -> None:
        dialog = ClashDialog(clashing, self._window)
        dialog.chosen.connect(partial(self._bring_together, theirs))
        dialog.rejected.connect(self._notice.show)  # the question stands as before
        dialog.open()

    def _bring_together(self, theirs: DocumentCard, taken: Collection[str]) -> None:
        mine = self._sheet.kept(self._registration.version)
        draft = merged(self._base(theirs), mine.draft, theirs.draft, taken)
        kept = draft.correspondent_id == mine.draft.correspondent_id
        self._asked = None
        self._registration.adopt(theirs)
        names = {**theirs.addressees, **mine.addressees}
        recipients = {**theirs.recipients, **mine.recipients}
        correspondent = mine.correspondent if kept else theirs.correspondent
        self._sheet.form.show_draft(draft, correspondent, names, recipients)
        self._notice.hide()
        self.both_shown.emit()


class ClashDialog(QDialog):
    """A line for each field that both have changed; one's own value stays unless the other's is marked."""

    chosen = Signal(list)  # the fields of which the other's value is taken

    def __init__(self, clashing: list[Difference], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Изменено вами и другим сотрудником"))
        self.theirs: dict[str, QRadioButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for place, words in enumerate((self.tr("Поле"), self.tr("Ваше"), self.tr("Другого сотрудника"))):
            grid.addWidget(label(words, "caption"), 0, place)
        for row, each in enumerate(clashing, 1):
            self._add(grid, row, each)
        buttons = QDialogButtonBox()
        self.take_button = buttons.addButton(self.tr("&Взять отмеченное"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Отмена"), QDialogButtonBox.ButtonRole.RejectRole)
        self.take_button.setToolTip("Ctrl+Enter")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(label(self.tr("Отметьте, чьё значение останется; сохраните карточку после этого."), "hint"))
        column.addLayout(grid)
        column.addStretch()
        column.addWidget(buttons)
        self.resize(760, 120 + 44 * len(clashing))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.accept()
        else:
            super().keyPressEvent(event)

    def accept(self) -> None:
        self.chosen.emit([field for field, button in self.theirs.items() if button.isChecked()])
        super().accept()

    def _add(self, grid: QGridLayout, row: int, each: Difference) -> None:
        mine, theirs = QRadioButton(_shown(each.given)), QRadioButton(_shown(each.kept))
        group = QButtonGroup(self)
        for column, (button, value) in enumerate(((mine, each.given), (theirs, each.kept)), 1):
            group.addButton(button)
            button.setToolTip(value)
            grid.addWidget(button, row, column)
        mine.setChecked(True)
        mine.setAccessibleName(self.tr("{0}: ваше, {1}").format(each.label, mine.text()))
        theirs.setAccessibleName(self.tr("{0}: другого сотрудника, {1}").format(each.label, theirs.text()))
        grid.addWidget(label(each.label), row, 0)
        self.theirs[each.field] = theirs


def flat(draft: DocumentDraft) -> dict[str, Any]:
    """The fields of the card, those of the kind among them under names of their own."""
    values = msgspec.structs.asdict(draft)
    extra = values.pop("extra")
    return {**values, **{f"{EXTRA}{key}": value for key, value in extra.items() if value}}


def changed(base: DocumentDraft, later: DocumentDraft) -> set[str]:
    """The fields that are another's now."""
    before, after = flat(base), flat(later)
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def both_changed(base: DocumentDraft, mine: DocumentDraft, theirs: DocumentDraft) -> set[str]:
    """The fields that both have changed, each in a way of his own."""
    return changed(base, mine) & changed(base, theirs) & changed(mine, theirs)


def merged(
    base: DocumentDraft, mine: DocumentDraft, theirs: DocumentDraft, taken: Collection[str] = ()
) -> DocumentDraft:
    """Their card with the fields that I have changed since both of us began, but for those `taken` from them."""
    before, own, other = flat(base), flat(mine), flat(theirs)
    names = [*{**own, **other}]
    values = {
        name: (own if own.get(name) != before.get(name) and name not in taken else other).get(name) for name in names
    }
    return msgspec.structs.replace(theirs, **_card_of(values), extra=_extra_of(values))


def _card_of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not name.startswith(EXTRA)}


def _extra_of(values: Mapping[str, Any]) -> dict[str, str]:
    return {name.removeprefix(EXTRA): value for name, value in values.items() if name.startswith(EXTRA) and value}


def _shown(value: str) -> str:
    return shorten(value, 60, placeholder="…") or "пусто"
