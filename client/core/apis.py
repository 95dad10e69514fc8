"""All that the client may ask of the server, one typed proxy per Api."""

from dataclasses import dataclass, fields

from client.core.http import BlockingTransport
from client.core.rpc import Remote, proxy
from common.administration import AdministrationApi
from common.approvals.api import ApprovalsApi
from common.approvals.routes import RoutesApi
from common.approvals.waiting import WaitingApi
from common.assignments.api import AssignmentsApi, ResolutionsApi, TermsApi
from common.assignments.series import SeriesApi
from common.boards import BoardsApi
from common.calendars import CalendarsApi
from common.correspondents import CorrespondentsApi, ImportsApi, MergersApi
from common.distribution.api import DistributionApi
from common.distribution.lists import ListsApi
from common.files import FilesApi
from common.identity import IdentityApi
from common.jobs import JobsApi
from common.notifications import NotificationsApi
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
from common.reports import DeliveriesApi, ReportsApi
from common.rpc.api import Signature
from common.scanning.batches import BatchesApi
from common.scanning.codes import CodesApi
from common.scanning.learning import LearningApi
from common.scanning.offers import OffersApi
from common.scanning.profiles import ProfilesApi
from common.scanning.recognition import ScanningApi
from common.schedules import SchedulesApi
from common.search import SearchApi
from common.signatures import PowersApi, SignaturesApi
from common.staff import StaffApi


@dataclass(frozen=True)
class Apis:
    identity: IdentityApi
    files: FilesApi
    jobs: JobsApi
    correspondents: CorrespondentsApi
    mergers: MergersApi
    imports: ImportsApi
    registry: RegistryApi
    attachments: AttachmentsApi
    checkouts: CheckoutsApi
    previews: PreviewsApi
    templates: TemplatesApi
    kinds: KindsApi
    numbers: NumbersApi
    links: LinksApi
    papers: PapersApi
    views: ViewsApi
    shelf: ShelfApi
    practice: PracticeApi
    presence: PresenceApi
    approvals: ApprovalsApi
    routes: RoutesApi
    waiting: WaitingApi
    assignments: AssignmentsApi
    resolutions: ResolutionsApi
    terms: TermsApi
    series: SeriesApi
    distribution: DistributionApi
    lists: ListsApi
    calendars: CalendarsApi
    scanning: ScanningApi
    batches: BatchesApi
    codes: CodesApi
    learning: LearningApi
    offers: OffersApi
    profiles: ProfilesApi
    search: SearchApi
    reports: ReportsApi
    boards: BoardsApi
    deliveries: DeliveriesApi
    schedules: SchedulesApi
    administration: AdministrationApi
    access: AccessApi
    staff: StaffApi
    signatures: SignaturesApi
    powers: PowersApi
    notifications: NotificationsApi


def apis(transport: BlockingTransport | None = None) -> Apis:
    """Without a transport the methods are called through Calls only."""
    return Apis(
        identity=proxy(IdentityApi, transport),
        files=proxy(FilesApi, transport),
        jobs=proxy(JobsApi, transport),
        correspondents=proxy(CorrespondentsApi, transport),
        mergers=proxy(MergersApi, transport),
        imports=proxy(ImportsApi, transport),
        registry=proxy(RegistryApi, transport),
        attachments=proxy(AttachmentsApi, transport),
        checkouts=proxy(CheckoutsApi, transport),
        previews=proxy(PreviewsApi, transport),
        practice=proxy(PracticeApi, transport),
        templates=proxy(TemplatesApi, transport),
        kinds=proxy(KindsApi, transport),
        numbers=proxy(NumbersApi, transport),
        links=proxy(LinksApi, transport),
        papers=proxy(PapersApi, transport),
        views=proxy(ViewsApi, transport),
        shelf=proxy(ShelfApi, transport),
        presence=proxy(PresenceApi, transport),
        approvals=proxy(ApprovalsApi, transport),
        routes=proxy(RoutesApi, transport),
        waiting=proxy(WaitingApi, transport),
        assignments=proxy(AssignmentsApi, transport),
        resolutions=proxy(ResolutionsApi, transport),
        terms=proxy(TermsApi, transport),
        series=proxy(SeriesApi, transport),
        distribution=proxy(DistributionApi, transport),
        lists=proxy(ListsApi, transport),
        calendars=proxy(CalendarsApi, transport),
        scanning=proxy(ScanningApi, transport),
        batches=proxy(BatchesApi, transport),
        codes=proxy(CodesApi, transport),
        learning=proxy(LearningApi, transport),
        offers=proxy(OffersApi, transport),
        profiles=proxy(ProfilesApi, transport),
        search=proxy(SearchApi, transport),
        reports=proxy(ReportsApi, transport),
        boards=proxy(BoardsApi, transport),
        deliveries=proxy(DeliveriesApi, transport),
        schedules=proxy(SchedulesApi, transport),
        administration=proxy(AdministrationApi, transport),
        access=proxy(AccessApi, transport),
        staff=proxy(StaffApi, transport),
        signatures=proxy(SignaturesApi, transport),
        powers=proxy(PowersApi, transport),
        notifications=proxy(NotificationsApi, transport),
    )


def signatures_of(all_apis: Apis) -> dict[str, Signature]:
    """The signatures of all remote methods by the names under which they travel."""
    proxies = (getattr(all_apis, field.name) for field in fields(all_apis))
    methods = (method for each in proxies for method in vars(type(each)).values() if isinstance(method, Remote))
    return {method.signature.name: method.signature for method in methods}
