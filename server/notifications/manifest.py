"""What the slice of notifications offers."""

from common.notifications import NotificationsApi
from server.notifications import reactions
from server.notifications.jobs import old_notices
from server.notifications.morning import order_morning
from server.notifications.service import NotificationService

SERVICES = {NotificationsApi: NotificationService}
BROOMS = (old_notices,)
CLOCKS = (order_morning,)
REACTIONS = reactions.REACTIONS
