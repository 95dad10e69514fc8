"""The history of a document reads as its card does."""

from datetime import date

from msgspec.structs import replace

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass
from common.registry.document import Point
from common.registry.kinds import ExtraField, KindDraft
from common.registry.values import ValueType
from tests.city import City, Signed


def corrected(clerk: Signed, document_id: DocumentId, **changes: object) -> str:
    """What the history says of the correction."""
    card = clerk.api.registry.card(document_id)
    clerk.api.registry.save(document_id, card.version, replace(card.draft, **changes))
    return clerk.api.registry.history(document_id)[0].details


def test_people_kinds_entries_and_dates_are_told_by_name(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register()
    board = clerk.api.registry.dictionaries()
    old = clerk.api.registry.card(document_id)
    other = next(each for each in board.addressees if each.id not in old.addressees)
    delivery = next(each for each in board.deliveries if each.key != "post")
    told = corrected(clerk, document_id, addressee_ids=[other.id], delivery=delivery.key, received=date(2026, 11, 24))
    [was] = old.addressees.values()
    names = clerk.api.registry.card(document_id).addressees
    post = next(each.title for each in board.deliveries if each.key == "post")
    assert told.split("; ") == [
        "Дата поступления: 23.11.2026 → 24.11.2026",
        f"Способ получения: {post} → {delivery.title}",
        f"Адресаты: {was} → {names[other.id]}",
    ]


def test_a_restriction_is_told_by_its_name(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register()
    told = corrected(
        clerk, document_id, restriction=Restriction.OFFICIAL, restriction_basis="Перечень, п. 4", copy_number="1"
    )
    assert "Гриф доступа: Без ограничений → Для служебного пользования" in told


def test_fields_of_a_kind_and_points_of_an_act_are_told_in_words(city: City) -> None:
    clerk, administrator = city.sign_in("registrar"), city.sign_in("admin")
    fields = [
        ExtraField(key="until", title="Действует до", type=ValueType.DATE),
        ExtraField(key="sum", title="Сумма", type=ValueType.NUMBER),
    ]
    kind = KindDraft(key="told", title="Памятка", document_class=DocumentClass.ACT, fields=fields)
    administrator.api.kinds.put(kind, 0)
    document_id = clerk.api.registry.new_project("told", clerk.place)
    corrected(clerk, document_id, extra={"until": "2026-12-01", "sum": "10"})
    chief = clerk.person("Шелест")
    told = corrected(
        clerk, document_id, normative=True, extra={"until": "2027-01-15", "sum": "10"},
        points=[Point(number="1", text="Подготовить план", executor_id=chief.id, due=date(2026, 12, 24))],
    )  # fmt: skip
    name = clerk.api.registry.card(document_id).addressees[chief.id]
    assert told.split("; ") == [
        f"Пункты: — → 1 Подготовить план ({name}, срок 24.12.2026)",
        "Нормативный правовой акт: нет → да",
        "Действует до: 01.12.2026 → 15.01.2027",
    ]


def test_the_history_of_a_project_begins_with_its_creation_that_of_a_paper_with_the_queue(city: City) -> None:
    clerk = city.sign_in("registrar")
    for document_id, act, details in (
        (clerk.api.registry.new_project("resolution", clerk.place), "Создан проект", "вид: Постановление"),
        (clerk.paper(), "Поступил в очередь незарегистрированных", "источник: Файл"),
    ):
        first = clerk.api.registry.history(document_id)[-1]
        assert first.action == act
        assert details in first.details
