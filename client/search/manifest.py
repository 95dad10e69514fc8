"""What search brings to the main window."""

from client.search.window import SearchWindow
from client.shell.manifest import ClientManifest, FolderSpec, Section, worded
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "search.window",
            worded("Поиск"),
            "search",
            Section.WORK,
            Right.READ_DOCUMENTS,
            SearchWindow,
            shortcut="Ctrl+F",
        ),
    ),
)
