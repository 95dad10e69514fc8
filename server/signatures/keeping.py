"""Keeping signatures and the checks of them."""

from pathlib import Path

import msgspec
from sqlalchemy import delete

from common.kernel.changes import Kind
from common.kernel.ids import FileId, PowersId
from common.registry.card import FileRole
from common.signatures import FileToSign, Method, SignatureRole, Verdict
from server.core.service import Service
from server.files.models import Content
from server.files.service import FileService
from server.identity.models import Person
from server.registry.models import AttachmentRow, Document
from server.registry.readers import audience
from server.signatures.certificates import card_of
from server.signatures.checking import Checker, Found
from server.signatures.envelope import Envelope, opened
from server.signatures.models import Signature, SignatureCheck
from server.signatures.simple import check_again, signature_line


class Keeping(Service):
    def put(
        self, document: Document, file: FileToSign, method: Method, role: SignatureRole, found: Found,
        *, signer: Person | None, acting_for: str = "", envelope: Envelope | None = None,
        powers_id: PowersId | None = None,
    ) -> Signature:  # fmt: skip
        """A signature with its first check; without a signer of ours it is foreign."""
        card = card_of(envelope.certificate) if envelope else None
        name = signature_line(signer) if signer else card.owner if card else ""
        signature = Signature(
            document_id=document.id, attachment_id=file.attachment_id, number=file.number, file_id=file.file_id,
            sha256=file.sha256, method=method, role=role, person_id=signer.id if signer else None, signer=name,
            acting_for=acting_for, at=self.now, claimed_at=envelope.claimed_at if envelope else None,
            stamped_at=envelope.stamped_at if envelope and found.stamped else None,
            format=envelope.format if envelope else "", cms=envelope.der if envelope else None,
            certificate=msgspec.to_builtins(card) if card else None,
            powers_id=powers_id, verdict=found.verdict, checked_at=self.now,
        )  # fmt: skip
        self.session.add(signature)
        self.session.flush()  # the id
        self._note(signature, found)
        return signature

    def check_again(self, signature: Signature, checker: Checker) -> Verdict:
        """Checks the signature again and keeps what is found."""
        content = self.content(signature.file_id)
        if signature.cms is None:
            found = check_again(self.context, signature, content)
        else:
            found = checker.check(opened(signature.cms), content, signature.at, foreign=signature.person_id is None)
        if found.verdict is not signature.verdict:
            document = self.session.get_one(Document, signature.document_id)
            self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))
        signature.verdict, signature.checked_at = found.verdict, self.now
        self._note(signature, found)
        return found.verdict

    def drop_marked(self, document: Document) -> None:
        """The copy with the mark is made anew, or is no longer true."""
        marked = (AttachmentRow.document_id == document.id) & (AttachmentRow.role == FileRole.MARKED)
        self.session.execute(delete(AttachmentRow).where(marked))

    def content(self, file_id: FileId) -> Path | None:
        path = FileService(self.context).store.path(self.session.get_one(Content, file_id).sha256)
        return path if path.exists() else None

    def _note(self, signature: Signature, found: Found) -> None:
        self.session.add(
            SignatureCheck(
                signature_id=signature.id, at=self.now,
                person_id=self.context.caller.me.id if self.context.caller else None, verdict=found.verdict,
                protocol=msgspec.to_builtins(found.protocol), software=found.software,
            )
        )  # fmt: skip
