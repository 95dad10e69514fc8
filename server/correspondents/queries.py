"""What others ask of the directory: the type-ahead, the closest and the printed name, whom an entry now stands for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, any_, bindparam, case, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from common.correspondents import CorrespondentKind, CorrespondentRow
from common.kernel.ids import CorrespondentId
from server.correspondents.models import Correspondent, CorrespondentMember, CorrespondentName, CorrespondentWord
from server.correspondents.names import begins_form, errors, name_key, other_layout, search_key

ENOUGH = 0.35  # likeness (share of common trigrams) from which a name counts as meant
MEANT = 4  # words of the directory that one mistyped word may stand for
ALIKE = 40  # words of the directory among which those are chosen
SHORT = 7  # letters of a word in which one error leaves few trigrams whole
SHORTEST = 3  # letters of a word that trigrams can look up
Organisation = aliased(Correspondent)

ROW: tuple[Any, ...] = (
    Correspondent.id, Correspondent.name, Correspondent.tax_number, Correspondent.address, Correspondent.kind,
    func.coalesce(Organisation.name, Correspondent.post).label("organisation"),
)  # fmt: skip


def rows() -> Select[Any]:
    """The columns of a CorrespondentRow, to be narrowed."""
    return select(*ROW).outerjoin(Organisation, Organisation.id == Correspondent.organisation_id)


def correspondents_like(session: Session, typed: str, limit: int, *, groups: bool = False) -> list[CorrespondentRow]:
    """Names that begin with the text, then those with all its words, then those that resemble it; most used first."""
    search = TypeAhead(session, limit, groups=groups)
    key = search_key(typed)
    if not key:
        return search.named(())
    for whole in (name_key(typed), name_key(other_layout(typed))):
        if begins_form(whole) and search.formed(whole):
            return search.found()
    if typed.strip().isdecimal() and len(typed.strip()) >= SHORTEST:
        search.numbered(typed.strip())
    for each in (key, search_key(other_layout(typed))):
        if each and (search.begun(each) or search.worded(each)):
            return search.found()
    for each in (key, search_key(other_layout(typed))):
        if each and search.resembling(each):
            return search.found()
    return search.found()


class TypeAhead:
    """One question of the type-ahead, from the nearest answers to the remotest, until there are enough."""

    def __init__(self, session: Session, limit: int, *, groups: bool) -> None:
        self._session, self._limit, self._groups = session, limit, groups
        self._found: dict[CorrespondentId, CorrespondentRow] = {}

    def found(self) -> list[CorrespondentRow]:
        return list(self._found.values())[: self._limit]

    def named(self, fits: Sequence[ColumnElement[bool]]) -> list[CorrespondentRow]:
        """Adds the entries whose names fit, the most used first."""
        name = (
            select(CorrespondentName.leads_to_id, CorrespondentName.name, CorrespondentName.used, CorrespondentName.key,
                   CorrespondentName.until)
            .where(CorrespondentName.proposed, *fits)
            .order_by(
                CorrespondentName.used.desc(), CorrespondentName.key, CorrespondentName.until.desc().nulls_first()
            ).limit(self._limit * 2).subquery()
        )  # fmt: skip
        kind = [] if self._groups else [Correspondent.kind != CorrespondentKind.GROUP]
        statement = (
            rows().add_columns(name.c.name.label("known_as"), Correspondent.short_name)
            .join(name, name.c.leads_to_id == Correspondent.id).where(*kind)
            .order_by(name.c.used.desc(), name.c.key, name.c.until.desc().nulls_first())
        )  # fmt: skip
        for row in self._session.execute(statement):
            known_as = "" if row.known_as in {row.name, row.short_name} else row.known_as
            self._found.setdefault(row.id, row_of(row, known_as))
        return self.found()

    def begun(self, key: str) -> bool:
        """Whether enough names begin with the text."""
        self.named([CorrespondentName.key.like(f"{_literal(key)}%")])
        return len(self._found) >= self._limit

    def worded(self, key: str) -> bool:
        """Whether any name has all the words, or their beginnings, somewhere; the shortest only begin one.

        Of numbers the very ones come first: «№ 4» is rather the fourth school than the forty-third.
        """
        if any(word.isdecimal() for word in key.split()):
            self.named([_is_among(word) if word.isdecimal() else _has_begun(word) for word in key.split()])
        elif len(key) == 1 and self._found:
            return True  # a single letter begins a word in half of the names
        self.named([_has(word) if len(word) >= SHORTEST else _has_begun(word) for word in key.split()])
        return bool(self._found)

    def formed(self, key: str) -> bool:
        """Whether any printed name has a legal form that begins so, for who begins to type with the form."""
        begun = or_(Correspondent.name_key.like(f"{key}%"), Correspondent.name_key.like(f"% {key}%"))
        owners = (
            select(Correspondent.id).where(begun, Correspondent.merged_into_id.is_(None))
            .order_by(Correspondent.used.desc(), Correspondent.id).limit(self._limit)
        )  # fmt: skip
        self.named([CorrespondentName.correspondent_id.in_(owners)])
        return bool(self._found)

    def resembling(self, key: str) -> bool:
        """Whether any name has words that the mistyped ones may stand for; of numbers the very ones come first."""
        if len(key) <= SHORTEST:
            return False
        numbers = [word for word in key.split() if word.isdecimal()]
        words = (word for word in key.split() if not word.isdecimal())
        fits = [fit for word in words if (fit := self._meant(word)) is not None]
        for spelt in (_is_among, _has_begun) if numbers else (_has_begun,):
            if fits and not self._found:
                self.named([*fits, *map(spelt, numbers)])
        return bool(self._found)

    def numbered(self, digits: str) -> None:
        """ИНН and ОГРН that begin so."""
        fits = or_(
            and_(Correspondent.tax_number != "", Correspondent.tax_number.like(f"{digits}%")),
            and_(Correspondent.state_number != "", Correspondent.state_number.like(f"{digits}%")),
        )
        owners = select(Correspondent.id).where(fits, Correspondent.merged_into_id.is_(None)).limit(self._limit)
        self.named([CorrespondentName.correspondent_id.in_(owners)])

    def _meant(self, word: str) -> ColumnElement[bool] | None:
        """The words of the directory that begin so; without one, those that look so."""
        if len(word) < SHORTEST:
            return None
        begins = CorrespondentWord.word.like(f"{_literal(word)}%")
        near = CorrespondentWord.word.bool_op("%")(word)
        if self._session.scalar(select(CorrespondentWord.word).where(begins).limit(1)) is not None:
            return _has(word)
        nearness = "0.2" if len(word) <= SHORT else "0.3"
        self._session.execute(select(func.set_config("pg_trgm.similarity_threshold", nearness, True)))
        likeness = func.similarity(CorrespondentWord.word, word)
        alike = self._session.scalars(
            select(CorrespondentWord.word).where(near).order_by(likeness.desc(), CorrespondentWord.word).limit(ALIKE)
        ).all()
        return or_(*map(_has, sorted(alike, key=lambda each: errors(word, each))[:MEANT])) if alike else _has(word)


def _has(word: str) -> ColumnElement[bool]:
    return CorrespondentName.key.like(f"%{_literal(word)}%")


def _has_begun(word: str) -> ColumnElement[bool]:
    """A word of the name begins so."""
    return or_(CorrespondentName.key.like(f"{_literal(word)}%"), CorrespondentName.key.like(f"% {_literal(word)}%"))


def _is_among(word: str) -> ColumnElement[bool]:
    """A word of the name is exactly this."""
    return or_(CorrespondentName.key == word, *(CorrespondentName.key.like(each.format(word))
                                                for each in ("{} %", "% {}", "% {} %")))  # fmt: skip


def _literal(key: str) -> str:
    return key.replace("_", r"\_")


def closest(session: Session, name: str) -> tuple[CorrespondentRow, float] | None:
    """The entry that resembles the name most, with its likeness from 0 to 1, if any comes near."""
    key = name_key(name)
    likeness = func.similarity(Correspondent.name_key, key).label("likeness")
    found = session.execute(
        rows().add_columns(likeness)
        .where(Correspondent.name_key.bool_op("%")(key), Correspondent.merged_into_id.is_(None))
        .order_by(likeness.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if found is None or found.likeness < ENOUGH:
        return None
    return row_of(found), float(found.likeness)


def row_of(row: Any, known_as: str = "") -> CorrespondentRow:
    return CorrespondentRow(
        row.id, row.name, row.tax_number, row.address, row.kind, row.organisation or "", known_as
    )  # fmt: skip


def printed_name(at: Any, of: Any = Correspondent) -> ColumnElement[str]:
    """The name that the entry had at the moment; without a moment, today's. `at` and `of` stand in the outer query."""
    then = (
        select(CorrespondentName.name)
        .where(CorrespondentName.correspondent_id == of.id, ~CorrespondentName.short, CorrespondentName.until > at)
        .order_by(CorrespondentName.until).limit(1).correlate_except(CorrespondentName).scalar_subquery()
    )  # fmt: skip
    return case((of.renamed_at > at, then), else_=of.name)


def known_by(words: str) -> Any:
    """The ids of entries that have, or had, a name with all the words; those merged with them too."""
    fits = [CorrespondentName.key.contains(word, autoescape=True) for word in search_key(words).split()]
    led = select(CorrespondentName.leads_to_id).where(*fits)
    return select(CorrespondentName.correspondent_id).where(CorrespondentName.leads_to_id.in_(led))


def family(correspondent_id: Any) -> Any:
    """The ids of all entries that are by now the same correspondent."""
    asked, other = aliased(Correspondent), aliased(Correspondent)
    leads_to = func.coalesce(asked.merged_into_id, asked.id)
    one = select(leads_to).where(asked.id == correspondent_id).correlate_except(asked).scalar_subquery()
    return select(other.id).where(or_(other.id == one, other.merged_into_id == one)).correlate_except(other)


def all_names(correspondent_id: Any) -> ColumnElement[str]:
    """Every name of the correspondent, of merged entries too, as one text."""
    return (
        select(func.string_agg(CorrespondentName.name.distinct(), "; "))
        .where(CorrespondentName.correspondent_id.in_(family(correspondent_id)))
        .correlate_except(CorrespondentName).scalar_subquery()
    )  # fmt: skip


def _standing() -> Select[Any]:
    asked = aliased(Correspondent)
    leads_to = func.coalesce(asked.merged_into_id, asked.id)
    wanted = any_(bindparam("asked", type_=ARRAY(BigInteger)))
    return (
        rows().add_columns(asked.id.label("asked")).join(asked, leads_to == Correspondent.id).where(asked.id == wanted)
    )


STANDING = _standing()


def now_standing_for(session: Session, ids: Iterable[CorrespondentId]) -> dict[CorrespondentId, CorrespondentRow]:
    """For each id that is in the directory, the entry that it leads to after mergers."""
    wanted = list(ids)
    found = session.execute(STANDING, {"asked": wanted}) if wanted else ()
    return {row.asked: row_of(row) for row in found}


def entries_among(session: Session, ids: Sequence[CorrespondentId]) -> list[CorrespondentRow]:
    asked = aliased(Correspondent)
    statement = (
        rows().add_columns(asked.id.label("asked"))
        .join(asked, func.coalesce(asked.merged_into_id, asked.id) == Correspondent.id)
        .where(asked.id.in_(ids), Correspondent.closed.is_(None))
    )  # fmt: skip
    found = {row.asked: row_of(row) for row in session.execute(statement)}
    return list({found[key].id: found[key] for key in ids if key in found}.values())


def members_of(session: Session, group_id: CorrespondentId, *, closed: bool) -> list[CorrespondentRow]:
    asked = aliased(Correspondent)
    leads_to = func.coalesce(asked.merged_into_id, asked.id)
    statement = (
        rows().join(asked, leads_to == Correspondent.id)
        .join(CorrespondentMember, CorrespondentMember.member_id == asked.id)
        .where(CorrespondentMember.group_id == group_id).order_by(CorrespondentMember.position, Correspondent.id)
    )  # fmt: skip
    if not closed:
        statement = statement.where(Correspondent.closed.is_(None))
    return list({row.id: row_of(row) for row in session.execute(statement)}.values())


USE = text(
    "UPDATE correspondent c SET used = coalesce(u.used, 0)"
    " FROM correspondent o LEFT JOIN unnest(CAST(:ids AS bigint[]), CAST(:counts AS bigint[])) u(id, used)"
    " ON u.id = o.id WHERE c.id = o.id AND c.used <> coalesce(u.used, 0)"
)
USE_NAMES = text(
    "UPDATE correspondent_name n SET used = c.used FROM correspondent c WHERE c.id = n.leads_to_id AND n.used <> c.used"
)


def note_use(session: Session, documents: Mapping[CorrespondentId, int]) -> None:
    """Keeps how often each correspondent was met in a year, as the registry has counted."""
    session.execute(USE, {"ids": list(documents), "counts": list(documents.values())})
    session.execute(USE_NAMES)


PROPOSE = (
    update(CorrespondentName).where(CorrespondentName.leads_to_id == bindparam("entry"))
    .values(proposed=bindparam("is_proposed"))
)  # fmt: skip
