"""What the slice of assignments offers."""

from common.assignments import AssignmentsApi
from server.assignments import reactions
from server.assignments.files import file_of_report
from server.assignments.reports import ControlCard, IncomingJournal
from server.assignments.service import AssignmentService

SERVICES = {AssignmentsApi: AssignmentService}
REPORTS = (IncomingJournal, ControlCard)
REACTIONS = reactions.REACTIONS
GATES = (file_of_report,)
