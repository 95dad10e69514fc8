"""Every registered form opens in the real client and can be looked at, light and dark."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from client.app import MANIFESTS
from client.scanning.bench_window import BenchWindow
from client.widgets.theme import Scheme, dress
from common.kernel.rights import Right
from server.sample.city import PASSWORD
from server.sample.letters import letter
from tests.city import City
from tests.e2e.desk import Desk, settle, until
from tests.factories.approvals import memo_of, of
from tests.factories.ways_to_scan import Way, printed
from tests.serving import Served

MANUAL = {  # pictures of the manual and the README, by what they show
    "today": "today", "registry.documents": "register", "registry.card": "card", "registry.ledger": "ledger",
    "registry.practice": "practice",
    "search.window": "search", "assignments.execution": "execution", "approvals.course": "course",
    "distribution.mine": "reading", "scanning.window": "bench", "correspondents.directory": "directory",
    "staff.pages": "staff", "calendars.year": "calendar", "signatures.powers": "powers",
}  # fmt: skip
LETTERS = 3
PICTURES = Path(__file__).parents[2] / "docs" / "manual" / "pictures"
PEOPLE = ("registrar", "mayor", "executor", "controller", "auditor", "admin")
FOLDERS = [folder for manifest in MANIFESTS for folder in manifest.folders]
FORMS = [form for manifest in MANIFESTS for form in manifest.forms]
TABS = [tab for manifest in MANIFESTS for tab in manifest.tabs]


@pytest.fixture(scope="module")
def desks(qapp: QApplication, served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Desk]]:
    dress(qapp, Scheme.LIGHT)  # before there are windows, as the client does
    home = tmp_path_factory.mktemp("desks")
    opened = [Desk(served.url, served.certificates.authority, login, PASSWORD, home) for login in PEOPLE]
    yield opened
    for desk in opened:
        desk.close()
    dress(qapp, Scheme.LIGHT)


@pytest.fixture(scope="module")
def stack(desks: list[Desk], served: Served, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Three letters of the sample city lie on the bench, looked over by a worker."""
    served.start_worker()
    folder = tmp_path_factory.mktemp("stack")
    for seed in range(LETTERS):
        first, *others = printed(Way.OFFICE, letter(seed), seed)[1]
        first.save(folder / f"letter {seed}.pdf", save_all=True, append_images=others, resolution=300)
    desk = who_may(desks, Right.SCAN)
    desk.window.open_form("scanning.window")
    bench = desk.page(BenchWindow)
    bench.add_files(sorted(folder.glob("*.pdf")))
    until(lambda: len(bench.table.arrangement.papers) == LETTERS and not bench.table.looking, "the letters")


@pytest.fixture(scope="module", params=[Scheme.LIGHT, Scheme.DARK], ids=str)
def look(request: pytest.FixtureRequest, qapp: QApplication) -> Callable[[Desk, str], None]:
    """All pictures of one scheme, then all of the other: every open window is dressed anew each time."""
    dress(qapp, request.param)
    out: Path | None = request.config.getoption("--screens", default=None)

    def taken(desk: Desk, name: str) -> None:
        settle(600)
        picture = desk.window.grab().toImage()
        assert shades(picture) > 8, f"{name} shows nothing"
        if out is not None:
            folder = out / request.param.value
            folder.mkdir(parents=True, exist_ok=True)
            picture.save(str(folder / f"{name}.png"))
            if name in MANUAL and request.param is Scheme.LIGHT:
                assert picture.save(str(PICTURES / f"{MANUAL[name]}.png"))

    return taken


def shades(picture: QImage) -> int:
    """How many colours a coarse look at the middle of the picture finds."""
    small = picture.copy(picture.rect().adjusted(260, 80, 0, -40)).scaled(120, 80)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())})


def who_may(desks: list[Desk], right: object) -> Desk:
    return next(desk for desk in desks if desk.me is not None and desk.me.may(right))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.key)
def test_a_folder_opens(folder, desks: list[Desk], look: Callable[[Desk, str], None]) -> None:
    desk = who_may(desks, folder.right)
    desk.window.open_folder(folder.key)
    look(desk, folder.key)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
@pytest.mark.usefixtures("stack")
def test_a_form_opens(form, desks: list[Desk], look: Callable[[Desk, str], None]) -> None:
    desk = who_may(desks, form.right)
    desk.window.open_form(form.key)
    look(desk, form.key)


@pytest.mark.parametrize("tab", [None, *TABS], ids=lambda tab: tab.key if tab else "registry.card")
def test_a_tab_of_the_document_opens(tab, desks: list[Desk], look: Callable[[Desk, str], None], city: City) -> None:
    desk = desks[0]
    if tab and tab.key == "approvals.course":
        window = desk.open(city_project(city))
    else:
        window = desk.open(first_document(desk, restricted=bool(tab and tab.concerns)))
    names = [window.tabs.title(number) for number in range(window.tabs.count())]
    window.tabs.setCurrentIndex(names.index(tab.title) if tab else 0)
    look(desk, tab.key if tab else "registry.card")


def city_project(city: City) -> int:
    """A project of the registrar on its way to approval."""
    memo = memo_of(city.sign_in("registrar"))
    memo.send(of(city.sign_in("affairs"), days=2), of(city.sign_in("deputy")))
    return memo.id


def first_document(desk: Desk, *, restricted: bool) -> int:
    """A letter that everybody at the chancellery sees: the newest of the register, or the newest for official use."""
    desk.window.open_folder("registry.documents")
    settle(800)
    page = desk.window.desk.current_page
    rows = (page.model.row(page.model.index(number, 0)) for number in range(page.model.total))
    return next(row.id for row in rows if row is not None and row.restricted is restricted)
