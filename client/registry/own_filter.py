"""What somebody has narrowed a register by: it shows that it is on, goes by one key and comes back by the same."""

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QToolButton

from client.core.settings import Settings
from client.registry.register_filter import RegisterFilter
from client.widgets.filter_header import FilterHeader
from client.widgets.icons import icon
from client.widgets.messages import restyle
from common.registry.document import DocumentFilter
from common.registry.selection import Period

KEYS = "Ctrl+Shift+Backspace"
LINE = ("number", "correspondent", "summary", "place_id", "on_control", "without_resolution", "to_me")
PERIOD = ("period", "since", "until")


class Kept(Struct, frozen=True):
    """What was chosen in the line beyond the view, and what was typed above the columns."""

    line: DocumentFilter
    typed: dict[str, str]
    on: bool = False  # nobody has taken it off
    beyond: tuple[str, ...] = (*LINE, *PERIOD)  # which fields of the line; the others are those of the view


class OwnFilter(QObject):
    """A register opens as it was left: narrowed, if nobody took the filter off; the yellow button says that it is old.

    It is kept for the person, at every workplace; a view that is chosen comes without it and takes it off.
    """

    turned = Signal()  # put back, or taken off

    def __init__(
        self, button: QToolButton, line: RegisterFilter, header: FilterHeader, settings: Settings, name: str
    ) -> None:
        super().__init__(button)
        self._button, self._line, self._header, self._settings = button, line, header, settings
        self._name, self._base = f"filter/{name}", DocumentFilter()
        self._of_last_time = False
        button.clicked.connect(self.turn)

    @property
    def is_on(self) -> bool:
        return bool(self._header.lines()) or self._line.chosen() != _of_line(self._base)

    def follow(self, base: DocumentFilter) -> None:
        """Of the view: what stands in the line beyond it is somebody's own."""
        self._base, self._of_last_time = base, False
        self._line.show_filter(base)
        self._header.show_texts({})
        self.show_state()

    def leave(self) -> None:
        """Another view was chosen: what stood in the old one does not come back by itself."""
        self._keep_on()
        self.show_state()

    def bring_back(self) -> None:
        """What was on when the program was last closed, before the first rows are read."""
        kept = self._kept()
        if kept is not None and kept.on:
            self._show(kept)
            self._of_last_time = True
            self.show_state()

    def turn(self) -> None:
        """Off, if it is on; else as it was the last time."""
        kept = self._kept()
        if self.is_on:
            self._line.show_filter(self._base)
            self._header.show_texts({})
        elif kept is not None:
            self._show(kept)
        self._of_last_time = False
        self._keep_on()
        self.show_state()
        self.turned.emit()

    def _show(self, kept: Kept) -> None:
        own = {name: getattr(kept.line, name) for name in kept.beyond}
        self._line.show_filter(msgspec.structs.replace(_of_line(self._base), **own))
        self._header.show_texts(kept.typed)

    def _keep_on(self) -> None:
        if (kept := self._kept()) is not None:
            self._keep(msgspec.structs.replace(kept, on=self.is_on))

    def _keep(self, kept: Kept) -> None:
        self._settings.keep_text(self._name, msgspec.json.encode(kept).decode())

    def note(self) -> None:
        """It has changed: what is on is kept, what is off is not."""
        self._of_last_time = False
        if self.is_on:
            typed = {key: line.text() for key, line in self._header.lines().items()}
            beyond = (*self._beyond(), *(PERIOD if self._other_period() else ()))
            self._keep(Kept(self._line.chosen(), typed, on=True, beyond=beyond))
        else:
            self._keep_on()
        self.show_state()

    def show_state(self) -> None:
        on = self.is_on
        words = self.tr("Снять отбор ({0})").format(self._count()) if on else self.tr("Как в прошлый раз")
        old = self.tr("Отбор остался с прошлого раза. ") if on and self._of_last_time else ""
        self._button.setIcon(icon("x" if on else "history"))
        self._button.setText(words)
        self._button.setToolTip(f"{old}{words} ({KEYS})")
        self._button.setVisible(on or self._kept() is not None)
        if bool(self._button.property("on")) != on:
            self._button.setProperty("on", on)
            restyle(self._button)

    def cause(self, view: str, *, in_group: bool) -> str:
        """Why nothing is found, by the name of what stands in the way: one's own filter, the chosen group, the view."""
        if self.is_on:
            return self.tr("Отбор: {0}. Снимите его ({1}) или измените.").format(", ".join(self._narrowed_by()), KEYS)
        if in_group:
            return self.tr("В выбранной слева группе документов нет. Выберите другую.")
        return self.tr("Так отбирает представление «{0}». Измените его условия или выберите другое.").format(view)

    def _narrowed_by(self) -> list[str]:
        """Each field beyond the view, as the line and the heads of the columns call it."""
        titles = {
            "number": "№", "correspondent": self.tr("«Корреспондент»"), "summary": self.tr("«Содержание»"),
            "place_id": self.tr("место регистрации"), "on_control": self.tr("«На контроле»"),
            "without_resolution": self.tr("«Без резолюции»"), "to_me": self.tr("«Мне»"),
        }  # fmt: skip
        found = [titles[name] for name in self._beyond()]
        columns = len(self._header.lines())
        found += [self.tr("период")] if self._other_period() else []
        return found + ([self.tr("набранное в столбцах ({0})").format(columns)] if columns else [])

    def _beyond(self) -> list[str]:
        chosen, base = self._line.chosen(), _of_line(self._base)
        return [name for name in LINE if getattr(chosen, name) != getattr(base, name)]

    def _other_period(self) -> bool:
        chosen, base = self._line.chosen(), _of_line(self._base)
        return (chosen.period, chosen.since, chosen.until) != (base.period, base.since, base.until)

    def _count(self) -> int:
        return len(self._beyond()) + self._other_period() + len(self._header.lines())

    def _kept(self) -> Kept | None:
        try:
            return msgspec.json.decode(self._settings.text(self._name), type=Kept)
        except msgspec.MsgspecError:
            return None


def _of_line(chosen: DocumentFilter) -> DocumentFilter:
    """Only what the line of filters knows."""
    own = chosen.period is Period.OWN
    known = {name: getattr(chosen, name) for name in (*LINE, "period")}
    return DocumentFilter(**known, since=chosen.since if own else None, until=chosen.until if own else None)
