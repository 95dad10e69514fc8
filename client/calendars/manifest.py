"""What the production calendar brings to the main window."""

from client.calendars.norms import NormsPage
from client.calendars.year_page import YearPage
from client.shell.manifest import ClientManifest, FolderSpec, Section, worded
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "calendars.year", worded("Производственный календарь"), "calendar", Section.ADMINISTRATION,
            Right.ADMINISTER, YearPage,
        ),
        FolderSpec(
            "calendars.norms", worded("Нормы сроков"), "clock", Section.ADMINISTRATION, Right.ADMINISTER, NormsPage
        ),
    ),
)  # fmt: skip
