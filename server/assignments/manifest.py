"""What the slice of assignments offers."""

from common.assignments.api import AssignmentsApi, ResolutionsApi, TermsApi
from common.assignments.series import SeriesApi
from common.reports import Counted
from server.assignments import reactions
from server.assignments.ageing import OverdueAgeing
from server.assignments.behind import assignments_behind
from server.assignments.building import AssignmentsBuilt
from server.assignments.control_card import ControlCard
from server.assignments.discipline import DisciplineReport
from server.assignments.drafts import ResolutionService
from server.assignments.files import file_of_report
from server.assignments.incoming_list import IncomingList
from server.assignments.jobs import MakeOccurrences, order_occurrences
from server.assignments.lists import LISTS
from server.assignments.points import IssuePoints
from server.assignments.reminder_sheet import ReminderSheet
from server.assignments.reminders import remind_of_assignments, section_of_assignments
from server.assignments.reports import IncomingJournal
from server.assignments.series import SeriesService
from server.assignments.service import AssignmentService
from server.assignments.summary import ExecutionSummary
from server.assignments.taking import AssignmentsTaken
from server.assignments.terms import TermService

SERVICES = {
    AssignmentsApi: AssignmentService,
    TermsApi: TermService,
    ResolutionsApi: ResolutionService,
    SeriesApi: SeriesService,
}
JOBS = (MakeOccurrences, IssuePoints)
REMINDERS = (remind_of_assignments,)
SECTIONS = (section_of_assignments,)
BROOMS = (order_occurrences,)
REPORTS = (
    DisciplineReport,
    ExecutionSummary,
    OverdueAgeing,
    *LISTS,
    ReminderSheet,
    IncomingJournal,
    IncomingList,
    ControlCard,
    AssignmentsTaken,
    AssignmentsBuilt,
)
LISTERS = {Counted.ASSIGNMENT: assignments_behind}
REACTIONS = reactions.REACTIONS
GATES = (file_of_report,)
