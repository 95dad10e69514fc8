"""What the directory of correspondents brings to the main window."""

from client.correspondents.pages import CorrespondentPages
from client.shell.manifest import ClientManifest, FolderSpec, Section, worded
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "correspondents.directory",
            worded("Корреспонденты"),
            "users",
            Section.DOCUMENTS,
            Right.READ_DOCUMENTS,
            CorrespondentPages,
            shortcut="Ctrl+K",
        ),
    ),
)
