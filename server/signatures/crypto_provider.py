"""RSA and ECDSA, checked by pyHanko and its path validator; nothing is fetched from the network."""

import asyncio
import hashlib
import logging
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from asn1crypto import crl, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import load_der_x509_certificate, load_der_x509_crl
from pyhanko.sign.validation.generic_cms import async_validate_cms_signature, async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext

from server.signatures.envelope import Envelope
from server.signatures.provider import Examination
from server.signatures.trust import Trust

ANY_USE = KeyUsageConstraints(key_usage=set())  # certificates of employees differ in what they say of their use
SOFTWARE = f"pyHanko {version('pyHanko')}"


def provider(_openssl: str) -> "CryptoProvider":
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what it finds wrong stands in the protocol
    return CryptoProvider()


class CryptoProvider:
    def examine(self, envelope: Envelope, content: Path, trust: Trust, at: datetime) -> Examination:
        try:
            with content.open("rb") as stream:
                status = asyncio.run(
                    async_validate_detached_cms(
                        stream, envelope.signed, _context(trust, at), _context(trust, at), key_usage_settings=ANY_USE
                    )
                )
        except Exception as error:  # noqa: BLE001 -- spoilt bytes make the parsers fail in ways of their own
            return Examination(False, False, False, str(error), SOFTWARE)
        trouble = status.trust_problem_indic
        return Examination(status.valid, status.intact, trouble is None, str(trouble) if trouble else "", SOFTWARE)

    def stamp_is_sound(self, envelope: Envelope, trust: Trust) -> str:
        assert envelope.stamp is not None
        moment = envelope.stamped_at
        if moment is None:
            return "в штампе времени нет времени"
        signature = envelope.signer["signature"].native
        try:
            status = asyncio.run(
                async_validate_cms_signature(
                    envelope.stamp["content"], status_cls=TimestampSignatureStatus,
                    validation_context=_context(trust, moment), status_kwargs={"timestamp": moment},
                )
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 -- as above
            return str(error) or type(error).__name__
        imprint = envelope.stamp["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        if not (status.intact and status.valid) or imprint["hashed_message"].native != _digest(imprint, signature):
            return "штамп времени поставлен не на эту подпись"
        return "" if status.trusted else "служба времени не входит в доверенные"

    def issued(self, revoked: crl.CertificateList, authority: x509.Certificate) -> bool:
        key = load_der_x509_certificate(authority.dump()).public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
                return load_der_x509_crl(revoked.dump()).is_signature_valid(key)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError):
            return False
        return False


def _context(trust: Trust, at: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=trust.roots, other_certs=trust.intermediates, moment=at, allow_fetching=False,
        time_tolerance=timedelta(seconds=1),
    )  # fmt: skip


def _digest(imprint: tsp.MessageImprint, signature: bytes) -> bytes:
    return hashlib.new(imprint["hash_algorithm"]["algorithm"].native, signature).digest()
