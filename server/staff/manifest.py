"""What the slice of staff offers."""

from common.staff import StaffApi
from server.staff.posts import free_of_dismissed
from server.staff.service import StaffService

SERVICES = {StaffApi: StaffService}
BROOMS = (free_of_dismissed,)
