"""What the slice of approvals offers."""

from common.approvals.api import ApprovalsApi
from common.approvals.routes import RoutesApi
from common.approvals.waiting import WaitingApi
from server.approvals.bottlenecks import Bottlenecks
from server.approvals.reactions import REACTIONS as APPROVAL_REACTIONS
from server.approvals.reminders import remind_of_visas
from server.approvals.reports import ApprovalReport
from server.approvals.routes import RouteService
from server.approvals.service import ApprovalService
from server.approvals.sheets import ApprovalSheet, RemarksSheet
from server.approvals.taking import WaitingTaken
from server.approvals.waiting import WaitingService

SERVICES = {ApprovalsApi: ApprovalService, RoutesApi: RouteService, WaitingApi: WaitingService}
REACTIONS = APPROVAL_REACTIONS
REPORTS = (ApprovalReport, Bottlenecks, ApprovalSheet, RemarksSheet, WaitingTaken)
REMINDERS = (remind_of_visas,)
