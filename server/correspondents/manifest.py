"""What the slice of correspondents offers."""

from common.correspondents import CorrespondentsApi
from server.correspondents.service import CorrespondentService

SERVICES = {CorrespondentsApi: CorrespondentService}
