"""The algorithms of keys by their object identifiers, those of ГОСТ Р 34.10-2012 among them (RFC 9215)."""

from asn1crypto import core, x509

GOST_KEYS = {
    "1.2.643.7.1.1.1.1": "ГОСТ Р 34.10-2012 (256 бит)",
    "1.2.643.7.1.1.1.2": "ГОСТ Р 34.10-2012 (512 бит)",
    "1.2.643.2.2.19": "ГОСТ Р 34.10-2001",
}
KEYS = {
    **GOST_KEYS,
    "1.2.840.113549.1.1.1": "RSA",
    "1.2.840.113549.1.1.10": "RSA-PSS",
    "1.2.840.10045.2.1": "ECDSA",
    "1.3.101.112": "Ed25519",
}


class _Algorithm(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]  # noqa: RUF012


class _Key(core.Sequence):  # type: ignore[misc]
    _fields = [("algorithm", _Algorithm), ("key", core.BitString)]  # noqa: RUF012


def key_algorithm(certificate: x509.Certificate) -> str:
    """asn1crypto reads no keys of ГОСТ, so their algorithm is read past it."""
    key = _Key.load(certificate["tbs_certificate"]["subject_public_key_info"].dump())
    return str(key["algorithm"]["algorithm"].dotted)
