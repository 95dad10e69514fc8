"""All that became of one number of the ledger, the latest first."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from client.core.city_time import moment
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.wording import day
from common.registry.ledger import LedgerRow

LINES, LINE = 4, 24  # a number reserved, issued and made void shows as a whole; there is seldom more


class NumberPast(QFrame):
    """Stands below the ledger and follows its row."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label()
        self.model = ListModel(
            (
                Column(self.tr("Состояние"), lambda each: each.state.label, 130),
                Column(self.tr("Кто"), lambda each: each.person, 130),
                Column(self.tr("Когда"), lambda each: moment(each.at), 124),
                Column(self.tr("До"), lambda each: day(each.until), 80),
                Column(self.tr("Причина"), lambda each: each.reason, 300),
            ),
            self,
        )
        self.view = list_view(self.model)
        self.view.setAccessibleName(self.tr("Что было с номером"))
        self.view.setProperty("frame", "none")
        self.view.setFixedHeight((LINES + 1) * LINE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.title.setContentsMargins(8, 4, 8, 4)
        column.addWidget(self.title)
        column.addWidget(self.view)

    def show_number(self, row: LedgerRow | None) -> None:
        self.title.setText(self.tr("Что было с номером {0}").format(row.number) if row else "")
        self.model.show_rows(row.history if row else [])
        self.setVisible(row is not None)
