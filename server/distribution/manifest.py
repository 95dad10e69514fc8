"""What the slice of distribution offers."""

from common.distribution.api import DistributionApi
from common.distribution.lists import ListsApi
from server.distribution.lists import ListService
from server.distribution.reports import UnreadReport
from server.distribution.service import DistributionService
from server.distribution.sheets import AcquaintanceSheet

SERVICES = {DistributionApi: DistributionService, ListsApi: ListService}
REPORTS = (UnreadReport, AcquaintanceSheet)
