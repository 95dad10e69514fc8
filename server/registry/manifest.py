"""What the slice of the registry offers."""

from common.registry.api import RegistryApi
from common.registry.kinds import KindsApi
from common.registry.ledger import NumbersApi
from common.registry.links import LinksApi
from common.registry.papers import PapersApi
from server.registry import reactions
from server.registry.jobs import StampCopy
from server.registry.kinds import KindService
from server.registry.links import LinkService
from server.registry.numbers import NumberService
from server.registry.papers import PaperService
from server.registry.readers import file_of_visible_document
from server.registry.reports import (
    ActsJournal,
    DispatchList,
    ElectronicShare,
    InternalJournal,
    MissingNumbers,
    OutgoingJournal,
)
from server.registry.service import RegistryService

SERVICES = {
    RegistryApi: RegistryService,
    KindsApi: KindService,
    NumbersApi: NumberService,
    LinksApi: LinkService,
    PapersApi: PaperService,
}
JOBS = (StampCopy,)
REPORTS = (OutgoingJournal, InternalJournal, ActsJournal, MissingNumbers, DispatchList, ElectronicShare)
REACTIONS = reactions.REACTIONS
GATES = (file_of_visible_document,)
