"""How a slice opens what another one shows: it says what is wanted, the main window brings it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from client.shell.building import Building
from client.shell.glance import Glance
from common.kernel.ids import AssignmentId, DocumentId, ReportRunId
from common.registry.document import DocumentFilter

UNREGISTERED = "registry.unregistered"


class Navigator(QObject):
    document_wanted = Signal(object)  # DocumentId
    document_wanted_behind = Signal(object)  # DocumentId: what is in front stays there
    assignment_wanted = Signal(object, object)  # DocumentId of the document in front, AssignmentId
    acquaintance_wanted = Signal(object)  # DocumentId of the document in front
    folder_wanted = Signal(str)
    building_wanted = Signal(object)  # Building, for the report centre in front
    report_wanted = Signal(object)  # ReportRunId of a report that was handed over, in the folder in front
    figure_wanted = Signal(object)  # Glance, for the report centre in front
    form_wanted = Signal(str)
    register_wanted = Signal(str, object)  # the key of a register, DocumentFilter
    signing_wanted = Signal(object, object)  # list[DocumentId], what hears in words that it is done

    undo_offered = Signal(str, object)  # what was done, in words; what takes it back

    def offer_undo(self, words: str, undo: Callable[[], object]) -> None:
        """Says what was done without having asked, with «Вернуть»."""
        self.undo_offered.emit(words, undo)

    def open_document(self, document_id: DocumentId) -> None:
        self.document_wanted.emit(document_id)

    def open_assignment(self, document_id: DocumentId, assignment_id: AssignmentId) -> None:
        """The document, with that assignment chosen among those of its execution."""
        self.document_wanted.emit(document_id)
        self.assignment_wanted.emit(document_id, assignment_id)

    def open_acquaintance(self, document_id: DocumentId) -> None:
        """The document where its reading is confirmed."""
        self.document_wanted.emit(document_id)
        self.acquaintance_wanted.emit(document_id)

    def open_behind(self, document_id: DocumentId) -> None:
        self.document_wanted_behind.emit(document_id)

    def open_folder(self, key: str) -> None:
        self.folder_wanted.emit(key)

    def open_unregistered(self) -> None:
        """What waits to be registered."""
        self.folder_wanted.emit(UNREGISTERED)

    def open_report(self, run_id: ReportRunId) -> None:
        self.folder_wanted.emit("reports.received")
        self.report_wanted.emit(run_id)

    def look_closer(self, glance: Glance) -> None:
        """The report centre with a report of the start page, at the rows behind the bar that was chosen."""
        self.folder_wanted.emit("reports.centre")
        self.figure_wanted.emit(glance)

    def build_report(self, building: Building) -> None:
        """The report centre with a report to be made of a register."""
        self.folder_wanted.emit("reports.centre")
        self.building_wanted.emit(building)

    def open_register(self, key: str, chosen: DocumentFilter) -> None:
        """A register of documents under that filter."""
        self.register_wanted.emit(key, chosen)

    def sign(self, document_ids: list[DocumentId], told: Callable[[str], None]) -> None:
        """The dialog of signing; `told` hears what was done."""
        self.signing_wanted.emit(document_ids, told)

    def open_form(self, key: str) -> None:
        self.form_wanted.emit(key)
