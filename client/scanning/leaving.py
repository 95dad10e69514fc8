"""Leaving the bench while files are still being copied onto it: it waits for them, unless told not to."""

from PySide6.QtWidgets import QMessageBox, QWidget

from client.scanning.intake import Intake


class Leaving(QMessageBox):
    """Ends by itself once all lie on the stack; what could not be taken is read before the bench is gone."""

    def __init__(self, intake: Intake, window: QWidget) -> None:
        super().__init__(QMessageBox.Icon.Information, self.tr("Сканирование"), "", parent=window)
        self._intake = intake
        self._refused = False
        self.leave_button = self.addButton(self.tr("&Закрыть, не дожидаясь"), QMessageBox.ButtonRole.AcceptRole)
        self.stay_button = self.addButton(self.tr("&Не закрывать"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.stay_button)
        self.setEscapeButton(self.stay_button)
        intake.refused.connect(self._tell)
        intake.moved_on.connect(self._count)
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
        elif not self._refused:
            self.leave_button.click()

    def _tell(self, reasons: list[str]) -> None:
        self._refused = True
        self.setText("\n".join(reasons[:4]))
        self.setInformativeText(self.tr("Остальные файлы лежат на столе."))
        self.leave_button.setText(self.tr("&Закрыть"))


def may_leave(intake: Intake, window: QWidget) -> bool:
    """Nothing that was brought is lost by closing, unless the clerk says so."""
    if not intake.left:
        return True
    leaving = Leaving(intake, window)
    agreed = leaving.agreed()
    leaving.deleteLater()
    return agreed
