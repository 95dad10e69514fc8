"""What of a window is not seen whole."""

from PySide6.QtWidgets import QLabel, QWidget

from client.widgets.field import Field


def cut(window: QWidget) -> list[str]:
    """Labels and fields that got less height than they need, or lie partly outside of their window."""
    return [_told(each, window) for each in window.findChildren(QWidget) if each.isVisible() and _is_cut(each, window)]


def _is_cut(each: QWidget, window: QWidget) -> bool:
    if not isinstance(each, QLabel | Field):
        return False
    needed = each.heightForWidth(each.width()) if each.hasHeightForWidth() else each.minimumSizeHint().height()
    if isinstance(each, Field):
        needed = each.minimumSizeHint().height()
    below = each.mapTo(window, each.rect().bottomLeft()).y()
    return each.height() < needed or below >= window.height()


def _told(each: QWidget, window: QWidget) -> str:
    words = each.text() if isinstance(each, QLabel) else each.objectName()
    return f"{type(each).__name__} {words[:40]!r}: {each.height()} in {window.height()}"
