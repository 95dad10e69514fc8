"""What assignments bring to the main window."""

from client.assignments.execution_tab import ExecutionTab
from client.assignments.many import resolve_many
from client.assignments.register import AssignmentCounter, register_of
from client.shell.manifest import ClientManifest, FolderSpec, Section, TabSpec, worded
from client.shell.workplace import BulkSpec
from common.assignments.cards import Folder
from common.kernel.rights import Right

ICONS = {
    Folder.TO_EXECUTE: "checklist",
    Folder.DRAFTS: "edit",
    Folder.ISSUED_BY_ME: "gavel",
    Folder.ON_CONTROL: "eye",
    Folder.OVERDUE: "alarm",
}
RIGHTS = {
    Folder.TO_EXECUTE: Right.READ_ASSIGNMENTS,
    Folder.DRAFTS: Right.DRAFT,
    Folder.ISSUED_BY_ME: Right.RESOLVE,
    Folder.ON_CONTROL: Right.CONTROL,
    Folder.OVERDUE: Right.READ_ASSIGNMENTS,
}

MANIFEST = ClientManifest(
    folders=tuple(
        FolderSpec(
            f"assignments.{folder}",
            folder.label,
            ICONS[folder],
            Section.DAY,
            RIGHTS[folder],
            register_of(folder),
        )
        for folder in Folder
    ),
    tabs=(
        TabSpec("assignments.execution", worded("Исполнение"), "gavel", Right.READ_DOCUMENTS, ExecutionTab, order=10),
    ),
    bulks=(BulkSpec(worded("Вынести резолюцию…"), resolve_many, right=Right.RESOLVE),),
    counters=((Right.READ_ASSIGNMENTS, AssignmentCounter),),
)
