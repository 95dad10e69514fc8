"""What the page of the day brings to the main window: it stands above all folders, and every day begins there."""

from client.shell.manifest import ClientManifest, FolderSpec, Section, worded
from client.today.page import TodayPage
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec("today", worded("Сегодня"), "sun", Section.DAY, Right.SIGNED_IN, TodayPage, order=1),
    ),
)  # fmt: skip
