"""Posts: who holds which, which are vacant; appointed to, left and closed."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from client.core.calls import Call
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.staff.lookups import UnitField
from client.widgets.fields import TextField
from client.widgets.filter_line import FilterLine
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from client.widgets.messages import Notice, label, said
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import PostId
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.rpc.errors import CallError
from common.staff import PostDraft, PostRow, UnitRow

REST = 250  # ms of rest in typing before the server is asked
UNIT = 1  # the column that takes what width is left


class PostsRegister(RegisterPage):
    """Ins adds a post, Enter appoints to it or leaves it vacant, Ctrl+Backspace closes a vacant one."""

    def __init__(self, workplace: Workplace) -> None:
        self.text, self.vacant = FilterLine(), QToolButton()
        super().__init__(workplace, "staff.posts", frozenset({Kind.STAFF}))
        self.stretch(UNIT)
        self.notice = Notice()
        self.notice.first.connect(self.notice.hide)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.model.reload)
        self._add_filters()
        self.close_button = self.command(self.tr("Закрыть должность"), "Ctrl+Backspace", self.close_post, picture="ban")
        self.view.selectionModel().currentRowChanged.connect(self._follow)
        self.model.changed_state.connect(self._follow)
        self.command(self.tr("Добавить"), "Ins", self.add, primary=True)
        column = self.layout()
        if column is not None:
            column.addWidget(self.notice)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Должностей не найдено"), self.tr("Измените отбор или добавьте должность: Ins."), "user"

    def columns(self) -> tuple[Column, ...]:
        faded: dict[int, Any] = {int(Qt.ItemDataRole.ForegroundRole): _faded}
        return (
            Column(self.tr("Должность"), lambda row: row.title, 280, tooltip=lambda row: row.title, roles=faded),
            Column(self.tr("Подразделение"), lambda row: row.unit, 300, tooltip=lambda row: row.unit, roles=faded),
            Column(self.tr("Занимает"), self._holder, 330, tooltip=self._holder, roles=faded),
            Column(self.tr("Закрыта"), lambda row: day(row.closed), 86, roles=faded),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        posts = self.workplace.apis.staff.posts
        return self.workplace.calls(owner, posts, self.text.text().strip(), self.vacant.isChecked(), offset)

    def open_row(self, row: PostRow) -> None:
        if row.closed is not None:
            self.notice.say(self.tr("Должность закрыта. Заведите новую: Ins."), self.tr("&Понятно"))
            return
        PostForm(self.workplace, row, self).open()

    def add(self) -> None:
        PostForm(self.workplace, None, self).open()

    def close_post(self) -> None:
        row: PostRow | None = self.view.current_row()
        if row is not None:
            closing = self.workplace.calls(self, self.workplace.apis.staff.close_post, row.id)
            closing.then(partial(self._closed, row.title)).fails(self._refuse)

    def _follow(self, *_: object) -> None:
        """Only a vacant one is closed."""
        row: PostRow | None = self.view.current_row()
        self.close_button.setEnabled(row is not None and row.holder_id is None and row.closed is None)
        held = row is not None and row.holder_id is not None
        self.close_button.setToolTip(self.tr("Должность занята: сначала освободите её.") if held else "Ctrl+Backspace")

    def _closed(self, title: str, _nothing: None) -> None:
        words = self.tr("Должность «{0}» закрыта. Что ей поручено, исполняет руководитель подразделения.")
        self.notice.say(words.format(title), self.tr("&Понятно"))

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), self.tr("&Понятно"), alarm=True)

    def _holder(self, row: PostRow) -> str:
        if row.holder or row.closed is not None:
            return row.holder
        return self.tr("вакантна, исполняет {0}").format(row.head) if row.head else self.tr("вакантна")

    def _add_filters(self) -> None:
        self.text.setPlaceholderText(self.tr("Должность, подразделение, фамилия"))
        self.text.setAccessibleName(self.tr("Отбор должностей"))
        self.text.setMaxLength(200)
        self.text.setClearButtonEnabled(True)
        self.text.textChanged.connect(self._narrow)
        self.text.left_down.connect(self.view.setFocus)
        self.vacant.setText(self.tr("Вакантные"))
        self.vacant.setToolTip(self.tr("Показать только вакантные"))
        self.vacant.setCheckable(True)
        self.vacant.toggled.connect(self._narrow)
        self.add_to_bar(self.text, 1)
        self.add_to_bar(self.vacant)

    def _narrow(self, *_: object) -> None:
        self._rest.start()


def _faded(row: PostRow) -> QBrush | None:
    return QGuiApplication.palette().placeholderText() if row.closed else None


class PostForm(FormDialog):
    def __init__(self, workplace: Workplace, row: PostRow | None, parent: QWidget | None = None) -> None:
        self._work, self._row = workplace, row
        form = Form(PostDraft, ["title", "unit_id"])
        super().__init__(row.title if row else self.tr("Новая должность"), form, self.tr("Со&хранить"), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title, self.unit = TextField(), UnitField(self.tr("название или код"))
        self.holder = workplace.people.one(self.tr("фамилия; пусто — вакантна"))
        form.add("title", self.tr("Должность"), self.title, 0, span=2)
        form.add("unit_id", self.tr("Подразделение"), self.unit, 1, span=2)
        form.add("holder_id", self.tr("Занимает"), self.holder, 2, span=2)
        words = self.tr(
            "Назначенный оставляет прежнюю должность, прежний владелец — эту. Поручения должности переходят к новому;"
            " пока она вакантна, их исполняет руководитель подразделения."
        )
        form.add_wide(label(words, "caption", wrap=True), 3)
        form.close_up(4)
        form.show_values(PostDraft(title=row.title, unit_id=row.unit_id) if row else PostDraft())
        if row is not None:
            self.unit.show_value(Suggestion(row.unit_id, row.unit))
            if row.holder_id is not None:
                self.holder.show_value(Suggestion(row.holder_id, row.holder))
        workplace.calls(self, workplace.apis.staff.units).then(self._offer).fails(self.refuse)
        self.resize(640, 200)
        (self.holder if row else self.title).editor.setFocus()

    def draft(self) -> PostDraft:
        return PostDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[PostId]:
        known = self._row.id if self._row else None
        return self._work.calls(self, self._work.apis.staff.put_post, known, self.draft())

    def _offer(self, units: list[UnitRow]) -> None:
        self.unit.offer(units)
