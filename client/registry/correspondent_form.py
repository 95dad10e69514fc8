"""A new correspondent, created without leaving the card of the letter."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Call, Calls
from client.widgets.fields import ChoiceField, TextField
from client.widgets.form import Form, text_limits
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import Suggestion
from common.correspondents import CorrespondentDraft, CorrespondentKind, CorrespondentsApi
from common.kernel.ids import CorrespondentId
from common.kernel.validation import Problem
from common.scanning.recognition import Letterhead

OFFERED = (CorrespondentKind.ORGANISATION, CorrespondentKind.PERSON)  # others are made in the directory


class CorrespondentForm(FormDialog):
    created = Signal(int, str)  # CorrespondentId, name

    def __init__(
        self, api: CorrespondentsApi, calls: Calls, name: str, letterhead: Letterhead | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """What was read of him on his letter stands in the form."""
        form = Form(CorrespondentDraft)
        self.name, self.tax_number, self.address, self.email = TextField(), TextField(), TextField(), TextField()
        self.kind = ChoiceField([(kind, kind.label) for kind in OFFERED])
        super().__init__(self.tr("Новый корреспондент"), form, self.tr("&Создать"), parent)
        self._api, self._calls = api, calls
        form.add("name", self.tr("Наименование"), self.name, 0, span=2)
        form.add("kind", self.tr("Вид"), self.kind, 1)
        form.add("tax_number", self.tr("ИНН"), self.tax_number, 1, 1)
        form.add("address", self.tr("Адрес"), self.address, 2, span=2)
        form.add("email", self.tr("Эл. почта"), self.email, 3, span=2)
        form.close_up(4)
        read, longest = letterhead or Letterhead(name=name), text_limits(CorrespondentDraft)
        form.show_values(
            CorrespondentDraft(
                name=one_line(name)[: longest["name"]], tax_number=read.tax_number,
                address=read.address[: longest["address"]], email=read.email[: longest["email"]],
            )
        )  # fmt: skip
        self.resize(620, 240)
        self.saved.connect(self._tell)
        self.name.editor.setFocus()

    def draft(self) -> CorrespondentDraft:
        return CorrespondentDraft(**self.form.values())

    def problems(self) -> Iterable[Problem]:
        return self.draft().problems()

    def send(self) -> Call[CorrespondentId]:
        return self._calls(self, self._api.create, self.draft())

    def _tell(self, identifier: CorrespondentId) -> None:
        self.created.emit(identifier, self.draft().name)


def unlisted(letterhead: Letterhead) -> Suggestion:
    """As the list of the field offers it: what the letter says of him stands below his name."""
    tax_number = _tr("ИНН {0}").format(letterhead.tax_number) if letterhead.tax_number else ""
    read = ", ".join(each for each in (tax_number, letterhead.address, letterhead.email) if each)
    words = _tr("Нет в справочнике. С бланка: {0}").format(read) if read else _tr("Нет в справочнике")
    return Suggestion(None, one_line(letterhead.name), words, letterhead)


def one_line(text: str) -> str:
    return " ".join(text.split())


def _tr(text: str) -> str:
    return QCoreApplication.translate("CorrespondentForm", text)
