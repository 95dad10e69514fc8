"""What signatures bring to the main window."""

from client.shell.manifest import ClientManifest, FolderSpec, Section, TabSpec, worded
from client.signatures.powers import PowersPage
from client.signatures.signatory import Signatory
from client.signatures.signatures_tab import SignaturesTab
from common.kernel.rights import Right

MANIFEST = ClientManifest(
    folders=(
        FolderSpec(
            "signatures.powers",
            worded("Доверенности (МЧД)"),
            "file-certificate",
            Section.ADMINISTRATION,
            Right.EDIT_STAFF,
            PowersPage,
        ),
    ),
    tabs=(TabSpec("signatures.tab", worded("Подписи"), "signature", Right.READ_DOCUMENTS, SignaturesTab, order=20),),
    companions=(Signatory,),
)
