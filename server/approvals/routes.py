"""Typical routes: kept as data, resolved for a document to the people who would approve it today."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import func, or_, select

from common.approvals.api import OfferedRoute, Stage, again
from common.approvals.routes import Post, RouteCard, RouteDraft, RoutesApi, RouteStage, applies
from common.kernel.changes import Kind
from common.kernel.ids import PersonId, RouteId
from common.kernel.validation import Problem
from common.registry.card import Restriction
from common.registry.classes import RecordForm
from common.registry.values import ValueType
from common.rpc.errors import Missing, Stale
from server.approvals.models import ApprovalRoute
from server.approvals.queries import people_of
from server.core.service import Service
from server.correspondents.models import Correspondent
from server.identity.models import Person, RegistrationPlace, Unit, employed
from server.registry.drafts import Drafts
from server.registry.models import DictionaryEntry, Document, DocumentKind

STALE = "Маршрут уже изменил другой сотрудник. Откройте его заново и повторите правку."


def people_in(stages: Iterable[Stage | RouteStage]) -> set[PersonId]:
    return {person for stage in stages for person in stage.person_ids}


class RouteService(Service, RoutesApi):
    def all(self) -> list[RouteCard]:
        rows = self.session.scalars(select(ApprovalRoute).order_by(ApprovalRoute.closed, ApprovalRoute.title)).all()
        drafts = {row.id: draft_of(row) for row in rows}
        people = {person for draft in drafts.values() for stage in draft.stages for person in stage.person_ids}
        names = people_of(self.session, people, self.today)
        titles = dict(self.session.execute(select(DocumentKind.key, DocumentKind.title)).all())
        return [
            RouteCard(
                row.id, row.version, drafts[row.id],
                {each: names[each].name for stage in drafts[row.id].stages for each in stage.person_ids},
                [titles.get(kind, kind) for kind in row.kinds],
            )
            for row in rows
        ]  # fmt: skip

    def define(self, route_id: RouteId | None, version: int, draft: RouteDraft) -> RouteId:
        self.check([*draft.problems(), *self._unknown(route_id, draft)])
        values = {
            "title": draft.title.strip(), "kinds": draft.kinds, "stages": msgspec.to_builtins(draft.stages),
            "restart": draft.restart, "mandatory": draft.mandatory, "closed": draft.closed,
        }  # fmt: skip
        if route_id is None:
            row = ApprovalRoute(**values)
            self.session.add(row)
        else:
            found = self.session.get(ApprovalRoute, route_id, with_for_update=True)
            if found is None:
                raise Missing("Такого маршрута нет. Обновите список.")
            row = found
            if row.version != version:
                raise Stale(STALE)
            for name, value in values.items():
                setattr(row, name, value)
        self.session.flush()  # the id
        self.record("route_defined", "route", row.id, name=row.title)
        self.changed(Kind.DICTIONARY, 0)
        return row.id

    def _unknown(self, route_id: RouteId | None, draft: RouteDraft) -> list[Problem]:
        """What the definition names and the installation does not have."""
        found = []
        known = set(self.session.scalars(select(DocumentKind.key).where(DocumentKind.key.in_(draft.kinds))))
        if missing := [kind for kind in draft.kinds if kind not in known]:
            found.append(Problem("kinds", f"Таких видов документов нет: {', '.join(missing)}."))
        people = people_in(draft.stages)
        if len(self.at_work(people)) < len(people):
            found.append(Problem("stages", "Один из названных согласующих уволен или неизвестен: выберите другого."))
        same = select(ApprovalRoute.id).where(func.lower(ApprovalRoute.title) == draft.title.strip().lower())
        if self.session.scalars(same.where(ApprovalRoute.id != (route_id or 0))).first() is not None:
            found.append(Problem("title", "Маршрут с таким названием уже есть."))
        return found

    def at_work(self, people: set[PersonId]) -> set[PersonId]:
        return set(self.session.scalars(select(Person.id).where(Person.id.in_(people), employed(self.today))))

    def offered(self, document: Document) -> list[OfferedRoute]:
        """The typical routes of its kind, mandatory ones first, as they would run for the document today."""
        rows = self.session.scalars(
            select(ApprovalRoute).where(ApprovalRoute.kinds.contains([document.kind]), ~ApprovalRoute.closed)
            .order_by(ApprovalRoute.mandatory.desc(), ApprovalRoute.title)
        ).all()  # fmt: skip
        if not rows:
            return []
        card, titles, holders = Drafts(self.context).draft_of(document), self._titles(document), self._posts(document)
        several = self._several(document)
        found = []
        for row in rows:
            draft = draft_of(row)
            taken = [stage for stage in draft.stages if applies(stage, card, titles, several)]
            stages, merged = self._once([self._stage(stage, holders) for stage in taken])
            found.append(
                OfferedRoute(
                    id=row.id, title=row.title, restart=row.restart, mandatory=row.mandatory,
                    stages=[stage for stage in stages if stage.person_ids],
                    passed_by=[stage.title for stage in draft.stages if stage not in taken],
                    vacant=[post.label for stage in taken for post in stage.posts if holders[post] is None],
                    merged=merged,
                )
            )  # fmt: skip
        return found

    def _several(self, document: Document) -> set[str]:
        """The fields of its kind that hold several values; a condition may be older than that."""
        fields = self.session.get_one(DocumentKind, document.kind).fields
        return {field["key"] for field in fields if field.get("type") == ValueType.SEVERAL}

    def _stage(self, stage: RouteStage, holders: Mapping[Post, PersonId | None]) -> Stage:
        people = [*(holders[post] for post in stage.posts), *stage.person_ids]
        at_work = self.at_work({person for person in people if person})
        chosen = list(dict.fromkeys(person for person in people if person in at_work))
        return Stage(title=stage.title, order=stage.order, days=stage.days,
                     person_ids=[person for person in chosen if person is not None])  # fmt: skip

    def _once(self, stages: list[Stage]) -> tuple[list[Stage], list[str]]:
        """Nobody gives two visas in one cycle: the first stage that names him asks him, the later ones do not."""
        twice = again(stages)
        names = people_of(self.session, twice, self.today)
        merged = [
            f"{names[person].name} уже согласует в этапе «{places[0]}», в этапе «{place}» не спрашивается"
            for person, places in twice.items() for place in places[1:]
        ]  # fmt: skip
        asked: set[PersonId] = set()
        kept: list[Stage] = []
        for stage in stages:
            kept.append(
                msgspec.structs.replace(stage, person_ids=[each for each in stage.person_ids if each not in asked])
            )
            asked |= set(stage.person_ids)
        return kept, merged

    def _posts(self, document: Document) -> dict[Post, PersonId | None]:
        """Who is what to the document; a head who prepares it himself is not asked, the next higher one is."""
        heads = [head for head in self._heads_above(document) if head != document.executor_id]
        return {
            Post.UNIT_HEAD: heads[0] if heads else None,
            Post.HIGHER_HEAD: heads[1] if len(heads) > 1 else None,
            Post.SIGNATORY: document.signatory_id,
        }

    def _heads_above(self, document: Document) -> Sequence[PersonId]:
        heads, unit_id = [], document.unit_id
        while unit_id is not None:
            unit = self.session.get_one(Unit, unit_id)
            if unit.head_id is not None and unit.head_id not in heads:
                heads.append(unit.head_id)
            unit_id = unit.parent_id
        return heads

    def _titles(self, document: Document) -> dict[str, str]:
        """What the card names, for conditions that compare with what is typed."""
        entries = {
            row.dictionary: row.title
            for row in self.session.scalars(
                select(DictionaryEntry).where(
                    or_(*((DictionaryEntry.dictionary == name) & (DictionaryEntry.key == getattr(document, name))
                          for name in ("delivery", "topic", "case_file")))
                )
            )
        }  # fmt: skip
        kind = self.session.get(DocumentKind, document.kind)
        unit = self.session.get(Unit, document.unit_id) if document.unit_id else None
        signatory = self.session.get(Person, document.signatory_id) if document.signatory_id else None
        entry = self.session.get(Correspondent, document.correspondent_id) if document.correspondent_id else None
        place = self.session.get(RegistrationPlace, document.place_id)
        return {
            **entries, "kind": kind.title if kind else "", "unit": unit.title if unit else "",
            "signatory_id": signatory.name if signatory else "", "correspondent": entry.name if entry else "",
            "place": place.title if place else "", "form": RecordForm(document.form).label,
            "restriction": Restriction(document.restriction).label,
        }  # fmt: skip


def draft_of(row: ApprovalRoute) -> RouteDraft:
    return RouteDraft(
        title=row.title, kinds=list(row.kinds), stages=msgspec.convert(row.stages, list[RouteStage]),
        restart=row.restart, mandatory=row.mandatory, closed=row.closed,
    )  # fmt: skip
