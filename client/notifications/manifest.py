"""What notifications bring to the main window."""

from PySide6.QtWidgets import QWidget

from client.notifications.choices_dialog import ChoicesDialog
from client.notifications.counter import FOLDER, NotificationCounter
from client.notifications.inbox import NoticesPage
from client.notifications.rules_page import NotificationPages
from client.shell.manifest import ActionSpec, ClientManifest, FolderSpec, Menu, Section, worded
from client.shell.workplace import Workplace
from common.kernel.rights import Right


def choose(workplace: Workplace, window: QWidget) -> None:
    ChoicesDialog(workplace, window).open()


MANIFEST = ClientManifest(
    folders=(
        FolderSpec(FOLDER, worded("Уведомления"), "bell", Section.DAY, Right.SIGNED_IN, NoticesPage),
        FolderSpec(
            "notifications.rules", worded("Правила уведомлений"), "bell", Section.ADMINISTRATION, Right.ADMINISTER,
            NotificationPages,
        ),
    ),
    actions=(
        ActionSpec(
            "notifications.choose", worded("Настройка уведомлений…"), "settings", Menu.WORK, Right.SIGNED_IN, choose
        ),
    ),
    counters=((Right.SIGNED_IN, NotificationCounter),),
)  # fmt: skip
