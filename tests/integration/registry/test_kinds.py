"""A kind is data: defined by an administrator, tried on last year, refused with the reason."""

from collections.abc import Callable

import msgspec
import pytest
from sqlalchemy import Engine, text

from common.registry.classes import DocumentClass, RecordForm
from common.registry.document import DocumentFilter
from common.registry.kinds import ExtraField, Kind, KindDraft
from common.registry.values import ValueType
from common.rpc.errors import Invalid, NotAllowed, Stale
from tests.city import City, Signed
from tests.integration.registry.test_projects import project, registered


def memo(**changes: object) -> KindDraft:
    values: dict[str, object] = {
        "key": "memorandum", "title": "Докладная записка", "document_class": DocumentClass.INTERNAL, "code": "ДЗ",
        "template": "ДЗ-{N}", "own_series": True,
        "fields": [
            ExtraField(key="urgency", title="Срочность", type=ValueType.CHOICE, choices=["обычная", "высокая"],
                       mandatory=True, in_list=True),
            ExtraField(key="on", title="Событие", type=ValueType.DATE),
        ],
    }  # fmt: skip
    return KindDraft(**{**values, **changes})


@pytest.fixture
def change(engine: Engine) -> Callable[..., None]:
    def run(statement: str, **values: object) -> None:
        with engine.begin() as connection:
            connection.execute(text(statement), values)

    return run


def kind(signed: Signed, key: str) -> Kind:
    return next(each for each in signed.api.kinds.all() if each.key == key)


def test_a_new_kind_gets_its_own_numbers_its_fields_and_is_found_by_them(city: City) -> None:
    admin, author, clerk = city.sign_in("admin"), city.sign_in("registrar"), city.sign_in("registrar")
    admin.api.kinds.put(memo(), 0)
    document_id = project(author, clerk.place, "memorandum", extra={"urgency": "высокая", "on": "2026-11-20"})
    for action in ("send_for_signing",):
        author.api.registry.pass_on(document_id, author.api.registry.card(document_id).version, action)
    mayor = city.sign_in("mayor")
    mayor.api.registry.pass_on(document_id, mayor.api.registry.card(document_id).version, "sign")
    assert registered(clerk, document_id) == "ДЗ-1"
    chosen = DocumentFilter(document_class=DocumentClass.INTERNAL, kind="memorandum")
    row = clerk.api.registry.documents(chosen).rows[0]
    assert (row.kind, row.extra["urgency"]) == ("Докладная записка", "высокая")
    assert any(hit.document_id == document_id for hit in clerk.api.search.find("высокая").rows)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"template": "ДЗ-{N}-{номер}"}, "Неизвестное поле {номер}"),
        ({"template": ""}, "задайте шаблон"),
        ({"fields": [ExtraField(key="Срочность", title="Срочность")]}, "латинские"),
        ({"fields": [ExtraField(key="a", title="Один"), ExtraField(key="b", title="один")]}, "не повторяются"),
        ({"fields": [ExtraField(key="a", title="Выбор", type=ValueType.CHOICE, choices=["да"])]}, "не меньше двух"),
        ({"form": RecordForm.PAPER}, "правовое основание"),
        ({"title": "Служебная записка"}, "уже есть"),
        ({"deadline_norm": "never"}, "нормы срока нет"),
        ({"fields": [ExtraField(key="a", title="Выбор", type=ValueType.CHOICE, choices=["да", " "])]}, "есть пустое"),
        ({"fields": [ExtraField(key="a", title="Что", type=ValueType.SEVERAL, choices=["да", "и; нет"])]}, "без «;»"),
        ({"fields": [ExtraField(key="a", title=" примечание")]}, "среди общих реквизитов"),
        ({"fields": [ExtraField(key="a", title="Заголовок")]}, "среди общих реквизитов"),
        ({"recipient_ids": [10**9]}, "нет такого сотрудника"),
        ({"code": "СЗ", "template": "{вид} - {подр}/{N}"}, "Такие же номера у вида «Служебная записка»"),
        ({"key": "letter", "closed": True, "document_class": DocumentClass.INCOMING}, "не закрывают"),
    ],
)
def test_a_bad_definition_is_refused_with_the_reason(city: City, changes: dict[str, object], words: str) -> None:
    admin = city.sign_in("admin")
    with pytest.raises(Invalid) as refused:
        admin.api.kinds.put(memo(**{"key": "refused", "title": "Отказанный вид", **changes}), 0)
    assert words in " ".join(problem.text for problem in refused.value.problems)


def test_what_documents_hold_cannot_be_defined_away(city: City) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    field = ExtraField(key="room", title="Кабинет", type=ValueType.NUMBER)
    admin.api.kinds.put(memo(key="holder", title="Вид с полем", code="ВП", template="ВП-{N}", fields=[field]), 0)
    project(clerk, clerk.place, "holder", extra={"room": "214"})
    known = kind(admin, "holder")
    for fields, words in (
        ([], "удалить его нельзя"),
        ([msgspec.structs.replace(field, type=ValueType.TEXT)], "не меняется"),
    ):
        with pytest.raises(Invalid) as refused:
            admin.api.kinds.put(msgspec.structs.replace(known.draft, fields=fields), known.version)
        assert words in refused.value.problems[0].text
    with pytest.raises(Stale):
        admin.api.kinds.put(known.draft, known.version + 7)
    with pytest.raises(NotAllowed):
        clerk.api.kinds.put(known.draft, known.version)


def test_a_dry_run_shows_what_last_years_letters_would_have_got_and_changes_nothing(city: City) -> None:
    admin = city.sign_in("admin")
    letter = kind(admin, "letter")
    before = letter.version
    field = ExtraField(key="reply_to", title="На наш номер", mandatory=True)
    draft = msgspec.structs.replace(letter.draft, template="П-{гг}/{N:04}", own_series=True, fields=[field])
    result = admin.api.kinds.dry_run(draft, letter.version)
    assert result.documents > 0
    assert result.otherwise == result.lacking == result.documents
    assert (result.same, result.changed) == (0, result.documents)
    page = admin.api.kinds.dry_rows(draft, False, 1, 1)
    assert (page.total, len(page.rows)) == (result.documents, 1)
    assert page.rows[0].would.startswith("П-25/000")
    first = admin.api.kinds.dry_rows(draft, True).rows[0]
    assert (first.would, first.faults) == ("П-25/0001", ["Заполните поле «На наш номер»."])
    assert (
        admin.api.kinds.dry_rows(letter.draft, True).total
        == admin.api.kinds.dry_run(letter.draft, letter.version).changed
    )
    assert kind(admin, "letter").version == before


def test_who_was_dismissed_is_left_out_of_a_new_document_with_a_note(city: City, change: Callable[..., None]) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    stays, goes = clerk.person("Шелест"), clerk.api.identity.people("А")[0]
    admin.api.kinds.put(
        memo(key="circular", title="Циркуляр", code="ЦР", template="ЦР-{N}", recipient_ids=[stays.id, goes.id]), 0
    )
    change("UPDATE person SET dismissed = DATE '2026-01-01' WHERE id = :id", id=goes.id)
    try:
        document_id = clerk.api.registry.new_project("circular", clerk.place)
        assert clerk.api.registry.card(document_id).draft.addressee_ids == [stays.id]
        told = clerk.api.registry.history(document_id)[-1].details
        assert f"не вписаны адресаты по умолчанию: {goes.name}" in told
        assert "(уволен)" in told
        known = kind(admin, "circular")
        assert admin.api.kinds.put(msgspec.structs.replace(known.draft, retention="5 лет"), known.version)
        with pytest.raises(Invalid) as refused:
            admin.api.kinds.put(memo(key="other", title="Другой", template="ДР-{N}", recipient_ids=[goes.id]), 0)
        assert "(уволен)" in refused.value.problems[0].text
    finally:
        change("UPDATE person SET dismissed = NULL WHERE id = :id", id=goes.id)


def test_a_closed_kind_takes_nothing_new_and_finishes_what_was_begun(city: City) -> None:
    admin, clerk, mayor = city.sign_in("admin"), city.sign_in("registrar"), city.sign_in("mayor")
    admin.api.kinds.put(memo(key="ending", title="Уходящий вид", code="УВ", template="УВ-{N}", fields=[]), 0)
    begun = project(clerk, clerk.place, "ending")
    other = project(clerk, clerk.place, "memo")
    known = kind(admin, "ending")
    admin.api.kinds.put(msgspec.structs.replace(known.draft, closed=True), known.version)
    with pytest.raises(Invalid, match="закрыт"):
        clerk.api.registry.new_project("ending", clerk.place)
    with pytest.raises(Invalid, match="закрыт"):
        clerk.api.links.copy(begun)
    card = clerk.api.registry.card(other)
    with pytest.raises(Invalid, match="закрыт"):
        clerk.api.registry.save(other, card.version, msgspec.structs.replace(card.draft, kind="ending"))
    clerk.api.registry.pass_on(begun, clerk.api.registry.card(begun).version, "send_for_signing")
    mayor.api.registry.pass_on(begun, mayor.api.registry.card(begun).version, "sign")
    assert registered(clerk, begun) == "УВ-1"


ON_PAPER = {"form": "mixed", "form_basis": "Регламент"}


def test_a_dry_run_of_a_new_kind_says_with_what_it_begins_and_touches_no_other_kind(city: City) -> None:
    admin = city.sign_in("admin")
    draft = memo(key="critique", title="Критика", code="КР", template="КР-{N:02}/{гг}", own_series=True, fields=[])
    result = admin.api.kinds.dry_run(draft, 0)
    assert (result.documents, result.changed) == (0, 0)
    assert {each.number for each in result.following} == {"КР-01/26"}
    assert admin.api.kinds.dry_rows(draft, False).total == 0


def test_what_would_not_be_saved_is_refused_before_its_dry_run(city: City) -> None:
    admin = city.sign_in("admin")
    letter = kind(admin, "letter")
    taken = memo(key="letter", title="Новое письмо", fields=[])
    for call in (admin.api.kinds.dry_run, admin.api.kinds.put):
        with pytest.raises(Invalid, match=f"занят видом «{letter.draft.title}»") as refused:
            call(taken, 0)
        assert "key" in {problem.field for problem in refused.value.problems}
    another = memo(key="another", title=letter.draft.title, code="ДР", template="ДР-{N}", fields=[])
    with pytest.raises(Invalid, match="уже есть"):
        admin.api.kinds.dry_run(another, 0)


def test_a_changed_template_counts_from_the_next_number_on(city: City) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    admin.api.kinds.put(memo(key="note", title="Заметка", code="ЗМ", template="ЗМ-{N}", fields=[]), 0)
    assert registered(clerk, project(clerk, clerk.place, "note", **ON_PAPER)) == "ЗМ-1"
    known = kind(admin, "note")
    changed = msgspec.structs.replace(known.draft, template="ЗМ/{гггг}-{N:04}")
    promised = {each.journal: each.number for each in admin.api.kinds.dry_run(changed, known.version).following}
    assert "ЗМ/2026-0002" in promised.values()
    admin.api.kinds.put(changed, known.version)
    [journal] = [row for row in admin.api.numbers.journals() if row.draft.kind == "note"]
    assert (journal.draft.template, journal.sample) == ("ЗМ/{гггг}-{N:04}", "ЗМ/2026-0002")
    assert promised[journal.draft.title] == journal.sample
    assert registered(clerk, project(clerk, clerk.place, "note", **ON_PAPER)) == "ЗМ/2026-0002"


def test_a_template_that_the_journal_of_the_kind_would_not_take_is_refused_and_leads_there(city: City) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    admin.api.kinds.put(memo(key="slip", title="Листок", code="ЛТ", template="ЛТ-{N}", fields=[]), 0)
    registered(clerk, project(clerk, clerk.place, "slip", **ON_PAPER))
    [journal] = [row for row in admin.api.numbers.journals() if row.draft.kind == "slip"]
    own = msgspec.structs.replace(journal.draft, template="ЛТ-{N:03}/у")
    admin.api.numbers.put_journal(journal.id, journal.version, own)
    known = kind(admin, "slip")
    [following] = [
        each
        for each in admin.api.kinds.dry_run(known.draft, known.version).following
        if each.journal == journal.draft.title
    ]
    assert (following.number, following.is_own) == ("ЛТ-002/у", True)
    for changes, field in (({"template": "ЛТ/{N}"}, "template"), ({"own_series": False}, "own_series")):
        with pytest.raises(Invalid) as refused:
            admin.api.kinds.put(msgspec.structs.replace(known.draft, **changes), known.version)
        [problem] = refused.value.problems
        assert (problem.field, journal.draft.title in problem.text) == (field, True)
        assert "«Журналах регистрации»" in problem.text
