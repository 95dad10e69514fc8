"""What the slice of administration offers."""

from common.administration import AdministrationApi
from server.administration.service import AdministrationService

SERVICES = {AdministrationApi: AdministrationService}
