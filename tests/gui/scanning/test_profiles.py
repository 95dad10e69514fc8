"""The place's profiles at the bench, and the list in which an administrator keeps them."""

import pytest
from msgspec.structs import replace

from client.scanning.devices import Device, Ended
from client.scanning.profiles_page import ProfileDialog, ProfilesPage
from common.kernel.ids import PlaceId, ProfileId
from common.scanning.profiles import Feed, ProfileDraft, ProfileRow, SheetSize
from tests.gui.typing_keys import type_text

LETTERS = ProfileRow(
    id=ProfileId(3), version=1, place="Канцелярия",
    draft=ProfileDraft(place_id=PlaceId(1), title="Письма двусторонние", duplex=True, size=SheetSize.A4),
)  # fmt: skip
GLASS = ProfileRow(
    id=ProfileId(4), version=1, place="Канцелярия",
    draft=ProfileDraft(place_id=PlaceId(1), title="Ветхое", paper=Feed.FLATBED, dpi=400),
)  # fmt: skip
ELSEWHERE = replace(GLASS, id=ProfileId(5), draft=replace(GLASS.draft, place_id=PlaceId(99), title="Чужое"))


@pytest.fixture
def offered(window, stack, qtbot):
    stack.profiles = [LETTERS, GLASS, ELSEWHERE]
    window.profiles.refresh()
    qtbot.waitUntil(lambda: window.panel.profile.value() == LETTERS.id)
    return window


def choose(window, profile_id):
    window.panel.profile.show_value(profile_id)
    window.panel.profile.note_edit()


def scanned_with(window, qtbot):
    window.panel.show_devices([Device("test:0", "Сканер")])
    with qtbot.waitSignal(window.panel.scan_wanted) as wanted:
        window.panel._scan()
    window.scanner.ended.emit(Ended(1))
    return wanted.args[0]


def test_the_profiles_of_the_place_are_offered_and_scanned_with(offered, qtbot, monkeypatch):
    monkeypatch.setattr(offered.scanner, "scan", lambda _settings, _folder: None)
    combo = offered.panel.profile.combo
    texts = [combo.itemText(row) for row in range(combo.count())]
    assert texts == ["Письма двусторонние", "Ветхое", "Свои настройки"]
    settings = scanned_with(offered, qtbot)
    assert (settings.duplex, settings.size) == (True, SheetSize.A4)
    choose(offered, GLASS.id)
    settings = scanned_with(offered, qtbot)
    assert (settings.paper, settings.dpi, settings.duplex) == (Feed.FLATBED, 400, False)
    assert offered.bar.draft().profile_id == GLASS.id


def test_what_is_changed_by_hand_is_no_profile_any_more(offered):
    offered.panel.dpi.show_value(600)
    offered.panel.dpi.note_edit()
    assert offered.panel.profile.value() == ProfileId(0)
    assert offered.bar.draft().profile_id is None


def test_the_profile_chosen_at_a_place_is_remembered(offered, server, qtbot):
    choose(offered, GLASS.id)
    offered.panel.profile.show_value(ProfileId(0))
    offered.profiles.refresh()
    qtbot.waitUntil(lambda: offered.panel.profile.value() == GLASS.id)
    choose(offered, ProfileId(0))
    asked = len(server.calls_of("profiles.offered"))
    offered.profiles.refresh()
    qtbot.waitUntil(lambda: len(server.calls_of("profiles.offered")) > asked)
    assert offered.panel.profile.value() == ProfileId(0)


@pytest.fixture
def page(qtbot, work, server):
    server.answers["profiles.profiles"] = lambda: [LETTERS]
    server.answers["profiles.put"] = lambda _id, _version, _draft: LETTERS.id
    made = ProfilesPage(work)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.model.row(made.model.index(0, 0)) is not None)
    return made


def test_a_profile_is_changed_in_its_form(page, server, qtbot):
    page.open_row(LETTERS)
    form = next(each for each in page.findChildren(ProfileDialog) if each.isVisible())
    qtbot.waitUntil(lambda: form.place.value() == PlaceId(1))
    form.title.line.clear()
    type_text(form.title.line, "Письма")
    with qtbot.waitSignal(form.saved):
        form.save()
    saved = server.calls_of("profiles.put")[0].arguments
    assert (saved.version, saved.draft.title, saved.draft.duplex) == (1, "Письма", True)
