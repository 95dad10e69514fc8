"""What approvals bring to the main window."""

from client.approvals.tab import ApprovalTab, goes_to_approval
from client.shell.manifest import ClientManifest, TabSpec, worded
from common.kernel.rights import Right

MANIFEST = ClientManifest(
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
