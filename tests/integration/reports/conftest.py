from collections.abc import Callable

import pytest

from common.jobs import JobState
from common.kernel.ids import ReportRunId
from common.reports import Format, ReportRun
from tests.city import Signed
from tests.serving import Served

Ended = Callable[[Signed, ReportRunId], ReportRun]


@pytest.fixture(scope="module")
def working(served: Served) -> Served:
    served.start_worker()
    return served


@pytest.fixture
def ended(working: Served, eventually: Callable[..., ReportRun]) -> Ended:
    """The run once it is over, whatever has become of it."""

    def wait(person: Signed, run_id: ReportRunId) -> ReportRun:
        def over() -> ReportRun | None:
            run = person.api.reports.made(run_id)
            return run if run.state in (JobState.DONE, JobState.FAILED) else None

        return eventually(over)

    return wait


@pytest.fixture
def make(made: list[str], ended: Ended) -> Callable[..., bytes]:
    def order(person: Signed, code: str, kind: Format = Format.PDF, **parameters: str) -> bytes:
        run = ended(person, person.api.reports.run(code, parameters, kind))
        assert run.state is JobState.DONE, run.message
        made.append(run.file_name)
        return person.fetch(run.file_id).content

    return order


@pytest.fixture
def made() -> list[str]:
    """The names under which the reports of a test were offered."""
    return []
