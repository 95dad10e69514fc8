"""What the slice of the registry offers."""

from common.registry.access import AccessApi
from common.registry.api import RegistryApi
from common.registry.attachments import AttachmentsApi
from common.registry.checkouts import CheckoutsApi
from common.registry.kinds import KindsApi
from common.registry.ledger import NumbersApi
from common.registry.links import LinksApi
from common.registry.papers import PapersApi
from common.registry.practice import PracticeApi
from common.registry.presence import PresenceApi
from common.registry.previews import PreviewsApi
from common.registry.shelf import ShelfApi
from common.registry.templates import TemplatesApi
from common.registry.views import ViewsApi
from common.reports import Counted
from common.search import SearchApi
from server.registry import reactions
from server.registry.access import AccessService
from server.registry.attachments import AttachmentService
from server.registry.behind import documents_behind
from server.registry.building import BuiltReport
from server.registry.checkouts import CheckoutService
from server.registry.counts import RegisteredCounts
from server.registry.dispatching import DispatchList, PostalList
from server.registry.finding import FindingService
from server.registry.flow import FlowByMonth
from server.registry.jobs import IndexCorrespondent, StampCopy, index_unnumbered, used_correspondents
from server.registry.kinds import KindService
from server.registry.links import LinkService
from server.registry.listing import RegisterListing
from server.registry.numbers import NumberService
from server.registry.papers import PaperService
from server.registry.practice import PracticeService
from server.registry.presence import PresenceService, closed_cards
from server.registry.previews import PreviewService
from server.registry.readers import file_of_opened_document
from server.registry.reports import (
    ActsJournal,
    ElectronicShare,
    InternalJournal,
    MissingNumbers,
    OutgoingJournal,
)
from server.registry.service import RegistryService
from server.registry.shelf import ShelfService
from server.registry.taking import TAKEN
from server.registry.templates import TemplateService, form_of_template
from server.registry.views import ViewService
from server.registry.volume import FlowVolume

SERVICES = {
    RegistryApi: RegistryService,
    AttachmentsApi: AttachmentService,
    CheckoutsApi: CheckoutService,
    PreviewsApi: PreviewService,
    TemplatesApi: TemplateService,
    AccessApi: AccessService,
    KindsApi: KindService,
    NumbersApi: NumberService,
    LinksApi: LinkService,
    PapersApi: PaperService,
    ViewsApi: ViewService,
    ShelfApi: ShelfService,
    PracticeApi: PracticeService,
    PresenceApi: PresenceService,
    SearchApi: FindingService,
}
JOBS = (StampCopy, IndexCorrespondent)
BROOMS = (used_correspondents, closed_cards, index_unnumbered)
REPORTS = (
    OutgoingJournal, InternalJournal, ActsJournal, MissingNumbers, DispatchList, PostalList, ElectronicShare,
    RegisteredCounts, FlowVolume, FlowByMonth, RegisterListing, BuiltReport, *TAKEN,
)  # fmt: skip
LISTERS = {Counted.DOCUMENT: documents_behind}
REACTIONS = reactions.REACTIONS
GATES = (file_of_opened_document, form_of_template)
