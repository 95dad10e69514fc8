"""Lists of revoked certificates are taken over from authorities that are trusted, and from nobody else."""

from asn1crypto import crl

from common.rpc.errors import Invalid
from server.core.settings import Settings
from server.signatures.algorithms import GOST_KEYS, key_algorithm
from server.signatures.certificates import COMMON_NAME, ORGANISATION, named
from server.signatures.provider import NotSupported, provider_for
from server.signatures.trust import keep_list, read_trust, revoked_list_of


def genuine_list(settings: Settings, content: bytes) -> crl.CertificateList:
    """Keeps the list; raises Invalid unless a trusted authority has signed it."""
    listed, trust = revoked_list_of(content), read_trust(settings)
    authorities = [each for each in (*trust.roots, *trust.intermediates) if each.subject == listed.issuer]
    if not authorities:
        raise Invalid(f"Издатель списка «{card_of_issuer(listed)}» не входит в доверенные: сначала добавьте его центр.")
    for authority in authorities:
        gost = key_algorithm(authority) in GOST_KEYS
        try:
            if provider_for(settings, gost=gost).issued(listed, authority):
                keep_list(settings, listed)
                return listed
        except NotSupported as error:
            raise Invalid(str(error)) from error
    raise Invalid("Подпись под списком отозванных — не этого центра. Получите список заново.")


def card_of_issuer(listed: crl.CertificateList) -> str:
    names = named(listed.issuer)
    return names.get(COMMON_NAME, "") or names.get(ORGANISATION, "")
