"""Signing: the files as they stand, by the own password or by a certificate, and the step that follows."""

from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.registry.bulk import BulkOutcome
from common.registry.classes import DocumentClass, DocumentState, RecordForm
from common.registry.kinds import Demand
from common.registry.rules import Action
from common.rpc.errors import CallError, Invalid, Missing, NotAllowed, Stale
from common.signatures import (
    DocumentSigning,
    FileSignature,
    FileToSign,
    Method,
    SignatureRole,
    SigningOffer,
    SigningOrder,
    Verdict,
)
from server.core.service import Context, Service
from server.identity.models import Person
from server.registry.cards import recipients_of
from server.registry.drafts import Drafts
from server.registry.kinds import kind_of
from server.registry.models import Document
from server.registry.participants import in_stead_of, refusals_of
from server.registry.passage import Passage
from server.registry.queries import addressees_of
from server.registry.readers import opened_document
from server.signatures.certificates import stranger
from server.signatures.checking import Checker, Found
from server.signatures.envelope import Envelope, opened
from server.signatures.keeping import Keeping
from server.signatures.models import PowersOfAttorney, Signature
from server.signatures.powers import check_powers, foreign_to
from server.signatures.queries import files_to_sign, title_of
from server.signatures.simple import check_simple, signature_line
from server.signatures.timestamps import Timestamps

ACTIONS = {SignatureRole.APPROVING: Action.SIGN, SignatureRole.ENDORSING: Action.APPROVE}
CHANGED = "Файлы документа изменились, пока вы подписывали. Откройте документ, посмотрите их и подпишите снова."
NO_FILES = (
    "Подписывать нечего: верните проект, чтобы к нему приложили файл, или, если подлинник бумажный, исправили форму"
    " ведения."
)


def demanded(document: Document, demand: Demand) -> Demand:
    """A paper original is signed on paper."""
    return Demand.NONE if document.form is RecordForm.PAPER else demand


def _done(document: Document) -> str:
    """What has become of it by the signature."""
    label = document.state.label
    return f"{label}, № {document.number}" if document.state is DocumentState.REGISTERED else label


def _whom(session: Session, document: Document) -> str:
    """Recipients outside, of what goes out; addressees of what stays."""
    outside = recipients_of(session, document.id).values()
    return ", ".join(outside) or session.scalar(addressees_of(document.id)) or ""


def _at_signing(document: Document, demand: Demand) -> Demand:
    """What is kept only electronically is not «signed on paper»: the signatory confirms it at least by his password."""
    demand = demanded(document, demand)
    return Demand.SIMPLE if document.form is RecordForm.ELECTRONIC and demand is Demand.NONE else demand


class Signing(Service):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._checker = Checker(context.settings, context.clock)
        self._timestamps = Timestamps(context.settings)

    def offer(self, document_id: DocumentId, role: SignatureRole) -> SigningOffer:
        action = ACTIONS[role]
        document = opened_document(self.session, self.caller, document_id)
        endorses = role is SignatureRole.ENDORSING
        kind = kind_of(self.session, document.kind)
        demand = Demand.NONE if endorses else _at_signing(document, kind.signature)
        files = files_to_sign(self.session, document.id)
        refusal = refusals_of(self.session, self.caller, document)[action]
        if not refusal and not files and (endorses or demand is not Demand.NONE):
            refusal = NO_FILES
        return SigningOffer(
            document_id=document.id, version=document.version, title=title_of(document), demand=demand, files=files,
            whom=_whom(self.session, document), leaves=document.document_class is DocumentClass.OUTGOING,
            acting_for="" if refusal else in_stead_of(self.session, self.caller, document, action), refusal=refusal,
            goes_to_registration=document.register_when_signed,
            gets_number=document.register_when_signed and kind.number_when_signed,
        )  # fmt: skip

    def sign_each(self, order: SigningOrder) -> list[BulkOutcome]:
        """Each document in a savepoint of its own; what is refused leaves no trace but its reason."""
        powers = check_powers(self, order.powers_id) if order.powers_id else None
        return [self._one(order, each, powers) for each in order.documents]

    def _one(self, order: SigningOrder, signing: DocumentSigning, powers: PowersOfAttorney | None) -> BulkOutcome:
        acts, notes = len(self.context.entries), len(self.context.notes)
        try:
            with self.session.begin_nested():
                document = self._sign(order, signing, powers)
                self.session.flush()
                return BulkOutcome(document.id, title_of(document), _done(document), "")
        except CallError as error:
            del self.context.entries[acts:], self.context.notes[notes:]
            title = "" if isinstance(error, Missing) else self._title(signing)
            return BulkOutcome(signing.document_id, title, "", error.message)

    def _title(self, signing: DocumentSigning) -> str:
        document = self.session.get(Document, signing.document_id)
        return title_of(document) if document else ""

    def _sign(self, order: SigningOrder, signing: DocumentSigning, powers: PowersOfAttorney | None) -> Document:
        action = ACTIONS[order.role]
        document = Drafts(self.context).for_action(signing.document_id, action, signing.version)
        demand = _at_signing(document, kind_of(self.session, document.kind).signature)
        if order.role is SignatureRole.APPROVING and not order.method.meets(demand):
            raise NotAllowed(f"Документ этого вида подписывают иначе: {demand.label.lower()}.")
        if order.method is not Method.NONE:
            self._put(order, signing, document, powers)
        if order.role is SignatureRole.APPROVING:
            Passage(self.context).pass_on(document.id, document.version, action, "")
        return document

    def _put(
        self, order: SigningOrder, signing: DocumentSigning, document: Document, powers: PowersOfAttorney | None
    ) -> None:
        files = files_to_sign(self.session, document.id)
        if not files:
            raise Invalid(NO_FILES)
        brought = {(each.attachment_id, each.number, each.sha256): each for each in signing.files}
        if set(brought) != {(file.attachment_id, file.number, file.sha256) for file in files}:
            raise Stale(CHANGED)
        person = self.session.get_one(Person, self.caller.me.id)
        acting_for = self.context.in_stead.get(document.id, "")
        put: list[Signature] = []
        for file in files:
            ours = brought[file.attachment_id, file.number, file.sha256]
            envelope, found = self._examined(order.method, ours, file, person)
            if powers and envelope and (fault := foreign_to(powers, envelope.certificate)):
                raise NotAllowed(fault)
            put.append(
                Keeping(self.context).put(
                    document, file, order.method, order.role, found, signer=person, acting_for=acting_for,
                    envelope=envelope, powers_id=powers.id if powers else None,
                )
            )  # fmt: skip
        self._note(order, document, put)

    def _examined(
        self, method: Method, brought: FileSignature, file: FileToSign, person: Person
    ) -> tuple[Envelope | None, Found]:
        """The signature of a file with its check; raises Invalid for one that does not hold."""
        content = Keeping(self.context).content(file.file_id)
        if method is Method.SIMPLE:
            found, envelope = check_simple(self.context, content, file.sha256, signature_line(person), self.now), None
        else:
            envelope = opened(brought.cms)
            if fault := stranger(envelope.certificate, person):
                raise Invalid(fault)
            envelope = self._timestamps.stamped(envelope)
            found = self._checker.check(envelope, content, self.now)
        if found.verdict is not Verdict.VALID:
            raise Invalid(f"«{file.name}»: {found.verdict.label.lower()}. {found.verdict.advice(method)}")
        return envelope, found

    def _note(self, order: SigningOrder, document: Document, put: list[Signature]) -> None:
        """What the audit keeps of it: a row changed behind our back would not agree with it."""
        card = put[0].certificate
        self.record(
            "signature_put", "document", document.id, method=order.method.label, role=order.role.label,
            **({"certificate": card["serial"]} if card else {}),
            signed={f"{each.attachment_id}.{each.number}": each.sha256 for each in put},
        )  # fmt: skip
