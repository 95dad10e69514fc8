"""Trusted time, powers of attorney, and the copy with the mark."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from common.kernel.ids import DocumentId
from common.registry.card import FileRole
from common.rpc.errors import Invalid, NotAllowed, Stale
from common.signatures import PowersDraft, PowersPaper, PowersRow, Verdict
from server.core.clock import Clock
from server.core.settings import Settings
from server.signatures.checking import Checker
from server.signatures.envelope import opened
from server.signatures.powers import powers_of
from server.signatures.timestamps import Timestamps, with_stamp
from tests.city import City
from tests.factories.authority import Authority, Owned, signed_by_openssl
from tests.factories.signing import LETTER, by_certificate, by_password
from tests.integration.signatures.conftest import MAYOR
from tests.serving import Served

Waiting = Callable[..., DocumentId]
GUID = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
XML = """<?xml version="1.0" encoding="UTF-8"?>
<Доверенность xmlns="urn://x-artefacts/EMCHD_1"><Документ><Довер>
<СвДов НомДовер="0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0" ДатаВыдДовер="2026-01-15" СрокДейст="2027-01-14"/>
<СвДоверит><РосОргДовер><СвРосОрг НаимОрг="Администрация города Северогорска" ИННЮЛ="7707083893"/></РосОргДовер>
</СвДоверит>
<СвУпПред><Пред><СведФизЛ ИННФЛ="500100732259" СНИЛС="112-233-445 95"><ФИО Фамилия="Шелест" Имя="Сергей"
 Отчество="Николаевич"/></СведФизЛ></Пред></СвУпПред>
<СвПолн><ТекстСодПолн>Подписание исходящих писем</ТекстСодПолн></СвПолн></Довер></Документ></Доверенность>"""


class TimestampService:
    """A service of timestamps (RFC 3161) run by OpenSSL."""

    def __init__(self, owned: Owned, authority: Authority, folder: Path) -> None:
        owned.files(folder)
        (folder / "chain.pem").write_bytes(authority.pem)
        (folder / "serial").write_text("01")
        (folder / "tsa.cnf").write_text(
            "[tsa]\ndefault_tsa = t\n[t]\nserial = serial\nsigner_cert = owner.pem\nsigner_key = owner.key\n"
            "certs = chain.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\n"
            "accuracy = secs:1\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\n"
        )
        self._folder = folder

    def stamp(self, query: bytes) -> bytes:
        (self._folder / "query.tsq").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-queryfile", "query.tsq", "-config", "tsa.cnf", "-out", "reply.tsr"]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True)
        return (self._folder / "reply.tsr").read_bytes()


class Door(ThreadingHTTPServer):
    service: TimestampService


class Asked(BaseHTTPRequestHandler):
    server: Door

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base's word
        """The test reads the stamp."""

    def do_POST(self) -> None:
        answer = self.server.service.stamp(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


@pytest.fixture
def timestamps(authority: Authority, tmp_path: Path) -> Iterator[str]:
    (tmp_path / "tsa").mkdir()
    door = Door(("127.0.0.1", 0), Asked)
    door.service = TimestampService(authority.issue("Служба", "времени", stamps=True), authority, tmp_path / "tsa")
    thread = threading.Thread(target=door.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.server_address[1]}"
    door.shutdown()
    door.server_close()
    thread.join()


def test_a_signature_gets_a_timestamp_that_proves_when_it_was(
    settings: Settings, authority: Authority, timestamps: str, tmp_path: Path
) -> None:
    plain = opened(signed_by_openssl(authority.issue(*MAYOR), LETTER, tmp_path))
    stamped = Timestamps(msgspec.structs.replace(settings, timestamps=timestamps)).stamped(plain)
    assert (plain.format, stamped.format) == ("CAdES-BES", "CAdES-T")
    clock = Clock()
    found = Checker(settings, clock).check(stamped, tmp_path / "content", clock.now(), foreign=True)
    assert (found.verdict, found.stamped) == (Verdict.VALID, True)
    assert any(line.holds and line.text.startswith("Штамп времени") for line in found.protocol)


def test_a_stamp_over_another_signature_proves_nothing(
    settings: Settings, authority: Authority, timestamps: str, tmp_path: Path
) -> None:
    first = opened(signed_by_openssl(authority.issue(*MAYOR), LETTER, tmp_path))
    second = opened(signed_by_openssl(authority.issue(*MAYOR), LETTER, tmp_path))
    stamped = Timestamps(msgspec.structs.replace(settings, timestamps=timestamps)).stamped(first)
    assert stamped.stamp is not None
    forged = opened(with_stamp(second, stamped.stamp))
    clock = Clock()
    found = Checker(settings, clock).check(forged, tmp_path / "content", clock.now())
    assert any(line.holds is False and "не на эту подпись" in line.text for line in found.protocol)
    assert not found.stamped


def test_a_service_that_is_away_leaves_the_signature_without_a_stamp(
    settings: Settings, authority: Authority, tmp_path: Path
) -> None:
    plain = opened(signed_by_openssl(authority.issue(*MAYOR), LETTER, tmp_path))
    away = Timestamps(msgspec.structs.replace(settings, timestamps="http://127.0.0.1:9"))
    assert away.stamped(plain).format == "CAdES-BES"


def powers(city: City, **changes: object) -> PowersDraft:
    values: dict[str, object] = {
        "guid": GUID, "principal": "Администрация города", "person_id": city.sign_in("mayor").me.id,
        "powers": "Подписание исходящих писем", "since": date(2026, 1, 15), "until": date(2036, 1, 14),
    }  # fmt: skip
    return PowersDraft(**{**values, **changes})


def test_one_signs_under_ones_own_powers_while_they_last(
    city: City, waiting: Waiting, own: Owned, tmp_path: Path
) -> None:
    mayor, admin, document_id = city.sign_in("mayor"), city.sign_in("admin"), waiting()
    powers_id = admin.api.powers.put(None, 0, powers(city))
    assert [row.id for row in mayor.api.powers.mine()] == [powers_id]
    with pytest.raises(NotAllowed, match="выдана не вам"):
        by_certificate(city.sign_in("affairs"), own, tmp_path, document_id, powers_id=powers_id)
    [row] = admin.api.powers.register()
    admin.api.powers.put(powers_id, row.version, powers(city, revoked=date(2026, 2, 1)))
    with pytest.raises(NotAllowed, match="отозвана"):
        by_certificate(mayor, own, tmp_path, document_id, powers_id=powers_id)
    with pytest.raises(Stale):
        admin.api.powers.put(powers_id, row.version, powers(city))
    [row] = admin.api.powers.register()
    admin.api.powers.put(powers_id, row.version, powers(city))
    assert by_certificate(mayor, own, tmp_path, document_id, powers_id=powers_id)[0].refusal == ""
    assert mayor.api.signatures.of_document(document_id).rows[0].powers == GUID


def test_powers_of_another_representative_are_refused(
    city: City, waiting: Waiting, authority: Authority, tmp_path: Path
) -> None:
    admin, document_id = city.sign_in("admin"), waiting()
    other = GUID.replace("0f", "1f")
    powers_id = admin.api.powers.put(None, 0, powers(city, guid=other, snils="112-233-445 95"))
    owned = authority.issue(*MAYOR, snils="08765430300")
    [outcome] = by_certificate(city.sign_in("mayor"), owned, tmp_path, document_id, powers_id=powers_id)
    assert "СНИЛС представителя" in outcome.refusal


def test_powers_are_read_out_of_their_xml(city: City) -> None:
    read = city.sign_in("admin").api.powers.read_xml(XML.encode())
    draft = read.draft
    assert read.verdict is None
    assert (draft.guid, draft.principal_tax_number) == (GUID, "7707083893")
    assert (draft.representative, draft.snils) == ("Шелест Сергей Николаевич", "112-233-445 95")
    assert (draft.since, draft.until) == (date(2026, 1, 15), date(2027, 1, 14))
    assert draft.powers == "Подписание исходящих писем"
    with pytest.raises(Invalid, match="НомДовер"):
        city.sign_in("admin").api.powers.read_xml(b"<letter/>")


def signed_paper(owned: Owned, folder: Path, xml: str = XML) -> PowersPaper:
    return PowersPaper(xml.encode(), signed_by_openssl(owned, xml.encode(), folder))


def of_file(city: City, guid: str) -> tuple[PowersDraft, str]:
    """An entry that says what its file says."""
    said = powers_of(XML.replace("0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0", guid).encode())
    return msgspec.structs.replace(said, person_id=city.sign_in("mayor").me.id), said.guid


def test_the_signature_of_the_principal_is_checked_and_nobody_signs_under_a_bad_one(
    city: City, waiting: Waiting, own: Owned, authority: Authority, tmp_path: Path
) -> None:
    admin, document_id = city.sign_in("admin"), waiting()
    draft, guid = of_file(city, "2F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0")
    xml = XML.replace("0F1E2D3C", "2F1E2D3C")
    principal = authority.issue("Шелест", "Марина Игоревна", organisation="7707083893")
    paper = signed_paper(principal, tmp_path, xml)
    read = admin.api.powers.read_xml(paper.xml, paper.cms)
    assert (read.draft.guid, read.verdict) == (guid, Verdict.VALID)
    powers_id = admin.api.powers.put(None, 0, draft, paper)

    def row() -> PowersRow:
        return next(each for each in admin.api.powers.register() if each.id == powers_id)

    assert (row().verdict, row().refusal) == (Verdict.VALID, "")
    altered = PowersPaper(paper.xml + b"<!-- later -->", paper.cms)
    admin.api.powers.put(powers_id, row().version, draft, altered)
    assert row().verdict is Verdict.ALTERED
    with pytest.raises(NotAllowed, match=r"Подпись доверителя .* файл изменён"):
        by_certificate(city.sign_in("mayor"), own, tmp_path, document_id, powers_id=powers_id)
    admin.api.powers.put(powers_id, row().version, draft, paper)
    admin.api.powers.put(powers_id, row().version, msgspec.structs.replace(draft, number="7"))
    assert (row().verdict, row().draft.number) == (Verdict.VALID, "7")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"until": date(2029, 1, 14)}, "until"), ({"guid": "3f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f1"}, "guid"),
     ({"snils": "087-654-303 00"}, "snils"), ({"powers": "Подписание всего"}, "powers"),
     ({"principal": "Другая администрация"}, "principal")],
)  # fmt: skip
def test_an_entry_does_not_say_more_than_its_signed_file(
    city: City, authority: Authority, tmp_path: Path, changes: dict, field: str
) -> None:
    draft, _ = of_file(city, "3F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0")
    principal = authority.issue(*MAYOR, organisation="7707083893")
    paper = signed_paper(principal, tmp_path, XML.replace("0F1E2D3C", "3F1E2D3C"))
    with pytest.raises(Invalid, match="В подписанном файле другое") as refused:
        city.sign_in("admin").api.powers.put(None, 0, msgspec.structs.replace(draft, **changes), paper)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_powers_signed_by_another_organisation_are_refused(city: City, authority: Authority, tmp_path: Path) -> None:
    draft, _ = of_file(city, "4F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0")
    stranger = authority.issue("Чужой", "Пётр Ильич", organisation="7728168971")
    paper = signed_paper(stranger, tmp_path, XML.replace("0F1E2D3C", "4F1E2D3C"))
    with pytest.raises(Invalid, match="подписан не доверителем"):
        city.sign_in("admin").api.powers.put(None, 0, draft, paper)
    by_himself = signed_paper(authority.issue(*MAYOR), tmp_path, XML.replace("0F1E2D3C", "4F1E2D3C"))
    with pytest.raises(Invalid, match="нет ИНН организации"):
        city.sign_in("admin").api.powers.put(None, 0, draft, by_himself)
    with pytest.raises(Invalid, match="не файл отсоединённой подписи"):
        city.sign_in("admin").api.powers.put(None, 0, draft, PowersPaper(XML.encode(), b"garbage"))


def test_a_copy_with_the_mark_is_made_and_what_is_signed_stays(
    city: City, waiting: Waiting, served: Served, tmp_path: Path, eventually: Callable
) -> None:
    canvas = Canvas(str(tmp_path / "letter.pdf"))
    canvas.drawString(80, 700, "Letter")
    canvas.save()
    content = (tmp_path / "letter.pdf").read_bytes()
    mayor, document_id = city.sign_in("mayor"), waiting(content)
    by_password(mayor, document_id)
    served.start_worker()

    def marked() -> object:
        rows = mayor.api.attachments.files(document_id).rows
        return next((row for row in rows if row.role is FileRole.MARKED), None)

    copy = eventually(marked)
    assert copy.name == "Ответ с отметкой об ЭП.pdf"
    [signed] = mayor.api.signatures.of_document(document_id).files
    assert mayor.fetch(signed.file_id).content == content
    document = pdfium.PdfDocument(mayor.fetch(copy.file_id).content)
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert "ПРОСТОЙ ЭЛЕКТРОННОЙ ПОДПИСЬЮ" in words
