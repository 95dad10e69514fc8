"""What assignments do when they hear of events."""

from server.assignments.parts import tell_parts
from server.assignments.points import check_points, order_points
from server.assignments.recounting import recount
from server.core.events import CalendarChanged, DocumentPassed, DocumentRegistered, PartsSought, Reactions

REACTIONS: Reactions = {
    CalendarChanged: (recount,),
    DocumentPassed: (check_points,),
    DocumentRegistered: (order_points,),
    PartsSought: (tell_parts,),
}
