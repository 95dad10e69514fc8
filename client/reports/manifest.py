"""What reports bring to the main window."""

from client.reports.centre import ReportCentre
from client.shell.manifest import ClientManifest, FolderSpec, Section, worded
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "reports.centre",
            worded("Центр отчётов"),
            "chart-bar",
            Section.WORK,
            Right.RUN_REPORTS,
            ReportCentre,
            shortcut="Ctrl+Shift+R",
        ),
    )
)
