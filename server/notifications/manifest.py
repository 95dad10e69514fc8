"""What the slice of notifications offers."""

from common.notifications import NotificationsApi
from server.notifications import reactions
from server.notifications.jobs import SendLetters
from server.notifications.service import NotificationService

SERVICES = {NotificationsApi: NotificationService}
JOBS = (SendLetters,)
REACTIONS = reactions.REACTIONS
