"""Reports beside bare SQL: python -m tests.bench.reports [--kept FOLDER]. The worker makes them; its peak is said.

The discipline report is that of a year, the journal that of the last 100,000 incoming letters, or of all there are.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct

from common.jobs import JobState
from common.reports import Format
from server.core.clock import Clock
from tests.bench.installation import Installation, installed
from tests.bench.memory import begin_anew, of_process
from tests.bench.reading import CLERK

JOURNAL, DISCIPLINE = "assignments.incoming_journal", "assignments.discipline"
CONTROLLER = "controller"
ROWS = 100_000
LONGEST = timedelta(days=365 * 10)  # that the journal takes
LOOK_EVERY = 0.1
READ_AT_ONCE = 500

FIRST_OF_ROWS = """
    SELECT registered FROM document
    WHERE document_class = 'incoming' AND registered IS NOT NULL ORDER BY registered DESC OFFSET %(rows)s LIMIT 1
"""
LETTERS = """
    SELECT d.number, d.registered, d.summary, d.their_number, d.their_date, c.name, p.surname, p.first_name
    FROM document d LEFT JOIN correspondent c ON c.id = d.correspondent_id LEFT JOIN person p ON p.id = d.executor_id
    WHERE d.document_class = 'incoming' AND d.registered BETWEEN %(since)s AND %(until)s ORDER BY d.number_order
"""
FIGURES = """
    SELECT p.unit_id, p.surname, p.first_name, count(*), count(*) FILTER (WHERE a.done_on > a.due),
        count(*) FILTER (WHERE a.done_on IS NULL), count(*) FILTER (WHERE EXISTS (
            SELECT FROM execution_report r
            WHERE r.assignment_id = a.id AND r.final AND r.accepted IS DISTINCT FROM false))
    FROM assignment a JOIN assignment_executor e ON e.assignment_id = a.id AND e.responsible
    LEFT JOIN person p ON p.id = e.executor_id
    WHERE a.controlled AND ((a.status = 'done' AND a.done_on BETWEEN %(since)s AND %(until)s)
        OR (a.status IN ('issued', 'reported') AND a.due <= %(until)s))
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


class Asked(Struct):
    name: str
    login: str
    code: str
    parameters: dict[str, str]
    bare: str


class Made(Struct):
    format: Format
    seconds: float
    megabytes: float  # of the file; nothing for the screen
    peak: float


def show(installation: Installation) -> None:
    orders = list(_asked(installation))
    _made(installation, orders[0], Format.SCREEN)  # the first order waits for the worker to load what it draws with
    for asked in orders:
        rows, bare = _bare(installation, asked)
        print(f"{asked.name}: bare SQL reads {rows:,} rows in {bare:.2f} s", flush=True)
        for form in (Format.SCREEN, Format.PDF, Format.XLSX):
            made = _made(installation, asked, form)
            size = f", {made.megabytes:.1f} MB" if made.megabytes else ""
            took = f"{made.seconds:7.2f} s (×{made.seconds / bare:.1f})"
            print(f"  {form.value:<6} {took}{size}; worker peak {made.peak:.0f} MB", flush=True)


def _asked(installation: Installation) -> Iterator[Asked]:
    today = Clock().today()
    year = {"since": f"{today - timedelta(days=365)}", "until": f"{today}"}
    yield Asked("discipline over a year", CONTROLLER, DISCIPLINE, {**year, "unit": "", "people": ""}, FIGURES)
    with installation.connection() as connection, connection.cursor() as cursor:
        cursor.execute(FIRST_OF_ROWS, {"rows": ROWS - 1})
        found: tuple[date] | None = cursor.fetchone()
    since = found[0] if found else today - LONGEST
    journal = {"since": f"{since}", "until": f"{today}", "place": ""}
    yield Asked(f"journal since {since:%d.%m.%Y}", CLERK, JOURNAL, journal, LETTERS)


def _bare(installation: Installation, asked: Asked) -> tuple[int, float]:
    """Read through a cursor of the server, and thrown away."""
    started, rows = time.perf_counter(), 0
    days: Mapping[str, str] = {name: asked.parameters[name] for name in ("since", "until")}
    with installation.connection() as connection, connection.cursor("bare") as cursor:
        cursor.itersize = READ_AT_ONCE
        cursor.execute(asked.bare, days)
        for _ in cursor:
            rows += 1
    return rows, time.perf_counter() - started


def _made(installation: Installation, asked: Asked, form: Format) -> Made:
    """Gathered anew each time, as a person orders it."""
    person = installation.person(asked.login)
    [worker] = installation.served.workers
    begin_anew(worker.pid)
    started = time.perf_counter()
    run_id = person.api.reports.run(asked.code, asked.parameters, form)
    while (run := person.api.reports.made(run_id)).state not in {JobState.DONE, JobState.FAILED}:
        time.sleep(LOOK_EVERY)
    seconds = time.perf_counter() - started
    if run.state is JobState.FAILED:
        raise RuntimeError(run.message)
    address, headers = person.transport.access.address, person.transport.access.headers()
    size = installation.fetch_size(f"{address}/files/{run.file_id}", headers) if run.file_id else 0
    return Made(form, seconds, size / 2**20, of_process(worker.pid).peak)


def main() -> int:
    made = argparse.ArgumentParser(prog="tests.bench.reports", description=__doc__)
    made.add_argument("--documents", type=int, default=170_000)
    made.add_argument("--years", type=float, default=1.0)
    made.add_argument("--kept", type=Path, help="a folder with a loaded city")
    options = made.parse_args()
    documents = options.documents
    with installed(documents, documents * 3 // 2, options.years, kept=options.kept) as installation:
        show(installation)
    return 0


if __name__ == "__main__":
    sys.exit(main())
