"""What reports bring to the main window."""

from client.reports.centre import ReportCentre
from client.reports.counters import RECEIVED, ReceivedCounter
from client.reports.received import ReceivedPage
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
        FolderSpec(RECEIVED, worded("Отчёты мне"), "report", Section.WORK, Right.READ_DOCUMENTS, ReceivedPage),
    ),
    counters=((Right.READ_DOCUMENTS, ReceivedCounter),),
)
