"""What a kind adds to the card is compared by what it is, kept only if it is that, and found in every register."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from common.kernel.ids import DocumentId
from common.kernel.named import named_value
from common.registry.classes import DocumentClass, DocumentState
from common.registry.columns import all_columns
from common.registry.document import DocumentFilter
from common.registry.kinds import ExtraField, KindDraft
from common.registry.selection import TESTS_OF, Comparison, Condition, FieldType, Sort
from common.registry.values import ValueType
from common.rpc.errors import Invalid
from tests.city import City, Signed
from tests.integration.registry.test_projects import project
from tests.serving import Served

FIELDS = [
    ExtraField(key="area", title="Площадь", type=ValueType.NUMBER),
    ExtraField(key="until", title="Действует до", type=ValueType.DATE),
    ExtraField(key="object", title="Объект"),
    ExtraField(key="ways", title="Способы", type=ValueType.SEVERAL, choices=["аукцион", "конкурс", "без торгов"]),
    ExtraField(key="at", title="Во сколько", type=ValueType.TIME),
    ExtraField(key="chair", title="Председатель", type=ValueType.PERSON, in_list=True),
]
AT = {"9": "09:00", "10": "09:45", "10.5": "14:30"}
WAYS = {"9": "аукцион", "10": "аукцион; без торгов", "10.5": "конкурс; без торгов"}


def values(area: str, until: str) -> dict[str, str]:
    filled = {"area": area, "until": until, "object": f"Дом {area}", "ways": WAYS.get(area, ""), "at": AT.get(area, "")}
    return {key: value for key, value in filled.items() if value}


@pytest.fixture(scope="module")
def permits(served: Served) -> Iterator[dict[str, DocumentId]]:
    """Projects of the kind «Разрешение», named by their areas; one was filled before the house looked at values."""
    people = City(served)
    draft = KindDraft(key="permit", title="Разрешение", document_class=DocumentClass.INTERNAL, fields=FIELDS)
    people.sign_in("admin").api.kinds.put(draft, 0)
    clerk = people.sign_in("registrar")
    made = {
        area: project(clerk, clerk.place, "permit", extra=values(area, until))
        for area, until in (("9", "2026-11-22"), ("10", "2026-11-23"), ("10.5", "2025-12-31"), ("-3", "2027-01-05"))
    }
    made["none"] = project(clerk, clerk.place, "permit")
    yield made
    people.close()


@pytest.fixture
def malformed(permits: dict[str, DocumentId], engine: Engine) -> DocumentId:
    values = '{"area": "десять", "until": "когда-нибудь", "object": "Дом", "at": "утром"}'
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE document SET extra = CAST(:extra AS jsonb) WHERE id = :id"),
            {"extra": values, "id": permits["none"]},
        )
    return permits["none"]


def found(
    signed: Signed, field: str, value: str = "", how: Comparison = Comparison.CONTAINS, kind: str = "permit"
) -> list[DocumentId]:
    types = {
        "area": FieldType.NUMBER, "until": FieldType.DATE, "ways": FieldType.SEVERAL, "chair": FieldType.PERSON,
        "at": FieldType.TIME,
    }  # fmt: skip
    of_type = types.get(field, FieldType.TEXT)
    asked = Condition(field=f"extra.{field}", comparison=how, value=value, extra_type=of_type)
    chosen = DocumentFilter(
        document_class=DocumentClass.INTERNAL, states=(DocumentState.PROJECT,), kind=kind, conditions=[asked]
    )
    return sorted(row.id for row in signed.api.registry.documents(chosen).rows)


@pytest.mark.parametrize(
    ("field", "value", "how", "areas"),
    [
        ("area", "больше 9", Comparison.CONTAINS, {"10", "10.5"}),
        ("area", "от 9 до 10", Comparison.CONTAINS, {"9", "10"}),
        ("area", "10,5", Comparison.CONTAINS, {"10.5"}),
        ("area", "без числа", Comparison.CONTAINS, set()),
        ("area", "9", Comparison.SINCE, {"9", "10", "10.5"}),
        ("area", "9", Comparison.UNTIL, {"9", "-3"}),
        ("area", "10,0", Comparison.IS, {"10"}),
        ("area", "", Comparison.FILLED, {"9", "10", "10.5", "-3"}),
        ("until", "с 22.11.2026 по 12.2026", Comparison.CONTAINS, {"9", "10"}),
        ("until", "2026", Comparison.CONTAINS, {"9", "10"}),
        ("until", "2026-11-23", Comparison.SINCE, {"10", "-3"}),
        ("until", "2026-11-22", Comparison.IS, {"9"}),
        ("object", "дом 10", Comparison.CONTAINS, {"10", "10.5"}),
        ("object", "дом 10", Comparison.IS, {"10"}),
        ("object", "дом 10; Дом 9; Дом", Comparison.ONE_OF, {"9", "10"}),
        ("ways", "Без торгов", Comparison.IS, {"10", "10.5"}),
        ("ways", "торг", Comparison.CONTAINS, {"10", "10.5"}),
        ("ways", "торгов", Comparison.IS, set()),
        ("ways", "аукцион; конкурс", Comparison.ONE_OF, {"9", "10", "10.5"}),
        ("at", "9", Comparison.CONTAINS, {"9", "10"}),
        ("at", "с 9:30 до 15", Comparison.CONTAINS, {"10", "10.5"}),
        ("at", "когда-то", Comparison.CONTAINS, set()),
        ("at", "9", Comparison.IS, {"9"}),
        ("at", "9.45", Comparison.SINCE, {"10", "10.5"}),
        ("at", "945", Comparison.UNTIL, {"9", "10"}),
        ("at", "", Comparison.FILLED, {"9", "10", "10.5"}),
        ("ways", "", Comparison.FILLED, {"9", "10", "10.5"}),
    ],
)
def test_a_number_is_compared_as_a_number_and_a_day_as_a_day(
    city: City, permits: dict[str, DocumentId], field: str, value: str, how: Comparison, areas: set[str]
) -> None:
    ids = found(city.sign_in("registrar"), field, value, how)
    assert ids == sorted(permits[area] for area in areas)


def test_words_for_days_find_an_extra_day(city: City, permits: dict[str, DocumentId]) -> None:
    clerk = city.sign_in("registrar")
    today = clerk.api.registry.card(clerk.api.registry.new_draft(clerk.place)).draft.received
    document_id = project(clerk, clerk.place, "permit", extra={"until": (today - timedelta(days=1)).isoformat()})
    assert document_id in found(clerk, "until", "вчера")
    assert document_id not in found(clerk, "until", "с сегодня")
    clerk.api.registry.discard(document_id, clerk.api.registry.card(document_id).version, "Пробная")


def test_what_is_not_filled_is_found_as_such(city: City, permits: dict[str, DocumentId]) -> None:
    assert found(city.sign_in("registrar"), "area", how=Comparison.EMPTY) == [permits["none"]]


def test_a_value_that_is_none_of_its_type_fits_nothing_and_breaks_nothing(city: City, malformed: DocumentId) -> None:
    clerk = city.sign_in("registrar")
    for field, kind in (("area", FieldType.NUMBER), ("until", FieldType.DATE), ("at", FieldType.TIME)):
        for how in TESTS_OF[kind]:
            value = "2026-11-22" if kind is FieldType.DATE and how is not Comparison.CONTAINS else "9"
            assert (malformed in found(clerk, field, value, how)) is (how is Comparison.FILLED)


@pytest.mark.parametrize(
    ("kind", "words"),
    [(FieldType.NUMBER, "нужно число"), (FieldType.DATE, "нужна дата"), (FieldType.TIME, "нужно время")],
)
def test_what_is_compared_must_be_of_the_type(city: City, kind: FieldType, words: str) -> None:
    asked = Condition(field="extra.area", comparison=Comparison.SINCE, value="много", extra_type=kind)
    with pytest.raises(Invalid, match=words):
        city.sign_in("registrar").api.registry.documents(DocumentFilter(conditions=[asked]))


@pytest.mark.parametrize("rising", [False, True])
def test_a_number_is_ordered_as_a_number_and_a_day_as_a_day(
    city: City, permits: dict[str, DocumentId], *, rising: bool
) -> None:
    clerk = city.sign_in("registrar")
    for field, order in (
        ("area", ["-3", "9", "10", "10.5"]),
        ("until", ["10.5", "9", "10", "-3"]),
        ("at", ["9", "10", "10.5"]),
    ):
        chosen = DocumentFilter(
            document_class=DocumentClass.INTERNAL, states=(DocumentState.PROJECT,), kind="permit",
            sort=Sort.EXTRA, sort_field=f"extra.{field}", rising=rising,
        )  # fmt: skip
        rows = [row.id for row in clerk.api.registry.documents(chosen).rows]
        wanted = [permits[area] for area in (order if rising else order[::-1])]
        assert [each for each in rows if each in wanted] == wanted


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"colour": "красный"}, "У вида «Разрешение» нет поля «colour»"),
        ({"area": "десять"}, "«Площадь»: нужно число"),
        ({"area": "1e5"}, "«Площадь»: нужно число"),
        ({"until": "завтра"}, "«Действует до»: нужна дата"),
        ({"until": "20261123"}, "«Действует до»: нужна дата"),
        ({"object": "д" * 2001}, "не больше 2000 знаков"),
        ({"at": "9:30"}, "«Во сколько»: нужно время"),
        ({"at": "24:00"}, "«Во сколько»: нужно время"),
        ({"ways": "аукцион; продажа"}, "«Способы»: выберите из списка"),
        ({"ways": "аукцион; аукцион"}, "«Способы»: выберите из списка"),
    ],
)
def test_neither_an_unknown_field_nor_a_value_of_another_type_is_kept(
    city: City, permits: dict[str, DocumentId], extra: dict[str, str], words: str
) -> None:
    clerk = city.sign_in("registrar")
    card = clerk.api.registry.card(permits["9"])
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.save(card.id, card.version, replace(card.draft, extra={**card.draft.extra, **extra}))
    assert [words in problem.text for problem in refused.value.problems] == [True]
    assert refused.value.problems[0].field == f"extra.{next(iter(extra))}"
    assert clerk.api.registry.card(permits["9"]).draft == card.draft


def test_what_stood_in_a_card_before_does_not_hinder_its_other_fields(city: City, malformed: DocumentId) -> None:
    clerk = city.sign_in("registrar")
    card = clerk.api.registry.card(malformed)
    clerk.api.registry.save(card.id, card.version, replace(card.draft, remark="Проверить площадь"))
    assert clerk.api.registry.card(malformed).draft.remark == "Проверить площадь"


def test_several_values_are_one_field_of_history_of_printed_forms_and_of_search(
    city: City, permits: dict[str, DocumentId]
) -> None:
    clerk = city.sign_in("registrar")
    document_id = project(clerk, clerk.place, "permit", extra={"ways": "аукцион"})
    card = clerk.api.registry.card(document_id)
    clerk.api.registry.save(card.id, card.version, replace(card.draft, extra={"ways": "аукцион; без торгов"}))
    told = clerk.api.registry.history(document_id)[0].details
    assert "Способы: аукцион → аукцион; без торгов" in told
    kind = next(each for each in clerk.api.kinds.all() if each.key == "permit")
    assert kind.draft.shown({"ways": "аукцион; без торгов"}) == [("Способы", "аукцион; без торгов")]
    clerk.api.registry.discard(document_id, clerk.api.registry.card(document_id).version, "Пробная")


@pytest.fixture
def chaired(city: City, permits: dict[str, DocumentId]) -> Iterator[tuple[DocumentId, str]]:
    """A project with a chairman, and how he is called."""
    clerk = city.sign_in("registrar")
    chief = clerk.person("Шелест")
    document_id = project(clerk, clerk.place, "permit", extra={"chair": named_value(chief.name, chief.id)})
    yield document_id, chief.name
    clerk.api.registry.discard(document_id, clerk.api.registry.card(document_id).version, "Пробная")


@pytest.mark.parametrize("how", [Comparison.CONTAINS, Comparison.IS, Comparison.ONE_OF])
def test_a_person_is_found_by_his_name(city: City, chaired: tuple[DocumentId, str], how: Comparison) -> None:
    document_id, name = chaired
    clerk = city.sign_in("registrar")
    wanted = {Comparison.CONTAINS: "шелест", Comparison.IS: name, Comparison.ONE_OF: f"Никто Н. Н.; {name}"}
    assert found(clerk, "chair", wanted[how], how) == [document_id]
    assert found(clerk, "chair", "Никто Н. Н.", how) == []
    assert any(hit.document_id == document_id for hit in clerk.api.search.find(f"{name}").rows)


def test_a_person_is_told_by_his_name_wherever_the_field_is_read(city: City, chaired: tuple[DocumentId, str]) -> None:
    document_id, name = chaired
    clerk = city.sign_in("registrar")
    card = clerk.api.registry.card(document_id)
    clerk.api.registry.save(card.id, card.version, replace(card.draft, extra={}))
    assert f"Председатель: {name} → —" in clerk.api.registry.history(document_id)[0].details
    column = all_columns(clerk.api.kinds.all())["extra.chair"]
    row = replace(clerk.api.registry.documents(DocumentFilter()).rows[0], extra=card.draft.extra)
    assert column.text(row) == name


@pytest.mark.parametrize("value", ["Шелест С. Н. #999999", "Никто Н. Н. #{id}", "Шелест"])
def test_a_person_of_no_directory_is_refused(city: City, chaired: tuple[DocumentId, str], value: str) -> None:
    clerk = city.sign_in("registrar")
    card = clerk.api.registry.card(chaired[0])
    value = value.format(id=clerk.person("Шелест").id)
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.save(card.id, card.version, replace(card.draft, extra={"chair": value}))
    [problem] = refused.value.problems
    assert (problem.field, "«Председатель»: выберите сотрудника" in problem.text) == ("extra.chair", True)


def test_a_choice_of_one_becomes_a_choice_of_several_but_not_the_other_way(
    city: City, permits: dict[str, DocumentId]
) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    field = ExtraField(key="way", title="Способ", type=ValueType.CHOICE, choices=["аукцион", "конкурс"])
    draft = KindDraft(key="sale", title="Продажа", document_class=DocumentClass.INTERNAL, fields=[field])
    version = admin.api.kinds.put(draft, 0)
    document_id = project(clerk, clerk.place, "sale", extra={"way": "конкурс"})
    wider = replace(draft, fields=[replace(field, type=ValueType.SEVERAL)])
    version = admin.api.kinds.put(wider, version)
    assert clerk.api.registry.card(document_id).draft.extra == {"way": "конкурс"}
    with pytest.raises(Invalid, match="Тип поля «Способ» не меняется"):
        admin.api.kinds.put(draft, version)
    both = project(clerk, clerk.place, "sale", extra={"way": "аукцион; конкурс"})
    assert found(clerk, "way", "Конкурс", Comparison.IS, kind="sale") == [document_id, both]
    assert found(clerk, "way", "торги; аукцион", Comparison.ONE_OF, kind="sale") == [both]
    assert found(clerk, "way", "конк", Comparison.IS, kind="sale") == []


def test_a_letter_of_a_kind_without_fields_takes_none(city: City) -> None:
    clerk = city.sign_in("registrar")
    with pytest.raises(Invalid, match="поля"):
        clerk.register(extra={"area": "9"})


@pytest.mark.parametrize("typed", ["больше 76", ">=77", "77", "70–80", "не меньше 77"])
def test_a_count_takes_limits_in_words_too(city: City, typed: str) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register(sheets=77)
    rows = clerk.api.registry.documents(DocumentFilter(conditions=[Condition(field="sheets", value=typed)])).rows
    assert [row.id for row in rows if row.id == document_id] == [document_id]
    assert all(row.sheets >= 70 for row in rows)
