"""What the registry brings to the main window."""

from PySide6.QtWidgets import QWidget

from client.registry.document_window import DocumentWindow
from client.registry.files_tab import FilesTab
from client.registry.history_tab import HistoryTab
from client.registry.register import IncomingRegister
from client.registry.unregistered import UnregisteredCounter, UnregisteredQueue
from client.shell.manifest import ActionSpec, ClientManifest, FolderSpec, Menu, Section, TabSpec, worded
from client.shell.workplace import Workplace
from common.kernel.rights import Right


def new_incoming(workplace: Workplace, window: QWidget) -> None:
    """A card without a scan, for a paper that is registered before it is scanned."""
    for place in workplace.me.places[:1]:
        workplace.calls(window, workplace.apis.registry.new_draft, place.id).then(workplace.navigator.open_document)


MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "registry.unregistered",
            worded("На регистрацию"),
            "inbox",
            Section.DAY,
            Right.REGISTER,
            UnregisteredQueue,
        ),
        FolderSpec(
            "registry.documents",
            worded("Входящие"),
            "mail",
            Section.DOCUMENTS,
            Right.READ_DOCUMENTS,
            IncomingRegister,
        ),
    ),
    tabs=(
        TabSpec("registry.files", worded("Файлы"), "paperclip", Right.READ_DOCUMENTS, FilesTab),
        TabSpec("registry.history", worded("История"), "history", Right.READ_DOCUMENTS, HistoryTab, order=90),
    ),
    actions=(
        ActionSpec(
            "registry.new_incoming",
            worded("Новый входящий"),
            "file-plus",
            Menu.DOCUMENT,
            Right.REGISTER,
            new_incoming,
            shortcut="Ctrl+N",
            on_toolbar=True,
        ),
    ),
    counters=((Right.REGISTER, UnregisteredCounter),),
    document=DocumentWindow,
)
