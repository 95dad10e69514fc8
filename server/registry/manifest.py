"""What the slice of the registry offers."""

from common.registry.api import RegistryApi
from server.registry import reactions
from server.registry.jobs import StampCopy
from server.registry.readers import file_of_visible_document
from server.registry.service import RegistryService

SERVICES = {RegistryApi: RegistryService}
JOBS = (StampCopy,)
REACTIONS = reactions.REACTIONS
GATES = (file_of_visible_document,)
