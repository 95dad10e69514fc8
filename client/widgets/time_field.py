"""A time of day as a clerk types it: «9», «930», «9:30», «9 ч 30 мин»."""

from client.widgets.fields import TextField
from common.kernel.times import time_of


class TimeField(TextField):
    """Spelt out when one goes on."""

    def __init__(self) -> None:
        super().__init__(self.tr("чч:мм"))

    def value(self) -> str:
        return time_of(super().value()) or super().value()

    def misread(self) -> str:
        typed = super().value()
        return self.tr("«{0}» — не время. Пишите: 9, 930, 9:30.").format(typed) if typed and not time_of(typed) else ""

    def settle(self) -> None:
        if self.value() != self.line.text():
            self.show_value(self.value())
