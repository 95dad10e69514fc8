"""An administrator sees what the proposals rest on and has them learn anew."""

from datetime import UTC, datetime

import msgspec
import pytest

from client.core import city_time
from client.scanning.learning_page import LearningPage
from common.jobs import JobRow, JobState
from common.kernel.ids import JobId
from common.scanning.learning import Learned, Question

BEFORE = Learned(cards=1204, answers={Question.KIND: 1204, Question.UNIT: 800}, relearned=None, relearned_from=0,
                 job_id=None)  # fmt: skip
AFTER = Learned(
    cards=1310, answers={Question.KIND: 1310}, relearned=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
    relearned_from=1302, job_id=None,
)  # fmt: skip


@pytest.fixture
def page(qtbot, work, server):
    city_time.keep_zone("UTC")
    server.answers["learning.learned"] = lambda: BEFORE
    page = LearningPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(page.relearn_button.isEnabled)
    return page


def test_it_says_from_how_many_cards_and_when(page):
    assert page.relearned.text() == "не было"
    assert page.cards.text() == "1\u00a0204"
    assert [page.answers[each].text() for each in Question] == ["1\u00a0204", "0", "0", "800", "0"]


def test_learning_anew_is_asked_about_followed_and_told(page, server, qtbot):
    job = JobRow(JobId(5), "Обучение", JobState.DONE, 9, 9, "Учтено карточек: 1302.", AFTER.relearned, 1)
    server.answers["learning.relearn"] = lambda: JobId(5)
    server.answers["jobs.job"] = lambda _id: job
    page.relearn_button.click()
    assert not server.calls_of("learning.relearn"), "only asked so far"
    server.answers["learning.learned"] = lambda: AFTER
    page.notice.first.emit()
    qtbot.waitUntil(lambda: page.cards.text() == "1\u00a0310")
    assert page.relearned.text() == "23.11.2026 08:30, карточек: 1\u00a0302"
    assert page.notice.text.text() == "Учтено карточек: 1302."
    qtbot.waitUntil(page.relearn_button.isEnabled)


def test_of_an_order_that_did_not_count_its_cards_only_the_moment_is_told(page, server, qtbot):
    server.answers["learning.learned"] = lambda: msgspec.structs.replace(AFTER, relearned_from=0)
    page.refresh()
    qtbot.waitUntil(lambda: page.relearned.text() == "23.11.2026 08:30")
