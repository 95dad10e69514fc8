"""All tables of all slices, as one."""

from types import ModuleType

from server.access import models as access
from server.approvals import models as approvals
from server.assignments import models as assignments
from server.calendars import models as calendars
from server.core import models as core
from server.core.db import Base
from server.distribution import models as distribution
from server.files import models as files
from server.identity import models as identity
from server.jobs import models as jobs
from server.notifications import models as notifications
from server.registry import file_models as registry_files
from server.registry import models as registry
from server.registry import number_models as registry_numbers
from server.reports import models as reports
from server.scanning import models as scanning
from server.search import models as search
from server.signatures import models as signatures

MODELS: tuple[ModuleType, ...] = (
    core, identity, access, files, jobs, calendars, search, registry, registry_files, registry_numbers,
    approvals, assignments, distribution, signatures, scanning, reports, notifications,
)  # fmt: skip
METADATA = Base.metadata
