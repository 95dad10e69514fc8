"""Which files of a document are signed in the version that is seen, and which have come after the signing."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QGuiApplication

from client.core.city_time import local, moment
from client.widgets.icons import icon
from client.widgets.theme import tones_of
from common.registry.attachments import FileRow
from common.registry.card import FileRole
from common.signatures import SignatureRole, SignatureRow, Verdict

SIGNED_THEMSELVES = frozenset({FileRole.ORIGINAL, FileRole.ATTACHMENT})  # all else are copies made by the server


class SignedFiles:
    """What the signatures of the document that stand say of each of its files."""

    def __init__(self) -> None:
        self._rows: list[SignatureRow] = []

    def show(self, rows: Sequence[SignatureRow]) -> None:
        self._rows = [row for row in rows if row.withdrawn_at is None]

    def words(self, row: FileRow) -> str:
        if of_it := self._of(row):
            bad = next((each for each in of_it if each.verdict is not Verdict.VALID), None)
            return bad.verdict.label.lower() if bad else self._signed_words(of_it)
        if row.role not in SIGNED_THEMSELVES:
            return ""
        if earlier := [each for each in self._rows if each.attachment_id == row.id]:
            return _tr("подписана версия {0}, эта — нет").format(max(each.number for each in earlier))
        return _tr("добавлен после подписания") if self._came_after() else ""

    def told(self, row: FileRow) -> str:
        """By whom and when, a line each; of a file that is not signed why that is worth knowing."""
        of_it = self._of(row)
        if of_it:
            return "\n".join(
                _tr("{0} подпись: {1}, {2} — {3}").format(
                    each.role.label, each.signer, moment(each.claimed_at or each.trusted_at), each.verdict.label.lower()
                )
                for each in of_it
            )
        words = self.words(row)
        return _tr("Файл не подписан: {0}").format(words) if words else ""

    def picture(self, row: FileRow) -> object:
        if of_it := self._of(row):
            return icon("signature" if all(each.verdict is Verdict.VALID for each in of_it) else "alert-triangle")
        return icon("alert-triangle") if self.words(row) else None

    def colour(self, row: FileRow) -> QColor | None:
        if not self.words(row):
            return None
        tones = tones_of(QGuiApplication.palette())
        of_it = self._of(row)
        if of_it:
            return QColor(tones.good if all(each.verdict is Verdict.VALID for each in of_it) else tones.problem)
        return QColor(tones.warning)

    def _signed_words(self, of_it: Sequence[SignatureRow]) -> str:
        approving = [each for each in of_it if each.role is SignatureRole.APPROVING]
        last = (approving or of_it)[-1]
        day = f"{local(last.claimed_at or last.trusted_at):%d.%m.%Y}"
        return (_tr("подписан {0}") if approving else _tr("завизирован {0}")).format(day)

    def _of(self, row: FileRow) -> list[SignatureRow]:
        return [each for each in self._rows if (each.attachment_id, each.number) == (row.id, row.number)]

    def _came_after(self) -> bool:
        """Ours signs all files there are; the signature of a sender may cover but some of them."""
        return any(each.role is SignatureRole.APPROVING and not each.foreign for each in self._rows)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SignedFiles", text)
