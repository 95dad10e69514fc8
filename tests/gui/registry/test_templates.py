"""Templates at the desk: a file by a form, the form kept by an administrator, short texts by F2 in any field."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from client.registry.files_tab import FilesTab
from client.registry.phrases import PhraseDialog, Phrases, insert
from client.registry.templates import TemplateForm, TemplatesPage
from client.widgets.fields import MultilineField, TextField
from client.widgets.form import Form
from common.kernel.ids import FileId, TemplateId, TextTemplateId
from common.registry.attachments import DocumentFiles
from common.registry.templates import Place, Template, TemplateDraft, TextTemplate, TextTemplateDraft
from common.rpc.errors import Invalid
from tests.factories.workplace import LETTER
from tests.gui.registry.test_files import MAY, dialog

BLANK_FORM = Template(
    TemplateId(3), 1, TemplateDraft(title="Письмо на бланке", kinds=["letter"]), "Письмо", FileId(9), "Бланк.docx", 1,
    "0" * 64,
)  # fmt: skip


def text(number: int, title: str, place: Place = Place.ANY, *, mine: bool = True) -> TextTemplate:
    return TextTemplate(TextTemplateId(number), TextTemplateDraft(title=title, text=f"{title}!", place=place), mine)


@pytest.fixture
def files(qtbot, work, server):
    server.answers["attachments.files"] = lambda _id: DocumentFiles([], MAY)
    tab = FilesTab(work, LETTER)
    qtbot.addWidget(tab)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.commands.by_template.isEnabled)
    return tab


def test_a_file_is_made_by_one_of_the_forms_of_the_kind(qtbot, files, server):
    server.answers |= {"templates.fitting": lambda _id: [BLANK_FORM], "templates.fill": lambda *_: 1}
    files.commands.by_template.trigger()
    qtbot.waitUntil(lambda: files.commands.templates is not None)
    [action] = files.commands.templates.actions()
    assert action.text() == "Письмо на бланке"
    action.trigger()
    qtbot.waitUntil(lambda: len(server.calls_of("templates.fill")) == 1)
    files.commands.templates.close()
    sent = server.calls_of("templates.fill")[0].arguments
    assert (sent.document_id, sent.template_id) == (LETTER, 3)


def test_without_forms_for_the_kind_it_says_so(qtbot, files, server):
    server.answers["templates.fitting"] = lambda _id: []
    files.commands.by_template.trigger()
    qtbot.waitUntil(lambda: files.commands.templates is not None)
    [action] = files.commands.templates.actions()
    assert not action.isEnabled()
    assert "шаблонов нет" in action.text()
    files.commands.templates.close()


def test_a_form_is_kept_with_its_kinds_and_its_file(qtbot, work, server, tmp_path):
    server.answers |= {"templates.all": lambda: [BLANK_FORM], "templates.put": lambda *_: 4}
    page = TemplatesPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    page.add()
    form = dialog(qtbot, page, TemplateForm)
    qtbot.waitUntil(lambda: form.kinds.list.count() == 2)
    form.save()
    assert "Заполните поле «Виды документов»" in form.form.note("kinds")
    form.title.show_value("Справка")
    form.kinds.list.item(1).setCheckState(Qt.CheckState.Checked)
    fresh = tmp_path / "Справка.docx"
    fresh.write_bytes(b"PK")
    form.file.take(str(fresh))
    qtbot.waitUntil(lambda: form.file.stored is not None)
    form.save()
    qtbot.waitUntil(lambda: len(server.calls_of("templates.put")) == 1)
    sent = server.calls_of("templates.put")[0].arguments
    assert (sent.draft.title, sent.draft.kinds, sent.file_id) == ("Справка", ["request"], form.file.stored.id)


def test_a_form_that_cannot_be_filled_shows_the_servers_reason(qtbot, work, server):
    def refuse(*_):
        raise Invalid("Шаблон «Бланк.docx» не принят: неизвестное поле «нмер».")

    server.answers["templates.put"] = refuse
    form = TemplateForm(work, BLANK_FORM)
    qtbot.addWidget(form)
    form.show()
    assert form.kinds.value() == ["letter"]
    form.save()
    qtbot.waitUntil(lambda: "неизвестное поле «нмер»" in form.notice.text.text())


@pytest.fixture
def form(qtbot, work, server):
    server.answers["templates.texts"] = lambda: [
        text(1, "К сведению", Place.SUMMARY), text(2, "Общий", mine=False), text(3, "Поручение", Place.ORDER),
    ]  # fmt: skip
    made = Form()
    made.phrases = Phrases(work, made)
    made.add("summary", "Содержание", MultilineField(rows=2), 0, span=2)
    made.add("remark", "Примечание", TextField(), 1, span=2)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


def offered(qtbot, form, name):
    editor = form.fields[name].editor
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClick(editor, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: form.phrases.menu is not None and form.phrases.menu.isVisible())
    return form.phrases.menu


def test_f2_offers_what_fits_the_field_and_puts_it_there(qtbot, form):
    menu = offered(qtbot, form, "summary")
    titles = [action.text() for action in menu.actions() if action.text()]
    assert titles[:2] == ["К сведению", "Общий  (общий)"]
    assert "Поручение" not in titles
    menu.actions()[0].trigger()
    menu.close()
    assert form.fields["summary"].value() == "К сведению!"


def test_a_line_gets_the_text_without_line_ends_as_if_typed(qtbot, form):
    line = form.fields["remark"].editor
    assert isinstance(line, QLineEdit)
    with qtbot.waitSignal(form.changed):
        insert(line, "Первая\nвторая")
    assert form.fields["remark"].value() == "Первая вторая"


def test_what_stands_in_the_field_is_kept_as_a_text_of_ones_own(qtbot, form, work, server):
    server.answers["templates.put_text"] = lambda _draft: 7
    form.fields["summary"].show_value("О принятых мерах по обращению граждан")
    menu = offered(qtbot, form, "summary")
    next(action for action in menu.actions() if action.text().startswith("Запомнить")).trigger()
    menu.close()
    asked = dialog(qtbot, form, PhraseDialog)
    assert asked.title.value() == "О принятых мерах по"
    asked.save()
    qtbot.waitUntil(lambda: len(server.calls_of("templates.put_text")) == 1)
    draft = server.calls_of("templates.put_text")[0].arguments.draft
    assert (draft.place, draft.text) == (Place.SUMMARY, "О принятых мерах по обращению граждан")
