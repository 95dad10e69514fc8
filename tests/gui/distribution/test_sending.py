from datetime import date

import pytest
from PySide6.QtCore import Qt

from client.distribution.lists_page import ListForm, ListsPage
from client.distribution.manifest import send_many
from client.distribution.send_dialog import SendDialog
from client.shell.bulk_account import BulkAccount
from client.widgets.lookup import person_suggestion
from common.distribution.api import Away, Preview, SendingKind, UnitCount
from common.distribution.lists import ListCard, ListDraft, PostChoice, Reach, UnitRow, UnitTarget
from common.kernel.ids import DistributionListId, DocumentId, PostId, UnitId
from common.registry.bulk import BulkOutcome
from common.rpc.errors import Invalid
from tests.factories.workplace import DIRECTOR, LEADER, LETTER
from tests.gui.typing_keys import press, type_text

TOP, DEPARTMENT = UnitRow(UnitId(1), "Администрация", 0, 3), UnitRow(UnitId(2), "Департамент образования", 1, 12)
HEADS = ListCard(
    id=DistributionListId(5), version=2, draft=ListDraft(title="Руководители", shared=True, person_ids=[LEADER.id]),
    owner="Петрова А. И.", people={LEADER.id: LEADER.name}, posts={}, units={}, organisations={}, gone=[],
    may_change=True,
)  # fmt: skip
PREVIEW = Preview(
    people=13, units=[UnitCount(UnitId(2), "Департамент образования", 12), UnitCount(UnitId(1), "Администрация", 1)],
    already=["Абакумов В. П. — уже в рассылке от 20.11.2026"], passed_by=1, dismissed=["Ежов К. К."],
    unanswered=["Главный архитектор (вакантна)"],
    away=[Away("Щукина Ж. Ё.", date(2026, 12, 1), "Ершова И. К.")], organisations=["Прокуратура города"],
    organisations_already=[], deadline=None, refusals=[],
)  # fmt: skip


@pytest.fixture
def answering(server):
    server.answers["lists.all"] = lambda: [HEADS]
    server.answers["lists.units"] = lambda: [TOP, DEPARTMENT]
    server.answers["distribution.preview"] = lambda _ids, _draft: PREVIEW
    server.answers["distribution.send"] = lambda ids, _draft: [
        BulkOutcome(each, f"№ {each}", "сотрудников: 13", "") for each in ids
    ]
    return server


@pytest.fixture
def dialog(qtbot, work, answering):
    def opened(*ids):
        dialog = SendDialog(work, list(ids) or [LETTER])
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: bool(dialog.lists.list.count()) and bool(dialog.units._lookup.suggestions))
        return dialog

    return opened


def test_who_will_get_it_is_told_before_it_is_sent(dialog, answering, qtbot):
    opened = dialog()
    assert "Отметьте список" in opened.preview.toPlainText()
    press(opened.lists.list, Qt.Key.Key_Space, text=" ")
    qtbot.waitUntil(lambda: "сотрудников 13" in opened.preview.toPlainText())
    told = opened.preview.toPlainText()
    for words in ("Департамент образования — 12", "второй раз не пойдёт: 1", "Ежов К. К.", "Прокуратура города",
                  "Щукина Ж. Ё. — до 01.12.2026, замещает Ершова И. К."):  # fmt: skip
        assert words in told
    asked = answering.calls_of("distribution.preview")[-1].arguments
    assert (asked.document_ids, asked.draft.list_ids) == ([LETTER], [HEADS.id])


def test_a_unit_is_offered_in_the_ways_that_make_sense(dialog):
    opened = dialog()
    offered = {each.key: each.title for each in opened.units._lookup.suggestions}
    assert [target.reach for target in offered if target.unit_id == DEPARTMENT.id] == [Reach.UNIT, Reach.HEAD]
    assert {target.reach for target in offered if target.unit_id == TOP.id} == {*Reach}
    assert offered[UnitTarget(DEPARTMENT.id, Reach.UNIT)] == "Департамент образования — все сотрудники"


def test_a_unit_is_found_by_typing(dialog, qtbot):
    opened = dialog()
    opened.activateWindow()
    opened.units.line.setFocus()
    qtbot.waitUntil(opened.units.line.hasFocus)
    type_text(opened.units.line, "департамент")
    assert opened.units.line.is_open()
    press(opened.units.line, Qt.Key.Key_Return)
    assert opened.draft().units == [UnitTarget(DEPARTMENT.id, Reach.UNIT)]


def test_all_that_is_entered_is_sent(dialog, answering, qtbot):
    opened = dialog()
    opened.lists.show_value([HEADS.id])
    opened.people.add([person_suggestion(DIRECTOR)])
    opened.days.show_value(7)
    type_text(opened.comment.text, "К совещанию")
    with qtbot.waitSignal(opened.saved):
        opened.save_button.click()
    draft = answering.calls_of("distribution.send")[0].arguments.draft
    assert (draft.list_ids, draft.person_ids, draft.days) == ([HEADS.id], [DIRECTOR.id], 7)
    assert (draft.kind, draft.comment, draft.again) == (SendingKind.SIGNED_FOR, "К совещанию", False)


def test_nobody_chosen_is_told_beside_the_field(dialog, answering):
    opened = dialog()
    opened.save_button.click()
    assert "Укажите, кому разослать" in opened.form.note("list_ids")
    assert not answering.calls_of("distribution.send")


def test_for_information_there_is_no_deadline(dialog):
    opened = dialog()
    opened.kind.show_value(SendingKind.FOR_INFORMATION)
    assert (opened.days.isEnabled(), opened.draft().days) == (False, 0)


def test_a_refusal_leaves_the_window_with_the_reason(dialog, answering, qtbot):
    answering.answers["distribution.send"] = lambda ids, _draft: [
        BulkOutcome(ids[0], "№ 7", "", "Рассылать некому: все выбранные уже получили этот документ.")
    ]
    opened = dialog()
    opened.lists.show_value([HEADS.id])
    opened.save_button.click()
    qtbot.waitUntil(lambda: "Рассылать некому" in opened.notice.text.text())
    assert opened.isVisible()
    assert opened.save_button.isEnabled()


def test_a_preview_that_is_refused_says_why(dialog, answering, qtbot):
    def refuse(_ids, _draft):
        raise Invalid("Подразделение закрыто: Отдел.")

    answering.answers["distribution.preview"] = refuse
    opened = dialog()
    opened.lists.show_value([HEADS.id])
    qtbot.waitUntil(lambda: "Подразделение закрыто" in opened.preview.toPlainText())


def test_many_documents_end_with_an_account(qtbot, work, answering):
    owner = ListsPage(work)
    qtbot.addWidget(owner)
    owner.show()
    send_many(work, [DocumentId(7), DocumentId(8)], owner)
    dialog = owner.findChild(SendDialog)
    assert dialog.windowTitle() == "Разослать: документов 2"
    qtbot.waitUntil(lambda: bool(dialog.lists.list.count()))
    dialog.lists.show_value([HEADS.id])
    dialog.save_button.click()
    qtbot.waitUntil(lambda: owner.findChild(BulkAccount) is not None)
    assert owner.findChild(BulkAccount).verdict.text() == "Сделано: 2. Не сделано: 0."


def test_a_list_is_defined_by_keyboard(qtbot, work, answering):
    answering.answers["lists.define"] = lambda _id, _version, _draft: DistributionListId(6)
    page = ListsPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    press(page.view, Qt.Key.Key_Insert)
    form = page.findChild(ListForm)
    form.save_button.click()
    assert "Название" in form.form.note("title")
    assert "Список пуст" in form.form.note("person_ids")
    type_text(form.title.line, "Планёрка")
    form.people.add([person_suggestion(LEADER)])
    answering.answers["lists.posts"] = lambda _text: [PostChoice(PostId(4), "Архивист (Ежов К. К.)", "Архивный отдел")]
    form.activateWindow()
    form.posts.line.setFocus()
    qtbot.waitUntil(form.posts.line.hasFocus)
    type_text(form.posts.line, "архив")
    qtbot.waitUntil(form.posts.takes_enter)
    press(form.posts.line, Qt.Key.Key_Return)
    with qtbot.waitSignal(form.saved):
        form.save_button.click()
    draft = answering.calls_of("lists.define")[0].arguments.draft
    assert (draft.title, draft.person_ids, draft.shared) == ("Планёрка", [LEADER.id], True)
    assert draft.post_ids == [4]


def test_a_list_is_changed_in_the_version_that_was_read(qtbot, work, answering):
    answering.answers["lists.define"] = lambda _id, _version, _draft: HEADS.id
    form = ListForm(work, HEADS)
    qtbot.addWidget(form)
    form.show()
    type_text(form.title.line, "Главы")
    with qtbot.waitSignal(form.saved):
        form.save_button.click()
    sent = answering.calls_of("lists.define")[0].arguments
    assert (sent.list_id, sent.version, sent.draft.person_ids) == (HEADS.id, 2, [LEADER.id])
