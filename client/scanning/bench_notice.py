"""What the bench says above the pages: what came, what was refused, what was let pass."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal

from client.core.calls import Calls
from client.scanning.devices import Ended
from client.widgets.messages import Question, said
from common.kernel.ids import BatchId
from common.rpc.errors import CallError, Unavailable

MOST = 4  # refused files named at once


class BenchNotice(Question):
    """What asks to wait for the pages goes by itself once they have come and are looked over."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._waits = self._silence = ""

    def follow(self, calls: Calls) -> None:
        """That the server is silent is true only until it answers."""
        calls.online_changed.connect(self._note_line)

    def say(self, text: str, first: str = "", second: str = "", *, alarm: bool = False, role: str = "notice") -> None:
        super().say(text, first, second, alarm=alarm, role=role)
        self.told.emit(text)

    def tell_to_wait(self, words: str, *, alarm: bool = False) -> None:
        self._waits = words
        self.say(words, alarm=alarm)

    def end_waiting(self) -> None:
        if self._waits and self.text.text() == self._waits:
            self.hide()
        self._waits = ""

    def _note_line(self, online: bool) -> None:
        if online and self._silence and self.text.text() == self._silence:
            self.hide()

    def alarm(self, words: str) -> None:
        self.say(words, alarm=True)

    def refuse(self, error: CallError) -> None:
        self._silence = said(error) if isinstance(error, Unavailable) else ""
        self.alarm(said(error))

    def tell_refused(self, refused: list[str]) -> None:
        if refused:
            self.alarm(refused_words(refused))

    def tell_scanned(self, ended: Ended) -> None:
        counted = self.tr("Отсканировано страниц: {0}. Сверьте с пачкой.").format(ended.pages)
        words = [*([ended.trouble.words] if ended.trouble else []), *ended.told]
        told = [*words, counted] if ended.pages or not words else words
        self.say("\n".join(told), alarm=bool(words))

    def tell_passed(self, remarks: int) -> None:
        self.say(self.tr("Оставлено как есть замечаний: {0}. Вернуть — Ctrl+Z.").format(remarks))

    def tell_lost(self, batch_id: BatchId, error: CallError) -> None:
        self.alarm(lost_words(batch_id, error))

    def tell_folder_lost(self, folder: str, reason: str) -> None:
        words = self.tr(
            "Папка «{0}» недоступна: {1}. За ней больше не следим, непринятые файлы остались в ней."
            " Проверьте сеть и диск, потом нажмите «Следить за папкой…»."
        )
        self.alarm(words.format(folder, reason))

    def tell_still_coming(self) -> None:
        self.tell_to_wait(self.tr("Страницы ещё поступают. Дождитесь, пока все лягут на стол."), alarm=True)

    def tell_choose_later(self) -> None:
        self.tell_to_wait(self.tr("Страницы ещё поступают: дождитесь конца, потом выберите другую партию."))

    def tell_replace_later(self) -> None:
        self.tell_to_wait(self.tr("Страницы ещё поступают: дождитесь конца, потом замените страницу."))


def refused_words(reasons: Sequence[str]) -> str:
    """Why files are not taken, the first of them."""
    return "\n".join(reasons[:MOST])


def lost_words(batch_id: BatchId, error: CallError) -> str:
    """Of a batch that lies here no more."""
    return QCoreApplication.translate("BenchNotice", "Партия № {0}: {1}").format(batch_id, said(error))
