"""What the slice of scanning offers."""

from common.scanning.batches import BatchesApi
from common.scanning.codes import CodesApi
from common.scanning.learning import LearningApi
from common.scanning.offers import OffersApi
from common.scanning.profiles import ProfilesApi
from common.scanning.recognition import ScanningApi
from server.scanning import reactions
from server.scanning.batches import BatchService
from server.scanning.bench_jobs import LookOver, Release
from server.scanning.files import page_of_opened_document, page_of_own_batch
from server.scanning.jobs import IndexPaper, ReadPaper
from server.scanning.labelling import CodeService
from server.scanning.learning import LearningService
from server.scanning.learning_jobs import LearnOne, LearnPast, ProposeAnew
from server.scanning.offers import OfferService
from server.scanning.profiles import ProfileService
from server.scanning.quality import ProposalQuality
from server.scanning.relearning import learn_when_due
from server.scanning.reports import BatchProtocol
from server.scanning.service import ScanningService

SERVICES = {
    ScanningApi: ScanningService,
    BatchesApi: BatchService,
    CodesApi: CodeService,
    LearningApi: LearningService,
    OffersApi: OfferService,
    ProfilesApi: ProfileService,
}
JOBS = (ReadPaper, IndexPaper, LookOver, Release, LearnOne, LearnPast, ProposeAnew)
BROOMS = (learn_when_due,)
REPORTS = (BatchProtocol, ProposalQuality)
REACTIONS = reactions.REACTIONS
GATES = (page_of_opened_document, page_of_own_batch)
