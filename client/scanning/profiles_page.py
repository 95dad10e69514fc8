"""Profiles of scanning, kept in order by an administrator."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.list_page import ListPage
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField, FlagField, TextField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import PlaceId, ProfileId
from common.kernel.validation import Problem
from common.registry.document import Dictionaries
from common.scanning.profiles import INKS, RESOLUTIONS, USUAL_INK, Feed, ProfileDraft, ProfileRow, SheetSize

TITLE = 0


class ProfilesPage(ListPage):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, frozenset({Kind.DICTIONARY}), TITLE)

    def empty_words(self) -> tuple[str, str, str]:
        words = self.tr("Заведите профиль: регистраторы места выберут его на столе сканирования.")
        return self.tr("Профилей сканирования нет"), words, "scan"

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Профиль"), lambda row: row.draft.title, 260),
            Column(self.tr("Место регистрации"), lambda row: row.place, 220, tooltip=lambda row: row.place),
            Column(self.tr("Подача"), lambda row: row.draft.paper.label, 110),
            Column(self.tr("Точек на дюйм"), lambda row: str(row.draft.dpi), 104, right=True),
            Column(self.tr("Цвет"), lambda row: self.tr("цвет") if row.draft.colour else self.tr("серый"), 64),
            Column(self.tr("Стороны"), lambda row: self.tr("обе") if row.draft.duplex else self.tr("одна"), 70),
            Column(self.tr("Лист"), lambda row: row.draft.size.label, 150),
            Column(self.tr("Пустая сторона"), lambda row: share(row.draft.blank_ink), 120),
            Column(self.tr("Закрыт"), lambda row: self.tr("закрыт") if row.draft.closed else "", 60),
        )

    def fetch(self) -> Call[list[Any]]:
        return self.workplace.calls(self, self.workplace.apis.profiles.profiles)

    def add(self) -> None:
        self._open_form(None)

    def open_row(self, row: ProfileRow) -> None:
        self._open_form(row)

    def _open_form(self, row: ProfileRow | None) -> None:
        dialog = ProfileDialog(self.workplace, row, self)
        dialog.saved.connect(self.refresh)
        dialog.open()


class ProfileDialog(FormDialog):
    def __init__(self, workplace: Workplace, row: ProfileRow | None, parent: QWidget | None = None) -> None:
        form = Form(ProfileDraft, ["title", "place_id"])
        self._work, self._row = workplace, row
        self.title, self.place = TextField(self.tr("Письма 300 dpi, двусторонние")), ChoiceField(nothing=PlaceId(0))
        self.paper = ChoiceField([(each, each.label) for each in Feed], nothing=Feed.FEEDER)
        self.dpi = ChoiceField([(each, str(each)) for each in RESOLUTIONS], nothing=300)
        self.colour = ChoiceField([(False, self.tr("Оттенки серого")), (True, self.tr("Цвет"))], nothing=False)
        self.sheet = ChoiceField([(each, each.label) for each in SheetSize], nothing=SheetSize.WHOLE)
        self.blank_ink = ChoiceField([(each, share(each)) for each in INKS], nothing=USUAL_INK)
        self.duplex = FlagField(self.tr("&Обе стороны листа"))
        self.clean_copy = FlagField(self.tr("&Убрать крапинки и тень края в копии с текстом"))
        self.closed = FlagField(self.tr("Закрыт: на столе больше не предлагается"))
        super().__init__(self.tr("Профиль сканирования"), form, self.tr("&Сохранить"), parent)
        form.add("title", self.tr("Название"), self.title, 0, span=2)
        form.add("place_id", self.tr("Место"), self.place, 1, span=2)
        form.add("paper", self.tr("Подача бумаги"), self.paper, 2)
        form.add("duplex", "", self.duplex, 2, 1)
        form.add("dpi", self.tr("Точек на дюйм"), self.dpi, 3)
        form.add("colour", self.tr("Цвет"), self.colour, 3, 1)
        form.add("size", self.tr("Лист"), self.sheet, 4)
        form.add("blank_ink", self.tr("Пустая сторона"), self.blank_ink, 4, 1)
        words = self.tr(
            "Пустая сторона — та, на которой краски не больше этой доли. Если обороты тонкой бумаги не откладываются,"
            " возьмите больше; если откладываются страницы с одной подписью, меньше."
        )
        form.add_wide(label(words, "caption", wrap=True), 5)
        form.add("clean_copy", "", self.clean_copy, 6, span=2)
        form.add("closed", "", self.closed, 7, span=2)
        form.close_up(8)
        self.resize(680, 410)
        form.show_values(row.draft if row else ProfileDraft(place_id=PlaceId(0), title=""))
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)
        self.title.editor.setFocus()

    def draft(self) -> ProfileDraft:
        return ProfileDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[ProfileId]:
        known, version = (self._row.id, self._row.version) if self._row else (None, 0)
        return self._work.calls(self, self._work.apis.profiles.put, known, version, self.draft())

    def _offer(self, dictionaries: Dictionaries) -> None:
        self.place.show_choices([(place.id, place.title) for place in dictionaries.all_places])


def share(ink: int) -> str:
    """How much of the side may be dark."""
    if not ink:
        return "не искать"
    usual = ", обычно" if ink == USUAL_INK else ""
    return f"до {ink / 100:.2f} %{usual}".replace(".", ",")
