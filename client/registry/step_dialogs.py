"""Small questions that an action asks first: with which document to link, of which kind is the next."""

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import CallLookup, document_suggestion
from client.widgets.messages import label
from client.widgets.pickers import PickField
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.kernel.validation import Problem, require
from common.kernel.wording import day
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries, DocumentCard, DocumentFilter, DocumentRow
from common.registry.links import LinkType


class LinkDialog(FormDialog):
    """The other document is found by its number in any spelling."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        form = Form(None, ["other", "type"])
        self._work, self._document_id = workplace, document_id
        self.type = ChoiceField([(each, each.label) for each in LinkType])
        self.other = PickField(CallLookup(self._find, document_suggestion), placeholder=self.tr("номер документа"))
        super().__init__(self.tr("Связать с документом"), form, self.tr("&Связать"), parent)
        form.add("type", self.tr("Связь"), self.type, 0, span=2)
        form.add("other", self.tr("Документ"), self.other, 1, span=2)
        form.close_up(2)
        self.type.show_value(LinkType.RELATED)
        self.resize(600, 160)
        self.other.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if self.other.value() is None:
            yield Problem("other", self.tr("Выберите документ: введите его номер."))

    def send(self) -> Call[int]:
        return self._work.calls(
            self, self._work.apis.links.link, self._document_id, self.other.value(), self.type.value()
        )

    def _find(self, owner: QObject, text: str) -> Call[Page[DocumentRow]]:
        chosen = DocumentFilter(document_class=None, number=text)
        return self._work.calls(owner, self._work.apis.registry.documents, chosen, 0, 20)


class KindDialog(FormDialog):
    """Which kind a new document of ours is of, and where it will be registered."""

    def __init__(self, workplace: Workplace, title: str, parent: QWidget | None = None) -> None:
        form = Form(None, ["kind", "place"])
        self._work = workplace
        self.kind, self.place = ChoiceField(), ChoiceField(nothing=None)
        super().__init__(title, form, self.tr("&Создать"), parent)
        form.add("kind", self.tr("Вид документа"), self.kind, 0, span=2)
        form.add("place", self.tr("Место регистрации"), self.place, 1, span=2)
        form.close_up(2)
        self.resize(520, 150)
        workplace.calls(self, workplace.apis.registry.dictionaries).then(self._offer).fails(self.refuse)

    def _offer(self, dictionaries: Dictionaries) -> None:
        ours = [
            kind for kind in dictionaries.kinds
            if kind.draft.document_class is not DocumentClass.INCOMING and not kind.draft.closed
        ]  # fmt: skip
        self.kind.show_choices(
            [(kind.key, f"{kind.draft.document_class.label}: {kind.title.lower()}") for kind in ours]
        )
        self.place.show_choices([(place.id, place.title) for place in dictionaries.all_places])
        own = self._work.me.places or dictionaries.all_places
        self.place.show_value(own[0].id if own else None)
        if ours:
            self.kind.show_value(ours[0].key)
        self.kind.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        if not self.kind.value():
            yield Problem("kind", self.tr("Выберите вид документа."))

    def send(self) -> Call[DocumentId]:
        return self._work.calls(self, self._work.apis.registry.new_project, self.kind.value(), self.place.value())


class CopyInsideDialog(FormDialog):
    """Who gets the internal copy, and under which number and date it will stand."""

    def __init__(self, workplace: Workplace, card: DocumentCard, parent: QWidget | None = None) -> None:
        form = Form(None, ["addressee_ids"])
        self._work, self._document_id = workplace, card.id
        self.addressees = workplace.people.several(self.tr("фамилия, должность"))
        super().__init__(self.tr("Внутренняя копия под тем же номером"), form, self.tr("&Сделать копию"), parent)
        words = self.tr("Появится зарегистрированный внутренний документ № {0} от {1}: номер и дата — исходящего.")
        form.add_wide(label(words.format(card.number, day(card.registered)), "caption", wrap=True), 0)
        form.add("addressee_ids", self.tr("Адресаты"), self.addressees, 1, span=2)
        form.close_up(2)
        self.resize(600, 150)
        self.addressees.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        yield from require("addressee_ids", self.addressees.value(), self.tr("Адресаты"))

    def send(self) -> Call[DocumentId]:
        copy = self._work.apis.numbers.copy_inside
        return self._work.calls(self, copy, self._document_id, self.addressees.value())


class FollowDialog(KindDialog):
    """«Связанный документ»."""

    def __init__(self, workplace: Workplace, document_id: DocumentId, parent: QWidget | None = None) -> None:
        super().__init__(workplace, "Связанный документ", parent)
        self._document_id = document_id
        self.form.show_field("place", visible=False)

    def send(self) -> Call[DocumentId]:
        return self._work.calls(self, self._work.apis.links.follow, self._document_id, self.kind.value())
