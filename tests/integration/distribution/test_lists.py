"""Distribution lists: shared ones by right, one's own by anybody who sends; faults are told beside their fields."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import Engine, text

from common.distribution.api import SendDraft, SheetFilter
from common.distribution.lists import ListCard, ListDraft, Reach, UnitTarget
from common.kernel.ids import DistributionListId, PostId
from common.rpc.errors import Invalid, NotAllowed, Stale
from common.staff import PostDraft
from tests.city import City, Signed


@pytest.fixture
def clerk(city: City) -> Signed:
    """May keep shared lists."""
    return city.sign_in("registrar")


@pytest.fixture
def head(city: City) -> Signed:
    """Sends, but keeps lists for himself only."""
    return city.sign_in("affairs")


def listed(person: Signed, list_id: DistributionListId) -> ListCard | None:
    return next((card for card in person.api.lists.all() if card.id == list_id), None)


def of(person: Signed, title: str, **changes: object) -> ListDraft:
    return ListDraft(**{"title": title, "person_ids": [person.me.id], **changes})


def test_a_shared_list_is_offered_to_all_and_kept_by_right(clerk: Signed, head: Signed) -> None:
    known = clerk.api.lists.define(None, 0, of(head, "Руководство", shared=True))
    card = listed(head, known)
    assert card is not None
    assert (card.may_change, card.people[head.me.id]) == (False, head.me.name)
    with pytest.raises(NotAllowed, match="Общие списки рассылки"):
        head.api.lists.define(known, card.version, of(head, "Моё руководство"))
    with pytest.raises(NotAllowed, match="Общие списки рассылки"):
        head.api.lists.define(None, 0, of(head, "Общий", shared=True))


def test_ones_own_list_is_seen_by_its_owner_only(clerk: Signed, head: Signed) -> None:
    known = head.api.lists.define(None, 0, of(head, "Для планёрки"))
    assert listed(head, known)
    assert listed(clerk, known) is None
    with pytest.raises(Invalid, match="Одного из списков рассылки больше нет"):
        clerk.api.distribution.preview([clerk.register()], SendDraft(list_ids=[known]))


def test_a_list_is_changed_in_the_version_that_was_read(clerk: Signed, head: Signed) -> None:
    known = clerk.api.lists.define(None, 0, of(clerk, "Изменяемый"))
    card = listed(clerk, known)
    assert card is not None
    clerk.api.lists.define(known, card.version, of(head, "Изменяемый"))
    with pytest.raises(Stale, match="уже изменил другой"):
        clerk.api.lists.define(known, card.version, of(clerk, "Изменяемый"))
    changed = listed(clerk, known)
    assert changed is not None
    assert changed.draft.person_ids == [head.me.id]


def test_a_closed_list_is_offered_to_nobody(clerk: Signed) -> None:
    known = clerk.api.lists.define(None, 0, of(clerk, "Закрываемый"))
    clerk.api.lists.define(known, 1, of(clerk, "Закрываемый", closed=True))
    with pytest.raises(Invalid, match="или он закрыт"):
        clerk.api.distribution.preview([clerk.register()], SendDraft(list_ids=[known]))


def test_faults_stand_beside_their_fields(clerk: Signed, engine: Engine) -> None:
    with engine.begin() as connection:
        closed = connection.execute(
            text("INSERT INTO unit (title, short_title, code, closed) VALUES ('Отдел', 'О', '99-99', '2026-01-01')"
                 " RETURNING id")
        ).scalar_one()  # fmt: skip
        gone = connection.execute(
            text("UPDATE person SET dismissed = '2026-01-01' WHERE id = (SELECT max(id) FROM person) RETURNING id")
        ).scalar_one()
    clerk.api.lists.define(None, 0, of(clerk, "Дважды"))
    for draft, field, words in (
        (ListDraft(title="Пустой"), "person_ids", "Список пуст"),
        (of(clerk, " "), "title", "Название"),
        (of(clerk, "дважды"), "title", "с таким названием уже есть"),
        (of(clerk, "А", person_ids=[clerk.me.id] * 2), "person_ids", "назван дважды"),
        (of(clerk, "Б", person_ids=[gone]), "person_ids", "Уже не работают"),
        (of(clerk, "В", units=[UnitTarget(closed, Reach.UNIT)]), "units", "Подразделение закрыто: Отдел"),
    ):
        with pytest.raises(Invalid) as refused:
            clerk.api.lists.define(None, 0, draft)
        assert any(problem.field == field and words in problem.text for problem in refused.value.problems), words


def test_units_stand_below_those_they_belong_to(clerk: Signed) -> None:
    rows = clerk.api.lists.units()
    assert rows[0].depth == 0
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(rows))
    assert sum(row.people for row in rows) > 100


def test_ones_own_lists_differ_by_title_whatever_the_spaces_and_letters(head: Signed, clerk: Signed) -> None:
    head.api.lists.define(None, 0, of(head, "Мои начальники отделов"))
    with pytest.raises(Invalid, match="уже есть") as refused:
        head.api.lists.define(None, 0, of(head, "  мои  Начальники отделов "))
    assert [problem.field for problem in refused.value.problems] == ["title"]
    clerk.api.lists.define(None, 0, of(clerk, "Мои начальники отделов"))  # another person's


def test_of_two_who_keep_the_same_title_at_once_one_is_told_plainly(head: Signed) -> None:
    def keep(_: int) -> str:
        try:
            head.api.lists.define(None, 0, of(head, "Одновременно"))
        except Invalid as error:
            return error.message
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(keep, range(4)))
    assert sorted(map(bool, said)) == [False, True, True, True]
    assert all("уже есть" in each for each in said if each)


def test_a_post_in_a_list_gets_what_its_holder_of_the_day_of_sending_gets(city: City, clerk: Signed) -> None:
    admin, first, second, affairs = (city.sign_in(login) for login in ("admin", "user110", "user115", "affairs"))

    def appointed(person: Signed | None, post_id: PostId | None = None) -> PostId:
        holder = person.me.id if person else None
        draft = PostDraft(title="Хранитель печатей", unit_id=affairs.me.unit_id, holder_id=holder)
        return admin.api.staff.put_post(post_id, draft)

    post = appointed(first)
    [offered] = clerk.api.lists.posts("хранит печ")
    assert (offered.id, offered.title) == (post, f"Хранитель печатей ({first.me.name})")
    known = clerk.api.lists.define(None, 0, ListDraft(title="Печати", post_ids=[post]))
    letters = []
    for holder in (first, second, None):
        appointed(holder, post)
        letters.append(clerk.register())
        clerk.api.distribution.send([letters[-1]], SendDraft(list_ids=[known]))
    for holder, letter in zip((first, second, affairs), letters, strict=True):
        sheet = clerk.api.distribution.sheet(letter, SheetFilter())
        assert [row.person for row in sheet.rows] == [holder.me.name]
    card = listed(clerk, known)
    assert card is not None
    assert (card.posts, card.gone) == ({post: "Хранитель печатей (вакантна)"}, [])


def test_a_closed_post_is_named_and_gets_nothing(city: City, clerk: Signed) -> None:
    admin, affairs = city.sign_in("admin"), city.sign_in("affairs")
    post = admin.api.staff.put_post(None, PostDraft(title="Счетовод", unit_id=affairs.me.unit_id))
    known = clerk.api.lists.define(None, 0, ListDraft(title="Счёт", post_ids=[post]))
    admin.api.staff.close_post(post)
    card = listed(clerk, known)
    assert card is not None
    assert card.gone == ["Счетовод (вакантна)"]
    found = clerk.api.distribution.preview([clerk.register()], SendDraft(list_ids=[known]))
    assert (found.people, found.unanswered) == (0, ["Счетовод (вакантна)"])
    with pytest.raises(Invalid, match="Должность закрыта") as refused:
        clerk.api.lists.define(known, card.version, card.draft)
    assert refused.value.problems[0].field == "post_ids"
