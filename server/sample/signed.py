"""The newest acts and letters of the invented city with their texts, signed by the signatory when they were signed."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import docx
from sqlalchemy import select

from common.registry.card import FileRole
from common.registry.classes import DocumentClass, DocumentState, RecordForm
from common.signatures import FileToSign, Method, SignatureRole
from server.core.clock import HeldClock
from server.core.service import Context
from server.files.service import FileService
from server.identity.login import caller_of
from server.identity.models import Person
from server.registry.filing import place_last
from server.registry.models import Document
from server.signatures.keeping import Keeping
from server.signatures.simple import check_simple, signature_line

NEWEST = 30  # of each class: a text takes a tenth of a second to be written


def put_signed(context: Context) -> None:
    """By a simple signature: nobody in the invented city has a certificate."""
    FileService(context).store.prepare()
    with tempfile.TemporaryDirectory() as folder:
        for document_class in (DocumentClass.ACT, DocumentClass.OUTGOING):
            for document in _newest(context, document_class):
                _sign(context, document, Path(folder))


def _newest(context: Context, document_class: DocumentClass) -> Sequence[Document]:
    return context.session.scalars(
        select(Document)
        .where(Document.document_class == document_class, Document.state == DocumentState.REGISTERED)
        .where(Document.form != RecordForm.PAPER, Document.signed_at.is_not(None))
        .order_by(Document.id.desc()).limit(NEWEST)
    ).all()  # fmt: skip


def _sign(context: Context, document: Document, folder: Path) -> None:
    assert document.signed_at
    assert document.registered
    session, signer = context.session, context.session.get_one(Person, document.signatory_id)
    clock = HeldClock(document.signed_at, context.settings.zone)
    caller = caller_of(session, signer.id, context.clock.today())
    then = Context(session, context.settings, clock, {}, caller=caller)
    path = folder / f"{document.id}.docx"
    text = docx.Document()
    text.add_heading(document.summary, 1)
    text.add_paragraph(f"№ {document.number} от {document.registered:%d.%m.%Y}")
    text.add_paragraph(f"{signer.post} {signer.name}")
    text.save(str(path))
    files = FileService(then)
    file_id = files.keep(path, path.name)
    kept, name = files.content(file_id), "Текст документа.docx"
    attachment_id = place_last(then, document.id, file_id, name, FileRole.ATTACHMENT)
    file = FileToSign(attachment_id, 1, file_id, name, kept.size, kept.sha256, True)
    keeping = Keeping(then)
    keeping.put(
        document, file, Method.SIMPLE, SignatureRole.APPROVING,
        check_simple(then, keeping.content(file_id), kept.sha256, signature_line(signer), then.clock.now()),
        signer=signer,
    )  # fmt: skip
