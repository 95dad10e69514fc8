"""A unit whose people take part in 20,000 documents moves below another: no document is written.

python -m tests.bench.reorganising measures it by itself and fails above a second.
"""

import argparse
import itertools
import sys
from collections.abc import Iterator

from sqlalchemy import text

from common.registry.document import DocumentFilter
from common.staff import UnitAction, UnitChange, UnitRow
from server.sample.city import NAMED
from tests.bench.installation import Installation, installed
from tests.bench.timing import Deed, Pair, in_turn, show_pairs

MOST = 1000.0  # ms
DOCUMENTS = 20_000
ROUNDS = 6
MOVED, HOMES = "ДК", ("ДГХ", "Администрация")
HEAD = "user003"  # leads the first of the homes
OWN_SET = text("INSERT INTO access_set (members) VALUES (ARRAY[:unit]) ON CONFLICT DO NOTHING")
SET_OF = text("SELECT id FROM access_set WHERE members = ARRAY[:unit]")
TAKES_PART = text(
    "UPDATE document SET access_id = :own WHERE id IN (SELECT id FROM document WHERE id > :last"
    " AND restriction = 'none' ORDER BY id LIMIT :portion) RETURNING id"
)
PORTION = 500  # the triggers that count compare what was with what is
HANDED_OVER = "UPDATE document SET unit_id = %s WHERE access_id = %s"
TOUCHED = text("SELECT count(*) FROM document WHERE xmin::text::bigint >= :since")


class Reorganising:
    """Run last: it gives the unit more documents than the sample city does."""

    def __init__(self, installation: Installation, documents: int = DOCUMENTS) -> None:
        assert HEAD not in NAMED
        self._installation, self._documents = installation, documents
        self._admin = installation.person("admin")

    def measure(self) -> Iterator[Pair]:
        moved, homes = self._unit(MOVED), [self._unit(each) for each in HOMES]
        set_id, count = self._take_part(moved)
        before = self._seen()
        now = self._transaction()
        changes = [UnitChange(action=UnitAction.MOVE, unit_id=moved.id, into_id=home.id) for home in homes]
        self._admin.api.staff.reorganise(changes[0])
        assert self._seen() >= before + count // 2, "the new leader sees the unit's documents"
        self._admin.api.staff.reorganise(changes[1])
        assert self._seen() == before
        with self._installation.engine.connect() as connection:
            assert connection.scalar(TOUCHED, {"since": now}) == 0, "a document was written"
        calls = [self._call(change) for change in itertools.islice(itertools.cycle(changes), ROUNDS)]
        yield in_turn(f"move of a unit with {count:,} documents", calls, self._bares(set_id, moved, homes))

    def _call(self, change: UnitChange) -> Deed:
        return lambda: self._admin.api.staff.reorganise(change)

    def _bares(self, set_id: int, moved: UnitRow, homes: list[UnitRow]) -> list[Deed]:
        """What a column of the unit on each document would cost: the same number of rows, written."""
        connection = self._installation.connection()

        def deed(home: UnitRow) -> Deed:
            def run() -> None:
                with connection.cursor() as cursor:
                    cursor.execute("SET session_replication_role = replica")  # the row alone, without our triggers
                    cursor.execute(HANDED_OVER, (home.id, set_id))
                connection.commit()

            return run

        return [deed(home) for home in itertools.islice(itertools.cycle(homes), ROUNDS)]

    def _unit(self, short: str) -> UnitRow:
        return next(unit for unit in self._admin.api.staff.units() if unit.short_title == short)

    def _seen(self) -> int:
        return self._installation.person(HEAD).api.registry.documents(DocumentFilter()).total

    def _take_part(self, unit: UnitRow) -> tuple[int, int]:
        principal, last, count = {"unit": 10**12 + unit.id}, 0, 0
        with self._installation.engine.begin() as connection:
            connection.execute(OWN_SET, principal)
            own = int(connection.execute(SET_OF, principal).scalar_one())
        while count < self._documents:
            values = {"own": own, "last": last, "portion": min(PORTION, self._documents - count)}
            with self._installation.engine.begin() as connection:
                moved = connection.scalars(TAKES_PART, values).all()
            if not moved:
                break
            last, count = max(moved), count + len(moved)
        return own, count

    def _transaction(self) -> int:
        """Whatever is written from now on bears this number or a later one."""
        with self._installation.engine.begin() as connection:
            return int(connection.scalar(text("SELECT txid_current()")) or 0)


def main() -> int:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--documents", type=int, default=DOCUMENTS)
    options = made.parse_args()
    with installed(int(options.documents * 1.2), options.documents // 10, 2.0) as installation:
        pairs = list(Reorganising(installation, options.documents).measure())
    show_pairs(pairs)
    slow = [pair.name for pair in pairs if pair.call.p95 > MOST]
    print(f"Slower than {MOST:.0f} ms:", ", ".join(slow) or "none")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
