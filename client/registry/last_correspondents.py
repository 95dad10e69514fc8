"""Whom this person has named last on a card; kept for the person, at every workplace."""

from client.core.settings import Settings
from common.kernel.ids import CorrespondentId

KEY, MOST = "correspondents/last", 10


class LastCorrespondents:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def ids(self) -> list[CorrespondentId]:
        """The last one first."""
        return [CorrespondentId(int(each)) for each in self._settings.text(KEY).split() if each.isdecimal()]

    def note(self, identifier: CorrespondentId) -> None:
        later = [identifier, *(each for each in self.ids() if each != identifier)]
        self._settings.keep_text(KEY, " ".join(map(str, later[:MOST])))
