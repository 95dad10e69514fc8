"""What an approver and a signatory see beside the card without asking for it."""

import msgspec
import pytest

from client.registry.document_window import DocumentWindow
from client.registry.points_field import PointsField
from client.registry.sight_pane import ON_ITS_WAY
from client.registry.sight_strip import SightStrip
from common.files import Preview
from common.registry.attachments import DocumentFiles
from common.registry.card import FileRole
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import DocumentDraft, Point
from tests.factories import papers
from tests.factories.workplace import FULL, LETTER, answer_for_a_letter, card
from tests.gui.registry.test_files import MAY, file

MEMO = msgspec.structs.replace(FULL, document_class=DocumentClass.INTERNAL, kind="memo", body="Прошу согласовать.")


@pytest.fixture
def opened(qtbot, work, server):
    def open_project(state, draft=MEMO, files=(), width=1150):
        answer_for_a_letter(server, msgspec.structs.replace(card(draft), state=state, refusals={}))
        server.answers["attachments.files"] = lambda _id: DocumentFiles(list(files), MAY)
        window = DocumentWindow(work, LETTER)
        qtbot.addWidget(window)
        window.resize(width, 640)
        window.show()
        qtbot.waitUntil(lambda: window.card.registration.card is not None)
        return window

    return open_project


@pytest.mark.parametrize("state", sorted(ON_ITS_WAY))
def test_the_main_file_of_a_project_is_read_beside_its_card(opened, qtbot, server, state):
    stored = server.shelf.put(papers.pdf("Постановление"), "Проект.pdf")
    server.answers["previews.look"] = lambda *_: Preview(stored)
    window = opened(state, files=[file(1, "Проект.docx"), file(2, "Приложение.docx")])
    qtbot.waitUntil(window.sight.file.pdf.isVisible)
    assert server.calls_of("previews.look")[0].arguments.attachment_id == 1
    assert not window.sight.file.pdf.hasFocus(), "the keyboard stays with the card"


def test_once_it_is_signed_the_copy_with_the_mark_is_read(opened, qtbot, server):
    stored = server.shelf.put(papers.pdf("Постановление"), "Проект с отметкой об ЭП.pdf")
    server.answers["previews.look"] = lambda *_: Preview(stored)
    copy = file(2, "Проект с отметкой об ЭП.pdf", FileRole.MARKED)
    window = opened(DocumentState.AWAITING, files=[file(1, "Проект.docx"), copy])
    qtbot.waitUntil(window.sight.file.pdf.isVisible)
    assert server.calls_of("previews.look")[0].arguments.attachment_id == copy.id


def test_a_project_without_files_shows_the_text_of_its_card(opened, qtbot):
    window = opened(DocumentState.APPROVAL)
    qtbot.waitUntil(window.sight.body.isVisible)
    assert window.sight.body.toPlainText() == "Прошу согласовать."


def test_who_writes_the_project_has_the_whole_place_for_its_card(opened, server):
    window = opened(DocumentState.PROJECT, files=[file(1, "Проект.docx")])
    assert not window.sight.isVisible()
    assert server.calls_of("previews.look") == []


@pytest.mark.parametrize("state", [DocumentState.SIGNED, DocumentState.AWAITING])
def test_the_clerk_registers_with_what_was_signed_in_sight(opened, qtbot, state):
    window = opened(state)
    qtbot.waitUntil(window.sight.body.isVisible)


def test_beside_a_registered_document_the_text_is_folded_where_it_is_narrow_and_the_choice_is_remembered(opened, qtbot):
    window = opened(DocumentState.REGISTERED)
    qtbot.waitUntil(window.sight.fold_button.isVisible)
    assert not window.sight.isVisible()
    window.sight.fold_action.trigger()
    qtbot.waitUntil(window.sight.body.isVisible)
    again = opened(DocumentState.REGISTERED)
    qtbot.waitUntil(again.sight.body.isVisible)
    again.sight.fold_action.trigger()
    assert not again.sight.isVisible()
    third = opened(DocumentState.REGISTERED)
    qtbot.waitUntil(third.sight.fold_button.isVisible)
    assert not third.sight.isVisible()


def test_the_file_of_a_registered_document_is_prepared_only_when_somebody_unfolds_it(opened, qtbot, server):
    stored = server.shelf.put(papers.pdf("Постановление"), "Проект.pdf")
    server.answers["previews.look"] = lambda *_: Preview(stored)
    window = opened(DocumentState.REGISTERED, files=[file(1, "Проект.docx")])
    qtbot.waitUntil(window.sight.fold_button.isVisible)
    assert server.calls_of("previews.look") == []
    window.sight.fold_action.trigger()
    qtbot.waitUntil(window.sight.file.pdf.isVisible)


def test_a_wide_window_shows_the_text_of_a_registered_document_at_once(opened, qtbot):
    window = opened(DocumentState.REGISTERED, width=1600)
    qtbot.waitUntil(window.sight.body.isVisible)


def test_a_project_with_nothing_to_read_leaves_the_place_to_its_card(opened, qtbot, server):
    window = opened(DocumentState.SIGNING, msgspec.structs.replace(MEMO, body=""))
    qtbot.waitUntil(lambda: bool(server.calls_of("attachments.files")))
    qtbot.waitUntil(lambda: not window.sight.isVisible())


def test_people_and_points_of_a_locked_card_look_and_act_locked(opened, qtbot):
    draft = msgspec.structs.replace(
        FULL, document_class=DocumentClass.ACT, kind="resolution", points=[Point(number="1", text="Утвердить")]
    )
    window = opened(DocumentState.APPROVAL, draft)
    form = window.card.form
    points, people = form.fields["points"], form.addressees
    assert isinstance(points, PointsField)
    qtbot.waitUntil(lambda: not form.isEnabled())
    assert not any(button.isVisible() for button in points._buttons)
    assert all("×" not in chip.text() for chip in people._chips)
    points.remove()
    points.add()
    assert [point.text for point in points.value()] == ["Утвердить"]


def test_a_letter_without_an_image_leaves_a_strip_and_what_was_chosen_stays(opened, qtbot):
    window = opened(DocumentState.REGISTERED, draft=FULL)
    qtbot.waitUntil(window.sight.strip.isVisible)
    assert not window.sight.isVisible()
    window.sight.strip.clicked.emit()
    assert window.sight.isVisible()
    assert not window.sight.strip.isVisible()
    again = opened(DocumentState.REGISTERED, draft=FULL)
    qtbot.waitUntil(lambda: again.sight.scan.is_read)
    assert again.sight.isVisible()
    again.sight.fold_action.trigger()
    assert again.sight.strip.isVisible()


def test_nobody_is_invited_to_bring_what_he_may_not(qtbot):
    strip = SightStrip()
    qtbot.addWidget(strip)
    strip.take(files=False)
    assert strip.words == "Образа нет"
    assert "встанет" not in strip.toolTip()


@pytest.mark.parametrize(
    ("document_class", "state", "field"),
    [
        (DocumentClass.INCOMING, DocumentState.DRAFT, "correspondent_id"),
        *((each, DocumentState.PROJECT, "summary") for each in DocumentClass if each is not DocumentClass.INCOMING),
    ],
)
def test_a_new_card_begins_with_what_a_clerk_fills_first(opened, qtbot, document_class, state, field):
    empty = DocumentDraft(document_class=document_class, kind="memo")
    window = opened(state, draft=empty)
    window.card.form.setEnabled(True)
    window.card.form.start()
    assert window.card.form.fields[field].editor is window.focusWidget()
    assert window.windowTitle().endswith("— новый документ")
