"""What staff brings to the main window."""

from client.shell.manifest import ActionSpec, ClientManifest, FolderSpec, Menu, Section, worded
from client.staff.pages import StaffPages
from client.staff.passwords import change_password
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
    actions=(
        ActionSpec(
            "staff.change_password", worded("Сменить пароль…"), "lock", Menu.WORK, Right.SIGNED_IN, change_password
        ),
    ),
)
