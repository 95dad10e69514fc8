"""What the kinds add to the card, as conditions and columns know it."""

from msgspec.structs import replace

from common.registry.classes import DocumentClass
from common.registry.columns import all_columns
from common.registry.extras import ExtraName, extras_of
from common.registry.kinds import ExtraField, Kind, KindDraft
from common.registry.selection import FieldType
from common.registry.values import ValueType
from tests.factories.desk import letter


def kind(title: str, *fields: ExtraField) -> Kind:
    return Kind(KindDraft(key="kind", title=title, document_class=DocumentClass.INTERNAL, fields=list(fields)), 1)


def field(key: str, title: str, of: ValueType = ValueType.TEXT, **changes: object) -> ExtraField:
    return ExtraField(key=key, title=title, type=of, **changes)


def test_a_field_that_several_kinds_have_is_offered_once() -> None:
    both = field("sum", "Сумма", ValueType.NUMBER)
    assert extras_of([kind("Договор", both), kind("Акт", both)]) == {
        "extra.sum": ExtraName("Сумма", FieldType.NUMBER, [])
    }


def test_fields_of_one_title_under_several_keys_are_told_apart() -> None:
    both = field("sum", "Сумма")
    kinds = [kind("Договор", both), kind("Акт", field("total", "сумма")), kind("Счёт", both)]
    assert {name: each.title for name, each in extras_of(kinds).items()} == {
        "extra.sum": "Сумма (договор, счёт)", "extra.total": "сумма (акт)",
    }  # fmt: skip


def test_where_kinds_do_not_agree_the_field_is_text_under_both_titles() -> None:
    kinds = [kind("Договор", field("on", "Дата", ValueType.DATE)), kind("Акт", field("on", "Когда"))]
    assert extras_of(kinds)["extra.on"] == ExtraName("Дата / Когда", FieldType.TEXT, [])


def test_all_that_may_be_chosen_in_any_of_the_kinds_is_proposed() -> None:
    kinds = [
        kind("Договор", field("way", "Способ", ValueType.CHOICE, choices=["аукцион", "конкурс"])),
        kind("Акт", field("way", "Способ", ValueType.CHOICE, choices=["конкурс", "закупка"])),
    ]
    assert extras_of(kinds)["extra.way"].values == ["аукцион", "конкурс", "закупка"]


def test_a_column_shows_a_value_that_is_none_of_its_type_as_it_is() -> None:
    column = all_columns([kind("Акт", field("on", "Дата", ValueType.DATE, in_list=True))])["extra.on"]
    shown = [column.text(replace(letter(1), extra={"on": value})) for value in ("2026-11-23", "вскоре", "")]
    assert shown == ["23.11.2026", "вскоре", ""]


def test_what_goes_into_a_text_of_another_kind_goes_as_people_read_it() -> None:
    before = kind("Протокол", field("chair", "Ведёт", ValueType.PERSON), field("on", "Дата", ValueType.DATE)).draft
    held = {"chair": "Шелест С. Н. #17", "on": "2026-12-01"}
    texts = kind("Справка", field("chair", "Ведёт"), field("on", "Когда")).draft
    assert texts.carried(held, before) == {"chair": "Шелест С. Н.", "on": "01.12.2026"}
    assert before.carried(held, before) == held
    assert kind("Акт", field("chair", "Сумма", ValueType.NUMBER)).draft.carried(held, before) == {}


def test_a_field_of_several_values_is_compared_value_by_value_and_shown_as_one() -> None:
    ways = field("ways", "Способы", ValueType.SEVERAL, choices=["аукцион", "конкурс"], in_list=True)
    assert extras_of([kind("Договор", ways)])["extra.ways"] == ExtraName(
        "Способы", FieldType.SEVERAL, ["аукцион", "конкурс"]
    )
    column = all_columns([kind("Договор", ways)])["extra.ways"]
    assert column.text(replace(letter(1), extra={"ways": "аукцион; конкурс"})) == "аукцион; конкурс"
