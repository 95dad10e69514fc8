"""What the slice of signatures offers."""

from common.signatures import PowersApi
from server.signatures import reactions
from server.signatures.jobs import MarkCopy, recheck
from server.signatures.powers import PowersService

SERVICES = {PowersApi: PowersService}
JOBS = (MarkCopy,)
BROOMS = (recheck,)
REACTIONS = reactions.REACTIONS
