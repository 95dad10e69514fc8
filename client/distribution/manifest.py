"""What distribution brings to the main window."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.distribution.lists_page import ListsPage
from client.distribution.register import FOLDER, AcquaintanceCounter, AcquaintanceRegister
from client.distribution.send_dialog import SendDialog
from client.distribution.tab import AcquaintanceTab, is_numbered
from client.shell.bulk_account import BulkAccount
from client.shell.manifest import ClientManifest, FolderSpec, Section, TabSpec, worded
from client.shell.workplace import BulkSpec, Workplace
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.registry.bulk import BulkOutcome


def send_many(workplace: Workplace, document_ids: list[DocumentId], window: QWidget) -> None:
    """All the chosen documents to the same recipients, and the account of it."""
    dialog = SendDialog(workplace, document_ids, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.saved.connect(partial(_account, workplace, window))
    dialog.open()


def _account(workplace: Workplace, window: QWidget, outcomes: list[BulkOutcome]) -> None:
    BulkAccount(workplace, outcomes, window).open()


MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            FOLDER,
            worded("На ознакомлении"),
            "eye",
            Section.DAY,
            Right.READ_DOCUMENTS,
            AcquaintanceRegister,
        ),
        FolderSpec(
            "distribution.lists",
            worded("Списки рассылки"),
            "users",
            Section.DOCUMENTS,
            Right.DISTRIBUTE,
            ListsPage,
        ),
    ),
    tabs=(
        TabSpec(
            "distribution.sheet",
            worded("Ознакомление"),
            "eye",
            Right.READ_DOCUMENTS,
            AcquaintanceTab,
            order=15,
            concerns=is_numbered,
        ),
    ),
    bulks=(BulkSpec(worded("Разослать…"), send_many, right=Right.DISTRIBUTE),),
    counters=((Right.READ_DOCUMENTS, AcquaintanceCounter),),
)
