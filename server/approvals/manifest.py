"""What the slice of approvals offers."""

from common.approvals.api import ApprovalsApi
from common.approvals.routes import RoutesApi
from server.approvals.reactions import REACTIONS as APPROVAL_REACTIONS
from server.approvals.routes import RouteService
from server.approvals.service import ApprovalService

SERVICES = {ApprovalsApi: ApprovalService, RoutesApi: RouteService}
REACTIONS = APPROVAL_REACTIONS
