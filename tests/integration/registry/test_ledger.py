"""Every value of every journal is accounted for, whatever is done with it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass
from common.registry.document import DocumentDraft, DocumentFilter
from common.registry.ledger import JournalDraft, JournalRow, LedgerFilter, LedgerRow, NumberChoice, NumberState, Scope
from common.registry.links import LinkType
from common.registry.numbers import number_order
from common.registry.selection import Sort
from common.rpc.errors import Invalid, NotAllowed
from tests.city import City, Signed
from tests.integration.registry.test_projects import project, registered


def journal_of(clerk: Signed) -> JournalRow:
    return next(row for row in clerk.api.numbers.journals() if row.draft.title.startswith("Входящие"))


def entries(clerk: Signed, *states: NumberState) -> list[LedgerRow]:
    chosen = LedgerFilter(journal_id=journal_of(clerk).id, year=2026, states=list(states))
    return clerk.api.numbers.ledger(chosen, 0, 500).rows


def given(clerk: Signed, choice: NumberChoice) -> str:
    document_id = clerk.api.registry.new_draft(clerk.place)
    return clerk.api.registry.register(document_id, 1, clerk.letter(), "", choice).number


def registered_answer(city: City, question: DocumentId) -> DocumentId:
    """A memo of today that answers, signed on paper."""
    clerk = city.sign_in("registrar")
    answer = project(clerk, clerk.place, "memo", form="mixed", form_basis="Регламент")
    clerk.api.links.link(answer, question, LinkType.REPLY)
    registered(clerk, answer)
    return answer


def number(clerk: Signed, document_id: DocumentId) -> str:
    return clerk.api.registry.card(document_id).number


def test_a_reserved_number_is_used_by_choice_and_never_in_turn(city: City) -> None:
    clerk = city.sign_in("registrar")
    kept = clerk.api.numbers.reserve(journal_of(clerk).id, 2, date(2026, 12, 31), "Для конференции")
    in_turn = given(clerk, NumberChoice())
    assert in_turn not in [row.number for row in kept]
    assert given(clerk, NumberChoice(reserved=kept[0].value)) == kept[0].number
    clerk.api.numbers.release(kept[1].journal_id, 2026, "", kept[1].value, "Не понадобился")
    missing = {row.value: row for row in entries(clerk, NumberState.RELEASED)}
    released = missing[kept[1].value]
    assert released.reason == "Не понадобился"
    assert [(each.state, each.reason) for each in released.before] == [(NumberState.RESERVED, "Для конференции")]
    with pytest.raises(Invalid, match="резерв"):
        given(clerk, NumberChoice(reserved=kept[1].value))


def test_a_number_by_hand_leaves_the_skipped_ones_explained(city: City) -> None:
    clerk = city.sign_in("registrar")
    last = journal_of(clerk).last
    ahead = f"01-26/{last + 3:06d}"
    with pytest.raises(Invalid, match=f"Будет пропущено 2: 01-26/{last + 1:06d} … 01-26/{last + 2:06d}"):
        given(clerk, NumberChoice(number=ahead, reason="По указанию"))
    assert given(clerk, NumberChoice(number=ahead, reason="По указанию", skips=True)) == ahead
    skipped = [row.value for row in entries(clerk, NumberState.SKIPPED)]
    assert {last + 1, last + 2} <= set(skipped)
    assert given(clerk, NumberChoice()) == f"01-26/{last + 4:06d}"
    again = f"01-26/{last + 1:06d}"
    assert given(clerk, NumberChoice(number=f"01 - 26 / {last + 1:06d}", reason="Нашёлся")) == again
    with pytest.raises(Invalid, match="занят"):
        given(clerk, NumberChoice(number=again, reason="Ещё раз"))
    with pytest.raises(Invalid, match="опечатки"):
        given(clerk, NumberChoice(number="01-26/900000", reason="Опечатка"))
    assert given(clerk, NumberChoice(number="б/н-1", reason="Старый образец", off_template=True)) == "б/н-1"
    assert [row.reason for row in entries(clerk) if row.number == "б/н-1"] == [
        "номер не по шаблону журнала: Старый образец"
    ]
    with pytest.raises(Invalid, match="уже есть"):
        given(clerk, NumberChoice(number="Б/Н-1", reason="Ещё раз"))


def test_a_renumbered_and_a_cancelled_number_stay_in_the_ledger(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    old = number(clerk, letter)
    card = clerk.api.registry.card(letter)
    with pytest.raises(Invalid, match="причину"):
        clerk.api.numbers.renumber(letter, card.version, NumberChoice())
    fresh = clerk.api.numbers.renumber(letter, card.version, NumberChoice(reason="Ошибка журнала"))
    assert fresh.number != old
    clerk.api.numbers.cancel(letter, fresh.version, "Поступило по ошибке")
    void = {row.number: row.reason for row in entries(clerk, NumberState.VOID)}
    assert (void[old], void[fresh.number]) == ("Ошибка журнала", "Поступило по ошибке")
    with pytest.raises(NotAllowed, match="отменена"):
        clerk.api.registry.save(letter, clerk.api.registry.card(letter).version, DocumentDraft(place_id=clerk.place))


def test_a_value_keeps_all_that_became_of_it(city: City, engine: Engine) -> None:
    clerk, other = city.sign_in("registrar"), city.sign_in("registrar2")
    [kept] = clerk.api.numbers.reserve(journal_of(clerk).id, 1, date(2026, 12, 31), "Для конференции")
    letter = other.api.registry.new_draft(clerk.place)
    given = other.api.registry.register(letter, 1, clerk.letter(), "", NumberChoice(reserved=kept.value))
    clerk.api.numbers.renumber(letter, given.version, NumberChoice(reason="Ошибка журнала"))
    [row] = [each for each in entries(clerk) if each.value == kept.value]
    assert [(each.state, each.person, each.reason) for each in reversed(row.history)] == [
        (NumberState.RESERVED, clerk.me.name, "Для конференции"),
        (NumberState.ISSUED, other.me.name, "из резерва: Для конференции"),
        (NumberState.VOID, clerk.me.name, "Ошибка журнала"),
    ]
    assert [each.until for each in row.before] == [date(2026, 12, 31), None]
    with engine.begin() as connection, pytest.raises(DatabaseError, match="only ever added"):
        connection.execute(text("DELETE FROM number_event"))


def test_december_is_registered_in_january_by_those_who_may(city: City) -> None:
    elder, clerk = city.sign_in("registrar"), city.sign_in("registrar2")
    last_year = NumberChoice(on=date(2025, 12, 30), reason="Поступило 30 декабря")
    with pytest.raises(NotAllowed, match="прошедшей датой"):
        given(clerk, last_year)
    document_id = elder.api.registry.new_draft(elder.place)
    draft = elder.letter(their_date=date(2025, 12, 29), received=date(2025, 12, 30))
    december = elder.api.registry.register(document_id, 1, draft, "", last_year)
    assert december.number.startswith("01-25/")
    assert elder.api.registry.card(document_id).draft.received == date(2025, 12, 30)


def test_a_backdated_letter_stands_among_those_of_its_date(city: City) -> None:
    elder = city.sign_in("registrar")
    days = [date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 16)]
    letters = []
    for on in (days[0], days[2], days[1]):
        document_id = elder.api.registry.new_draft(elder.place)
        draft = elder.letter(their_date=date(2026, 9, 1), received=on)
        elder.api.registry.register(document_id, 1, draft, "", NumberChoice(on=on, reason="Журнал в отъезде"))
        letters.append(document_id)
    chosen = DocumentFilter()
    total = elder.api.registry.documents(chosen, 0, 1).total
    paged = [row for at in range(0, total, 100) for row in elder.api.registry.documents(chosen, at, 100).rows]
    assert len(paged) == total
    dates = [row.registered for row in paged]
    assert dates == sorted(dates, reverse=True)
    assert [row.id for row in paged if row.id in letters] == [letters[1], letters[2], letters[0]]
    last = elder.api.registry.documents(chosen, total - 10, 10).rows
    assert [row.id for row in last] == [row.id for row in paged[-10:]]


def test_a_documents_own_number_is_no_other_number(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    card = clerk.api.registry.card(letter)
    for spelt in (card.number, card.number.lower().replace("-", "–")):
        with pytest.raises(Invalid, match="и есть номер этого документа"):
            clerk.api.numbers.renumber(letter, card.version, NumberChoice(number=spelt, reason="Проверка"))
    [row] = [each for each in entries(clerk) if each.document_id == letter]
    assert row.state is NumberState.ISSUED


def test_another_number_leaves_the_document_its_date_and_its_year(city: City) -> None:
    elder = city.sign_in("registrar")
    december = NumberChoice(on=date(2025, 12, 30), reason="Поступило 30 декабря")
    document_id = elder.api.registry.new_draft(elder.place)
    letter = elder.letter(their_date=date(2025, 12, 29), received=date(2025, 12, 30))
    registration = elder.api.registry.register(document_id, 1, letter, "", december)
    again = elder.api.numbers.renumber(document_id, registration.version, NumberChoice(reason="Ошибка журнала"))
    assert again.number.startswith("01-25/")
    card = elder.api.registry.card(document_id)
    assert (card.registered, card.registered_at) == (date(2025, 12, 30), registration.registered_at)


def test_no_number_is_given_with_a_day_before_the_letter_was_there(city: City) -> None:
    elder = city.sign_in("registrar")
    document_id = elder.register(their_date=date(2026, 11, 20), received=date(2026, 11, 22))
    card = elder.api.registry.card(document_id)
    early = NumberChoice(on=date(2026, 11, 19), reason="Ошибка в дате")
    with pytest.raises(Invalid, match=r"написано 20\.11\.2026 и поступило 22\.11\.2026") as refused:
        elder.api.numbers.renumber(document_id, card.version, early)
    assert [problem.field for problem in refused.value.problems] == ["on"]
    assert elder.api.registry.card(document_id).number == card.number, "the old value is not void"
    with pytest.raises(Invalid, match="раньше его не регистрируют"):
        given(elder, early)
    fitting = NumberChoice(on=date(2026, 11, 22), reason="Ошибка в дате")
    elder.api.numbers.renumber(document_id, card.version, fitting)
    assert elder.api.registry.card(document_id).registered == date(2026, 11, 22)


def test_another_day_does_not_turn_an_answer_before_what_it_answers(city: City) -> None:
    clerk = city.sign_in("registrar")
    question = clerk.register()
    answer = registered_answer(city, question)
    card = clerk.api.registry.card(answer)
    early = NumberChoice(on=date(2026, 11, 1), reason="Ошибка в дате")
    with pytest.raises(Invalid, match="раньше документа, на который он отвечает"):
        clerk.api.numbers.renumber(answer, card.version, early)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("   ", "Введите номер"),
        ("01-26/000000", "начинается с 1"),
        ("01-25/000123", "из счёта 2025 года"),
        ("01-27/000001", "из счёта 2027 года"),
    ],
)
def test_a_number_that_cannot_be_is_refused_beside_its_field(city: City, wanted: str, why: str) -> None:
    clerk = city.sign_in("registrar")
    with pytest.raises(Invalid) as refused:
        given(clerk, NumberChoice(number=wanted, reason="По указанию"))
    assert [(problem.field, why in problem.text) for problem in refused.value.problems] == [("number", True)]


def test_a_number_of_another_journal_of_the_place_is_not_given_again(city: City) -> None:
    clerk = city.sign_in("registrar")
    memo = registered(clerk, project(clerk, clerk.place, "memo", form="mixed", form_basis="Регламент"))
    with pytest.raises(Invalid, match=r"уже есть: .*Служебная записка"):
        given(clerk, NumberChoice(number=memo, reason="По указанию"))


def test_the_count_of_years_gone_by_is_closed(city: City) -> None:
    with pytest.raises(Invalid, match="счёт более ранних лет закрыт"):
        given(city.sign_in("registrar"), NumberChoice(on=date(2011, 3, 1), reason="Нашлось"))


def test_numbers_are_kept_back_only_in_a_count_that_there_is(city: City) -> None:
    clerk = city.sign_in("registrar")
    journal = journal_of(clerk).id
    reserve = clerk.api.numbers.reserve
    with pytest.raises(Invalid, match="Оставьте поле пустым"):
        reserve(journal, 1, None, "Для конференции", "01-13")
    with pytest.raises(Invalid, match="уже прошёл"):
        reserve(journal, 1, date(2020, 1, 1), "Для конференции")
    monthly = JournalDraft(
        place_id=clerk.place, document_class="internal", kind="minutes", title="Протоколы", template="{мм}-{N}/м",
        scope=Scope.MONTH,
    )  # fmt: skip
    minutes = city.sign_in("admin").api.numbers.put_journal(None, 0, monthly)
    with pytest.raises(Invalid, match="месяц двумя цифрами"):
        reserve(minutes, 1, None, "Для комиссии", "13")
    assert [row.number for row in reserve(minutes, 1, None, "Для комиссии", "03")] == ["03-1/м"]


def test_a_kind_with_numbers_of_its_own_counts_for_itself(city: City) -> None:
    clerk = city.sign_in("registrar")
    on_paper = {"form": "mixed", "form_basis": "Регламент"}
    first = registered(clerk, project(clerk, clerk.place, "disposition", **on_paper))
    second = registered(clerk, project(clerk, clerk.place, "disposition", **on_paper))
    memo = registered(clerk, project(clerk, clerk.place, "memo", **on_paper))
    assert first.endswith("-р")
    assert int(second.removesuffix("-р")) == int(first.removesuffix("-р")) + 1
    assert memo.startswith("СЗ-")


def test_a_document_moves_to_the_journal_of_another_kind(city: City) -> None:
    clerk = city.sign_in("registrar")
    on_paper = {"form": "mixed", "form_basis": "Регламент"}
    order = project(clerk, clerk.place, "business_order", **on_paper)
    registered(clerk, order)
    card = clerk.api.registry.card(order)
    moved = clerk.api.numbers.change_journal(order, card.version, "staff_order", "Приказ по личному составу")
    assert moved.number.endswith("-л/с")
    assert clerk.api.registry.card(order).draft.kind == "staff_order"


def test_a_kind_of_the_same_journal_burns_no_number(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    card, last = clerk.api.registry.card(letter), journal_of(clerk).last
    assert clerk.api.numbers.destinations(letter) == []
    with pytest.raises(Invalid, match="вид того же журнала"):
        clerk.api.numbers.change_journal(letter, card.version, "request", "Это запрос")
    clerk.api.registry.save(letter, card.version, replace(card.draft, kind="request"))
    assert (number(clerk, letter), journal_of(clerk).last) == (card.number, last)


def test_the_journal_and_the_number_are_named_before_the_document_moves(city: City) -> None:
    clerk = city.sign_in("registrar")
    order = project(clerk, clerk.place, "business_order", form="mixed", form_basis="Регламент")
    registered(clerk, order)
    offered = {each.kind: each for each in clerk.api.numbers.destinations(order)}
    assert "business_order" not in offered
    version = clerk.api.registry.card(order).version
    moved = clerk.api.numbers.change_journal(order, version, "disposition", "Это распоряжение")
    assert moved.number == offered["disposition"].number


def test_joint_documents_carry_the_numbers_of_all_authors(city: City) -> None:
    clerk = city.sign_in("registrar")
    on_paper = {"form": "mixed", "form_basis": "Регламент", "joint_numbers": "№/45-р"}
    joint = registered(clerk, project(clerk, clerk.place, "resolution", **on_paper))
    assert joint.endswith("-п/45-р")


def test_two_clerks_with_five_hundred_letters_each_leave_no_gap(city: City, engine: Engine) -> None:
    clerks = [city.sign_in("registrar"), city.sign_in("registrar2")]
    start = journal_of(clerks[0]).last

    def work(clerk: Signed) -> None:
        for _ in range(50):
            document_id = clerk.api.registry.new_draft(clerks[0].place)
            clerk.api.registry.register(document_id, 1, clerk.letter(place_id=clerks[0].place))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, clerks))
    query = text("SELECT value FROM number_ledger WHERE journal_id = :j AND year = 2026 AND value > :s ORDER BY value")
    with engine.connect() as connection:
        values = list(connection.scalars(query, {"j": journal_of(clerks[0]).id, "s": start}))
    assert values == list(range(start + 1, start + 101))


def test_numbers_sort_by_the_value_of_their_parts() -> None:
    spelled = ["11-п", "9-п", "10-п", "01-26/000010", "01-26/1000000", "01-26/000009", "7/2", "7/10"]
    assert sorted(spelled, key=lambda number: number_order(number, 2026)) == [
        "01-26/000009", "01-26/000010", "01-26/1000000", "7/2", "7/10", "9-п", "10-п", "11-п",
    ]  # fmt: skip


@pytest.mark.parametrize("rising", [False, True])
def test_numbers_without_a_year_in_them_stand_year_by_year(city: City, *, rising: bool) -> None:
    clerk = city.sign_in("registrar")
    days = [date(2026, 11, 20), date(2025, 12, 30), date(2026, 11, 23), date(2025, 12, 31)]
    orders = []
    for on in days:
        order = project(clerk, clerk.place, "disposition", form="mixed", form_basis="Регламент")
        card = clerk.api.registry.card(order)
        by_hand = NumberChoice(on=on, reason="Журнал в отъезде")
        clerk.api.registry.register(order, card.version, card.draft, "", by_hand)
        orders.append(order)
    acts = DocumentFilter(document_class=DocumentClass.ACT, sort=Sort.NUMBER, rising=rising)
    rows = clerk.api.registry.documents(acts, 0, 500).rows
    of_days = [row.registered for row in rows if row.id in orders]
    assert of_days == sorted(days, reverse=not rising)
    years = [row.registered.year for row in rows]
    assert years == sorted(years, reverse=not rising)


def test_a_journal_with_a_bad_template_is_refused_with_the_reason(city: City) -> None:
    admin, clerk = city.sign_in("admin"), city.sign_in("registrar")
    good = JournalDraft(
        place_id=clerk.place, document_class="internal", kind="fax_message", title="Факсы", template="{подр}/{N}",
        scope=Scope.UNIT,
    )  # fmt: skip
    for template, why in (("{N}-{год}", "Неизвестное поле"), ("п", "счётчик"), ("{N}", "повторятся")):
        bad = JournalDraft(
            place_id=clerk.place, document_class="internal", title="Повестки", template=template, scope=Scope.UNIT
        )
        with pytest.raises(Invalid) as refused:
            admin.api.numbers.put_journal(None, 0, bad)
        assert why in " ".join(problem.text for problem in refused.value.problems)
    assert admin.api.numbers.put_journal(None, 0, good)
    with pytest.raises(NotAllowed):
        clerk.api.numbers.put_journal(None, 0, good)


@pytest.mark.parametrize("odd", ["абв", "!!! <b>1</b>", "7;8"])
def test_what_is_no_number_is_not_given_by_hand(city: City, odd: str) -> None:
    with pytest.raises(Invalid) as refused:
        given(city.sign_in("registrar"), NumberChoice(number=odd, reason="Так просили"))
    assert "не номер" in refused.value.problems[0].text


def test_a_number_of_the_journal_spelled_with_other_signs_is_not_given_beside_it(city: City) -> None:
    clerk = city.sign_in("registrar")
    following = journal_of(clerk).last + 1
    with pytest.raises(Invalid) as refused:
        given(clerk, NumberChoice(number=f"1.26.{following}", reason="С точками"))
    assert f"Это номер 01-26/{following:06d}, написанный иначе" in refused.value.problems[0].text


def test_a_document_is_found_by_the_number_that_it_bore_before(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    old = number(clerk, letter)
    clerk.api.numbers.renumber(letter, clerk.api.registry.card(letter).version, NumberChoice(reason="Ошибка журнала"))
    for borne in (old, number(clerk, letter)):
        assert letter in [hit.document_id for hit in clerk.api.search.find(borne).rows]
    card = clerk.api.registry.card(letter)
    clerk.api.registry.save(letter, card.version, replace(card.draft, remark="Перенумерован"))
    assert letter in [hit.document_id for hit in clerk.api.search.find(old).rows]


@pytest.mark.parametrize("spelled", ["O1-26/{:06d}", "О1-26/{:06d}", "01-26/OO{:04d}"])
def test_a_letter_for_a_zero_makes_no_twin_of_an_issued_number(city: City, spelled: str) -> None:
    clerk = city.sign_in("registrar")
    issued = int(number(clerk, clerk.register()).rpartition("/")[2])
    with pytest.raises(Invalid, match=f"Это номер 01-26/{issued:06d}, написанный иначе"):
        given(clerk, NumberChoice(number=spelled.format(issued), reason="Так в письме", off_template=True))


@pytest.mark.parametrize("odd", ["3945", "01-26/004000x"])
def test_a_number_off_the_template_is_given_only_expressly(city: City, odd: str) -> None:
    clerk = city.sign_in("registrar")
    with pytest.raises(Invalid) as refused:
        given(clerk, NumberChoice(number=odd, reason="Так в письме"))
    assert "отметьте «Не по шаблону»" in refused.value.problems[0].text
    assert given(clerk, NumberChoice(number=odd, reason="Так в письме", off_template=True)) == odd


def test_the_day_on_which_a_number_was_given_is_the_citys(city: City, engine: Engine) -> None:
    clerk = city.sign_in("registrar")
    taken = number(clerk, clerk.register())
    with engine.begin() as connection:  # two in the morning of the 29th
        late = text("UPDATE number_ledger SET at = '2026-11-28T20:00Z' WHERE number = :number")
        connection.execute(late, {"number": taken})
    with pytest.raises(Invalid, match=r"присвоен 29\.11\.2026"):
        given(clerk, NumberChoice(number=taken, reason="Ещё раз"))
