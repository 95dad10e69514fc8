"""What a certificate says: its owner, its issuer, its days; and whether it is the certificate of an employee."""

import re
from datetime import datetime

from asn1crypto import pem, x509

from common.kernel.taxpayer import digits_of
from common.rpc.errors import Invalid
from common.signatures import CertificateCard
from server.core.clock import Clock
from server.identity.models import Person
from server.signatures.algorithms import KEYS, key_algorithm

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)  # what spoilt bytes raise
SNILS, TAX_NUMBER, ORGANISATION_TAX_NUMBER = "1.2.643.100.3", "1.2.643.3.131.1.1", "1.2.643.100.4"
COMMON_NAME, SURNAME, GIVEN_NAME = "2.5.4.3", "2.5.4.4", "2.5.4.42"
ORGANISATION, POST, EMAIL = "2.5.4.10", "2.5.4.12", "1.2.840.113549.1.9.1"


def certificate_of(content: bytes) -> x509.Certificate:
    """From DER or PEM; raises Invalid for anything else."""
    try:
        der = pem.unarmor(content)[2] if pem.detect(content) else content
        certificate = x509.Certificate.load(der, strict=True)
        card_of(certificate)  # asn1crypto reads a part when it is asked for, and only then finds it spoilt
        _ = certificate.ca
    except UNREADABLE as error:
        raise Invalid("Это не сертификат (X.509, .cer, .crt, .pem). Выберите файл сертификата.") from error
    return certificate


def named(name: x509.Name) -> dict[str, str]:
    """The parts of a name by their object identifiers, also of those that the library has no words for."""
    return {
        part["type"].dotted: str(part["value"].native)
        for relative in name.chosen
        for part in relative
    }  # fmt: skip


def card_of(certificate: x509.Certificate, refusal: str = "") -> CertificateCard:
    subject, issuer = named(certificate.subject), named(certificate.issuer)
    algorithm = key_algorithm(certificate)
    return CertificateCard(
        owner=full_name(subject) or subject.get(COMMON_NAME, ""),
        organisation=subject.get(ORGANISATION, ""),
        post=subject.get(POST, ""),
        issuer=issuer.get(COMMON_NAME, "") or issuer.get(ORGANISATION, ""),
        serial=f"{certificate.serial_number:X}",
        thumbprint=certificate.sha1.hex().upper(),
        since=certificate.not_valid_before,
        until=certificate.not_valid_after,
        algorithm=KEYS.get(algorithm, algorithm),
        snils=subject.get(SNILS, ""),
        tax_number=subject.get(TAX_NUMBER, ""),
        email=_email(certificate, subject),
        refusal=refusal,
    )


def organisation_tax_number(certificate: x509.Certificate) -> str:
    """ИНН ЮЛ; before 01.09.2021 written as an ИНН with two zeros before it (приказы ФСБ № 795, № 31)."""
    subject = named(certificate.subject)
    old = digits_of(subject.get(TAX_NUMBER, ""))
    return digits_of(subject.get(ORGANISATION_TAX_NUMBER, "")) or (old[2:] if old.startswith("00") else "")


def full_name(subject: dict[str, str]) -> str:
    """«Шелест Марина Игоревна», as qualified certificates of people write it."""
    return f"{subject.get(SURNAME, '')} {subject.get(GIVEN_NAME, '')}".strip()


def stranger(certificate: x509.Certificate, person: Person) -> str:
    """Why the certificate is not this employee's; empty when it is."""
    subject = named(certificate.subject)
    owner = full_name(subject) or subject.get(COMMON_NAME, "")
    theirs, ours = digits_of(subject.get(SNILS, "")), digits_of(person.snils)
    if theirs and ours and theirs != ours:
        return f"СНИЛС в сертификате ({owner}) — не ваш. Выберите свой сертификат."
    whole = f"{person.surname} {person.first_name} {person.patronymic}"
    if _folded(owner) != _folded(whole):
        return f"Сертификат принадлежит другому человеку: {owner}. Выберите свой сертификат."
    return ""


def lapsed(certificate: x509.Certificate, at: datetime, clock: Clock) -> str:
    """Why the certificate is out of its days at that moment; empty when it is within."""
    if at > certificate.not_valid_after:
        return f"Срок действия сертификата закончился {clock.local(certificate.not_valid_after):%d.%m.%Y}."
    if at < certificate.not_valid_before:
        return f"Сертификат действует только с {clock.local(certificate.not_valid_before):%d.%m.%Y}."
    return ""


def _folded(name: str) -> str:
    return re.sub(r"\s+", " ", name.casefold().replace("ё", "е")).strip()


def _email(certificate: x509.Certificate, subject: dict[str, str]) -> str:
    names = certificate.subject_alt_name_value
    known = [each.native for each in names if each.name == "rfc822_name"] if names is not None else []
    return str(known[0]) if known else subject.get(EMAIL, "")
