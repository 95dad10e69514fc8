"""Files and pictures taken onto the stack: what can be taken is, and what cannot says why."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication

from client.scanning.stack import Stack, suits
from common.files import refusal


def taken(stack: Stack, files: Sequence[Path]) -> list[str]:
    """Lays copies of the files on the stack; tells what could not be taken."""
    return [reason for file in files for reason in _taken(stack, file)]


def from_clipboard(stack: Stack) -> list[str] | None:
    """Files or a picture from the clipboard; None when it holds neither."""
    data = QGuiApplication.clipboard().mimeData() or QMimeData()  # Qt gives none for an empty clipboard
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    image = QGuiApplication.clipboard().image()
    if files:
        return taken(stack, files)
    if image.isNull():
        return None
    with TemporaryDirectory(dir=stack.folder) as folder:
        file = Path(folder, _tr("Из буфера обмена.png"))
        image.save(str(file))
        return taken(stack, [file])


def _taken(stack: Stack, file: Path) -> Iterator[str]:
    if not suits(file):
        yield _tr("«{0}»: принимаются только PDF, TIFF, JPEG и PNG.").format(file.name)
        return
    try:
        reason = refusal(file.name, file.stat().st_size)
        if reason:
            yield reason
        else:
            stack.add_copy(file)
    except OSError as error:
        yield _tr("«{0}» не читается: {1}.").format(file.name, error.strerror or error)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Intake", text)
