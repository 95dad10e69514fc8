"""CAdES-BES: the detached signature (CMS, RFC 5652) over a file, whatever holds the key.

Written out here for what it needs: a library for PDF signatures takes seconds to load before the first signature.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto import algos, cms, tsp, x509

from client.signatures.keys import KeyFault

DIGEST = "sha256"
SIGNED_BY = {"rsa": "sha256_rsa", "ec": "sha256_ecdsa"}

Sign = Callable[[bytes], bytes]


def algorithm_of(certificate: x509.Certificate) -> str:
    """The kind of its key, «rsa» or «ec». Raises KeyFault for any other."""
    algorithm: str = certificate.public_key.algorithm
    if algorithm not in SIGNED_BY:
        raise KeyFault("Ключом этого вида Гриф подписать не может. Выберите сертификат RSA, ECDSA или ГОСТ.")
    return algorithm


def detached(content: Path, certificate: x509.Certificate, sign: Sign) -> bytes:
    """`sign` gets what is signed (not its hash). Raises KeyFault when the file cannot be read."""
    attributes = _attributes(_digest(content), certificate)
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number}),
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": DIGEST}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": SIGNED_BY[algorithm_of(certificate)]}),
            "signature": sign(attributes.dump()),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": DIGEST})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _attributes(digest: bytes, certificate: x509.Certificate) -> cms.CMSAttributes:
    """What is signed: the hash of the file, the moment, and by which certificate (what makes a CMS a CAdES)."""
    by = tsp.SigningCertificateV2({"certs": [{"cert_hash": hashlib.sha256(certificate.dump()).digest()}]})
    moment = cms.Time("utc_time", datetime.now(UTC).replace(microsecond=0))
    return cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "signing_time", "values": [moment]}),
            cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [by]}),
        ]
    )


def _digest(content: Path) -> bytes:
    try:
        with content.open("rb") as stream:
            return hashlib.file_digest(stream, DIGEST).digest()
    except OSError as error:
        raise KeyFault(f"Файл «{content.name}» не читается. Закройте окно и подпишите ещё раз.") from error
