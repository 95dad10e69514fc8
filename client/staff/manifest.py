"""What staff brings to the main window."""

from client.shell.manifest import ClientManifest, FolderSpec, Section, worded
from client.staff.pages import StaffPages
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "staff.pages",
            worded("Сотрудники и структура"),
            "users",
            Section.ADMINISTRATION,
            Right.EDIT_STAFF,
            StaffPages,
        ),
    ),
)
