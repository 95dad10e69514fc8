"""The journal of all incoming letters: how long the worker makes it, and with how much memory."""

import time

from msgspec import Struct

from common.jobs import JobState
from common.registry.document import DocumentFilter
from common.reports import Format
from server.core.clock import Clock
from tests.bench.installation import Installation
from tests.bench.memory import of_process
from tests.bench.reading import CLERK

JOURNAL = "assignments.incoming_journal"
LOOK_EVERY = 0.1
LONGEST = 10  # years that the report takes


class Made(Struct):
    format: Format
    seconds: float
    rows: int
    megabytes: float
    peak: float


def make(installation: Installation, format: Format) -> Made:  # noqa: A002 -- the field's word
    clerk = installation.person(CLERK)
    today = Clock().today()
    whole = {"since": f"{today.year - LONGEST}-01-01", "until": today.isoformat(), "place": ""}
    started = time.perf_counter()
    run_id = clerk.api.reports.run(JOURNAL, whole, format)
    while (run := clerk.api.reports.made(run_id)).state not in {JobState.DONE, JobState.FAILED}:
        time.sleep(LOOK_EVERY)
    seconds = time.perf_counter() - started
    if run.state is JobState.FAILED or run.file_id is None:
        raise RuntimeError(run.message)
    [worker] = installation.served.workers
    address, headers = clerk.transport.access.address, clerk.transport.access.headers()
    size = installation.fetch_size(f"{address}/files/{run.file_id}", headers)
    rows = clerk.api.registry.documents(DocumentFilter(), 0, 1).total
    return Made(format, seconds, rows, size / 2**20, of_process(worker.pid).peak)
