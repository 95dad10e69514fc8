"""Groups among the correspondents beside the first."""

import pytest
from PySide6.QtCore import QObject, Signal

from client.registry.card_fields import RecipientsField
from client.widgets.lookup import correspondent_suggestion
from common.correspondents import CorrespondentKind, CorrespondentRow
from common.kernel.ids import CorrespondentId
from common.rpc.errors import CallError
from tests.factories.workplace import MINISTRY, PROPERTY

GROUP = CorrespondentRow(CorrespondentId(30), "Министерства", "", "", CorrespondentKind.GROUP)


class Asked(QObject):
    """A call that is answered when the test says so."""

    done, failed = Signal(object), Signal(object)

    def then(self, slot):
        self.done.connect(slot)
        return self

    def fails(self, slot):
        self.failed.connect(slot)
        return self


@pytest.fixture
def members():
    return Asked()


@pytest.fixture
def field(qtbot, members):
    field = RecipientsField(lambda *_: Asked(), lambda *_: members, lambda: None)
    qtbot.addWidget(field)
    field.choose(correspondent_suggestion(GROUP))
    return field


def test_a_card_is_not_sent_before_a_group_has_opened_into_its_members(field, members):
    assert "раскрывается" in field.misread()
    members.done.emit([MINISTRY, PROPERTY])
    assert field.value() == [MINISTRY.id, PROPERTY.id]
    assert not field.misread()


def test_a_group_that_does_not_open_says_why(field, members):
    members.failed.emit(CallError("Нет связи с сервером."))
    assert field.note() == "Нет связи с сервером."
    assert not field.misread()
