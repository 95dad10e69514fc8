"""«Контроль исполнения»: whom a legal act names is shown in registers, asked for, found by words and printed."""

import pytest

from common.registry.classes import DocumentClass, DocumentState
from common.registry.columns import COLUMNS
from common.registry.document import DocumentFilter
from common.registry.selection import Comparison, Condition
from tests.city import City
from tests.integration.registry.test_projects import project


@pytest.mark.parametrize(
    ("how", "value"),
    [(Comparison.CONTAINS, "{surname}"), (Comparison.KEY, "{id}"), (Comparison.FILLED, "")],
)
def test_an_act_is_asked_for_by_who_controls_it(city: City, how: Comparison, value: str) -> None:
    clerk = city.sign_in("registrar")
    controller = city.sign_in("controller").me
    act = project(clerk, clerk.place, "resolution", controller_id=controller.id)
    other = project(clerk, clerk.place, "resolution")
    asked = value.format(surname=controller.name.split()[0], id=controller.id)
    condition = Condition(field="controller_id", comparison=how, value=asked)
    chosen = DocumentFilter(
        document_class=DocumentClass.ACT, states=(DocumentState.PROJECT,), kind="resolution", conditions=[condition]
    )
    rows = {row.id: row for row in clerk.api.registry.documents(chosen).rows}
    assert act in rows
    assert other not in rows
    assert COLUMNS["controller"].text(rows[act]).startswith(controller.name.split()[0])
