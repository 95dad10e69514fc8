"""What assignments do when they hear of events."""

from server.assignments.points import order_points
from server.assignments.recounting import recount
from server.core.events import CalendarChanged, DocumentRegistered, Reactions

REACTIONS: Reactions = {CalendarChanged: (recount,), DocumentRegistered: (order_points,)}
