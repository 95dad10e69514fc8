"""The form of the card's class in its scrolling sheet; another class brings another form."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from client.registry.correspondent_form import CorrespondentForm
from client.registry.document_form import DocumentForm
from client.registry.last_correspondents import LastCorrespondents
from client.registry.registration import KeptCard
from client.shell.workplace import Workplace
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries
from common.scanning.recognition import Box


class CardSheet(QScrollArea):
    """What the form tells is told on, whichever form it is."""

    changed = Signal()
    sent = Signal()
    unconfirmed_changed = Signal()
    mark_clicked = Signal(str)
    place_entered = Signal(int, Box, float)
    place_left = Signal()
    checked = Signal(object)  # Form

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._dictionaries: Dictionaries | None = None
        self._focused: QWidget | None = None
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.form = self._form_of(DocumentClass.INCOMING)

    def be_of(self, document_class: DocumentClass) -> None:
        if self.form.document_class is not document_class:
            self._focused = None
            enabled = self.form.isEnabled()
            self.form = self._form_of(document_class)
            self.form.setEnabled(enabled)

    def show_dictionaries(self, dictionaries: Dictionaries) -> None:
        self._dictionaries = dictionaries
        self.form.show_dictionaries(dictionaries)

    def show_kept(self, kept: KeptCard) -> None:
        self.be_of(kept.draft.document_class)
        self.form.show_draft(kept.draft, kept.correspondent, kept.addressees, kept.recipients)

    def kept(self, version: int) -> KeptCard:
        """What is typed, with the names that its ids stand for."""
        return KeptCard(
            version=version,
            draft=self.form.draft(),
            correspondent=self.form.correspondent_row(),
            addressees=self.form.addressee_names(),
            recipients=self.form.recipient_names(),
        )

    def set_usable(self, usable: bool) -> None:
        """A form that was busy loses the focus: it comes back to the field that had it."""
        focused = self.focusWidget()
        if focused is not None and self.form.isAncestorOf(focused) and self.form.isEnabled():
            self._focused = focused
        self.form.setEnabled(usable)
        inside = self.isAncestorOf(self.window().focusWidget() or self.form)
        if usable and self._focused is not None and inside:
            self._focused.setFocus()

    def start(self) -> None:
        if not self.form.isAncestorOf(self.focusWidget() or self):
            self.form.start()

    def _form_of(self, document_class: DocumentClass) -> DocumentForm:
        work, last = self._work, LastCorrespondents(self._work.settings)
        form = DocumentForm(work.apis, work.calls, work.today(), document_class, last)
        form.changed.connect(self.changed)
        form.sent.connect(self.sent)
        form.create_wanted.connect(self._create_correspondent)
        form.unconfirmed_changed.connect(self.unconfirmed_changed)
        form.mark_clicked.connect(self.mark_clicked)
        form.place_entered.connect(self.place_entered)
        form.place_left.connect(self.place_left)
        form.checked.connect(self.checked)
        self.setWidget(form)
        self.setFocusProxy(form)
        if self._dictionaries is not None:
            form.show_dictionaries(self._dictionaries)
        return form

    def _create_correspondent(self, name: str) -> None:
        read = self.form.correspondent.line.unlisted
        letterhead = read.row if read is not None and read.title == name else None
        form = CorrespondentForm(self._work.apis.correspondents, self._work.calls, name, letterhead, self)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.created.connect(self.form.show_correspondent)
        form.open()
