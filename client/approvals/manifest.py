"""What approvals bring to the main window."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.approvals.routes_page import RoutesPage
from client.approvals.tab import ApprovalTab, goes_to_approval
from client.approvals.visa_dialogs import VisaDialog
from client.shell.bulk_account import BulkAccount
from client.shell.manifest import ClientManifest, FolderSpec, Section, TabSpec, worded
from client.shell.workplace import BulkSpec, Workplace
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.bulk import BulkOutcome

AWAITED = "registry.approval"


def put_visas(workplace: Workplace, document_ids: list[DocumentId], window: QWidget) -> None:
    """The same visa on all the chosen projects; of several an account says what was done."""
    dialog = VisaDialog(workplace, document_ids, parent=window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.saved.connect(partial(_account, workplace, window))
    dialog.open()


def _account(workplace: Workplace, window: QWidget, outcomes: list[BulkOutcome] | None) -> None:
    if outcomes:
        BulkAccount(workplace, outcomes, window).open()


MANIFEST = ClientManifest(
    bulks=(BulkSpec(worded("Виза…"), put_visas, AWAITED, "Ctrl+Shift+A"),),
    folders=(
        FolderSpec(
            "approvals.routes",
            worded("Маршруты согласования"),
            "checks",
            Section.ADMINISTRATION,
            Right.EDIT_ROUTES,
            RoutesPage,
        ),
    ),
    tabs=(
        TabSpec(
            "approvals.course",
            worded("Согласование"),
            "checks",
            Right.READ_DOCUMENTS,
            ApprovalTab,
            order=5,
            concerns=goes_to_approval,
        ),
    ),
)
