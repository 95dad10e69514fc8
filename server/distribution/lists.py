"""Distribution lists: shared ones, and those that a person keeps for himself."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from common.distribution.lists import ListCard, ListDraft, ListsApi, PostChoice, Reach, UnitRow, UnitTarget
from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId, DistributionListId, UnitId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.core.service import Service
from server.correspondents.models import Correspondent
from server.correspondents.queries import now_standing_for
from server.distribution.models import DistributionList, DistributionMember
from server.distribution.recipients import at_posts
from server.identity.models import Person, Unit, employed
from server.identity.posts import posts_like, posts_named
from server.registry.queries import names_of

POSTS_SHOWN = 20
STALE = "Список уже изменил другой сотрудник. Откройте его заново и повторите правку."
DOUBLED = "Список с таким названием уже есть: назовите этот иначе или дополните тот."
SHARED_BY_RIGHT = (
    "Общие списки ведёт тот, у кого есть право «Общие списки рассылки»: попросите его или сохраните список для себя."
)


class ListService(Service, ListsApi):
    def all(self) -> list[ListCard]:
        lists = self.session.scalars(
            select(DistributionList)
            .where(or_(DistributionList.shared, DistributionList.owner_id == self.caller.me.id))
            .order_by(DistributionList.closed, func.lower(DistributionList.title), DistributionList.id)
        ).all()  # fmt: skip
        members: dict[DistributionListId, list[DistributionMember]] = {each.id: [] for each in lists}
        for row in self.session.scalars(
            select(DistributionMember).where(DistributionMember.list_id.in_(members))
            .order_by(DistributionMember.list_id, DistributionMember.position)
        ):  # fmt: skip
            members[row.list_id].append(row)
        names = self._names([each for of in members.values() for each in of], [each.owner_id for each in lists])
        return [self._card(each, members[each.id], *names) for each in lists]

    def units(self) -> list[UnitRow]:
        rows = self.session.execute(
            select(Unit.id, Unit.parent_id, Unit.title, func.count(Person.id).label("people"))
            .outerjoin(Person, (Person.unit_id == Unit.id) & employed(self.today))
            .where(Unit.closed.is_(None)).group_by(Unit.id).order_by(Unit.code)
        ).all()  # fmt: skip
        here, children = {row.id for row in rows}, dict[UnitId | None, list[Any]]()
        for row in rows:
            children.setdefault(row.parent_id if row.parent_id in here else None, []).append(row)

        def below(parent: UnitId | None, depth: int) -> list[UnitRow]:
            found: list[UnitRow] = []
            for row in children.get(parent, []):
                found += [UnitRow(row.id, row.title, depth, row.people), *below(row.id, depth + 1)]
            return found

        return below(None, 0)

    def posts(self, text: str) -> list[PostChoice]:
        return [PostChoice(each.id, each.title, each.place) for each in posts_like(self.session, text, POSTS_SHOWN)]

    def define(self, list_id: DistributionListId | None, version: int, draft: ListDraft) -> DistributionListId:
        row = self._found(list_id, version)
        if (draft.shared or (row is not None and row.shared)) and Right.EDIT_LISTS not in self.caller.rights:
            raise NotAllowed(SHARED_BY_RIGHT)
        self.check([*draft.problems(), *self._unknown(list_id, draft)])
        values = {"title": _title(draft), "shared": draft.shared, "closed": draft.closed}
        row = self._keep(row, values)
        self.session.execute(delete(DistributionMember).where(DistributionMember.list_id == row.id))
        members: list[dict[str, Any]] = [
            *({"person_id": each} for each in draft.person_ids),
            *({"post_id": each} for each in draft.post_ids),
            *({"unit_id": each.unit_id, "reach": each.reach} for each in draft.units),
            *({"correspondent_id": each} for each in draft.correspondent_ids),
        ]
        blank = dict.fromkeys(("person_id", "post_id", "unit_id", "reach", "correspondent_id"))
        self.session.execute(
            insert(DistributionMember),
            [{**blank, **each, "list_id": row.id, "position": place} for place, each in enumerate(members, start=1)],
        )  # fmt: skip
        self.record("distribution_list_kept", "distribution_list", row.id, name=row.title, count=len(members))
        self.changed(Kind.DICTIONARY, 0)
        return row.id

    def _keep(self, row: DistributionList | None, values: Mapping[str, Any]) -> DistributionList:
        try:
            with self.session.begin_nested():
                if row is None:
                    row = DistributionList(owner_id=self.caller.me.id, **values)
                    self.session.add(row)
                else:
                    row.version += 1  # the members are rows of their own: who has read the old ones is stale
                    for name, value in values.items():
                        setattr(row, name, value)
        except IntegrityError as error:  # a rival of the same moment
            raise Invalid(DOUBLED, [Problem("title", DOUBLED)]) from error
        return row

    def _found(self, list_id: DistributionListId | None, version: int) -> DistributionList | None:
        if list_id is None:
            return None
        row = self.session.get(DistributionList, list_id, with_for_update=True, populate_existing=True)
        if row is None or not (row.shared or row.owner_id == self.caller.me.id):
            raise Missing("Такого списка рассылки нет. Обновите перечень.")
        if row.version != version:
            raise Stale(STALE)
        return row

    def _unknown(self, list_id: DistributionListId | None, draft: ListDraft) -> list[Problem]:
        """What the list names and the installation does not have any more."""
        found = []
        people = select(Person.id).where(Person.id.in_(draft.person_ids), employed(self.today))
        if len(self.session.scalars(people).all()) < len(draft.person_ids):
            gone = names_of(self.session, draft.person_ids)
            here = set(self.session.scalars(people))
            names = ", ".join(name for each, name in gone.items() if each not in here)
            found.append(Problem("person_ids", f"Уже не работают: {names}. Уберите их из списка."))
        if lost := at_posts(self.session, draft.post_ids)[1]:
            said = f"Должность закрыта или за неё никто не отвечает: {', '.join(lost)}. Уберите её из списка."
            found.append(Problem("post_ids", said))
        if len(posts_named(self.session, draft.post_ids)) < len(draft.post_ids):
            found.append(Problem("post_ids", "Такой должности нет: выберите другую из подсказки."))
        units = {each.unit_id for each in draft.units}
        open_now = set(self.session.scalars(select(Unit.id).where(Unit.id.in_(units), Unit.closed.is_(None))))
        if units - open_now:
            closed = self.session.scalars(select(Unit.title).where(Unit.id.in_(units - open_now)))
            found.append(Problem("units", f"Подразделение закрыто: {', '.join(closed)}. Замените его преемником."))
        if len(now_standing_for(self.session, draft.correspondent_ids)) < len(draft.correspondent_ids):
            found.append(Problem("correspondent_ids", "Одной из организаций нет в справочнике: выберите другую."))
        same = select(DistributionList.id).where(
            func.lower(DistributionList.title) == _title(draft).lower(), DistributionList.id != (list_id or 0),
            DistributionList.shared if draft.shared else DistributionList.owner_id == self.caller.me.id,
        )  # fmt: skip
        if self.session.scalars(same).first() is not None:
            found.append(Problem("title", DOUBLED))
        return found

    def _names(self, members: Collection[DistributionMember], owners: Collection[int]) -> tuple[Any, Any, Any, Any]:
        """Of people, posts, units and organisations, each with whether it is gone."""
        people = {each.person_id for each in members if each.person_id} | {*owners}
        units = {each.unit_id for each in members if each.unit_id}
        organisations = {each.correspondent_id for each in members if each.correspondent_id}
        names = names_of(self.session, sorted(people))
        here = set(self.session.scalars(select(Person.id).where(Person.id.in_(people), employed(self.today))))
        titles = self.session.execute(select(Unit.id, Unit.title, Unit.closed).where(Unit.id.in_(units)))
        entries = self.session.execute(
            select(Correspondent.id, Correspondent.name, Correspondent.closed)
            .where(Correspondent.id.in_(organisations))
        )  # fmt: skip
        posts = posts_named(self.session, {each.post_id for each in members if each.post_id})
        return (
            {each: (name, each not in here) for each, name in names.items()},
            {each: (post.title, post.closed is not None) for each, post in posts.items()},
            {row.id: (row.title, row.closed is not None) for row in titles},
            {row.id: (row.name, row.closed is not None) for row in entries},
        )

    def _card(
        self, row: DistributionList, members: Collection[DistributionMember], people: Mapping[Any, tuple[str, bool]],
        posts: Mapping[Any, tuple[str, bool]], units: Mapping[Any, tuple[str, bool]],
        organisations: Mapping[Any, tuple[str, bool]],
    ) -> ListCard:  # fmt: skip
        draft = ListDraft(
            title=row.title, shared=row.shared, closed=row.closed,
            person_ids=[each.person_id for each in members if each.person_id],
            post_ids=[each.post_id for each in members if each.post_id],
            units=[UnitTarget(each.unit_id, Reach(each.reach)) for each in members if each.unit_id and each.reach],
            correspondent_ids=[each.correspondent_id for each in members if each.correspondent_id],
        )  # fmt: skip
        named = {each: people[each] for each in draft.person_ids}
        held = {each: posts[each] for each in draft.post_ids}
        placed = {each.unit_id: units[each.unit_id] for each in draft.units}
        outside: dict[CorrespondentId, tuple[str, bool]] = {
            each: organisations[each] for each in draft.correspondent_ids
        }
        gone = [name for of in (named, held, placed, outside) for name, is_gone in of.values() if is_gone]
        return ListCard(
            id=row.id, version=row.version, draft=draft, owner=people[row.owner_id][0],
            people={each: name for each, (name, _) in named.items()},
            posts={each: title for each, (title, _) in held.items()},
            units={each: title for each, (title, _) in placed.items()},
            organisations={each: name for each, (name, _) in outside.items()}, gone=gone,
            may_change=Right.EDIT_LISTS in self.caller.rights or not row.shared,
        )  # fmt: skip


def _title(draft: ListDraft) -> str:
    """Spaces more do not make another title."""
    return " ".join(draft.title.split())
