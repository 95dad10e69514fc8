"""What the slice of approvals offers."""

from common.approvals.api import ApprovalsApi
from common.approvals.routes import RoutesApi
from server.approvals.reactions import REACTIONS as APPROVAL_REACTIONS
from server.approvals.reminders import remind_of_visas
from server.approvals.reports import ApprovalReport
from server.approvals.routes import RouteService
from server.approvals.service import ApprovalService
from server.approvals.sheets import ApprovalSheet, RemarksSheet

SERVICES = {ApprovalsApi: ApprovalService, RoutesApi: RouteService}
REACTIONS = APPROVAL_REACTIONS
REPORTS = (ApprovalReport, ApprovalSheet, RemarksSheet)
REMINDERS = (remind_of_visas,)
