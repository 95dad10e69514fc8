"""The profile that pages are scanned with: offered by the place of the batch, remembered per person and place."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Latest
from client.scanning.batch_bar import BatchBar
from client.scanning.source_panel import SourcePanel
from client.shell.workplace import Workplace
from common.kernel.changes import Change, Kind
from common.kernel.ids import PlaceId, ProfileId
from common.scanning.profiles import ProfileDraft, ProfileRow


class ProfileChoice(QObject):
    """The panel shows what the profile says; what is changed there by hand is no profile any more."""

    failed = Signal(object)  # CallError

    def __init__(self, workplace: Workplace, panel: SourcePanel, bar: BatchBar, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._panel, self._bar = workplace, panel, bar
        self._rows: dict[ProfileId, ProfileRow] = {}
        self._read = Latest[list[ProfileRow]]()
        self._place = PlaceId(0)
        panel.profile.edited.connect(self._choose)
        panel.set_by_hand.connect(self._note_own)
        bar.placed.connect(self._offer)
        workplace.calls.changed.connect(self._note)

    def refresh(self) -> None:
        call = self._work.calls(self, self._work.apis.profiles.offered)
        self._read.be(call).then(self._take).fails(self.failed.emit)

    def _take(self, rows: list[ProfileRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self._place = PlaceId(0)
        self._offer()

    def _offer(self) -> None:
        """The batch's own profile, else the last that this person took at the place, else its first."""
        place, batch_profile = self._bar.place.value(), self._bar.profile_id
        if place == self._place and batch_profile == self._shown():
            return
        self._place = place
        here = {row.id: row.draft for row in self._rows.values() if row.draft.place_id == place}
        self._panel.offer_profiles([(known, draft.title) for known, draft in here.items()])
        kept = self._work.settings.text(self._key())
        last = ProfileId(int(kept)) if kept.isdecimal() else None
        first = next(iter(here), None) if not kept else None
        wanted = next((each for each in (batch_profile, last, first) if each in here), None)
        self._panel.profile.show_value(wanted or ProfileId(0))
        self._follow(here.get(wanted) if wanted else None)

    def _choose(self) -> None:
        known = self._shown()
        self._work.settings.keep_text(self._key(), str(known or 0))
        row = self._rows.get(known) if known else None
        self._follow(row.draft if row else None, by_hand=True)

    def _note_own(self) -> None:
        if self._shown() is not None:
            self._panel.profile.show_value(ProfileId(0))
            self._choose()

    def _follow(self, draft: ProfileDraft | None, *, by_hand: bool = False) -> None:
        self._panel.show_profile(draft)
        self._bar.take_profile(self._shown(), keep=by_hand)

    def _shown(self) -> ProfileId | None:
        return self._panel.profile.value() or None

    def _key(self) -> str:
        return f"scanning/profile/{self._work.me.id}/{self._bar.place.value()}"

    def _note(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.DICTIONARY for change in changes):
            self.refresh()
