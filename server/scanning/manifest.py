"""What the slice of scanning offers."""

from common.scanning import ScanningApi
from server.scanning import reactions
from server.scanning.files import page_of_visible_document
from server.scanning.jobs import IndexPaper, ReadPaper
from server.scanning.service import ScanningService

SERVICES = {ScanningApi: ScanningService}
JOBS = (ReadPaper, IndexPaper)
REACTIONS = reactions.REACTIONS
GATES = (page_of_visible_document,)
