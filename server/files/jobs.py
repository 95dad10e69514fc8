"""Background work on the content of files: a preview that every client shows, the text for search."""

import tempfile
from pathlib import Path

from PIL import Image, ImageSequence
from sqlalchemy.dialects.postgresql import insert

from common.files import extension_of
from server.core.events import TextRead
from server.files.formats import BROKEN, NO_VIEW, Form, Unreadable, form_of
from server.files.models import ContentPreview, ContentText
from server.files.office import PDF, converted
from server.files.order import PREVIEW, TEXT, FileOrder
from server.files.service import FileService
from server.files.texts import LONGEST, text_of
from server.jobs.work import JobKind, Work


class MakePreview(JobKind[FileOrder]):
    """Once for each content: the second look finds it, or the reason why there is none."""

    code = PREVIEW
    payload = FileOrder

    def run(self, work: Work, payload: FileOrder) -> str:
        with work.transaction() as context:
            if context.session.get(ContentPreview, payload.file_id) is not None:
                return "Уже подготовлено."
            source = FileService(context).path(payload.file_id)
        with tempfile.TemporaryDirectory() as folder:
            try:
                shown, reason = self._shown(work, source, payload.name, Path(folder)), ""
            except Unreadable as error:
                shown, reason = None, str(error)
            with work.transaction() as context:
                preview_id = FileService(context).keep(shown, "preview.pdf") if shown else None
                values = {"file_id": payload.file_id, "preview_id": preview_id, "reason": reason}
                context.session.execute(insert(ContentPreview).values(values).on_conflict_do_nothing())
        return reason or "Подготовлено к просмотру."

    def _shown(self, work: Work, source: Path, name: str, folder: Path) -> Path:
        form, extension = form_of(source, name), extension_of(name)
        if form is Form.PICTURE:
            return _pictures(source, folder / "pictures.pdf")
        if form in {Form.TEXT, Form.MAIL}:
            readable = folder / "readable.txt"
            readable.write_text(text_of(source, name, folder, work.is_cancelled), encoding="utf-8-sig")
            return converted(readable, "txt", PDF, folder, work.is_cancelled)
        if form is Form.OFFICE:
            return converted(source, extension, PDF, folder, work.is_cancelled)
        raise Unreadable(NO_VIEW)


class ReadText(JobKind[FileOrder]):
    code = TEXT
    payload = FileOrder

    def run(self, work: Work, payload: FileOrder) -> str:
        with work.transaction() as context:
            known = context.session.get(ContentText, payload.file_id)
            source = FileService(context).path(payload.file_id)
        if known is None:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    text, reason = text_of(source, payload.name, Path(folder), work.is_cancelled), ""
                except Unreadable as error:
                    text, reason = "", str(error)
            kept = text.replace("\x00", "")[:LONGEST]
        with work.transaction() as context:
            if known is None:
                values = {"file_id": payload.file_id, "text": kept, "reason": reason}
                context.session.execute(insert(ContentText).values(values).on_conflict_do_nothing())
            context.tell(TextRead(payload.file_id))
        return "Текст прочитан."


def _pictures(source: Path, target: Path) -> Path:
    """All frames of a picture as pages."""
    try:
        with Image.open(source) as image:
            frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]
            frames[0].save(target, "PDF", save_all=True, append_images=frames[1:], resolution=150)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(BROKEN) from error
    return target
