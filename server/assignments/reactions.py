"""What assignments do when they hear of events."""

from server.assignments.points import check_points, order_points
from server.assignments.recounting import recount
from server.core.events import CalendarChanged, DocumentPassed, DocumentRegistered, Reactions

REACTIONS: Reactions = {
    CalendarChanged: (recount,),
    DocumentPassed: (check_points,),
    DocumentRegistered: (order_points,),
}
