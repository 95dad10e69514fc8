"""The check of a signature: content, mathematics, days, chain, revocation, timestamp; each with what was found."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import x509
from msgspec import Struct

from common.signatures import Finding, Verdict
from server.core.clock import Clock
from server.core.settings import Settings
from server.signatures.certificates import card_of, lapsed
from server.signatures.envelope import Envelope
from server.signatures.provider import NotSupported, Provider, provider_for
from server.signatures.trust import is_root, next_update, read_trust, revoked_since

APART = timedelta(minutes=10)  # by how much the clock of a signer's computer may be wrong before it is remarked on


class Found(Struct, frozen=True):
    """What a check has found in all."""

    verdict: Verdict
    protocol: list[Finding]
    software: str
    stamped: bool = False  # a timestamp proves when it was


class Checker:
    """Checks against what the installation trusts now."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._trust = read_trust(settings)

    def check(self, envelope: Envelope, content: Path | None, received: datetime, *, foreign: bool = False) -> Found:
        """`received` is when this server had the signature in hand: of a foreign one not when it was made."""
        if content is None:
            return Found(Verdict.LOST, [Finding(False, "Подписанного файла нет в хранилище.")], "Гриф")
        provider = provider_for(self._settings, gost=envelope.is_gost)
        findings: list[Finding] = []
        try:
            at, known = self._moment(envelope, provider, received, findings, foreign=foreign)
            examined = provider.examine(envelope, content, self._trust, at)
        except NotSupported as error:
            return Found(Verdict.UNSUPPORTED, [*findings, Finding(None, str(error))], "Гриф")
        certificate = envelope.certificate
        late = lapsed(certificate, at, self._clock)
        findings += [
            Finding(examined.sound, _either(examined.sound, "Подпись сделана ключом этого сертификата.",
                                            f"Подпись не сходится с сертификатом ({examined.why_not}).")),
            Finding(examined.fits, _either(examined.fits, "Файл — тот, который подписан.",
                                           "Файл изменён после подписания.")),
            Finding(not late, late or self._days(certificate)),
            self._chain_finding(certificate, chained=examined.chained, late=bool(late)),
        ]  # fmt: skip
        revoked, lines = self._revoked(self._chain(certificate, envelope), known)
        findings += lines
        return Found(_verdict(examined.sound, examined.fits, late, at < certificate.not_valid_before,
                              chained=examined.chained, revoked=revoked), findings, examined.software,
                     stamped=known == envelope.stamped_at)  # fmt: skip

    def _moment(
        self, envelope: Envelope, provider: Provider, received: datetime, findings: list[Finding], *, foreign: bool
    ) -> tuple[datetime, datetime]:
        """The moment for which the days of the certificate are judged, and the one by which the signature was there.

        Who backdates a signature must not get past a revocation: that is judged by the second.
        """
        if envelope.stamped_at is not None:
            fault = provider.stamp_is_sound(envelope, self._trust)
            said = self._said(envelope.stamped_at)
            findings.append(
                Finding(not fault, f"Штамп времени {said}: {fault}." if fault else f"Штамп времени: {said}.")
            )
            if not fault:
                return envelope.stamped_at, envelope.stamped_at
        claimed = envelope.claimed_at
        findings.append(Finding(True, f"Сервер получил подпись {self._said(received)}."))
        if claimed is None:
            return received, received
        said = self._said(claimed)
        if foreign:
            findings.append(Finding(None, f"Время подписания {said} — со слов подписавшего: штампа времени нет."))
            return min(claimed, received), received
        if abs(claimed - received) > APART:
            findings.append(Finding(None, f"Часы подписавшего расходятся с сервером: в подписи {said}."))
        return received, received

    def _revoked(self, chain: Sequence[x509.Certificate], at: datetime) -> tuple[bool, list[Finding]]:
        """Every certificate of the chain below the root, by the list of its issuer."""
        found, lines = False, []
        for certificate in chain:
            if is_root(certificate):
                continue
            owner, issuer = card_of(certificate).owner, card_of(certificate).issuer
            listed = self._trust.list_of(certificate.issuer)
            if listed is None:
                lines.append(Finding(None, f"Списка отозванных издателя «{issuer}» нет: отзыв не проверен."))
                continue
            since = revoked_since(listed, certificate)
            if since is not None and since <= at:
                found = True
                lines.append(Finding(False, f"Сертификат «{owner}» отозван {self._said(since)}."))
            elif since is not None:
                lines.append(Finding(True, f"Сертификат «{owner}» отозван {self._said(since)}, уже после подписания."))
            else:
                lines.append(Finding(True, f"Сертификат «{owner}» не отозван."))
            if (until := next_update(listed)) is not None and until < self._clock.now():
                words = f"Список отозванных издателя «{issuer}» устарел: действовал до {self._said(until)}."
                lines.append(Finding(None, words))
        return found, lines

    def _chain(self, certificate: x509.Certificate, envelope: Envelope) -> list[x509.Certificate]:
        """The owner's and all that may stand above it: by whose lists revocation is looked up.

        That one of the ways up is genuine, the provider has checked; a forged certificate that came along may add
        a way here, but it takes none away.
        """
        along = [x509.Certificate.load(each) for each in envelope.certificates()]
        pool = {each.sha256: each for each in (*self._trust.roots, *self._trust.intermediates, *along)}
        chain = {certificate.sha256: certificate}
        waiting = [certificate]
        while waiting:
            below = waiting.pop()
            above = [each for each in pool.values() if each.subject == below.issuer and each.sha256 not in chain]
            chain.update({each.sha256: each for each in above})
            waiting += above
        return list(chain.values())

    def _chain_finding(self, certificate: x509.Certificate, *, chained: bool, late: bool) -> Finding:
        issuer = card_of(certificate).issuer
        if chained:
            return Finding(True, f"Издатель «{issuer}» входит в доверенные или подчинён такому.")
        if late:
            return Finding(None, f"Доверие к издателю «{issuer}» не проверено: сертификат вне своего срока.")
        return Finding(False, f"Издатель «{issuer}» не входит в доверенные.")

    def _days(self, certificate: x509.Certificate) -> str:
        since, until = (self._clock.local(each) for each in (certificate.not_valid_before, certificate.not_valid_after))
        return f"Сертификат действовал: с {since:%d.%m.%Y} по {until:%d.%m.%Y}."

    def _said(self, moment: datetime) -> str:
        return f"{self._clock.local(moment):%d.%m.%Y %H:%M:%S}"


def _either(holds: bool, yes: str, no: str) -> str:
    return yes if holds else no


def _verdict(sound: bool, fits: bool, late: str, early: bool, *, chained: bool, revoked: bool) -> Verdict:
    """The gravest thing first."""
    if not sound:
        return Verdict.BROKEN
    if not fits:
        return Verdict.ALTERED
    if revoked:
        return Verdict.REVOKED
    if late:
        return Verdict.EARLY if early else Verdict.EXPIRED
    return Verdict.VALID if chained else Verdict.UNTRUSTED
