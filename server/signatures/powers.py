"""Powers of attorney (МЧД): kept by hand or out of their XML, checked whenever somebody signs under one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from asn1crypto import x509
from lxml import etree
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, select

from common.kernel.changes import Kind
from common.kernel.ids import PowersId
from common.kernel.taxpayer import digits_of
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, NotAllowed, Stale
from common.signatures import (
    Finding,
    Method,
    PowersApi,
    PowersDraft,
    PowersPaper,
    PowersRead,
    PowersRow,
    Verdict,
)
from server.core.service import Service
from server.identity.models import Person
from server.signatures.certificates import SNILS, TAX_NUMBER, named, organisation_tax_number
from server.signatures.checking import Checker, Found
from server.signatures.envelope import opened
from server.signatures.models import PowersOfAttorney

OWN = PowersDraft.__struct_fields__
STALE = "Доверенность уже изменил другой сотрудник. Откройте её заново и повторите правку."


class PowersService(Service, PowersApi):
    def mine(self) -> list[PowersRow]:
        found = self._rows(PowersOfAttorney.person_id == self.caller.me.id)
        return [row for row in found if not row.refusal]

    def register(self) -> list[PowersRow]:
        return self._rows()

    def read_xml(self, xml: bytes, cms: bytes = b"") -> PowersRead:
        draft = powers_of(xml)
        if not cms:
            return PowersRead(draft)
        found = checked(self, PowersPaper(xml, cms))
        return PowersRead(draft, found.verdict, found.protocol)

    def put(
        self, powers_id: PowersId | None, version: int, draft: PowersDraft, paper: PowersPaper | None = None
    ) -> PowersId:
        self.check(draft.problems())
        if self.session.get(Person, draft.person_id) is None:
            raise Invalid("Такого сотрудника нет.", [Problem("person_id", "Выберите сотрудника из списка.")])
        same = select(PowersOfAttorney.id).where(PowersOfAttorney.guid == draft.guid.lower())
        if self.session.scalar(same) not in {None, powers_id}:
            self.check([Problem("guid", "Доверенность с этим номером уже есть.")])
        values = {**asdict(draft), "guid": draft.guid.lower()}
        if powers_id is None:
            row = PowersOfAttorney(**values)
            self.session.add(row)
        else:
            row = self.session.get_one(PowersOfAttorney, powers_id, with_for_update=True)
            if row.version != version:
                raise Stale(STALE)
            for name, value in values.items():
                setattr(row, name, value)
        if paper is not None:
            self._keep(row, paper)
        if row.xml is not None and row.cms is not None:
            self.check(unlike(draft, powers_of(row.xml), opened(row.cms).certificate))
        self.session.flush()  # the id
        person = self.session.get_one(Person, row.person_id)
        self.record("powers_kept", "powers", row.id, key=row.guid, person=person.name, until=f"{row.until:%d.%m.%Y}")
        self.changed(Kind.STAFF, row.person_id)
        return row.id

    def _keep(self, row: PowersOfAttorney, paper: PowersPaper) -> None:
        """Whatever the verdict: nobody signs under it while that is bad."""
        found = checked(self, paper)
        row.xml, row.cms, row.verdict = paper.xml, opened(paper.cms).der, found.verdict
        row.protocol = msgspec.to_builtins(found.protocol)

    def _rows(self, *conditions: ColumnElement[bool]) -> list[PowersRow]:
        statement = (
            select(PowersOfAttorney, Person).join(Person, Person.id == PowersOfAttorney.person_id)
            .where(*conditions).order_by(PowersOfAttorney.until.desc(), PowersOfAttorney.id)
        )  # fmt: skip
        return [_row(powers, person, self.today) for powers, person in self.session.execute(statement)]


def _row(powers: PowersOfAttorney, person: Person, today: date) -> PowersRow:
    draft = PowersDraft(**{name: getattr(powers, name) for name in OWN})
    protocol = msgspec.convert(powers.protocol, list[Finding])
    return PowersRow(
        powers.id, powers.version, draft, person.name, _refusal(powers, draft, today), powers.verdict, protocol
    )  # fmt: skip


def _refusal(powers: PowersOfAttorney, draft: PowersDraft, today: date) -> str:
    """Entered by hand, it is believed; signed badly, it is not."""
    if powers.verdict in {None, Verdict.VALID}:
        return draft.refusal(today)
    assert powers.verdict is not None
    said = powers.verdict.advice(Method.CRYPTOGRAPHIC)
    return f"Подпись доверителя под доверенностью {draft.guid}: {powers.verdict.label.lower()}. {said}"


def unlike(draft: PowersDraft, said: PowersDraft, signer: x509.Certificate) -> Iterator[Problem]:
    """Where the entry says something else than the file, or somebody else than the principal has signed the file."""
    for field, title in (
        ("guid", "номер"), ("since", "начало"), ("until", "срок"), ("principal", "доверитель"),
        ("principal_tax_number", "ИНН доверителя"), ("snils", "СНИЛС"), ("tax_number", "ИНН представителя"),
        ("powers", "полномочия"),
    ):  # fmt: skip
        ours, theirs = (_plain(field, getattr(each, field)) for each in (draft, said))
        if theirs and ours != theirs:
            value = getattr(said, field)
            told = f"{value:%d.%m.%Y}" if isinstance(value, date) else value[:200]
            yield Problem(field, f"В подписанном файле другое ({title}): {told}.")
    theirs = organisation_tax_number(signer)
    ours = digits_of(draft.principal_tax_number)
    if ours and ours != theirs:
        told = f"ИНН {theirs}" if theirs else "нет ИНН организации"
        yield Problem("principal_tax_number", f"Файл подписан не доверителем: в сертификате подписи {told}.")


def _plain(field: str, value: date | str | None) -> str:
    """As it is compared: numbers by their digits, words without regard to spaces and capitals."""
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join((value or "").lower().split())
    return digits_of(text) if field in {"principal_tax_number", "snils", "tax_number"} else text


def checked(service: Service, paper: PowersPaper) -> Found:
    """What the signature over the file is worth now."""
    checker = Checker(service.context.settings, service.context.clock)
    with TemporaryDirectory() as folder:
        content = Path(folder, "powers.xml")
        content.write_bytes(paper.xml)
        return checker.check(opened(paper.cms), content, service.now, foreign=True)


def check_powers(service: Service, powers_id: PowersId) -> PowersOfAttorney:
    """The caller's own, in force today; raises NotAllowed with the reason."""
    powers = service.session.get(PowersOfAttorney, powers_id)
    if powers is None or powers.person_id != service.caller.me.id:
        raise NotAllowed("Эта доверенность выдана не вам. Выберите свою.")
    if powers.xml is not None and powers.cms is not None:  # an issuer may be trusted or a certificate revoked since
        powers.verdict = checked(service, PowersPaper(powers.xml, powers.cms)).verdict
    draft = PowersDraft(**{name: getattr(powers, name) for name in OWN})
    if refusal := _refusal(powers, draft, service.today):
        raise NotAllowed(refusal)
    return powers


def foreign_to(powers: PowersOfAttorney, certificate: x509.Certificate) -> str:
    """Why the certificate is not the representative's; empty when it may be."""
    subject = named(certificate.subject)
    for title, ours, theirs in (
        ("СНИЛС", powers.snils, subject.get(SNILS, "")), ("ИНН", powers.tax_number, subject.get(TAX_NUMBER, "")),
    ):  # fmt: skip
        if ours and theirs and digits_of(ours) != digits_of(theirs):
            return f"{title} представителя в доверенности и в сертификате различаются. Проверьте доверенность."
    return ""


def powers_of(xml: bytes) -> PowersDraft:
    """Reads the attributes that the forms of the tax service share, whatever the version of the form.

    Raises Invalid for what is no power of attorney.
    """
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise Invalid("Это не XML доверенности. Выберите файл МЧД.") from error
    guid = _first(root, "НомДовер", "НомДоверИт")
    if not guid:
        raise Invalid("В файле нет номера доверенности (НомДовер). Выберите файл МЧД или введите её вручную.")
    person = next((each for each in root.iter() if _local(each) in {"СведФизЛ", "СвФЛ", "СвПредФЛ"}), root)
    fio = next((each for each in person.iter() if _local(each) == "ФИО"), None)
    names = [fio.get(part, "") for part in ("Фамилия", "Имя", "Отчество")] if fio is not None else []
    texts = [each.text.strip() for each in root.iter() if _local(each) == "ТекстСодПолн" and each.text]
    texts += [each.get("НаимПолн", "") or each.get("КодПолн", "") for each in root.iter()]
    return PowersDraft(
        guid=guid.lower(), number=_first(root, "ВнНомДовер", "НомДоверН"),
        principal=_first(root, "НаимОрг", "НаимОргДоверит")[:300],
        principal_tax_number=_first(root, "ИННЮЛ"), representative=" ".join(filter(None, names)),
        snils=_first(person, "СНИЛС"), tax_number=_first(person, "ИННФЛ"),
        powers="\n".join(filter(None, texts))[:4000], since=_day(_first(root, "ДатаВыдДовер", "ДатаНач")),
        until=_day(_first(root, "СрокДейст", "ДатаКонДовер", "СрДейст")),
    )  # fmt: skip


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _first(root: etree._Element, *names: str) -> str:
    return next((each.get(name, "") for name in names for each in root.iter() if each.get(name)), "")


def _day(text: str) -> date | None:
    """As the forms write it: 2026-12-31 or 31.12.2026."""
    try:
        if "." in text:
            day, month, year = text.split(".")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(text)
    except ValueError:
        return None
