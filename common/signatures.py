"""Electronic signatures: who signed which files how, what their check found, and the powers under which one signs."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.files import Sha256
from common.kernel.ids import AttachmentId, DocumentId, FileId, PersonId, PowersId, SignatureId
from common.kernel.rights import Right
from common.kernel.taxpayer import snils_problems, tax_number_problems
from common.kernel.validation import Problem, require, sensible_date
from common.registry.bulk import BulkOutcome
from common.registry.kinds import Demand
from common.rpc.api import Api, reads, writes

LARGEST_SIGNATURE = 1024 * 1024
MOST_AT_ONCE = 100
SignatureBytes = Annotated[bytes, Meta(min_length=1, max_length=LARGEST_SIGNATURE)]
Line = Annotated[str, Meta(max_length=300)]
Documents = Annotated[list[DocumentId], Meta(min_length=1, max_length=MOST_AT_ONCE)]


class Method(StrEnum):
    """How one signs: without an electronic signature (on paper), by the own password, by a certificate."""

    NONE = "none"
    SIMPLE = "simple"
    CRYPTOGRAPHIC = "cryptographic"

    @property
    def label(self) -> str:
        return METHODS[self]

    def meets(self, demand: Demand) -> bool:
        order = list(Method)
        return order.index(self) >= order.index(Method(demand.value))


METHODS = {
    Method.NONE: "Без электронной подписи (подлинник подписан на бумаге)",
    Method.SIMPLE: "Простая электронная подпись (пароль входа)",
    Method.CRYPTOGRAPHIC: "Усиленная подпись сертификатом",
}


class SignatureRole(StrEnum):
    APPROVING = "approving"
    ENDORSING = "endorsing"

    @property
    def label(self) -> str:
        return {SignatureRole.APPROVING: "Утверждающая", SignatureRole.ENDORSING: "Визирующая"}[self]


class Verdict(StrEnum):
    VALID = "valid"
    ALTERED = "altered"
    BROKEN = "broken"
    LOST = "lost"
    EXPIRED = "expired"
    EARLY = "early"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    UNSUPPORTED = "unsupported"

    @property
    def label(self) -> str:
        return VERDICTS[self][0]

    def advice(self, method: Method) -> str:
        """What it means and what to do, in a sentence; a simple signature knows no certificate."""
        simple = self is Verdict.VALID and method is Method.SIMPLE
        return SIMPLE_HOLDS if simple else VERDICTS[self][1]


SIMPLE_HOLDS = (
    "Файл не изменён. Подписавший подтвердил себя своим паролем; подписание записано в журнал аудита. "
    "Сертификата у простой подписи нет."
)
VERDICTS = {
    Verdict.VALID: ("Верна", "Файл не изменён, сертификат действовал и выдан доверенным удостоверяющим центром."),
    Verdict.ALTERED: (
        "Файл изменён",
        "Содержание файла — не то, что было подписано. Не пользуйтесь им и сообщите администратору.",
    ),
    Verdict.BROKEN: ("Подпись повреждена", "Файл подписи испорчен. Получите его заново."),
    Verdict.LOST: ("Файла нет", "Подписанного файла нет в хранилище. Сообщите администратору."),
    Verdict.EXPIRED: (
        "Сертификат истёк",
        "На момент подписания срок действия сертификата закончился. Нужен новый сертификат.",
    ),
    Verdict.EARLY: ("Сертификат ещё не действует", "На момент подписания срок действия сертификата не начался."),
    Verdict.REVOKED: (
        "Сертификат отозван",
        "До подписания сертификат отозван удостоверяющим центром. Подпись недействительна.",
    ),
    Verdict.UNTRUSTED: (
        "Нет доверия к издателю",
        "Сертификат выдан центром, которому система не доверяет. Обратитесь к администратору Грифа.",
    ),
    Verdict.UNSUPPORTED: (
        "Проверить нечем",
        "Алгоритм этой подписи сервер проверять не умеет. Обратитесь к администратору Грифа.",
    ),
}


FOR_ADMINISTRATORS = {
    Verdict.UNTRUSTED: "Администратору: доверие к центру добавляют на сервере командой «grif trust add ФАЙЛ».",
    Verdict.UNSUPPORTED: "Администратору: программа проверки ГОСТ указывается настройкой сервера GRIF_OPENSSL.",
}


class FileToSign(Struct, frozen=True):
    attachment_id: AttachmentId
    number: int  # the version
    file_id: FileId
    name: str
    size: int
    sha256: Sha256
    is_main: bool


class SigningOffer(Struct, frozen=True, kw_only=True):
    """What is to be signed of a document, in whose stead, and how it must be; `refusal` says why it cannot be."""

    document_id: DocumentId
    version: int
    title: str
    whom: str = ""  # to whom it goes
    leaves: bool = False  # the administration: somebody outside gets it
    acting_for: str = ""
    demand: Demand = Demand.NONE
    files: list[FileToSign] = []
    refusal: str = ""
    goes_to_registration: bool = False
    gets_number: bool = False  # in the step of the signature


class FileSignature(Struct, frozen=True):
    """What was signed of a file; for a certificate with the detached signature over exactly that content."""

    attachment_id: AttachmentId
    number: int
    sha256: Sha256
    cms: Annotated[bytes, Meta(max_length=LARGEST_SIGNATURE)] = b""


class DocumentSigning(Struct, frozen=True):
    document_id: DocumentId
    version: int
    files: Annotated[list[FileSignature], Meta(max_length=500)] = []


class SigningOrder(Struct, frozen=True, kw_only=True):
    """Several documents signed at once; `password` is the own one again, for simple signatures."""

    method: Method
    role: SignatureRole = SignatureRole.APPROVING
    documents: Annotated[list[DocumentSigning], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    password: Annotated[str, Meta(max_length=500)] = ""
    powers_id: PowersId | None = None

    def problems(self) -> Iterator[Problem]:
        if self.method is Method.NONE and self.role is SignatureRole.ENDORSING:
            yield Problem("method", "Визу ставят паролем или сертификатом: согласовать можно и без неё.")
        if self.method is Method.SIMPLE:
            yield from require("password", self.password, "Пароль")
        if self.method is Method.CRYPTOGRAPHIC and any(not file.cms for each in self.documents for file in each.files):
            yield Problem("", "Не все файлы подписаны: повторите подписание.")


class CertificateCard(Struct, frozen=True, kw_only=True):
    """A certificate in words; `refusal` says why the caller cannot sign with it now."""

    owner: str
    organisation: str
    post: str
    issuer: str
    serial: str
    thumbprint: str
    since: datetime
    until: datetime
    algorithm: str
    snils: str = ""
    tax_number: str = ""
    email: str = ""
    refusal: str = ""


class Finding(Struct, frozen=True):
    """One thing that was looked at: whether it holds (or could not be told), and what was found."""

    holds: bool | None
    text: str


class SignatureRow(Struct, frozen=True, kw_only=True):
    """A signature over one file; `trusted_at` is when a timestamp or, without one, this server had it in hand."""

    id: SignatureId
    attachment_id: AttachmentId
    number: int
    file_id: FileId
    file: str
    method: Method
    role: SignatureRole
    format: str
    signer: str
    acting_for: str
    certificate: CertificateCard | None
    powers: str
    claimed_at: datetime | None
    trusted_at: datetime
    stamped: bool
    foreign: bool
    withdrawn_at: datetime | None
    verdict: Verdict
    checked_at: datetime


class CheckRow(Struct, frozen=True):
    """A check of a signature with its protocol."""

    at: datetime
    person: str
    verdict: Verdict
    protocol: list[Finding]
    software: str


class DocumentSignatures(Struct, frozen=True):
    """The last two say why the caller may not bring a foreign signature or endorse; empty: may."""

    rows: list[SignatureRow]
    files: list[FileToSign]
    no_bringing: str = ""
    no_endorsing: str = ""


class ForeignSignature(Struct, frozen=True):
    """A signature that came with a file."""

    attachment_id: AttachmentId
    cms: SignatureBytes


class PowersDraft(Struct, frozen=True, kw_only=True):
    """A machine-readable power of attorney (МЧД)."""

    guid: Annotated[str, Meta(max_length=36)] = ""
    number: Line = ""
    principal: Line = ""
    principal_tax_number: Annotated[str, Meta(max_length=12)] = ""
    person_id: PersonId | None = None
    representative: Line = ""
    snils: Annotated[str, Meta(max_length=14)] = ""
    tax_number: Annotated[str, Meta(max_length=12)] = ""
    powers: Annotated[str, Meta(max_length=4000)] = ""
    since: date | None = None
    until: date | None = None
    revoked: date | None = None

    def problems(self) -> Iterator[Problem]:
        for field, title in (
            ("guid", "Номер в реестре (GUID)"), ("principal", "Доверитель"), ("person_id", "Представитель"),
            ("since", "Действует с"), ("until", "Действует по"), ("powers", "Полномочия"),
        ):  # fmt: skip
            yield from require(field, getattr(self, field), title)
        if self.guid and not is_guid(self.guid):
            yield Problem("guid", "GUID — 32 шестнадцатеричных знака группами 8-4-4-4-12 через дефис.")
        yield from tax_number_problems("principal_tax_number", self.principal_tax_number, person=False)
        yield from tax_number_problems("tax_number", self.tax_number, person=True)
        yield from snils_problems("snils", self.snils)
        for field in ("since", "until", "revoked"):
            yield from sensible_date(field, getattr(self, field))
        if self.since and self.until and self.until < self.since:
            yield Problem("until", "Доверенность не может закончиться раньше, чем началась.")

    def refusal(self, on: date) -> str:
        """Why one cannot sign under it on that day; empty when one can."""
        if self.revoked is not None and self.revoked <= on:
            return f"Доверенность {self.guid} отозвана {self.revoked:%d.%m.%Y}."
        if self.since is not None and on < self.since:
            return f"Доверенность {self.guid} действует только с {self.since:%d.%m.%Y}."
        if self.until is not None and on > self.until:
            return f"Срок доверенности {self.guid} закончился {self.until:%d.%m.%Y}."
        return ""

    def is_ahead(self, on: date) -> bool:
        """Whether its days are still to come."""
        return self.revoked is None and self.since is not None and on < self.since


class PowersPaper(Struct, frozen=True):
    """The XML of a power of attorney and the detached signature of its principal."""

    xml: SignatureBytes
    cms: SignatureBytes


class PowersRead(Struct, frozen=True):
    """What a file says; without a signature beside it there is no verdict."""

    draft: PowersDraft
    verdict: Verdict | None = None
    protocol: list[Finding] = []


class PowersRow(Struct, frozen=True):
    id: PowersId
    version: int
    draft: PowersDraft
    person: str
    refusal: str  # why one cannot sign under it today
    verdict: Verdict | None = None  # on the signature of the principal; without its file nobody has checked it
    protocol: list[Finding] = []


def is_guid(text: str) -> bool:
    parts = text.lower().split("-")
    shaped = [len(part) for part in parts] == [8, 4, 4, 4, 12]
    return shaped and set("".join(parts)) <= set("0123456789abcdef")


class SignaturesApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def offers(self, document_ids: Documents, role: SignatureRole = SignatureRole.APPROVING) -> list[SigningOffer]:
        """What the caller would sign; what cannot be signed comes with its refusal."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def certificate(self, certificate: SignatureBytes) -> CertificateCard:
        """Reads a certificate (DER) and says whether the caller may sign with it. Raises Invalid for no certificate."""
        ...

    @writes(Right.READ_DOCUMENTS, secret=True)
    def sign(self, order: SigningOrder) -> list[BulkOutcome]:
        """Each document is signed and taken its step, or refused for itself. Raises Invalid for a wrong password."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def of_document(self, document_id: DocumentId) -> DocumentSignatures: ...

    @reads(Right.READ_DOCUMENTS)
    def checks(self, signature_id: SignatureId) -> list[CheckRow]:
        """All checks of a signature, newest first."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def content(self, signature_id: SignatureId) -> bytes:
        """The detached signature (DER). Raises Invalid for a simple one."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def check_again(self, document_id: DocumentId) -> list[SignatureRow]:
        """Checks all signatures of the document again and keeps what it finds."""
        ...

    @writes(Right.REGISTER)
    def bring(self, signature: ForeignSignature) -> SignatureId:
        """A signature that came with a file: checked and kept, whatever the verdict. Raises Invalid for none."""
        ...


class PowersApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def mine(self) -> list[PowersRow]:
        """The powers of attorney of the caller that are in force today."""
        ...

    @reads(Right.EDIT_STAFF)
    def register(self) -> list[PowersRow]: ...

    @reads(Right.EDIT_STAFF)
    def read_xml(
        self, xml: SignatureBytes, cms: Annotated[bytes, Meta(max_length=LARGEST_SIGNATURE)] = b""
    ) -> PowersRead:
        """What an XML file of a power of attorney says, and what its signature is worth. Raises Invalid."""
        ...

    @writes(Right.EDIT_STAFF)
    def put(
        self, powers_id: PowersId | None, version: int, draft: PowersDraft, paper: PowersPaper | None = None
    ) -> PowersId:
        """Without a paper that which is kept stays; the entry must say what its paper says. Raises Invalid, Stale."""
        ...
