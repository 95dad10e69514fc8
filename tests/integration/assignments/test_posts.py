"""A post executes by its holder of today: folder, counts, sight and what may be done change hands with it."""

from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from common.assignments.cards import Folder
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Action
from common.assignments.series import Pattern, SeriesDraft
from common.kernel.ids import POSTS, DocumentId, ExecutorId
from common.notifications import Happening
from common.registry.document import DocumentFilter
from common.rpc.errors import Invalid, Missing
from common.staff import PostDraft, PostRow
from server.assignments.reminders import remind_of_assignments
from server.core.clock import Clock
from server.core.service import Context
from server.core.settings import Settings
from server.notifications.morning import schedule_of
from tests.city import City, Signed


@pytest.fixture
def admin(city: City) -> Signed:
    return city.sign_in("admin")


@pytest.fixture
def post(city: City, admin: Signed) -> PostRow:
    """«Ведущий архивист», vacant, in the unit that «affairs» heads."""
    draft = PostDraft(title="Ведущий архивист", unit_id=city.sign_in("affairs").me.unit_id)
    known = admin.api.staff.put_post(None, draft)
    return next(row for row in admin.api.staff.posts("архивист").rows if row.id == known)


def appoint(admin: Signed, post: PostRow, person: Signed | None) -> None:
    holder = person.me.id if person else None
    admin.api.staff.put_post(post.id, PostDraft(title=post.title, unit_id=post.unit_id, holder_id=holder))


def executor(post: PostRow) -> ExecutorId:
    return ExecutorId(POSTS + post.id)


def reaches(city: City, person: Signed, document_id: DocumentId, assignment_id: int) -> set[bool]:
    """Whether the row, the count, the list and the reasons show it; one answer when they are of one mind."""
    rows = person.api.assignments.folder(Folder.TO_EXECUTE, 0, 500)
    count = next(each for each in person.api.assignments.counts() if each.folder is Folder.TO_EXECUTE)
    assert count.count == rows.total
    listed = person.api.registry.documents(DocumentFilter(), 0, 500)
    why = city.sign_in("admin").api.access.why(person.me.id, document_id)
    return {
        assignment_id in [row.id for row in rows.rows], document_id in [row.id for row in listed.rows], why.visible
    }  # fmt: skip


def test_what_was_given_to_a_post_goes_to_whoever_holds_it(
    city: City, admin: Signed, post: PostRow, resolve: Callable
) -> None:
    people = [city.sign_in(login) for login in ("user110", "user115", "user120")]
    appoint(admin, post, people[0])
    resolved = resolve(responsible_id=executor(post))
    for holder in (*people[1:], people[0]):
        appoint(admin, post, holder)
        assert reaches(city, holder, resolved.document_id, resolved.id) == {True}
        card = resolved.seen_by(holder)
        assert card.may(Action.REPORT)
        assert card.executors[0].title == f"Ведущий архивист ({holder.me.name})"
        for other in people:
            folder = other.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows
            assert (resolved.id in [row.id for row in folder]) == (other is holder)
    resolved.report(people[0])
    appoint(admin, post, people[1])
    assert [report.author for report in resolved.seen_by(people[1]).reports] == [people[0].me.name]


def test_a_holder_to_come_sees_what_nobody_else_of_his_unit_would(
    city: City, admin: Signed, post: PostRow, resolve: Callable
) -> None:
    first, second = city.sign_in("user110"), city.sign_in("user115")
    appoint(admin, post, first)
    resolved = resolve(responsible_id=executor(post))
    with pytest.raises(Missing):
        second.api.access.why_me(resolved.document_id)
    appoint(admin, post, second)
    grounds = second.api.access.why_me(resolved.document_id).grounds
    assert any(ground.holds and "Занимает должность «Ведущий архивист»" in ground.text for ground in grounds)


def test_the_work_of_a_vacant_post_is_with_the_head_of_its_unit(
    city: City, admin: Signed, post: PostRow, resolve: Callable
) -> None:
    head = city.sign_in("affairs")
    found = head.api.assignments.executors("ведущий архивист")
    named = next(row for row in found if row.id == executor(post))
    assert (named.title, "исполняет руководитель" in named.detail) == ("Ведущий архивист (вакантна)", True)
    resolved = resolve(responsible_id=executor(post))
    assert reaches(city, head, resolved.document_id, resolved.id) == {True}
    novice = city.sign_in("user110")
    appoint(admin, post, novice)
    assert reaches(city, novice, resolved.document_id, resolved.id) == {True}
    assert resolved.id not in [row.id for row in head.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows]


def test_a_holder_is_not_named_beside_his_post(city: City, admin: Signed, post: PostRow, resolve: Callable) -> None:
    holder = city.sign_in("user110")
    appoint(admin, post, holder)
    with pytest.raises(Invalid, match="по должности"):
        resolve(responsible_id=holder.me.id, co_executor_ids=[executor(post)])


def test_a_closed_post_is_given_nothing(admin: Signed, post: PostRow, resolve: Callable) -> None:
    admin.api.staff.close_post(post.id)
    with pytest.raises(Invalid, match="должностей закрыта"):
        resolve(responsible_id=executor(post))


def test_a_post_is_printed_kept_in_templates_and_executes_again_and_again(
    city: City, admin: Signed, post: PostRow, resolve: Callable
) -> None:
    """The blank names who holds it today; each occurrence of a series goes to whoever holds it then."""
    holders = [city.sign_in(login) for login in ("user110", "user115")]
    appoint(admin, post, holders[0])
    resolved = resolve(responsible_id=executor(post))
    pdf = pypdfium2.PdfDocument(resolved.mayor.api.assignments.sheet(resolved.id))
    words = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    pdf.close()
    assert f"Ведущий архивист ({holders[0].me.name})" in words
    draft = ResolutionDraft(
        document_id=resolved.document_id, text="Сводка", responsible_id=executor(post), controlled=False
    )
    mayor = resolved.mayor.api
    mayor.resolutions.keep_template("Архивисту", draft)
    [kept] = [each for each in mayor.resolutions.templates() if each.title == "Архивисту"]
    assert [each.id for each in kept.executors] == [executor(post)]
    days = [Clock().today() + timedelta(days=days) for days in (7, 14)]
    mayor.series.begin(SeriesDraft(resolution=draft, pattern=Pattern.DATES, dates=days, ahead=20))
    appoint(admin, post, holders[1])
    texts = [row.text for row in holders[1].api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows]
    assert texts.count("Сводка") == len(days)


def test_the_holder_of_a_post_is_reminded_and_the_head_told(
    city: City, admin: Signed, post: PostRow, resolve: Callable, engine: Engine, settings: Settings
) -> None:
    holder, head = city.sign_in("user110"), city.sign_in("affairs")
    appoint(admin, post, holder)
    resolved = resolve(responsible_id=executor(post), controlled=False, controller_id=None)
    late = {"id": resolved.id, "due": Clock().today() - timedelta(days=12)}
    with Session(engine) as session:
        session.execute(text("UPDATE assignment SET due = :due WHERE id = :id"), late)
        context = Context(session, settings, Clock(), {})
        remind_of_assignments(context, schedule_of(context), 0)
        session.commit()
    for person, happening in ((holder, Happening.OVERDUE), (head, Happening.ESCALATED)):
        rows = person.api.notifications.register().rows
        assert happening in [row.happening for row in rows if row.document_id == resolved.document_id]
