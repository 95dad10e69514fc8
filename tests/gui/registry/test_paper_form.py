"""A letter that comes on paper has a paper original, unless the clerk says otherwise."""

import msgspec
import pytest

from client.registry.document_window import DocumentWindow
from client.registry.registration import Phase
from common.registry.classes import RecordForm
from common.registry.document import DocumentDraft
from tests.factories.workplace import FULL, LETTER, PLACE, answer_for_a_letter, card

NEW = DocumentDraft(place_id=PLACE.id)


@pytest.fixture
def form_of(qtbot, work, server):
    def opened(draft=NEW, **of_card):
        answer_for_a_letter(server, card(draft, **of_card))
        window = DocumentWindow(work, LETTER)
        qtbot.addWidget(window)
        window.show()
        done = Phase.REGISTERED if "number" in of_card else Phase.EDITING
        qtbot.waitUntil(lambda: window.card.registration.phase is done)
        qtbot.waitUntil(lambda: window.card.form.known.delivery.offers("medo"))
        return window.card.form

    return opened


def test_a_letter_by_post_is_mixed_and_no_longer_when_it_came_otherwise(form_of):
    form = form_of()
    form.known.delivery.fill("Почта")
    assert form.draft().form is RecordForm.MIXED
    assert "«Почта»" in form.known.record_form.editor.toolTip()
    assert form.fields["paper_place"].isVisibleTo(form)
    form.known.delivery.fill("МЭДО")
    assert form.draft().form is RecordForm.ELECTRONIC
    assert not form.known.record_form.editor.toolTip()


def test_a_form_chosen_by_the_clerk_stays(form_of):
    form = form_of()
    form.known.delivery.fill("Почта")
    form.known.record_form.fill(RecordForm.ELECTRONIC.label)
    form.known.delivery.fill("МЭДО")
    form.known.delivery.fill("Почта")
    assert form.draft().form is RecordForm.ELECTRONIC


@pytest.mark.parametrize(
    "kept",
    [
        msgspec.structs.replace(NEW, delivery="post"),  # electronic by choice: a letter by post begins as mixed
        msgspec.structs.replace(NEW, delivery="medo", form=RecordForm.MIXED),
        msgspec.structs.replace(NEW, form=RecordForm.PAPER),  # as its kind is kept
    ],
)
def test_a_form_that_was_chosen_before_stays(form_of, kept):
    form = form_of(kept)
    assert form.draft().form is kept.form
    for delivery in ("Эл. почта", "Почта", "МЭДО"):
        form.known.delivery.fill(delivery)
    assert form.draft().form is kept.form


def test_what_followed_before_follows_when_it_is_opened_again(form_of):
    form = form_of(msgspec.structs.replace(NEW, delivery="post", form=RecordForm.MIXED))
    assert form.draft().form is RecordForm.MIXED
    form.known.delivery.fill("МЭДО")
    assert form.draft().form is RecordForm.ELECTRONIC


def test_a_registered_letter_keeps_its_form(form_of):
    form = form_of(msgspec.structs.replace(FULL, delivery="medo"), version=2, number="01-26/7")
    form.known.delivery.fill("Почта")
    assert form.draft().form is RecordForm.ELECTRONIC
