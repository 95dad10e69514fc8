"""What assignments do when they hear of events."""

from server.assignments.recounting import recount
from server.core.events import CalendarChanged, Reactions

REACTIONS: Reactions = {CalendarChanged: (recount,)}
