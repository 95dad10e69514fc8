"""The envelope of a detached signature (CMS, PKCS#7): its signer, its times, its algorithm."""

import base64
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, pem, tsp, x509
from msgspec import Struct

from common.rpc.errors import Invalid
from server.signatures.algorithms import GOST_KEYS, key_algorithm
from server.signatures.certificates import UNREADABLE, card_of

BAD = "Это не файл отсоединённой подписи (CMS, PKCS#7: .sig, .p7s, .sgn). Выберите файл подписи."
ATTACHED = "Подпись присоединённая: документ внутри неё. Нужна отсоединённая подпись — отдельный файл .sig или .p7s."


class Envelope(Struct, frozen=True):
    """`der` is the signature as it is kept; `stamp` the token of a timestamp, when it has one."""

    der: bytes
    signed: cms.SignedData
    signer: cms.SignerInfo
    certificate: x509.Certificate
    claimed_at: datetime | None
    stamp: cms.ContentInfo | None
    is_cades: bool

    @property
    def is_gost(self) -> bool:
        return key_algorithm(self.certificate) in GOST_KEYS

    @property
    def format(self) -> str:
        if not self.is_cades:
            return "CMS"
        return "CAdES-T" if self.stamp is not None else "CAdES-BES"

    @property
    def stamped_at(self) -> datetime | None:
        """When the timestamp says it was; whether that can be believed, says the check."""
        if self.stamp is None:
            return None
        encapsulated = self.stamp["content"]["encap_content_info"]["content"].parsed
        return _moment(encapsulated["gen_time"].native) if isinstance(encapsulated, tsp.TSTInfo) else None

    def certificates(self) -> list[bytes]:
        """All that came along, to build a chain from."""
        return [each.chosen.dump() for each in self.signed["certificates"] if isinstance(each.chosen, x509.Certificate)]


def opened(content: bytes) -> Envelope:
    """Raises Invalid for what is no detached signature of one signer."""
    try:
        der = _der(content)
        info = cms.ContentInfo.load(der, strict=True)
        if info["content_type"].native != "signed_data":
            raise Invalid(BAD)
        envelope = _envelope(der, info["content"])
        card_of(envelope.certificate)  # asn1crypto reads a part when it is asked for, and only then finds it spoilt
        _ = envelope.stamped_at, envelope.is_gost, envelope.certificates()
    except UNREADABLE as error:
        raise Invalid(BAD) from error
    return envelope


def _der(content: bytes) -> bytes:
    """As it is, out of PEM, or out of bare base64, as some programs write it."""
    if content[:1] == b"\x30":
        return content
    if pem.detect(content):
        return bytes(pem.unarmor(content)[2])
    return base64.b64decode(b"".join(content.split()), validate=True)


def _envelope(der: bytes, signed: cms.SignedData) -> Envelope:
    if signed["encap_content_info"]["content"].native is not None:
        raise Invalid(ATTACHED)
    if len(signed["signer_infos"]) != 1:
        raise Invalid("В файле не одна подпись, а несколько. Попросите отправителя прислать каждую отдельным файлом.")
    signer = signed["signer_infos"][0]
    certificate = _certificate(signed, signer)
    signing_time = _attribute(signer["signed_attrs"], "signing_time")
    stamp = _attribute(signer["unsigned_attrs"], "signature_time_stamp_token")
    is_cades = any(
        _attribute(signer["signed_attrs"], name) for name in ("signing_certificate_v2", "signing_certificate")
    )
    claimed = _moment(signing_time.native) if signing_time is not None else None
    return Envelope(der, signed, signer, certificate, claimed, stamp, is_cades)


def _moment(moment: datetime) -> datetime:
    """A time that names no zone is read as UTC, as the standard has it."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _certificate(signed: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    sid = signer["sid"]
    for each in signed["certificates"]:
        candidate = each.chosen
        if not isinstance(candidate, x509.Certificate):
            continue
        if sid.name == "issuer_and_serial_number":
            fits = (
                sid.chosen["issuer"] == candidate.issuer
                and sid.chosen["serial_number"].native == candidate.serial_number
            )
        else:
            fits = sid.chosen.native == candidate.key_identifier
        if fits:
            return candidate
    raise Invalid("В подписи нет сертификата подписавшего. Попросите прислать подпись с вложенным сертификатом.")


def _attribute(attributes: cms.CMSAttributes, name: str) -> Any:
    for attribute in attributes:
        if attribute["type"].native == name:
            return attribute["values"][0]
    return None
