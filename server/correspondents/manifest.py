"""What the slice of correspondents offers."""

from common.correspondents import CorrespondentsApi, ImportsApi, MergersApi
from server.correspondents import jobs
from server.correspondents.imports import ImportService, is_account
from server.correspondents.merging import MergerService
from server.correspondents.service import CorrespondentService

SERVICES = {CorrespondentsApi: CorrespondentService, MergersApi: MergerService, ImportsApi: ImportService}
JOBS = (jobs.SeekLikenesses, jobs.ImportCorrespondents)
GATES = (is_account,)
