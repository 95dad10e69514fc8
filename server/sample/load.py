"""Loads the invented city into an empty database."""

import json
from datetime import date

from sqlalchemy import Engine, delete, func, insert, select, text
from sqlalchemy.orm import Session

import resources
from server.calendars.models import CalendarDayRow, DeadlineNorm
from server.core.audit import Entry
from server.core.models import PastRow
from server.core.unit_of_work import Works
from server.identity.models import Person
from server.registry.jobs import used_correspondents
from server.sample import city
from server.sample.acts import put_acts
from server.sample.archive import Archive
from server.sample.forms import put_forms
from server.sample.notices import put_notices
from server.sample.ours import Ours
from server.sample.sendings import put_sendings
from server.sample.signed import put_signed


def is_empty(engine: Engine) -> bool:
    with Session(engine) as session:
        return session.execute(select(func.count()).select_from(Person)).scalar_one() == 0


def load(
    works: Works, *, documents: int = 20_000, assignments: int = 30_000, years: float = 2.0, restricted: float = 0.05,
    ours: float = 0.35, correspondents: int = 0,
) -> None:  # fmt: skip
    """`ours` is how many of our own documents there are to a letter that has come in.

    Raises RuntimeError when there are people already: nothing is ever mixed into real data.
    """
    if not is_empty(works.engine):
        raise RuntimeError("В базе уже есть сотрудники: учебный город загружается только в пустую базу.")
    with works.transaction() as context:
        seed(context.session)
        founded = city.found(context.session, works.clock.today(), correspondents)
        archive = Archive(context.session, founded, restricted=restricted, today=works.clock.today())
        letters = round(documents / (1 + ours))
        archive.fill(letters, assignments, years)
        own = Ours(context.session, founded, archive.access, works.clock.today())
        own.fill(documents - letters, archive.working_days(years), letters)
        archive.finish()
        put_forms(context)
        put_notices(context.session, works.clock.today())
        used_correspondents(context)
        put_sendings(context)
        put_signed(context)
        put_acts(context.session)
        context.session.execute(delete(PastRow))  # the city has always been as it is
        context.entries.append(Entry("sample_loaded", details={"documents": documents}))
    with works.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def seed(session: Session) -> None:
    """The production calendar and the norms of deadlines, which a real installation starts with too."""
    days = json.loads(resources.path("seed", "calendar.json").read_text(encoding="utf-8"))
    rows = [
        {
            "day": date.fromisoformat(day["day"]), "kind": day["kind"], "title": day["title"],
            "moved_from": date.fromisoformat(day["moved_from"]) if "moved_from" in day else None,
        }
        for day in days
    ]  # fmt: skip
    session.execute(insert(CalendarDayRow), rows)
    norms = json.loads(resources.path("seed", "norms.json").read_text(encoding="utf-8"))
    session.execute(insert(DeadlineNorm), [{**norm, "position": place} for place, norm in enumerate(norms)])
