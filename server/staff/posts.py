"""Posts as an administrator looks after them: appointed to, left vacant, renamed, closed."""

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from common.kernel.changes import Kind
from common.kernel.ids import PersonId, PostId, UnitId
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing
from common.staff import PostDraft, PostRow
from server.core.audit import Entry
from server.core.service import Context, Service
from server.identity.models import Person, Post, Unit
from server.identity.posts import appoint
from server.registry.queries import initials

Holder, Head = aliased(Person), aliased(Person)


def free_of_dismissed(context: Context) -> int:
    """Leaves vacant the posts of those whose day of dismissal, set ahead, has come: the work goes on with the head."""
    fits = Post.holder_id == Person.id, Person.dismissed <= context.clock.today()
    posts = context.session.execute(select(Post, Person).where(*fits).with_for_update(of=Post)).all()
    for post, holder in posts:
        post.holder_id = None
        changes = {"holder": [holder.name, ""]}
        context.entries.append(Entry("post_changed", "post", post.id, {"name": post.title, "changes": changes}))
        context.change(Kind.STAFF, post.id)
    return len(posts)


class Posts(Service):
    def page(self, text: str, offset: int, limit: int, *, vacant: bool) -> Page[PostRow]:
        fits = [_named(text), *([Post.holder_id.is_(None), Post.closed.is_(None)] if vacant else [])]
        joined = (
            select(Post.id, Post.title, Unit.id, Unit.title, Holder.id, func.coalesce(initials(Holder), ""),
                   func.coalesce(initials(Head), ""), Post.closed)
            .join_from(Post, Unit, Unit.id == Post.unit_id).outerjoin(Holder, Holder.id == Post.holder_id)
            .outerjoin(Head, Head.id == Unit.head_id).where(*fits)
        )  # fmt: skip
        total = self.session.scalar(joined.with_only_columns(func.count())) or 0
        order = (
            Post.closed.is_not(None),
            Unit.code,
            (Post.holder_id == Unit.head_id).is_not(True),
            Post.title,
            Post.id,
        )
        rows = self.session.execute(joined.order_by(*order).offset(offset).limit(limit))
        return Page(total, [PostRow(*row) for row in rows])

    def put(self, post_id: PostId | None, draft: PostDraft) -> PostId:
        self.check(draft.problems())
        unit, holder = self._unit(draft.unit_id), self._holder(draft.holder_id)
        post = self._post(post_id) if post_id is not None else Post()
        before = self._said(post)
        post.title, post.unit_id = draft.title.strip(), unit.id
        if post.holder_id is not None and holder is None:
            post.holder_id = None
        self.session.add(post)
        self.session.flush()  # the id
        if holder is not None:
            appoint(self.session, post, holder)
        after = self._said(post)
        changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        self.record("post_changed", "post", post.id, name=post.title, changes=changes)
        self.changed(Kind.STAFF, post.id)
        return post.id

    def close(self, post_id: PostId) -> None:
        post = self._post(post_id)
        if post.holder_id is not None:
            holder = self.session.get_one(Person, post.holder_id)
            raise Invalid(f"Должность занимает {holder.name}: сначала освободите её.")
        post.closed = self.today
        self.record("post_closed", "post", post.id, name=post.title)
        self.changed(Kind.STAFF, post.id)

    def _post(self, post_id: PostId) -> Post:
        post = self.session.get(Post, post_id, with_for_update=True)
        if post is None:
            raise Missing("Такой должности нет.")
        if post.closed is not None:
            raise Invalid(f"Должность закрыта {post.closed:%d.%m.%Y}. Заведите новую.")
        return post

    def _unit(self, unit_id: UnitId | None) -> Unit:
        unit = self.session.get(Unit, unit_id)
        if unit is None or unit.closed is not None:
            raise Invalid("Подразделение закрыто.", [Problem("unit_id", "Выберите действующее подразделение.")])
        return unit

    def _holder(self, person_id: PersonId | None) -> Person | None:
        person = self.session.get(Person, person_id, with_for_update=True) if person_id is not None else None
        if person is not None and person.dismissed is not None and person.dismissed <= self.today:
            said = f"{person.name} уволен {person.dismissed:%d.%m.%Y}: назначьте другого."
            raise Invalid("Сотрудник уволен.", [Problem("holder_id", said)])
        return person

    def _said(self, post: Post) -> dict[str, str]:
        unit = self.session.get(Unit, post.unit_id) if post.unit_id else None
        holder = self.session.get(Person, post.holder_id) if post.holder_id else None
        return {
            "title": post.title or "", "unit": unit.title if unit else "", "holder": holder.name if holder else ""
        }  # fmt: skip


def _named(text: str) -> ColumnElement[bool]:
    typed = text.strip().lower().replace("ё", "е")
    columns = (Post.title, Unit.title, Unit.short_title, Holder.surname)
    folded = [func.translate(func.lower(func.coalesce(column, "")), "ё", "е") for column in columns]
    return or_(*(column.contains(typed, autoescape=True) for column in folded))
