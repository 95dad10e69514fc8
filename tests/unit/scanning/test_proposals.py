"""What is proposed for the card: on generated letters by rate, on letters laid out by hand one by one."""

from collections import Counter

import pytest
from msgspec.structs import replace

from common.kernel.taxpayer import is_tax_number
from common.scanning.recognition import ProposedField
from server.scanning.extraction import propose
from server.scanning.references import _find_number
from tests.factories.letter_truth import KnownSenders, same, truth_of
from tests.factories.printed_pages import printed_page

REQUIRED = {
    ProposedField.CORRESPONDENT: 0.85,
    ProposedField.THEIR_NUMBER: 0.85,
    ProposedField.THEIR_DATE: 0.85,
    ProposedField.ADDRESSEE: 0.75,
    ProposedField.SUMMARY: 0.85,
    ProposedField.SIGNATORY: 0.7,
    ProposedField.SHEETS: 0.9,
    ProposedField.APPENDIX_SHEETS: 0.75,
}


@pytest.fixture
def outcome(mail, directory):
    """How often each field was there to be found, was right, and was wrong."""
    there, right, wrong = Counter(), Counter(), []
    for each in mail:
        truth = truth_of(each.letter)
        there.update(truth.keys())
        for proposal in propose(each.texts, directory):
            if proposal.field in truth and same(proposal.field, truth[proposal.field], proposal.value):
                right[proposal.field] += 1
            else:
                wrong.append((proposal.field, truth.get(proposal.field), proposal.value, proposal.confidence))
    return there, right, wrong


def test_most_fields_of_letters_are_proposed_rightly(outcome):
    there, right, _ = outcome
    for field in ProposedField:
        print(f"\n{field.value}: {right[field]} of {there[field]}", end="")
    missed = {field: right[field] / there[field] for field in REQUIRED if right[field] / there[field] < REQUIRED[field]}
    assert not missed


def test_wrong_proposals_are_rare(outcome):
    _, right, wrong = outcome
    print(f"\nwrong: {wrong}")
    assert len(wrong) <= 0.03 * sum(right.values())


def test_a_proposal_shows_the_place_it_was_read(mail, directory):
    for each in mail[:4]:
        for proposal in propose(each.texts, directory):
            page = each.texts[proposal.page - 1]
            inside = [
                word.text
                for word in page.words
                if proposal.box.left <= (word.box.left + word.box.right) / 2 <= proposal.box.right
                and proposal.box.top <= (word.box.top + word.box.bottom) / 2 <= proposal.box.bottom
            ]
            assert set(proposal.text.split()) <= set(inside)


def values(pages, directory):
    return {proposal.field.value: proposal.value for proposal in propose(pages, directory)}


BODY = (
    ("Во исполнение протокольного решения направляем уточнённые данные о наличии техники", 42, 130),
    ("и сообщаем, что работы на объектах будут возобновлены после схода снежного покрова.", 30, 137),
)


@pytest.mark.parametrize(
    ("printed", "number", "day"),
    [
        ("17.02.2026 № 04-07-311", "04-07-311", "2026-02-17"),
        ("от 17 февраля 2026 г. № 311/МС", "311/МС", "2026-02-17"),
        ("от «17» февраля 2026 года № 20-02-3/5046-ИЛ", "20-02-3/5046-ИЛ", "2026-02-17"),
        ("Исх. № 311 от 17.02.2026", "311", "2026-02-17"),
        ("№ 12-р-1 от 17.02.26", "12-р-1", "2026-02-17"),
        ("17.О2.2О26 Ме 04-07/311", "04-07/311", "2026-02-17"),
        ("17.02.2026 № б/н", None, "2026-02-17"),
        ("от 17 фсвраля 2026 г. № 5", "5", "2026-02-17"),
        ("17 февраля `2026 г. № ИВ-11-6167", "ИВ-11-6167", "2026-02-17"),  # a speck before the year
    ],
)
def test_number_and_date_are_read_however_they_are_written(page_of, directory, printed, number, day):
    page = page_of((printed, 30, 60), ("На № 99-99/777 от 01.01.2026", 30, 67), *BODY)
    found = values([page], directory)
    assert found["their_date"] == day
    assert number is None or found["their_number"] == number


@pytest.mark.parametrize("reply", ["На № 33306/МС от 05.03.2026", "на Ме 3330 от 05.03.2026", "Ha № 5 от 05.03.2026"])
def test_the_reference_to_our_letter_is_not_the_senders_own(page_of, directory, reply):
    found = values([page_of((reply, 30, 60), *BODY)], directory)
    assert "their_number" not in found
    assert "their_date" not in found


def test_both_references_on_one_row_are_told_apart(page_of, directory):
    row = "от 12.03.2026 № 01-15/345 На № 77 от 01.02.2026"
    found = values([page_of((row, 30, 60), *BODY)], directory)
    assert (found["their_number"], found["their_date"]) == ("01-15/345", "2026-03-12")


@pytest.mark.parametrize(
    ("row", "answered"),
    [
        ("от 12.03.2026 № 01-15/345 На № 04-07/77 от 01.02.2026", "04-07/77 2026-02-01"),
        ("на Ме 3330 от 5 марта 2026 г.", "3330 2026-03-05"),
        ("На № 01-26/000706", "01-26/000706"),
        ("На № ________ от ________", None),
        ("На № 04-07/ 77 12 от 01.02.2026", "04-07/77 2026-02-01"),
    ],
)
def test_the_reference_to_our_letter_is_proposed_with_its_date(page_of, directory, row, answered):
    assert values([page_of((row, 30, 60), *BODY)], directory).get("answered") == answered


def test_an_impossible_date_is_not_proposed(page_of, directory):
    assert "their_date" not in values([page_of(("51.08.2026 № 12", 30, 60), *BODY)], directory)


def test_requisites_of_the_letterhead_are_not_taken_for_a_number(page_of, directory):
    head = (("Лицензия № 55-01-000123 от 10.10.2015", 30, 40), ("ИНН 5501223344 ОГРН 1105543001122", 30, 46))
    found = values([page_of(*head, *BODY)], directory)
    assert "their_number" not in found
    assert "their_date" not in found


def test_a_law_quoted_in_the_text_is_not_a_reference(page_of, directory):
    quoted = ("от 6 октября 2003 года № 131-ФЗ и направляем уточнённые данные о наличии техники", 30, 90)
    assert "their_number" not in values([page_of(*BODY, quoted)], directory)


def test_the_heading_is_put_together_from_its_lines(page_of, directory):
    lines = (
        ("12.03.2026 № 5", 30, 60),
        ("0 принятии мер по предостав-", 30, 85),
        ("лению земельных участков", 30, 91),
        ("Уважаемая Ольга Петровна!", 75, 112),
        *BODY,
    )
    assert values([page_of(*lines)], directory)["summary"] == "О принятии мер по предоставлению земельных участков"


def test_a_heading_with_a_line_read_badly_is_not_told_without_it(page_of, directory):
    whole = page_of(("О рассмотрении обращения жителей улицы", 30, 110), ("Щербанёва", 30, 115), *BODY)
    lost = replace(
        whole, words=[replace(word, confidence=0.1) if word.text == "Щербанёва" else word for word in whole.words]
    )
    assert values([whole], directory)["summary"] == "О рассмотрении обращения жителей улицы Щербанёва"
    assert "summary" not in values([lost], directory)


@pytest.mark.parametrize("lone", ["[@)", "[6", "[©", "{®)", "©", "О"])
def test_the_heading_is_known_by_a_lone_letter_that_was_taken_for_a_sign(page_of, directory, lone):
    lines = (
        ("12.03.2026 № 5", 30, 60),
        (f"{lone} переносе срока исполнения", 30, 85),
        ("муниципального контракта", 30, 91),
        ("Уважаемая Ольга Петровна!", 75, 112),
        *BODY,
    )
    assert values([page_of(*lines)], directory)["summary"] == "О переносе срока исполнения муниципального контракта"


def test_a_paragraph_beginning_like_a_heading_is_none(page_of, directory):
    indented = ("О результатах проверки просим сообщить в установленный законом срок и направить копию", 42, 144)
    assert "summary" not in values([page_of(("12.03.2026 № 5", 30, 60), *BODY, indented)], directory)


def test_a_letterhead_goes_on_beside_the_addressee(page_of, directory):
    lines = (
        ("МИНОБРНАУКИ РОССИИ", 40, 16),
        ("учреждение высшего образования", 35, 24),
        ("Заместителю мэра города", 125, 18),
        ("«СЕВЕРОГОРСКИЙ ГОСУДАРСТВЕННЫЙ", 22, 31),
        ("Северогорска, директору", 125, 24),
        ("ТЕХНИЧЕСКИЙ УНИВЕРСИТЕТ»", 30, 37),
        ("департамента архитектуры", 125, 30),
        ("М.Ф. Губину", 125, 36),
        ("12.03.2026 № 5", 30, 60),
        *BODY,
    )
    found = values([page_of(*lines)], directory)
    assert found["correspondent"] == "Северогорский государственный технический университет"


def test_the_addressee_is_read_without_his_postal_address(page_of, directory):
    lines = (
        ("12.03.2026 № 5", 30, 60),
        ("Исполняющему обязанности", 120, 40),
        ("начальника управления культуры", 120, 46),
        ("Ждановой Т.Ю.", 120, 52),
        ("ул. Гагарина, д. 34, 644099", 120, 58),
        *BODY,
    )
    assert (
        values([page_of(*lines)], directory)["addressee"]
        == "Исполняющему обязанности начальника управления культуры Ждановой Т.Ю."
    )


@pytest.mark.parametrize(
    ("lines", "sheets"),
    [
        (("Приложение: на 3 л. в 1 экз.",), "3"),
        (("Приложение: упомянутое на 12 л. в 2 экз.",), "12"),
        (("Приложения: 1. Акт обследования на 2 л. в 1 экз.", "2. Смета на 15 л. в 1 экз."), "17"),
        (("Приложения: 1. Акт на 2 л.; 2. Смета на 5 л., всего на 7 л. в 1 экз.",), "7"),
        (("Приложение: копия устава на двух листах.",), "2"),
        (("Приложения: 1. Акт обследования на 2 л. в 1 экз.", "2. Диск с фотографиями."), None),
        (("Приложение: по тексту.",), None),
    ],
)
def test_appended_sheets_are_counted_or_left_to_the_clerk(page_of, directory, lines, sheets):
    listed = tuple((line, 30, 150 + 6 * row) for row, line in enumerate(lines))
    found = values([page_of(("12.03.2026 № 5", 30, 60), *BODY, *listed)], directory)
    assert found.get("appendix_sheets") == sheets


def test_a_count_of_sheets_read_unsurely_is_left_to_the_clerk_however_well_the_rest_was_read(page_of, directory):
    page = page_of(("12.03.2026 № 5", 30, 60), *BODY, ("Приложение: обращение жителей на 5 л. в 1 экз.", 30, 150))
    words = [replace(word, confidence=0.0) if word.text == "5" and word.box.top > 0.4 else word for word in page.words]
    assert "appendix_sheets" not in values([replace(page, words=words)], directory)


@pytest.mark.parametrize("name", ["А.В. Щукина", "Щукина А. В.", "АВ. Щукина"])
def test_the_signatory_has_the_post_of_all_its_lines(page_of, directory, name):
    lines = (("Исполняющий обязанности", 30, 180), ("директора департамента", 30, 186), (name, 165, 186))
    found = values([page_of(("12.03.2026 № 5", 30, 60), *BODY, *lines)], directory)
    assert found["signatory"] == "Исполняющий обязанности директора департамента А.В. Щукина"


def test_sheets_end_with_the_signature_and_appendices_are_not_counted(page_of, directory):
    first = page_of(("12.03.2026 № 5", 30, 60), *BODY)
    second = page_of(*BODY, ("Директор", 30, 180), ("А.В. Щукина", 165, 180), number=2)
    third = page_of(("Приложение № 1", 150, 20), *BODY, number=3)
    assert values([first, second, third], directory)["sheets"] == "2"


class Nobody:
    """A directory without entries."""

    def taught(self, names):
        return {}

    def closest(self, name):
        return None


def sender_of(*letterhead, directory=None):
    page = printed_page(*letterhead, ("12.03.2026 № 5", 30, 60), *BODY)
    found = propose([page], directory or Nobody())
    return next((each for each in found if each.field is ProposedField.CORRESPONDENT), None)


def test_an_unknown_firm_is_proposed_as_printed():
    name = "Общество с ограниченной ответственностью «Ромашка»"
    assert sender_of((name, 50, 20)).value == name


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (("Акционерное общество", "«Ромашка-Плюс»", "(АО «Ромашка-Плюс»)"), "Акционерное общество «Ромашка-Плюс»"),
        (("000 «Сибирский кондитер»",), "ООО «Сибирский кондитер»"),
        (
            ("Общество (ь ограниченной ответственностью", "«Гранит»"),
            "Общество с ограниченной ответственностью «Гранит»",
        ),
        (("ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО", "«СВЯЗЬ»"), "ПУБЛИЧНОЕ АКЦИОНЕРНОЕ ОБЩЕСТВО «СВЯЗЬ»"),
    ],
)
def test_an_unknown_firm_is_proposed_with_the_whole_of_its_legal_form(printed, name):
    found = sender_of(*((line, 50, 15 + 6 * at) for at, line in enumerate(printed)), ("ИНН 7707083893", 50, 38))
    assert found.value == found.letterhead.name == name


def test_arms_beside_an_unknown_firm_leave_its_name_as_sure_as_it_was_read():
    firm = printed_page(("АО «Ромашка»", 50, 15), ("12.03.2026 № 5", 30, 60), *BODY)
    page = beside_arms(firm, ("Жшп", 30, 12), confidence=0.5)
    assert [each.value for each in propose([page], Nobody()) if each.letterhead] == ["АО «Ромашка»"]


def test_a_firm_is_not_taken_for_another_of_the_same_legal_form():
    name = "Общество с ограниченной ответственностью «Гранит-Сервис»"
    known = KnownSenders(["Общество с ограниченной ответственностью «Газсервис 8»"])
    assert sender_of((name, 50, 20), directory=known).value == name


def test_of_an_unknown_sender_the_letterhead_tells_enough_for_his_entry():
    found = sender_of(
        ("КОМИТЕТ ПО ДЕЛАМ МОЛОДЁЖИ", 50, 15), ("НАЗЫВАЕВСКОГО РАЙОНА", 55, 21),
        ("ул. Кирова, д. 8, г. Называевск, 646100", 45, 28), ("тел. 2-11-34, e-mail: kdm@nazyvaevsk.ru", 45, 33),
        ("ИНН 5501234566 КПП 550101001", 50, 38),
    )  # fmt: skip
    assert found.value == found.letterhead.name == "КОМИТЕТ ПО ДЕЛАМ МОЛОДЁЖИ НАЗЫВАЕВСКОГО РАЙОНА"
    assert found.letterhead.address == "ул. Кирова, д. 8, г. Называевск, 646100"
    assert found.letterhead.email == "kdm@nazyvaevsk.ru"


def test_a_tax_number_whose_last_figure_does_not_agree_is_left_out():
    numbers = [f"550123456{last}" for last in range(10)]
    told = [sender_of(("ООО «Ромашка»", 50, 15), (f"ИНН {each}", 50, 30)).letterhead.tax_number for each in numbers]
    assert told == [each if is_tax_number(each) else "" for each in numbers]
    assert any(told)


def test_what_names_no_organisation_is_no_sender():
    assert sender_of(("Сергеев Пётр Ильич", 50, 15), ("ул. Кирова, д. 8", 50, 22)) is None


def beside_arms(page, *printed, confidence):
    """The page with what a reader makes of the arms of its letterhead."""
    arms = printed_page(*printed, confidence=confidence)
    return replace(page, words=[*(replace(word, line=90) for word in arms.words), *page.words])


def test_a_guess_at_the_arms_of_a_letterhead_bars_no_number_beside_its_date(page_of, directory):
    page = beside_arms(page_of(("от 08.07.2026 № 23/8646", 30, 60), *BODY), ("№57", 30, 12), confidence=0.3)
    assert values([page], directory)["their_number"] == "23/8646"


def test_an_unsure_number_with_a_date_of_its_own_is_not_given_up_for_a_later_one(page_of, directory):
    other = page_of(("от 08.07.2026", 30, 60), ("№ 01-15/22 от 10.06.2026", 30, 68), *BODY)
    assert "their_number" not in values([beside_arms(other, ("№ 57", 30, 52), confidence=0.5)], directory)


def test_what_the_reader_was_unsure_of_is_not_proposed(page_of, directory):
    assert values([page_of(("12.03.2026 № 5", 30, 60), *BODY, confidence=0.3)], directory).keys() <= {"sheets"}


def test_an_empty_scan_proposes_nothing(page_of, directory):
    assert propose([page_of()], directory) == []


def test_a_word_of_the_column_beside_is_no_part_of_a_number():
    found = _find_number("09.06.2026 № 20/9004.Директору департамента")
    assert found is not None
    assert found.value == "20/9004"
    assert _find_number("№ 01-26/12.Дсп").value == "01-26/12"
