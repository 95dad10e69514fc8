import pytest

from client.approvals.routes_page import RouteForm, RoutesPage, RouteStageDialog
from client.widgets.lookup import person_suggestion
from common.approvals.course import Restart
from common.approvals.routes import Post, RouteCard, RouteDraft, RouteStage
from common.kernel.ids import RouteId
from common.registry.classes import DocumentClass
from common.registry.document import Dictionaries
from common.registry.kinds import Kind, KindDraft
from common.registry.selection import Comparison, Condition
from tests.factories.workplace import DIRECTOR
from tests.gui.typing_keys import type_text

LETTER_OUT = Kind(KindDraft(key="outgoing_letter", title="Исходящее письмо", document_class=DocumentClass.OUTGOING), 1)
OWN = RouteStage(title="Подразделение", posts=[Post.UNIT_HEAD], days=1)
LONG = Condition(field="sheets", comparison=Comparison.SINCE, value="10")
CARD = RouteCard(
    RouteId(3), 5, RouteDraft(title="Письма", kinds=["outgoing_letter"], stages=[OWN], restart=Restart.WHOLE),
    {}, ["Исходящее письмо"],
)  # fmt: skip


@pytest.fixture
def form(qtbot, work, server):
    def opened(card=CARD):
        server.answers["registry.dictionaries"] = lambda: Dictionaries([LETTER_OUT], [], [], [], [], [])
        server.answers["routes.define"] = lambda _id, _version, _draft: RouteId(3)
        form = RouteForm(work, card)
        qtbot.addWidget(form)
        form.show()
        qtbot.waitUntil(lambda: bool(form.kinds.list.count()))
        return form

    return opened


def test_the_list_tells_kinds_and_stages(qtbot, work, server):
    server.answers["routes.all"] = lambda: [CARD]
    page = RoutesPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    shown = [page.model.data(page.model.index(0, column)) for column in range(4)]
    assert shown == ["Письма", "Исходящее письмо", "Подразделение", "Весь маршрут сначала"]


def test_a_route_whose_stages_are_all_conditional_is_refused_beside_the_stages(form, server):
    opened = form()
    opened.stages.put(RouteStage(title="Объём", posts=[Post.UNIT_HEAD], conditions=[LONG]), 0)
    opened.save_button.click()
    assert "Все этапы условные" in opened.form.note("stages")
    assert not server.calls_of("routes.define")


def test_a_route_is_changed_in_the_version_that_was_read(form, server, qtbot):
    opened = form()
    opened.title.show_value("Письма мэра")
    opened.mandatory.show_value(True)
    with qtbot.waitSignal(opened.saved):
        opened.save_button.click()
    sent = server.calls_of("routes.define")[0].arguments
    assert (sent.route_id, sent.version, sent.draft.mandatory, sent.draft.stages) == (RouteId(3), 5, True, [OWN])


def test_a_stage_names_posts_people_and_conditions(qtbot, work):
    dialog = RouteStageDialog(RouteStage(days=2), [], {}, work)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.accept()
    assert "некому согласовывать" in dialog.form.note("person_ids")
    type_text(dialog.title.line, "Экспертиза")
    dialog.people.show_value([person_suggestion(DIRECTOR)])
    dialog.posts.show_value([Post.SIGNATORY])
    dialog.conditions.show_value([LONG])
    dialog.accept()
    assert dialog.result()
    stage = dialog.stage()
    assert (stage.title, stage.person_ids, stage.posts) == ("Экспертиза", [DIRECTOR.id], [Post.SIGNATORY])
    assert stage.conditions == [LONG]
