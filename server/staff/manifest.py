"""What the slice of staff offers."""

from common.staff import StaffApi
from server.staff.service import StaffService

SERVICES = {StaffApi: StaffService}
