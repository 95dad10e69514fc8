"""What the slice of jobs offers."""

from common.jobs import JobsApi
from server.jobs import sweep
from server.jobs.service import JobService

SERVICES = {JobsApi: JobService}
BROOMS = sweep.BROOMS
