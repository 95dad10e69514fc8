import pytest

from client.shell.workplace import Workplace
from common.correspondents import (
    CorrespondentCard,
    CorrespondentDraft,
    CorrespondentKind,
    CorrespondentRow,
    DirectoryFilter,
    DirectoryRow,
    LikenessRow,
    MergerRow,
    Name,
)
from common.kernel.ids import CorrespondentId
from common.kernel.paging import Page
from tests.factories.desk import NOW, TODAY
from tests.factories.workplace import answer_for_a_letter, workplace

DRAFTS = {
    11: CorrespondentDraft(name="Водоканал", tax_number="7707083893", note="Основная"),
    12: CorrespondentDraft(name="МУП «Водаканал»", address="ул. Мира, 5"),
    13: CorrespondentDraft(name="Поставщики", kind=CorrespondentKind.GROUP, member_ids=[11, 12]),
}


def row(number: int) -> DirectoryRow:
    draft = DRAFTS[number]
    return DirectoryRow(
        CorrespondentId(number), draft.kind, draft.printed, "", draft.tax_number, draft.address, "", "", "", number,
        None, True,
    )  # fmt: skip


def found(number: int) -> CorrespondentRow:
    draft = DRAFTS[number]
    return CorrespondentRow(CorrespondentId(number), draft.printed, draft.tax_number, draft.address, draft.kind)


def card(number: int) -> CorrespondentCard:
    draft = DRAFTS[number]
    members = [found(each) for each in draft.member_ids]
    names = [Name(draft.printed, False, None), Name("Горводоканал", False, NOW)]
    return CorrespondentCard(
        CorrespondentId(number), number, draft, draft.printed, True, None, [], members, names
    )  # fmt: skip


def directory(chosen: DirectoryFilter, offset: int = 0, limit: int = 100) -> Page[DirectoryRow]:
    rows = [row(number) for number in DRAFTS]
    rows = [each for each in rows if chosen.text.lower() in each.name.lower() and chosen.kind in {None, each.kind}]
    return Page(len(rows), rows[offset : offset + limit])


@pytest.fixture
def work(transport, calls, asked, server, tmp_path) -> Workplace:
    answer_for_a_letter(server)
    likeness = LikenessRow(5, 87, "названия похожи на 90 %; один адрес", row(11), row(12), False)
    merger = MergerRow(3, NOW, "Петрова А. И.", CorrespondentId(11), "Водоканал", "МУП «Водаканал»", "Адрес", None, "")
    server.answers |= {
        "correspondents.directory": directory,
        "correspondents.card": card,
        "correspondents.members": lambda _id: [found(11), found(12)],
        "correspondents.like": lambda text, _limit, _groups: [
            found(number) for number in DRAFTS if text.lower() in DRAFTS[number].name.lower()
        ],
        "registry.documents_of": lambda ids: dict.fromkeys(ids, 7),
        "mergers.likenesses": lambda _apart, _offset, _limit: Page(1, [likeness]),
        "mergers.mergers": lambda _offset, _limit: Page(1, [merger]),
        "imports.register": lambda _offset, _limit: Page(0, []),
    }
    assert TODAY
    return workplace(transport, calls, asked, tmp_path)
