"""Bringing files: begun, resumed, checked, stored once."""

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

from sqlalchemy import delete, event, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from common.files import FilesApi, Preview, StoredFile, Upload, UploadDraft, refusal
from common.kernel.ids import FileId, JobId, UploadId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing
from server.core.service import Caller, Context, Service
from server.files.models import Content, ContentPreview, ContentText, UploadRow
from server.files.order import PREVIEW, TEXT, FileOrder
from server.files.store import Store, digest, is_program, media_type
from server.jobs.service import JobService

SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
ABANDONED = timedelta(days=7)
Gate = Callable[[Session, Caller, FileId], bool]  # whether a slice lets the person read the file


class FileService(Service, FilesApi):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.store = Store(context.settings.files, context.settings.spare_disk)

    def begin(self, draft: UploadDraft) -> Upload:
        reason = refusal(draft.name, draft.size, self.context.settings.largest_file)
        self.check([Problem("name", reason)] if reason else [])
        mine = self.session.scalars(
            select(UploadRow)
            .where(UploadRow.person_id == self.caller.me.id, UploadRow.sha256 == draft.sha256)
            .where(UploadRow.size == draft.size, UploadRow.name == draft.name)
            .order_by(UploadRow.file_id.is_(None), UploadRow.begun.desc()).limit(1)
        ).one_or_none()  # fmt: skip
        if mine is None:
            mine = UploadRow(
                id=UploadId(uuid.uuid4().hex), person_id=self.caller.me.id, name=draft.name, size=draft.size,
                sha256=draft.sha256,
            )  # fmt: skip
            self.session.add(mine)
        return self._state(mine)

    def upload(self, upload_id: UploadId) -> Upload:
        return self._state(self._mine(upload_id))

    def finish(self, upload_id: UploadId) -> StoredFile:
        upload = self._mine(upload_id, locked=True)
        if upload.file_id is None:
            upload.file_id = self._take(upload)
            self.record("file_brought", "file", upload.file_id, sha256=upload.sha256, size=upload.size)
        content = self.session.get_one(Content, upload.file_id)
        return StoredFile(content.id, upload.name, content.size, content.sha256, content.media_type)

    def keep(self, path: Path, name: str) -> FileId:
        """Stores a file made by the server itself."""
        sha256 = self.store.keep(path)
        return self._content(sha256, path.stat().st_size, media_type(path, name))

    def forget(self, file_ids: Iterable[FileId]) -> int:
        """Takes files made by the server itself away, but for those to which something refers; gives how many.

        Nobody makes the same content meanwhile, for it tells the moment at which it was made.
        """
        return sum(self._forget(file_id) for file_id in file_ids)

    def content(self, file_id: FileId) -> Content:
        return self.session.get_one(Content, file_id)

    def path(self, file_id: FileId) -> Path:
        """Where the content lies; raises Missing when the store has lost it."""
        path = self.store.path(self.content(file_id).sha256)
        if not path.exists():
            raise Missing("Файл не найден в хранилище. Сообщите администратору: нужна проверка целостности.")
        return path

    def brought_name(self, file_id: FileId) -> str:
        """The name under which the caller brought the file."""
        statement = (
            select(UploadRow.name).where(UploadRow.file_id == file_id)
            .where(UploadRow.person_id == self.caller.me.id).order_by(UploadRow.begun.desc()).limit(1)
        )  # fmt: skip
        name = self.session.scalars(statement).one_or_none()
        if name is None:
            raise Missing("Файл не найден. Загрузите его снова.")
        return name

    def preview(self, file_id: FileId, name: str) -> Preview:
        """What clients show of the content; ordered when it is asked for the first time."""
        content = self.content(file_id)
        if content.media_type in SHOWN:
            return Preview(StoredFile(content.id, name, content.size, content.sha256, content.media_type))
        made = self.session.get(ContentPreview, file_id)
        if made is None:
            return Preview(job_id=self._order(PREVIEW, f"Просмотр файла «{name}»", file_id, name))
        if made.preview_id is None:
            return Preview(reason=made.reason)
        shown = self.content(made.preview_id)
        return Preview(StoredFile(shown.id, name, shown.size, shown.sha256, shown.media_type))

    def text(self, file_id: FileId) -> ContentText | None:
        return self.session.get(ContentText, file_id)

    def order_text(self, file_id: FileId, name: str) -> JobId:
        """Whoever waits for the text hears TextRead, also when it is known already."""
        return self._order(TEXT, f"Текст файла «{name}» для поиска", file_id, name)

    def _order(self, code: str, title: str, file_id: FileId, name: str) -> JobId:
        return JobService(self.context).order(code, title, FileOrder(file_id, name))

    def _mine(self, upload_id: UploadId, *, locked: bool = False) -> UploadRow:
        upload = self.session.get(UploadRow, upload_id, with_for_update=locked or None)
        if upload is None or upload.person_id != self.caller.me.id:
            raise Missing("Такой загрузки нет. Начните загрузку файла заново.")
        return upload

    def _state(self, upload: UploadRow) -> Upload:
        received = upload.size if upload.file_id else self._received(upload)
        return Upload(upload.id, received, upload.file_id)

    def _received(self, upload: UploadRow) -> int:
        """How much has come; more than was announced is dropped, and the upload starts anew."""
        received = self.store.received(upload.id)
        if received <= upload.size:
            return received
        self.store.forget_upload(upload.id)
        return 0

    def _take(self, upload: UploadRow) -> FileId:
        received = self._received(upload)
        if received != upload.size:
            raise Invalid(
                f"Файл «{upload.name}» получен не весь: {received} из {upload.size} байт. Продолжите загрузку."
            )
        part = self.store.part(upload.id)
        if digest(part) != upload.sha256:
            self._refuse(upload, "исказился в пути. Загрузите его снова.")
        if is_program(part):
            self._refuse(upload, "— программа под чужим именем. Такие файлы не принимаются.")
        kind = media_type(part, upload.name)
        self.store.keep_upload(upload.id, upload.sha256)
        return self._content(upload.sha256, upload.size, kind)

    def _forget(self, file_id: FileId) -> bool:
        try:
            with self.session.begin_nested():
                gone = delete(Content).where(Content.id == file_id).returning(Content.sha256)
                sha256 = self.session.execute(gone).scalar_one_or_none()
        except IntegrityError:
            return False
        if sha256 is None:
            return False
        gone_for_good = partial(self.store.path(sha256).unlink, missing_ok=True)
        event.listen(self.session, "after_commit", lambda _session: gone_for_good(), once=True)
        return True

    def _refuse(self, upload: UploadRow, why: str) -> NoReturn:
        self.store.forget_upload(upload.id)
        raise Invalid(f"Файл «{upload.name}» {why}")

    def _content(self, sha256: str, size: int, kind: str) -> FileId:
        values = {"sha256": sha256, "size": size, "media_type": kind}
        statement = insert(Content).values(values).on_conflict_do_update(
            index_elements=[Content.sha256], set_={"size": size}
        )  # fmt: skip
        return self.session.execute(statement.returning(Content.id)).scalar_one()


def brought_by(session: Session, caller: Caller, file_id: FileId) -> bool:
    """The gate of this slice: a person may read what he or she has brought."""
    statement = select(UploadRow.id).where(UploadRow.file_id == file_id, UploadRow.person_id == caller.me.id).limit(1)
    return session.scalars(statement).one_or_none() is not None


def abandoned_uploads(context: Context) -> int:
    """Forgets uploads that nobody has finished for a week, and what has come of these and of the finished ones."""
    store = Store(context.settings.files, context.settings.spare_disk)
    abandoned = (UploadRow.begun < context.clock.now() - ABANDONED) & UploadRow.file_id.is_(None)
    gone = context.session.scalars(delete(UploadRow).where(abandoned).returning(UploadRow.id)).all()
    for upload_id in gone:
        store.forget_upload(upload_id)
    parts = store.parts()
    under_way = select(UploadRow.id).where(UploadRow.id.in_(parts), UploadRow.file_id.is_(None))
    for upload_id in set(parts) - set(context.session.scalars(under_way)):
        store.forget_upload(upload_id)
    return len(gone)
