"""Signatures as their Api: offered, put, shown, checked again, brought from outside."""

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId, SignatureId
from common.registry.bulk import BulkOutcome
from common.registry.rules import Action
from common.rpc.errors import CallError, Invalid, Missing, NotAllowed
from common.signatures import (
    CertificateCard,
    CheckRow,
    DocumentSignatures,
    ForeignSignature,
    Method,
    SignatureRole,
    SignatureRow,
    SignaturesApi,
    SigningOffer,
    SigningOrder,
    Verdict,
)
from server.core.service import Context, Service
from server.identity.accounts import confirm
from server.identity.login import Passwords
from server.identity.models import Person
from server.jobs.service import JobService
from server.registry.attachments import AttachmentService
from server.registry.models import Document
from server.registry.participants import refusals_of
from server.registry.readers import audience, opened_document, visible_document
from server.signatures.certificates import card_of, certificate_of, lapsed, stranger
from server.signatures.checking import Checker
from server.signatures.envelope import opened
from server.signatures.keeping import Keeping
from server.signatures.models import Signature
from server.signatures.order import MARK, MarkOrder
from server.signatures.queries import checks_of, files_to_sign, signatures_of, standing_of
from server.signatures.signing import Signing
from server.signatures.trust import withdrawn

FOREIGN_ONLY = "Чужую подпись приобщает делопроизводитель места регистрации."


class SignatureService(Service, SignaturesApi):
    def __init__(self, context: Context, passwords: Passwords) -> None:
        super().__init__(context)
        self._passwords = passwords

    def offers(
        self, document_ids: list[DocumentId], role: SignatureRole = SignatureRole.APPROVING
    ) -> list[SigningOffer]:
        signing = Signing(self.context)
        return [self._offer(signing, each, role) for each in dict.fromkeys(document_ids)]

    def _offer(self, signing: Signing, document_id: DocumentId, role: SignatureRole) -> SigningOffer:
        try:
            return signing.offer(document_id, role)
        except CallError as error:
            return SigningOffer(document_id=document_id, version=0, title=f"№ {document_id}", refusal=error.message)

    def certificate(self, certificate: bytes) -> CertificateCard:
        found = certificate_of(certificate)
        person = self.session.get_one(Person, self.caller.me.id)
        clock, settings = self.context.clock, self.context.settings
        refusal = lapsed(found, self.now, clock) or stranger(found, person) or withdrawn(found, settings, clock)
        return card_of(found, refusal)

    def sign(self, order: SigningOrder) -> list[BulkOutcome]:
        self.check(order.problems())
        if order.method is Method.SIMPLE:
            confirm(self.context, self._passwords, order.password)
        outcomes = Signing(self.context).sign_each(order)
        for each in outcomes:
            if not each.refusal and order.method is not Method.NONE and order.role is SignatureRole.APPROVING:
                JobService(self.context).order(MARK, "Отметка об ЭП на копии", MarkOrder(each.document_id))
        return outcomes

    def of_document(self, document_id: DocumentId) -> DocumentSignatures:
        document = opened_document(self.session, self.caller, document_id)
        refusals = refusals_of(self.session, self.caller, document)
        return DocumentSignatures(
            signatures_of(self.session, document.id), files_to_sign(self.session, document.id),
            self._may_bring(document), refusals[Action.APPROVE],
        )  # fmt: skip

    def checks(self, signature_id: SignatureId) -> list[CheckRow]:
        return checks_of(self.session, self._visible(signature_id).id)

    def content(self, signature_id: SignatureId) -> bytes:
        signature = self._visible(signature_id)
        if signature.cms is None:
            raise Invalid("У простой подписи нет файла: она хранится записью в системе и в журнале аудита.")
        self.record("signature_exported", "document", signature.document_id, file=signature.sha256)
        return signature.cms

    def check_again(self, document_id: DocumentId) -> list[SignatureRow]:
        document = visible_document(self.session, self.caller, document_id)
        keeping, checker = Keeping(self.context), Checker(self.context.settings, self.context.clock)
        verdicts = [keeping.check_again(each, checker) for each in standing_of(self.session, document.id)]
        bad = sum(verdict is not Verdict.VALID for verdict in verdicts)
        self.record("signatures_checked", "document", document.id, count=len(verdicts), bad=bad)
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))
        return signatures_of(self.session, document.id)

    def bring(self, signature: ForeignSignature) -> SignatureId:
        row = AttachmentService(self.context).visible(signature.attachment_id)
        document = visible_document(self.session, self.caller, row.document_id, lock=True)
        if refusal := self._may_bring(document):
            raise NotAllowed(refusal)
        file = next((each for each in files_to_sign(self.session, document.id) if each.attachment_id == row.id), None)
        if file is None:
            raise Invalid("Подпись приобщают к самому файлу, а не к копии, которую сделала система.")
        envelope, keeping = opened(signature.cms), Keeping(self.context)
        checker = Checker(self.context.settings, self.context.clock)
        found = checker.check(envelope, keeping.content(file.file_id), self.now, foreign=True)
        put = keeping.put(document, file, Method.CRYPTOGRAPHIC, SignatureRole.APPROVING, found, signer=None,
                          envelope=envelope)  # fmt: skip
        serial = f"{envelope.certificate.serial_number:X}"
        self.record("signature_brought", "document", document.id, name=file.name, certificate=serial,
                    verdict=found.verdict.label)  # fmt: skip
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))
        return put.id

    def _may_bring(self, document: Document) -> str:
        registers = self.caller.registers(document.place_id, document.kind, document.state.value)
        return "" if registers else FOREIGN_ONLY

    def _visible(self, signature_id: SignatureId) -> Signature:
        signature = self.session.get(Signature, signature_id)
        if signature is None:
            raise Missing("Такой подписи нет. Обновите список.")
        visible_document(self.session, self.caller, signature.document_id)
        return signature
