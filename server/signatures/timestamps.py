"""Timestamps of a service (RFC 3161), put on a signature as soon as it is here."""

import hashlib
import logging
import secrets
import urllib.error
import urllib.request

from asn1crypto import algos, cms, tsp

from server.core.settings import Settings
from server.signatures.envelope import Envelope, opened

PATIENCE = 10
log = logging.getLogger("grif.signatures")


class Timestamps:
    """A service that does not answer is not asked again in the same call: the signature is kept without a stamp."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.timestamps

    def stamped(self, envelope: Envelope) -> Envelope:
        if not self._address or envelope.stamp is not None:
            return envelope
        try:
            token = self._token(envelope.signer["signature"].native)
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("state=no_timestamp reason=%s", error)
            self._address = ""
            return envelope
        return opened(with_stamp(envelope, token))

    def _token(self, signature: bytes) -> cms.ContentInfo:
        """Raises OSError or ValueError when the service gives none."""
        nonce = secrets.randbits(63)
        query = tsp.TimeStampReq({
            "version": "v1", "nonce": nonce, "cert_req": True,
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": hashlib.sha256(signature).digest(),
            },
        })  # fmt: skip
        request = urllib.request.Request(  # noqa: S310 -- the address is the administrator's setting
            self._address, query.dump(), {"Content-Type": "application/timestamp-query"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answered:  # noqa: S310
            answer = tsp.TimeStampResp.load(answered.read())
        if answer["status"]["status"].native not in {"granted", "granted_with_mods"}:
            raise ValueError(f"the service of timestamps refused: {answer['status'].native}")
        token: cms.ContentInfo = answer["time_stamp_token"]
        info = token["content"]["encap_content_info"]["content"].parsed
        if info["nonce"].native != nonce:
            raise ValueError("the service of timestamps answered another question")
        return token


def with_stamp(envelope: Envelope, token: cms.ContentInfo) -> bytes:
    """The same signature with the token among its unsigned attributes; what is signed stays as it is."""
    info = cms.ContentInfo.load(envelope.der)
    signer = info["content"]["signer_infos"][0]
    stamp = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})
    kept = [each for each in signer["unsigned_attrs"]] if signer["unsigned_attrs"].native else []  # noqa: C416
    signer["unsigned_attrs"] = cms.CMSAttributes([*kept, stamp])
    return bytes(info.dump())
