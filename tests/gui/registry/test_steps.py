"""What the card offers to do next, and what it asks first."""

import msgspec
import pytest
from PySide6.QtWidgets import QLabel

from client.registry.bulk import BulkDialog
from client.registry.document_window import DocumentWindow
from client.widgets.reason_dialog import ReasonDialog
from common.identity import PersonRow
from common.kernel.ids import PersonId
from common.kernel.rights import Right
from common.registry.bulk import BulkOutcome
from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.registry.kinds import ExtraField, Kind, KindDraft
from common.registry.rules import Action, Part, Standing, refusals
from common.registry.values import ValueType
from tests.factories.workplace import CLERK, FULL, LETTER, answer_for_a_letter, card

SECRET = msgspec.structs.replace(FULL, restriction=Restriction.OFFICIAL)


@pytest.fixture
def opened(qtbot, work, server):
    def open_card(shown, kinds=()):
        answer_for_a_letter(server, shown)
        known = server.answers["registry.dictionaries"]()
        more = msgspec.structs.replace(known, kinds=[*known.kinds, *kinds])
        server.answers["registry.dictionaries"] = lambda: more
        window = DocumentWindow(work, LETTER)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.card.registration.card is not None)
        return window

    return open_card


def test_a_restriction_is_lifted_with_a_reason(qtbot, opened, server):
    window = opened(card(SECRET, number="01-26/7-дсп"))
    server.answers["access.lift"] = lambda _id, _version, _reason: 3
    window.steps.actions[Action.LIFT].trigger()
    [dialog] = window.findChildren(ReasonDialog)
    dialog.save()
    assert server.calls_of("access.lift") == []
    dialog.reason.show_value("Сведения опубликованы")
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("access.lift")) == 1)
    assert server.calls_of("access.lift")[0].arguments.reason == "Сведения опубликованы"


def test_what_is_not_restricted_offers_no_lifting(opened):
    window = opened(card(FULL, number="01-26/7"))
    assert not window.steps.actions[Action.LIFT].isVisible()


def project(**refused):
    """An electronic letter of ours on its author's desk, who registers too."""
    draft = msgspec.structs.replace(FULL, document_class=DocumentClass.OUTGOING, kind="outgoing_letter")
    standing = Standing(CLERK | {Part.EXECUTOR}, frozenset(Right))
    answers = refusals(DocumentClass.OUTGOING, DocumentState.PROJECT, standing)
    return msgspec.structs.replace(card(draft), state=DocumentState.PROJECT, refusals={**answers, **refused})


def test_an_unsigned_project_is_offered_the_step_and_not_the_number(qtbot, opened):
    window = opened(project())
    qtbot.waitUntil(lambda: window.steps.next.isVisible())
    assert "На подпись" in window.steps.next.text()
    register = window._buttons[window.register_action]
    assert (register.isVisible(), register.property("primary")) == (True, False)


def test_where_approval_is_mandatory_it_is_offered_first(qtbot, opened):
    window = opened(project(send_for_signing="Сначала согласование"))
    qtbot.waitUntil(lambda: window.steps.next.isVisible())
    assert "На согласование" in window.steps.next.text()


def test_a_paper_that_has_come_is_offered_its_number(qtbot, opened):
    window = opened(card(FULL))
    register = window._buttons[window.register_action]
    qtbot.waitUntil(register.isVisible)
    assert register.property("primary")
    assert not window.steps.next.isVisible()


def test_what_was_signed_cannot_be_typed_over_what_registration_needs_can(qtbot, opened):
    signed = msgspec.structs.replace(project(), state=DocumentState.AWAITING, signed=True)
    form = opened(signed).card.form
    qtbot.waitUntil(form.isEnabled)
    assert {name: form.fields[name].isEnabled() for name in ("kind", "summary", "signatory_id", "case_file")} == {
        "kind": False, "summary": False, "signatory_id": False, "case_file": True,
    }  # fmt: skip


def test_a_field_of_the_kind_that_was_filled_when_signed_is_locked_an_empty_one_is_not(qtbot, opened, server):
    fields = [ExtraField(key="sum", title="Сумма"), ExtraField(key="estate", title="Номер в реестре")]
    draft = KindDraft(key="bargain", title="Уведомление", document_class=DocumentClass.OUTGOING, template="У-{N}",
                      own_series=True, fields=fields)  # fmt: skip
    typed = msgspec.structs.replace(project().draft, kind="bargain", extra={"sum": "100"})
    signed = msgspec.structs.replace(
        project(), draft=typed, state=DocumentState.AWAITING, signed=True, signed_extra=["sum"]
    )
    form = opened(signed, kinds=[Kind(draft, 1)]).card.form
    qtbot.waitUntil(lambda: "extra.sum" in form.fields and form.isEnabled())
    assert [form.fields[f"extra.{key}"].isEnabled() for key in ("sum", "estate")] == [False, True]


def test_a_kind_chosen_by_a_slip_gives_the_values_of_its_fields_back(qtbot, opened, server):
    server.answers["identity.people"] = lambda text, _limit=20: [PersonRow(PersonId(17), "Шелест С. Н.", "", "")]
    fields = {"bargain": ValueType.PERSON, "notice": ValueType.TEXT}
    kinds = [
        Kind(KindDraft(key=key, title=key, document_class=DocumentClass.OUTGOING,
                       fields=[ExtraField(key="chair", title="Ведёт", type=of)]), 1)
        for key, of in fields.items()
    ]  # fmt: skip
    typed = msgspec.structs.replace(project().draft, kind="bargain", extra={"chair": "Шелест С. Н. #17"})
    form = opened(msgspec.structs.replace(project(), draft=typed), kinds=kinds).card.form
    qtbot.waitUntil(lambda: "extra.chair" in form.fields and form.isEnabled())
    form.known.kind.show_value("notice")
    assert form.fields["extra.chair"].value() == "Шелест С. Н."
    form.known.kind.show_value("bargain")
    assert form.draft().extra == {"chair": "Шелест С. Н. #17"}
    form.known.kind.show_value("notice")
    form.fields["extra.chair"].show_value("Костров А. А.")
    form.known.kind.show_value("bargain")
    assert form.fields["extra.chair"].editor.text() == "Костров А. А."
    assert "Костров" in form.fields["extra.chair"].misread()


def test_a_card_whose_kind_another_has_changed_shows_what_that_kind_holds(qtbot, opened):
    kinds = [
        Kind(KindDraft(key=key, title=key, document_class=DocumentClass.OUTGOING,
                       fields=[ExtraField(key="sum", title=title)]), 1)
        for key, title in (("bargain", "Сумма"), ("notice", "Итого"))
    ]  # fmt: skip
    typed = msgspec.structs.replace(project().draft, kind="bargain", extra={"sum": "100"})
    form = opened(msgspec.structs.replace(project(), draft=typed), kinds=kinds).card.form
    qtbot.waitUntil(lambda: "extra.sum" in form.fields and form.isEnabled())
    form.show_draft(msgspec.structs.replace(typed, kind="notice", extra={"sum": "200"}), None, {})
    assert form.draft().extra == {"sum": "200"}


def test_the_head_says_in_the_colour_of_trouble_that_the_registration_was_cancelled(qtbot, opened):
    window = opened(msgspec.structs.replace(card(FULL, number="01-26/7"), state=DocumentState.CANCELLED))
    qtbot.waitUntil(window.head.cancelled.isVisible)
    assert (window.head.cancelled.text(), window.head.cancelled.property("role")) == ("регистрация отменена", "problem")


def test_the_head_of_a_registered_document_says_nothing_of_the_kind(qtbot, opened):
    window = opened(card(FULL, number="Вх-7"))
    qtbot.waitUntil(lambda: window.head.number.text().startswith("№ Вх-7 от"))
    assert not window.head.cancelled.isVisible()


def test_a_blank_card_goes_into_the_bin_without_a_question_and_comes_back(qtbot, opened, server):
    window = opened(card())
    server.answers["registry.discard"] = lambda _id, _version, _reason: None
    server.answers["registry.restore"] = lambda _id, _version: None
    window.steps.actions[Action.DISCARD].trigger()
    qtbot.waitUntil(lambda: window.card.notice.text.text() == "В корзине.")
    assert window.findChildren(ReasonDialog) == []
    window.card.notice.first.emit()
    qtbot.waitUntil(lambda: len(server.calls_of("registry.restore")) == 1)


def test_what_is_written_asks_for_the_reason_and_comes_back_too(qtbot, opened, server):
    window = opened(card(FULL, version=2))
    server.answers["registry.discard"] = lambda _id, _version, _reason: None
    server.answers["registry.restore"] = lambda _id, _version: None
    window.steps.actions[Action.DISCARD].trigger()
    [dialog] = window.findChildren(ReasonDialog)
    assert "Причина\u00a0*" in [each.text().replace("&", "") for each in dialog.findChildren(QLabel)]
    dialog.reason.show_value("Зарегистрирован дважды")
    dialog.save()
    qtbot.waitUntil(lambda: window.card.notice.text.text() == "В корзине.")
    window.card.notice.first.emit()
    qtbot.waitUntil(lambda: len(server.calls_of("registry.restore")) == 1)


def test_a_document_moved_to_another_file_goes_back_to_its_own(qtbot, opened, server):
    window = opened(card(FULL, version=2))
    done = BulkOutcome(LETTER, "Письмо", "отнесено", "")
    server.answers["registry.bulk"] = lambda _order: [done]
    window.file()
    [dialog] = window.findChildren(BulkDialog)
    dialog.saved.emit([done])
    window.card.notice.first.emit()
    qtbot.waitUntil(lambda: len(server.calls_of("registry.bulk")) == 1)
    assert server.calls_of("registry.bulk")[0].arguments.order.value == FULL.case_file
