"""Tables of recognition: the papers being read and their pages."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import DocumentId, FileId, JobId
from common.scanning import PageState
from server.core.db import Base
from server.files.models import Content
from server.jobs.models import Job
from server.registry.models import Document


class RecognitionRow(Base):
    """A paper ordered to be read, and what its text proposes for the card."""

    __tablename__ = "recognition"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    job_id: Mapped[JobId] = mapped_column(ForeignKey(Job.id), index=True)
    proposals: Mapped[list[Any]] = mapped_column(JSONB, default=list)


class PageRow(Base):
    """A page, numbered through the paper; `in_file` is its number in the file it came in."""

    __tablename__ = "scanned_page"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    in_file: Mapped[int]
    state: Mapped[PageState] = mapped_column(default=PageState.WAITING)
    reason: Mapped[str] = mapped_column(default="")
    preview_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    pdf_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    confidence: Mapped[float] = mapped_column(default=0.0)
    text: Mapped[dict[str, Any] | None]
    plain: Mapped[str] = mapped_column(default="")
