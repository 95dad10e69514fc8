"""Posts keep in step with people and units, whichever of them is changed."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from common.kernel.ids import PersonId
from common.rpc.errors import Invalid
from common.staff import PersonDraft, PostDraft, PostRow, UnitAction, UnitChange, UnitPart
from server import app
from server.core.clock import Clock, HeldClock
from server.core.models import AuditEvent
from server.core.settings import Settings
from server.staff.posts import free_of_dismissed
from tests.city import City, Signed


@pytest.fixture
def admin(city: City) -> Signed:
    return city.sign_in("admin")


def held_by(admin: Signed, person_id: PersonId) -> PostRow | None:
    rows = admin.api.staff.posts(limit=500).rows
    return next((row for row in rows if row.holder_id == person_id), None)


def post(admin: Signed, title: str) -> PostRow:
    return next(row for row in admin.api.staff.posts(title).rows if row.title == title)


def moved(admin: Signed, person_id: PersonId, **changes: object) -> None:
    draft = admin.api.staff.person(person_id).draft
    values = {name: getattr(draft, name) for name in PersonDraft.__struct_fields__}
    admin.api.staff.put_person(person_id, PersonDraft(**{**values, **changes}))


def test_everybody_at_work_holds_the_post_that_his_card_names(admin: Signed) -> None:
    people = {row.id: (row.post, row.unit) for row in admin.api.staff.people(limit=500).rows}
    held = {row.holder_id: (row.title, row.unit) for row in admin.api.staff.posts(limit=500).rows}
    assert people.items() <= held.items()


def test_an_appointment_ends_the_previous_holder_and_leaves_the_former_post_vacant(city: City, admin: Signed) -> None:
    head, novice = city.sign_in("affairs").me, city.sign_in("user110").me
    post, former = held_by(admin, head.id), held_by(admin, novice.id)
    draft = PostDraft(title=post.title, unit_id=post.unit_id, holder_id=novice.id)
    admin.api.staff.put_post(post.id, draft)
    assert held_by(admin, head.id) is None
    assert held_by(admin, novice.id).id == post.id
    card = admin.api.staff.person(novice.id)
    assert (card.draft.post, card.draft.unit_id) == (post.title, post.unit_id)
    assert former.id in [row.id for row in admin.api.staff.posts(vacant=True, limit=500).rows]


def test_a_card_with_another_post_takes_the_vacant_one_of_that_name(city: City, admin: Signed) -> None:
    person, unit_id = city.sign_in("user112").me, city.sign_in("affairs").me.unit_id
    vacant = admin.api.staff.put_post(None, PostDraft(title="Архивариус", unit_id=unit_id))
    moved(admin, person.id, post="Архивариус", unit_id=unit_id)
    assert held_by(admin, person.id).id == vacant
    moved(admin, person.id, dismissed=Clock().today())
    assert held_by(admin, person.id) is None
    assert post(admin, "Архивариус").holder == ""


def test_a_post_is_closed_when_nobody_holds_it_and_then_changes_no_more(city: City, admin: Signed) -> None:
    person = city.sign_in("user111").me
    draft = PostDraft(title="Смотритель", unit_id=person.unit_id, holder_id=person.id)
    known = admin.api.staff.put_post(None, draft)
    with pytest.raises(Invalid, match="сначала освободите"):
        admin.api.staff.close_post(known)
    admin.api.staff.put_post(known, PostDraft(title="Смотритель", unit_id=person.unit_id))
    admin.api.staff.close_post(known)
    with pytest.raises(Invalid, match="Заведите новую"):
        admin.api.staff.put_post(known, draft)
    assert post(admin, "Смотритель").closed == Clock().today()


def test_the_dismissed_are_appointed_to_nothing(city: City, admin: Signed) -> None:
    person = city.sign_in("user113").me
    moved(admin, person.id, dismissed=Clock().today())
    with pytest.raises(Invalid, match="Сотрудник уволен"):
        admin.api.staff.put_post(None, PostDraft(title="Сторож", unit_id=person.unit_id, holder_id=person.id))


def test_posts_go_where_a_reorganisation_takes_their_people(city: City, admin: Signed) -> None:
    person = city.sign_in("user114").me
    before = held_by(admin, person.id)
    part = UnitPart(title="Новый отдел", short_title="НО", code="99", person_ids=[person.id])
    admin.api.staff.reorganise(UnitChange(action=UnitAction.CREATE, parts=[part]))
    after = held_by(admin, person.id)
    assert (after.id, after.unit) == (before.id, "Новый отдел")
    units = {unit.short_title: unit.id for unit in admin.api.staff.units()}
    empty = admin.api.staff.put_post(None, PostDraft(title="Запасная", unit_id=units["НО"]))
    admin.api.staff.reorganise(UnitChange(action=UnitAction.MERGE, unit_id=units["НО"], into_id=units["УД"]))
    rows = {row.id: row.unit_id for row in admin.api.staff.posts(limit=500).rows}
    assert rows[before.id] == rows[empty] == units["УД"]


def test_a_dismissal_set_ahead_leaves_the_post_vacant_when_its_day_comes(
    city: City, admin: Signed, settings: Settings, engine: Engine
) -> None:
    leaver = city.sign_in("user116").me
    last_day = Clock().today() + timedelta(days=3)
    moved(admin, leaver.id, dismissed=last_day)

    def swept(day: date) -> int:
        clock = HeldClock(datetime.combine(day, time(8), Clock().now().tzinfo))
        with app.works(settings, clock, engine).transaction() as context:
            return free_of_dismissed(context)

    assert swept(last_day - timedelta(days=1)) == 0
    held = held_by(admin, leaver.id)
    assert held is not None
    assert (swept(last_day), swept(last_day)) == (1, 0)
    assert held_by(admin, leaver.id) is None
    with Session(engine) as session:
        act = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (act.action, act.object_id, act.person_id) == ("post_changed", held.id, None)
    assert act.details["changes"] == {"holder": [leaver.name, ""]}
