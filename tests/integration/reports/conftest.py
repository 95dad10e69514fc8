from collections.abc import Callable

import pytest

from common.jobs import JobState
from common.reports import Format, ReportRun
from tests.city import Signed
from tests.serving import Served


@pytest.fixture(scope="module")
def working(served: Served) -> Served:
    served.start_worker()
    return served


@pytest.fixture
def make(working: Served, made: list[str], eventually: Callable[..., ReportRun]) -> Callable[..., bytes]:
    def order(person: Signed, code: str, kind: Format = Format.PDF, **parameters: str) -> bytes:
        run_id = person.api.reports.run(code, parameters, kind)

        def ended() -> ReportRun | None:
            run = person.api.reports.made(run_id)
            return run if run.state in (JobState.DONE, JobState.FAILED) else None

        run = eventually(ended)
        assert run.state is JobState.DONE, run.message
        made.append(run.file_name)
        return person.fetch(run.file_id).content

    return order


@pytest.fixture
def made() -> list[str]:
    """The names under which the reports of a test were offered."""
    return []
