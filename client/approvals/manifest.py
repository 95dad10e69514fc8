"""What approvals bring to the main window."""

from client.approvals.routes_page import RoutesPage
from client.approvals.tab import ApprovalTab, goes_to_approval
from client.approvals.waiting import PICTURES, WaitingCounter, folder_key, folder_of
from client.shell.manifest import ClientManifest, FolderSpec, Section, TabSpec, worded
from common.approvals.waiting import Desk
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        *(
            FolderSpec(
                folder_key(desk),
                worded(desk.label),
                PICTURES[desk],
                Section.DAY,
                Right.READ_DOCUMENTS,
                folder_of(desk),
                order=20,
            )
            for desk in Desk
        ),
        FolderSpec(
            "approvals.routes",
            worded("Маршруты согласования"),
            "checks",
            Section.ADMINISTRATION,
            Right.EDIT_ROUTES,
            RoutesPage,
        ),
    ),
    tabs=(
        TabSpec(
            "approvals.course",
            worded("Согласование"),
            "checks",
            Right.READ_DOCUMENTS,
            ApprovalTab,
            order=5,
            concerns=goes_to_approval,
        ),
    ),
    counters=((Right.READ_DOCUMENTS, WaitingCounter),),
)
