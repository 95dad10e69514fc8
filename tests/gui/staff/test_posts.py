"""Posts at the administrator's desk: vacant ones say who works for them, Enter appoints, refusals are read."""

import pytest

from client.staff.posts import PostForm, PostsRegister
from common.kernel.ids import PersonId, PostId, UnitId
from common.kernel.paging import Page
from common.rpc.errors import Invalid
from common.staff import PostDraft, PostRow, UnitRow
from tests.factories.desk import TODAY
from tests.factories.workplace import workplace

DEPARTMENT = (UnitId(2), "Департамент")
POSTS = [
    PostRow(PostId(1), "Директор", *DEPARTMENT, PersonId(1), "Абакумов В. П.", "Абакумов В. П.", None),
    PostRow(PostId(2), "Консультант", *DEPARTMENT, None, "", "Абакумов В. П.", None),
    PostRow(PostId(3), "Писарь", *DEPARTMENT, None, "", "Абакумов В. П.", TODAY),
]


DEPARTMENTS = [
    UnitRow(UnitId(2), "02", "Департамент", "Деп", None, "", PersonId(1), "Абакумов В. П.", 2, None, ""),
]  # fmt: skip


@pytest.fixture
def page(transport, calls, asked, server, tmp_path, qtbot):
    server.answers |= {"staff.posts": lambda *_: Page(len(POSTS), POSTS), "staff.units": lambda: DEPARTMENTS}
    page = PostsRegister(workplace(transport, calls, asked, tmp_path))
    qtbot.addWidget(page)
    page.resize(1150, 600)
    page.show()
    qtbot.waitUntil(lambda: page.model.index(2, 0).data() == "Писарь")
    page.view.setCurrentIndex(page.model.index(0, 0))
    return page


def shown(page, row, column):
    return page.model.index(row, column).data()


def test_a_vacant_post_says_who_does_its_work(page):
    assert [shown(page, row, 2) for row in range(3)] == ["Абакумов В. П.", "вакантна, исполняет Абакумов В. П.", ""]


def test_the_form_of_a_post_sends_who_holds_it(page, server, qtbot):
    sent = []
    server.answers["staff.put_post"] = lambda *given: sent.append(given) or PostId(1)
    page.open_row(POSTS[0])
    form = page.findChild(PostForm)
    qtbot.waitUntil(lambda: form.unit.value() == UnitId(2))
    form.save()
    qtbot.waitUntil(lambda: bool(sent))
    assert sent == [(PostId(1), PostDraft(title="Директор", unit_id=UnitId(2), holder_id=PersonId(1)))]


def test_a_post_that_is_held_is_not_closed_and_the_page_says_why(page, server, qtbot):
    words = "Должность занимает Абакумов В. П.: сначала освободите её."

    def refuse(_post):
        raise Invalid(words)

    server.answers["staff.close_post"] = refuse
    page.close_post()
    qtbot.waitUntil(page.notice.isVisible)
    assert words in page.notice.text.text()
