"""What is shown of the files of a document, and how their versions differ."""

from common.files import Preview
from common.kernel.ids import AttachmentId
from common.registry.previews import Comparison, PreviewsApi
from common.rpc.errors import Missing
from server.core.service import Service
from server.files.service import FileService
from server.registry.attachments import AttachmentService
from server.registry.comparison import compared, is_long
from server.registry.file_models import FileVersionRow

NO_TEXT = "В версии {0} текста нет: это картинка, скан без распознавания или пустой файл."


class PreviewService(Service, PreviewsApi):
    def look(self, attachment_id: AttachmentId, number: int) -> Preview:
        version = self._version(attachment_id, number)
        return FileService(self.context).preview(version.file_id, version.name)

    def compare(self, attachment_id: AttachmentId, earlier: int, later: int) -> Comparison:
        files = FileService(self.context)
        versions = [self._version(attachment_id, number) for number in (earlier, later)]
        read = [files.text(version.file_id) for version in versions]
        unread = [version for version, text in zip(versions, read, strict=True) if text is None]
        if unread:
            return Comparison(job_ids=[files.order_text(version.file_id, version.name) for version in unread])
        texts = [text.text if text else "" for text in read]
        for version, text in zip(versions, read, strict=True):
            if text and not text.text.strip():
                return Comparison(reason=text.reason or NO_TEXT.format(version.number))
        return Comparison(compared(*texts), cut=is_long(*texts))

    def _version(self, attachment_id: AttachmentId, number: int) -> FileVersionRow:
        row = AttachmentService(self.context).visible(attachment_id)
        version = self.session.get(FileVersionRow, (row.id, number))
        if version is None:
            raise Missing(f"Версии {number} у этого файла нет. Обновите список.")
        return version
