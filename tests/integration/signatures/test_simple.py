"""A document signed by the own password: asked again, written down, and caught when its content changes."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from common.correspondents import DirectoryFilter
from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass, DocumentState, RecordForm
from common.registry.kinds import Demand, ExtraField, KindDraft
from common.registry.rules import Action
from common.rpc.errors import Invalid, NotAllowed
from common.signatures import Method, SignatureRole, SigningOrder, Verdict
from common.staff import SubstitutionDraft
from server.core.clock import CITY
from server.core.settings import Settings
from server.files.store import Store
from tests.city import City
from tests.factories.approvals import Project, of
from tests.factories.signing import LETTER, awaiting_signature, by_password, offer, signing_of
from tests.integration.registry.test_projects import project

Waiting = Callable[..., DocumentId]


def test_what_is_to_be_signed_is_said_before(city: City, waiting: Waiting) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    offered = offer(mayor, document_id)
    assert [(file.name, file.number, file.is_main) for file in offered.files] == [("Ответ.pdf", 1, True)]
    assert (offered.refusal, offered.acting_for) == ("", "")
    assert "это делает подписывающий" in offer(city.sign_in("executor"), document_id).refusal


def test_nothing_comes_before_a_signatory_that_he_could_not_sign(
    city: City, demand: Callable[[str, Demand], None]
) -> None:
    demand("outgoing_letter", Demand.SIMPLE)
    author, place = city.sign_in("executor"), city.sign_in("registrar").place
    empty = project(author, place, signatory_id=city.sign_in("mayor").me.id)
    card = author.api.registry.card(empty)
    with pytest.raises(Invalid, match="подписывать нечего: приложите файл"):
        author.api.registry.pass_on(empty, card.version, Action.SEND_FOR_SIGNING)
    assert author.api.registry.card(empty).state is DocumentState.PROJECT


def test_what_is_kept_only_electronically_is_not_signed_on_paper(
    city: City, waiting: Waiting, demand: Callable[[str, Demand], None]
) -> None:
    demand("outgoing_letter", Demand.NONE)
    mayor, author, place = city.sign_in("mayor"), city.sign_in("executor"), city.sign_in("registrar").place
    on_both, electronic = waiting(form=RecordForm.MIXED, form_basis="Регламент"), waiting()
    empty = project(author, place, signatory_id=mayor.me.id)
    author.api.registry.pass_on(empty, author.api.registry.card(empty).version, Action.SEND_FOR_SIGNING)
    assert [offer(mayor, each).demand for each in (on_both, electronic)] == [Demand.NONE, Demand.SIMPLE]
    assert "верните проект, чтобы к нему приложили файл" in offer(mayor, empty).refusal
    documents = [signing_of(offer(mayor, each), [b""]) for each in (on_both, electronic)]
    plain, refused = mayor.api.signatures.sign(SigningOrder(method=Method.NONE, documents=documents))
    assert (plain.refusal, "подписывают иначе" in refused.refusal) == ("", True)


def test_a_simple_signature_takes_the_step_and_is_seen(city: City, waiting: Waiting) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    [outcome] = by_password(mayor, document_id)
    assert outcome.refusal == ""
    assert mayor.api.registry.card(document_id).state is DocumentState.AWAITING
    [row] = mayor.api.signatures.of_document(document_id).rows
    assert (row.method, row.verdict, row.signer) == (Method.SIMPLE, Verdict.VALID, "Шелест С. Н., Мэр города")
    [check] = mayor.api.signatures.checks(row.id)
    whole = " ".join(line.text for line in check.protocol)
    assert "Хеш файла совпадает" in whole
    assert "Подписано: Шелест С. Н., Мэр города, " in whole
    assert "паролем входа" in whole
    acts = [act.action for act in mayor.api.registry.history(document_id)]
    assert {"Подписан", "Поставлена электронная подпись"} <= set(acts)


def test_the_protocol_of_a_simple_signature_speaks_of_no_certificate(city: City, waiting: Waiting) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting(LETTER + b" protocol")
    by_password(mayor, document_id)
    [row] = mayor.api.signatures.check_again(document_id)
    assert "сертификат действовал" not in row.verdict.advice(row.method)
    assert "своим паролем" in row.verdict.advice(row.method)
    newest = mayor.api.signatures.checks(row.id)[0]
    assert [line.holds for line in newest.protocol] == [True, True, True]
    assert "Журнал аудита, запись № " in newest.protocol[2].text


def test_a_wrong_password_signs_nothing_and_locks_after_five(city: City, waiting: Waiting, engine: Engine) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    for _ in range(5):
        with pytest.raises(Invalid, match="Неверный пароль"):
            by_password(mayor, document_id, password="не тот пароль")
    with pytest.raises(Invalid, match="Вход закрыт"):
        by_password(mayor, document_id)
    assert mayor.api.registry.card(document_id).state is DocumentState.SIGNING
    with engine.begin() as connection:
        connection.execute(text("UPDATE account SET locked_until = NULL WHERE login = 'mayor'"))
    assert by_password(mayor, document_id)[0].refusal == ""


def test_a_kind_that_demands_a_signature_is_not_signed_without(
    city: City, waiting: Waiting, demand: Callable[[str, Demand], None]
) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    demand("outgoing_letter", Demand.SIMPLE)
    version = mayor.api.registry.card(document_id).version
    with pytest.raises(NotAllowed, match="электронной подписью"):
        mayor.api.registry.pass_on(document_id, version, Action.SIGN)
    demand("outgoing_letter", Demand.CRYPTOGRAPHIC)
    [outcome] = by_password(mayor, document_id)
    assert "усиленная (сертификат)" in outcome.refusal
    assert mayor.api.registry.card(document_id).state is DocumentState.SIGNING
    demand("outgoing_letter", Demand.NONE)


def test_a_file_changed_while_one_looked_is_not_signed(city: City, waiting: Waiting) -> None:
    mayor, author, document_id = city.sign_in("mayor"), city.sign_in("executor"), waiting()
    offered = offer(mayor, document_id)
    registry = author.api.registry
    registry.pass_on(document_id, registry.card(document_id).version, Action.RECALL)
    row = author.api.attachments.files(document_id).rows[0]
    author.api.attachments.add_version(row.id, row.number, author.bring(LETTER + b" two", "Ответ.pdf"))
    registry.pass_on(document_id, registry.card(document_id).version, Action.SEND_FOR_SIGNING)
    signing = signing_of(offered, [b""])
    old = SigningOrder(method=Method.SIMPLE, documents=[signing], password="grif-demo-2026")
    [outcome] = mayor.api.signatures.sign(old)
    assert "изменил" in outcome.refusal


def test_a_recall_withdraws_the_signature_and_leaves_it_to_be_seen(city: City, waiting: Waiting) -> None:
    mayor, author, document_id = city.sign_in("mayor"), city.sign_in("executor"), waiting()
    by_password(mayor, document_id)
    registry = author.api.registry
    registry.pass_on(document_id, registry.card(document_id).version, Action.RECALL)
    [row] = author.api.signatures.of_document(document_id).rows
    assert row.withdrawn_at is not None


def test_what_is_signed_is_registered_unchanged_and_a_flipped_byte_is_caught(
    city: City, waiting: Waiting, settings: Settings
) -> None:
    mayor, clerk = city.sign_in("mayor"), city.sign_in("registrar")
    document_id = waiting(LETTER + b" flipped")
    by_password(mayor, document_id)
    card = clerk.api.registry.card(document_id)
    assert clerk.api.registry.register(document_id, card.version, card.draft).number
    [file] = clerk.api.signatures.of_document(document_id).files
    stored = Store(settings.files, 0).path(file.sha256)
    whole = stored.read_bytes()
    stored.write_bytes(whole[:10] + bytes([whole[10] ^ 1]) + whole[11:])
    [row] = clerk.api.signatures.check_again(document_id)
    assert row.verdict is Verdict.ALTERED
    stored.unlink()
    assert clerk.api.signatures.check_again(document_id)[0].verdict is Verdict.LOST
    stored.write_bytes(whole)
    assert clerk.api.signatures.check_again(document_id)[0].verdict is Verdict.VALID
    assert len(clerk.api.signatures.checks(row.id)) == 4


def test_the_card_says_what_was_signed(city: City, waiting: Waiting) -> None:
    clerk, document_id = city.sign_in("registrar"), waiting(LETTER + b" card")
    by_password(city.sign_in("mayor"), document_id)
    card = clerk.api.registry.card(document_id)
    elsewhere = clerk.api.correspondents.directory(DirectoryFilter()).rows[-1].id
    other = replace(card.draft, summary="О другом", signatory_id=clerk.me.id, correspondent_id=elsewhere)
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.register(document_id, card.version, other)
    assert {problem.field for problem in refused.value.problems} == {"summary", "signatory_id", "correspondent_id"}
    registered = clerk.api.registry.register(document_id, card.version, replace(card.draft, remark="Срочно"))
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.save(document_id, registered.version, other)
    assert all("уже не меняется" in problem.text for problem in refused.value.problems)


def test_a_field_of_the_kind_filled_when_signed_changes_no_more_an_empty_one_is_filled(
    city: City, waiting: Waiting
) -> None:
    fields = [ExtraField(key="sum", title="Сумма"), ExtraField(key="estate", title="Номер в реестре")]
    bargain = KindDraft(key="bargain", title="Уведомление о торгах", document_class=DocumentClass.OUTGOING, code="УТ",
                        template="УТ-{N}", own_series=True, fields=fields)  # fmt: skip
    city.sign_in("admin").api.kinds.put(bargain, 0)
    document_id = waiting(LETTER + b" bargain", kind="bargain", extra={"sum": "100"})
    by_password(city.sign_in("mayor"), document_id)
    registry = city.sign_in("registrar").api.registry
    card = registry.card(document_id)
    assert card.signed_extra == ["sum"]
    with pytest.raises(Invalid) as refused:
        registry.register(document_id, card.version, replace(card.draft, extra={"sum": "900"}))
    [problem] = refused.value.problems
    assert (problem.field, "«Сумма» уже не меняется" in problem.text) == ("extra.sum", True)
    done = registry.register(document_id, card.version, replace(card.draft, extra={"sum": "100", "estate": "7"}))
    registry.save(document_id, done.version, replace(card.draft, extra={"sum": "100", "estate": "8"}))


def test_several_projects_are_signed_with_one_password_each_accounted_for(city: City, waiting: Waiting) -> None:
    mayor, first, second, done = city.sign_in("mayor"), waiting(), waiting(LETTER + b"2"), waiting(LETTER + b"3")
    by_password(mayor, done)
    outcomes = by_password(mayor, first, done, second)
    assert [bool(each.refusal) for each in outcomes] == [False, True, False]


def test_a_deputy_signs_in_the_stead_of_the_absent_and_it_says_so(city: City, waiting: Waiting) -> None:
    mayor, deputy, document_id = city.sign_in("mayor"), city.sign_in("user160"), waiting(LETTER + b"stead")
    staff, today = city.sign_in("admin").api.staff, datetime.now(ZoneInfo(CITY)).date()
    known = staff.substitute(
        SubstitutionDraft(absent_id=mayor.me.id, deputy_id=deputy.me.id, since=today, until=today, signs=True)
    )
    assert offer(deputy, document_id).acting_for == mayor.me.name
    assert by_password(deputy, document_id)[0].refusal == ""
    [row] = mayor.api.signatures.of_document(document_id).rows
    assert (row.signer.startswith(deputy.me.name), row.acting_for) == (True, mayor.me.name)
    staff.end_substitution(known, today)


def test_an_approver_endorses_without_taking_the_step(city: City) -> None:
    author, head = city.sign_in("executor"), city.sign_in("affairs")
    document_id = awaiting_signature(author, city.sign_in("registrar").place)
    registry = author.api.registry
    registry.pass_on(document_id, registry.card(document_id).version, Action.RECALL)
    Project(author, document_id).send(of(head))
    [outcome] = by_password(head, document_id, role=SignatureRole.ENDORSING)
    assert outcome.refusal == ""
    [row] = head.api.signatures.of_document(document_id).rows
    assert (row.role, head.api.registry.card(document_id).state) == (SignatureRole.ENDORSING, DocumentState.APPROVAL)
