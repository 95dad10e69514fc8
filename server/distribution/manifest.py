"""What the slice of distribution offers."""

from common.distribution.api import DistributionApi
from common.distribution.lists import ListsApi
from server.distribution.lists import ListService
from server.distribution.service import DistributionService

SERVICES = {DistributionApi: DistributionService, ListsApi: ListService}
