"""What the author has typed goes with the project; then it is on the leader's desk and nobody else's."""

from collections.abc import Callable

import pytest

from common.registry.classes import DocumentState
from common.registry.document import DocumentFilter
from common.registry.rules import Action
from tests.city import City
from tests.e2e.desk import Desk, until
from tests.integration.registry.test_projects import project

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")
AWAITS_ME = DocumentFilter(document_class=None, states=(DocumentState.SIGNING,), awaits_me=True)


def on_desk(signed) -> list[int]:
    return [row.id for row in signed.api.registry.documents(AWAITS_ME).rows]


def test_what_is_typed_is_saved_before_the_project_goes_on(desk_of: Callable[[str], Desk], city: City) -> None:
    author, mayor, deputy = (city.sign_in(login) for login in ("executor", "mayor", "deputy"))
    document_id = project(author, city.sign_in("registrar").place, "memo")
    desk = desk_of("executor")
    window = desk.open(document_id)
    until(lambda: window.steps.actions[Action.SEND_FOR_SIGNING].isEnabled(), "the step")
    window.card.form.fields["body"].editor.setPlainText("Прошу выделить средства.")
    window.steps.actions[Action.SEND_FOR_SIGNING].trigger()
    until(lambda: window.card.registration.card.state is DocumentState.SIGNING, "the project on the mayor's desk")
    assert mayor.api.registry.card(document_id).draft.body == "Прошу выделить средства."
    assert not window.card.sheet.form.isEnabled()
    assert document_id in on_desk(mayor)
    assert document_id not in on_desk(author) + on_desk(deputy)


def test_a_faulty_card_does_not_go_on(desk_of: Callable[[str], Desk], city: City) -> None:
    author = city.sign_in("executor")
    document_id = project(author, city.sign_in("registrar").place, "memo")
    window = desk_of("executor").open(document_id)
    until(lambda: window.steps.actions[Action.SEND_FOR_SIGNING].isEnabled(), "the step")
    window.card.form.fields["summary"].editor.setPlainText("")
    window.steps.actions[Action.SEND_FOR_SIGNING].trigger()
    until(lambda: not window.card.notice.isHidden(), "the refusal")
    assert author.api.registry.card(document_id).state is DocumentState.PROJECT
