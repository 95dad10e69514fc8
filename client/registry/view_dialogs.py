"""How a view is made: its conditions, its columns, its name."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.conditions_field import ConditionsField
from client.widgets.entry_dialog import done_buttons
from client.widgets.fields import FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.kernel.ids import ViewId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.columns import ListColumn
from common.registry.document import DocumentFilter
from common.registry.extras import ExtraName
from common.registry.views import View, ViewRow


class ConditionsDialog(QDialog):
    """Words of the texts and any field of the card: all of it must hold."""

    def __init__(
        self, chosen: DocumentFilter, extra: Mapping[str, ExtraName], workplace: Workplace,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(self.tr("Отбор по словам и полям карточки"))
        self.words = QLineEdit(chosen.words)
        self.words.setPlaceholderText(self.tr("Слова из карточки, образа или файла; можно ничего не указывать"))
        self.words.setAccessibleName(self.tr("Слова"))
        self.words.setMaxLength(300)
        self.field = ConditionsField(extra, workplace.today())
        self.field.show_value(list(chosen.conditions))
        hint = self.tr("Показаны будут документы, для которых верны все условия. Ins добавляет, Enter меняет.")
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(label(hint, "caption", wrap=True))
        column.addWidget(self.field, 1)
        column.addWidget(done_buttons(self))
        self.resize(640, 380)
        if chosen.conditions:
            self.field.view.setFocus()


class ColumnsDialog(QDialog):
    """Checked columns are shown, in the order of the list; Alt with an arrow moves."""

    def __init__(self, shown: Sequence[str], known: Mapping[str, ListColumn], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Столбцы"))
        self.list = QListWidget()
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        for key in [*shown, *(key for key in known if key not in shown)]:
            item = QListWidgetItem(known[key].title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        column = QVBoxLayout(self)
        hint = self.tr("Пробел — показать или скрыть, перетаскивание — порядок.")
        column.addWidget(label(hint, "caption", wrap=True))
        column.addWidget(self.list, 1)
        column.addWidget(done_buttons(self))
        self.resize(320, 460)

    def columns(self) -> list[str]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked]


class SaveViewDialog(FormDialog):
    """A new view, or the old one under its name."""

    def __init__(self, workplace: Workplace, view: View, row: ViewRow | None, parent: QWidget | None = None) -> None:
        form = Form(View, ["title"])
        self._work, self._view, self._row = workplace, view, row if row and row.mine else None
        self.title, self.shared = TextField(), FlagField(self.tr("Общее: его видят все"))
        super().__init__(self.tr("Сохранить представление"), form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("shared", "", self.shared, 1, span=2)
        form.close_up(2)
        form.show_field("shared", visible=workplace.may(Right.REGISTER))
        form.show_values({"title": row.view.title if row else "", "shared": bool(row and row.mine and view.shared)})
        self.resize(460, 140)
        self.title.editor.setFocus()

    def view(self) -> View:
        values = {name: getattr(self._view, name) for name in View.__struct_fields__}
        return View(**{**values, **self.form.values()})

    def problems(self) -> Iterable[Problem]:
        return self.view().problems()

    def send(self) -> Call[ViewId]:
        same = self._row is not None and self._row.view.title == self.title.value()
        known, version = (self._row.id, self._row.version) if same and self._row else (None, 0)
        return self._work.calls(self, self._work.apis.views.put, known, version, self.view())
