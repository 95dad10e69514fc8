"""A page of which most words are guesswork is named over the image, with what to do."""

import pytest

from client.registry.scan_pane import ScanPane
from common.scanning.recognition import PageState, Recognition, ScannedPage
from tests.factories.workplace import LETTER


@pytest.fixture
def shown(qtbot, work, server):
    """The pane with pages read with these confidences."""

    def show(*confidences, failed=()):
        pages = [
            ScannedPage(
                number=number, state=PageState.FAILED if number in failed else PageState.READ,
                reason="Страница повреждена." if number in failed else "", preview_id=None, confidence=confidence,
            )
            for number, confidence in enumerate(confidences, start=1)
        ]  # fmt: skip
        total = len(pages)
        server.answers["scanning.recognition"] = lambda _id: Recognition(
            job_id=None, done=total, total=total, message="", pages=pages, proposals=[]
        )
        pane = ScanPane(LETTER, work.apis.scanning, work.calls, work.transfers, may_register=True)
        qtbot.addWidget(pane)
        pane.load()
        qtbot.waitUntil(lambda: pane.is_read)
        return pane

    return show


def test_smeared_pages_are_named_and_a_blank_side_is_not(shown):
    pane = shown(0.93, 0.2, 0.0, 0.31)
    assert not pane.notice.isHidden()
    assert "стр. 2, 4:" in pane.notice.text.text()
    assert "Отсканируйте их заново" in pane.notice.text.text()


def test_what_is_well_read_is_not_spoken_of(shown):
    assert shown(0.93, 0.88, 0.0).notice.isHidden()


def test_a_page_that_could_not_be_read_at_all_comes_first(shown):
    pane = shown(0.0, 0.2, failed={1})
    assert "Не распознано, стр. 1" in pane.notice.text.text()
