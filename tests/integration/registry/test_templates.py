"""Forms filled from the card: good ones make a file of the document, bad ones are refused with the reason."""

import io

import msgspec
import pytest
from docx import Document

from common.kernel.ids import DocumentId, TemplateId
from common.kernel.named import named_value
from common.registry.templates import BLANK, Place, TemplateDraft, TextTemplateDraft
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.registry.filling import fault_of
from server.sample.forms import letter, memo
from tests.city import City, Signed
from tests.factories import papers

LETTER = TemplateDraft(title="Ответ на бланке", kinds=["outgoing_letter"])


def kept(admin: Signed, content: bytes, draft: TemplateDraft = LETTER) -> TemplateId:
    return admin.api.templates.put(None, 0, draft, admin.bring(content, "Бланк.docx"))


def project(author: Signed, kind: str = "outgoing_letter", **changes: object) -> DocumentId:
    document_id = author.api.registry.new_project(kind, author.api.registry.dictionaries().all_places[0].id)
    card = author.api.registry.card(document_id)
    author.api.registry.save(document_id, card.version, msgspec.structs.replace(card.draft, **changes))
    return document_id


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_form_is_filled_from_the_card_and_attached(city: City) -> None:
    admin, author = city.sign_in("admin"), city.sign_in("executor")
    correspondent = author.api.correspondents.like("прокуратура")[0]
    kept(admin, papers.docx("{{ корреспондент }}", "О {{ заголовок }}", "№ {{ номер }}", "{{ подпись }}"))
    document_id = project(
        author, correspondent_id=correspondent.id, summary="мерах <важно> & срочно",
        signatory_id=author.person("Шелест").id,
    )  # fmt: skip
    form = next(each for each in author.api.templates.fitting(document_id) if each.draft == LETTER)
    author.api.templates.fill(document_id, form.id)
    [row] = author.api.attachments.files(document_id).rows
    assert (row.name, row.is_main) == ("Ответ на бланке.docx", True)
    text = words(author.fetch(row.file_id).content)
    assert correspondent.name in text
    assert "О мерах <важно> & срочно" in text
    assert f"№ {BLANK}" in text
    assert text.splitlines()[3].endswith("Шелест")
    assert "Создан файл по шаблону" in [act.action for act in author.api.registry.history(document_id)]


def test_extra_fields_are_written_as_people_read_them(city: City) -> None:
    admin, author = city.sign_in("admin"), city.sign_in("executor")
    texts = papers.docx("от {{ доп.held_on }}, председатель {{ доп.chairman }}.")
    form = kept(admin, texts, TemplateDraft(title="Повестка", kinds=["agenda"]))
    chief = author.person("Шелест")
    chosen = {"held_on": "2026-12-05", "chairman": named_value(chief.name, chief.id)}
    document_id = project(author, "agenda", extra=chosen)
    author.api.templates.fill(document_id, form)
    [row] = author.api.attachments.files(document_id).rows
    assert f"от 05.12.2026, председатель {chief.name}." in words(author.fetch(row.file_id).content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (papers.docx("{{ нмер }}"), r"неизвестное поле «нмер» \(есть «номер»\)"),
        (papers.docx("{{ номер"), "Ошибка в разметке"),
        (papers.docx("{% if номер %}без конца"), "Ошибка в разметке"),
        (papers.docx("{{ номер.__class__.__mro__ }}"), "запрещено|неизвестное"),
        (papers.xlsx(("таблица",)), "не открывается как DOCX"),
        (b"PK\x03\x04" + b"junk" * 99, "не открывается как DOCX"),
        ("просто текст".encode(), "не открывается как DOCX"),
    ],
)
def test_a_form_that_cannot_be_filled_is_refused_with_the_reason(city: City, content: bytes, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        kept(city.sign_in("admin"), content)


def test_a_form_needs_a_title_kinds_and_a_file(city: City) -> None:
    admin = city.sign_in("admin")
    with pytest.raises(Invalid) as refused:
        admin.api.templates.put(None, 0, TemplateDraft())
    assert [problem.field for problem in refused.value.problems] == ["title", "kinds"]
    with pytest.raises(Invalid, match="Выберите файл"):
        admin.api.templates.put(None, 0, LETTER)
    with pytest.raises(Invalid, match="Нет такого вида"):
        kept(admin, papers.docx("а"), TemplateDraft(title="А", kinds=["griffin"]))


def test_a_closed_form_and_one_of_another_kind_are_not_offered(city: City) -> None:
    admin, author = city.sign_in("admin"), city.sign_in("executor")
    form = kept(admin, papers.docx("{{ номер }}"), TemplateDraft(title="Уходящий", kinds=["memo"]))
    memo_id = project(author, "memo")
    assert form in [each.id for each in author.api.templates.fitting(memo_id)]
    assert form not in [each.id for each in author.api.templates.fitting(project(author))]
    admin.api.templates.put(form, 1, TemplateDraft(title="Уходящий", kinds=["memo"], closed=True))
    with pytest.raises(Missing):
        author.api.templates.fill(memo_id, form)
    with pytest.raises(Stale):
        admin.api.templates.put(form, 1, TemplateDraft(title="Второй раз", kinds=["memo"]))


def test_who_may_not_attach_makes_no_file_by_a_form(city: City) -> None:
    author, reader = city.sign_in("executor"), city.sign_in("mayor")
    document_id = project(author, signatory_id=reader.me.id)
    form = kept(city.sign_in("admin"), papers.docx("{{ номер }}"))
    with pytest.raises(NotAllowed):
        reader.api.templates.fill(document_id, form)
    with pytest.raises(NotAllowed):
        author.api.templates.all()


def test_a_reply_names_the_letter_that_it_answers(city: City) -> None:
    admin, clerk, author = city.sign_in("admin"), city.sign_in("registrar"), city.sign_in("mayor")
    asked = clerk.register(addressee_ids=[author.me.id])
    theirs = clerk.api.registry.card(asked).draft
    answer = author.api.links.answer(asked)
    draft = author.api.registry.card(answer).draft
    form = kept(
        admin, papers.docx("На № {{ на_номер }} от {{ на_дату }}"), TemplateDraft(title="Н", kinds=[draft.kind])
    )
    author.api.templates.fill(answer, form)
    [row] = author.api.attachments.files(answer).rows
    assert words(author.fetch(row.file_id).content) == f"На № {theirs.their_number} от {theirs.their_date:%d.%m.%Y}"


@pytest.mark.parametrize("form", [letter, memo])
def test_the_forms_of_the_city_can_be_filled(form, tmp_path) -> None:
    form().save(str(tmp_path / "form.docx"))
    assert fault_of(tmp_path / "form.docx") == ""


def test_texts_are_ones_own_unless_a_registrar_shares_them(city: City) -> None:
    clerk, author = city.sign_in("registrar"), city.sign_in("executor")
    draft = TextTemplateDraft(title="К сведению", text="Для сведения и учёта в работе.", place=Place.ORDER)
    mine = author.api.templates.put_text(draft)
    assert mine not in [each.id for each in clerk.api.templates.texts()]
    with pytest.raises(NotAllowed, match="делопроизводитель"):
        author.api.templates.put_text(msgspec.structs.replace(draft, shared=True))
    shared = clerk.api.templates.put_text(msgspec.structs.replace(draft, title="Общий", shared=True))
    found = {each.id: each.mine for each in author.api.templates.texts()}
    assert (found[mine], found[shared]) == (True, False)
    with pytest.raises(NotAllowed, match="кто его завёл"):
        author.api.templates.remove_text(shared)
    again = author.api.templates.put_text(msgspec.structs.replace(draft, text="Иначе."))
    assert again == mine
    author.api.templates.remove_text(mine)
    assert mine not in [each.id for each in author.api.templates.texts()]
