"""The dialog of signing: what a kind demands is what may be chosen, and what is refused stays out."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.signatures.keys import Keeper, KeyPlace
from client.signatures.sign_dialog import SignDialog
from common.approvals.course import Visa
from common.approvals.waiting import Remark
from common.kernel.ids import AttachmentId, DocumentId, FileId
from common.registry.bulk import BulkOutcome
from common.registry.kinds import Demand
from common.signatures import CertificateCard, FileToSign, Method, SignatureRole, SigningOffer
from tests.gui.typing_keys import type_text

FILE = FileToSign(AttachmentId(1), 2, FileId(1), "Ответ.pdf", 10, "0" * 64, True)

CERTIFICATE = CertificateCard(
    owner="Шелест Сергей Николаевич", organisation="", post="", issuer="УЦ города", serial="0A1B2C3D", thumbprint="",
    since=datetime(2026, 1, 1, tzinfo=UTC), until=datetime(2027, 1, 1, tzinfo=UTC), algorithm="ECDSA",
)  # fmt: skip


def offer(number: int = 1, demand: Demand = Demand.NONE, **more: object) -> SigningOffer:
    values = {"title": "О принятых мерах", "files": [FILE], "demand": demand, **more}
    return SigningOffer(document_id=DocumentId(number), version=3, **values)


@pytest.fixture
def opened(qtbot, work, server):
    server.answers["powers.mine"] = list
    server.answers.setdefault("waiting.remarks", lambda _ids: [])

    def made(*offers: SigningOffer, role: SignatureRole = SignatureRole.APPROVING) -> SignDialog:
        dialog = SignDialog(work, list(offers), role)
        qtbot.addWidget(dialog)
        dialog.show()
        if role is SignatureRole.APPROVING and any(not each.refusal for each in offers):
            qtbot.waitUntil(dialog.save_button.isEnabled)
        return dialog

    return made


def offered(dialog: SignDialog) -> list[str]:
    combo = dialog.method.combo
    return [combo.itemText(number) for number in range(combo.count())]


@pytest.mark.parametrize(
    ("demand", "first", "preset"),
    [
        (Demand.NONE, Method.NONE, Method.SIMPLE),
        (Demand.SIMPLE, Method.SIMPLE, Method.SIMPLE),
        (Demand.CRYPTOGRAPHIC, Method.CRYPTOGRAPHIC, Method.CRYPTOGRAPHIC),
    ],
)
def test_no_less_than_the_kind_demands_is_offered(opened, demand, first, preset):
    dialog = opened(offer(demand=demand))
    assert offered(dialog)[0] == first.label
    assert offered(dialog)[-1] == Method.CRYPTOGRAPHIC.label
    assert dialog.method.value() is preset


def test_what_is_signed_on_paper_takes_the_step_without_a_password(qtbot, opened, server):
    server.answers["signatures.sign"] = lambda _order: [BulkOutcome(DocumentId(1), "О мерах", "Подписан", "")]
    dialog = opened(offer(files=[]))
    assert dialog.method.value() is Method.NONE
    assert not dialog.secret.isVisible()
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    order = server.calls_of("signatures.sign")[0].arguments.order
    assert (order.method, order.documents[0].files, order.password) == (Method.NONE, [], "")


def test_a_refused_document_is_shown_and_left_out(qtbot, opened, server):
    server.answers["signatures.sign"] = lambda _order: [BulkOutcome(DocumentId(2), "О мерах", "Подписан", "")]
    dialog = opened(offer(1, refusal="Уже подписан."), offer(2))
    assert dialog.model.index(0, 0).data() == "О принятых мерах\nне подписать: Уже подписан."
    dialog.secret.show_value("пароль")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
        assert dialog.save_button.text() == "Подписывается…"
    assert dialog.save_button.text() == "&Подписать"
    order = server.calls_of("signatures.sign")[0].arguments.order
    assert [each.document_id for each in order.documents] == [2]
    assert [(file.number, file.sha256) for file in order.documents[0].files] == [(2, "0" * 64)]


def test_nothing_can_be_signed_when_all_is_refused(opened):
    assert not opened(offer(refusal="Это делает подписывающий.")).save_button.isEnabled()


def test_without_a_certificate_it_is_said_where_to_get_one(opened):
    dialog = opened(offer(demand=Demand.CRYPTOGRAPHIC))
    dialog.save()
    assert "добавьте свой" in dialog.form.note("certificate")


def test_a_visa_is_put_by_password_or_certificate_only(opened):
    assert offered(opened(offer(), role=SignatureRole.ENDORSING)) == [Method.SIMPLE.label, Method.CRYPTOGRAPHIC.label]


def test_one_refused_document_is_told_of_in_the_dialog(qtbot, opened, server):
    refusal = "Файлы документа изменились."
    server.answers["signatures.sign"] = lambda _order: [BulkOutcome(DocumentId(1), "О мерах", "", refusal)]
    dialog = opened(offer())
    dialog.secret.show_value("пароль")
    dialog.save()
    qtbot.waitUntil(lambda: not dialog.notice.isHidden())
    assert dialog.notice.text.text() == refusal
    assert dialog.save_button.isEnabled()


def test_remarks_of_the_approval_stand_before_the_signature(opened, server):
    remarks = [
        Remark(document_id=DocumentId(2), person="Иванов И. И.", visa=Visa.WITH_REMARKS, text="Нет расчёта",
               taken=False, answer="Расчёт не требуется"),
        Remark(document_id=DocumentId(2), person="Петров П. П.", visa=Visa.WITH_REMARKS, text="Опечатка", taken=None,
               answer=""),
    ]  # fmt: skip
    server.answers["waiting.remarks"] = lambda _ids: remarks
    dialog = opened(offer(1, title="О первом"), offer(2, title="О втором"))
    assert dialog.remarks.isVisible()
    assert dialog.remarks.text.text().splitlines() == [
        "О втором:",
        "• Согласовано с замечаниями: Иванов И. И. — Нет расчёта → отклонено: Расчёт не требуется",
        "• Согласовано с замечаниями: Петров П. П. — Опечатка → решения нет",
    ]


def test_enter_after_the_password_signs(qtbot, opened, server):
    server.answers["signatures.sign"] = lambda _order: [BulkOutcome(DocumentId(1), "О мерах", "Подписан", "")]
    dialog = opened(offer())
    type_text(dialog.secret.line, "пароль")
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(dialog.secret.line, Qt.Key.Key_Return)
    assert [call.arguments.order.password for call in server.calls_of("signatures.sign")] == ["пароль"]


def test_a_letter_that_leaves_is_cautioned_of_and_signed_by_the_certificate_that_there_is(opened, own_certificate):
    """A simple signature binds within the administration only."""
    inside, leaving = opened(offer()), opened(offer(leaves=True, whom="Прокуратура города"))
    assert (inside.method.value(), inside.caution.isVisible()) == (Method.SIMPLE, False)
    assert (leaving.method.value(), leaving.caution.isVisible()) == (Method.SIMPLE, True)
    assert leaving.model.index(0, 1).data() == "Прокуратура города"
    for dialog in (inside, leaving):
        own_certificate(dialog)
    assert inside.method.value() is Method.SIMPLE
    assert (leaving.method.value(), leaving.caution.isVisible()) == (Method.CRYPTOGRAPHIC, False)


def test_a_typed_password_never_becomes_a_pin_under_the_hand(opened, own_certificate):
    leaving = opened(offer(leaves=True))
    type_text(leaving.secret.line, "пароль")
    own_certificate(leaving)
    assert leaving.method.value() is Method.SIMPLE


@pytest.fixture
def own_certificate():
    """One's certificate becomes known to the dialog, as the server describes it."""

    def known(dialog: SignDialog) -> None:
        place = KeyPlace(Keeper.CONTAINER, "ключ.pfx", b"der")
        dialog._certificates.places = [place]
        dialog._certificates.cards[b"der"] = CERTIFICATE
        dialog._certificates.known.emit()

    return known


def test_without_remarks_nothing_stands_there(opened):
    assert not opened(offer()).remarks.isVisible()
