"""Leaving the bench while something of it is still under way: it waits for that, unless told not to."""

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from client.scanning.batch_bar import BatchBar
from client.scanning.bench_notice import lost_words, refused_words
from client.scanning.intake import Intake
from client.scanning.table import Table
from client.widgets.messages import said
from common.kernel.ids import BatchId
from common.rpc.errors import CallError

QUIET = 400  # ms in which a server that answers has taken the last change: no question for that


class Leaving(QMessageBox):
    """Ends by itself once all is where it belongs; what could not be taken is read before the bench is gone."""

    def __init__(self, intake: Intake, table: Table, bar: BatchBar, window: QWidget) -> None:
        super().__init__(QMessageBox.Icon.Information, self.tr("Сканирование"), "", parent=window)
        self._intake, self._table, self._bar = intake, table, bar
        self._refused = False
        self.leave_button = self.addButton(self.tr("&Закрыть, не дожидаясь"), QMessageBox.ButtonRole.AcceptRole)
        self.stay_button = self.addButton(self.tr("&Не закрывать"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.stay_button)
        self.setEscapeButton(self.stay_button)
        intake.refused.connect(self._tell_files)
        intake.moved_on.connect(self._count)
        table.failed.connect(self._tell_error)
        table.lost.connect(self._tell_lost)
        bar.refused.connect(self._tell_error)
        for rested in (table.rested, bar.rested):
            rested.connect(self._count)
        self._count()

    def agreed(self) -> bool:
        self.exec()
        return self.clickedButton() is self.leave_button

    def _count(self) -> None:
        if self._intake.left:
            self.setText(self.tr("Файлы ещё копируются, осталось: {0}.").format(self._intake.left))
            self.setInformativeText(
                self.tr(
                    "Стол закроется сам, когда все они лягут на него."
                    " Если закрыть сейчас, оставшиеся придётся добавить заново."
                )
            )
        elif not (self._table.at_rest and self._bar.at_rest):
            self.setText(self.tr("Последние изменения ещё сохраняются."))
            self.setInformativeText(
                self.tr("Стол закроется сам, когда сервер их примет. Если закрыть сейчас, они могут пропасть.")
            )
        elif not self._refused:
            self.leave_button.click()

    def _tell_files(self, reasons: list[str]) -> None:
        self._tell(refused_words(reasons), self.tr("Остальные файлы лежат на столе."))

    def _tell_error(self, error: CallError) -> None:
        self._tell(said(error), self.tr("Последнее изменение не сохранено."))

    def _tell_lost(self, batch_id: BatchId, error: CallError) -> None:
        self._tell(lost_words(batch_id, error), self.tr("Последнее изменение не сохранено."))

    def _tell(self, text: str, informative: str) -> None:
        self._refused = True
        self.setText(text)
        self.setInformativeText(informative)
        self.leave_button.setText(self.tr("&Закрыть"))


class Settling(QEventLoop):
    """A moment for the server to take the last change; a refusal ends it, and is read above the pages."""

    def __init__(self, table: Table, bar: BatchBar) -> None:
        super().__init__()
        self._table, self._bar = table, bar
        self.refused = False
        table.failed.connect(self._refuse)
        table.lost.connect(self._refuse)
        bar.refused.connect(self._refuse)
        table.rested.connect(self._look)
        bar.rested.connect(self._look)
        self._patience = QTimer(self, singleShot=True, interval=QUIET)
        self._patience.timeout.connect(self.quit)

    @property
    def is_over(self) -> bool:
        return self._table.at_rest and self._bar.at_rest

    def wait(self) -> None:
        if not self.is_over:
            self._patience.start()
            self.exec()

    def _look(self) -> None:
        if self.is_over:
            self.quit()

    def _refuse(self, _error: object) -> None:
        self.refused = True
        self.quit()


def may_leave(intake: Intake, table: Table, bar: BatchBar, window: QWidget) -> bool:
    """Nothing that was brought or done is lost by closing, unless the clerk says so."""
    bar.flush()
    if not intake.left:
        settling = Settling(table, bar)
        settling.wait()
        if settling.refused or settling.is_over:
            return not settling.refused
    leaving = Leaving(intake, table, bar, window)
    agreed = leaving.agreed()
    leaving.deleteLater()
    return agreed
