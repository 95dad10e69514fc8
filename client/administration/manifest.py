"""What administration brings to the main window."""

from client.administration.audit import AuditRegister
from client.shell.manifest import ClientManifest, FolderSpec, Section, worded
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "administration.audit",
            worded("Журнал аудита"),
            "shield-check",
            Section.ADMINISTRATION,
            Right.READ_AUDIT,
            AuditRegister,
        ),
    ),
)
