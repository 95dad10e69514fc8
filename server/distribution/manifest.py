"""What the slice of distribution offers."""

from common.distribution.api import DistributionApi
from common.distribution.lists import ListsApi
from server.distribution.lists import ListService
from server.distribution.reactions import REACTIONS as DISTRIBUTION_REACTIONS
from server.distribution.reminders import remind_of_acquaintance, section_of_acquaintance
from server.distribution.reports import UnreadReport
from server.distribution.service import DistributionService
from server.distribution.sheets import AcquaintanceSheet

SERVICES = {DistributionApi: DistributionService, ListsApi: ListService}
REACTIONS = DISTRIBUTION_REACTIONS
REPORTS = (UnreadReport, AcquaintanceSheet)
REMINDERS = (remind_of_acquaintance,)
SECTIONS = (section_of_acquaintance,)
