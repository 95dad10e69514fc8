"""The internal copy of an outgoing document: it bears its number and, since its text is the same, its mark ДСП."""

from sqlalchemy import select

from common.kernel.changes import Kind
from server.core.service import Service
from server.registry.drafts import Drafts, differences
from server.registry.indexing import index_card
from server.registry.models import Document
from server.registry.participants import let_in
from server.registry.readers import audience

MARK = ("restriction", "restriction_basis", "copy_number", "open_to_all")


class Inside(Service):
    def of(self, document: Document) -> Document | None:
        return self.session.scalars(select(Document).where(Document.shares_id == document.id)).one_or_none()

    def follow_mark(self, document: Document) -> None:
        """The copy gets or loses the mark with its document; whoever loses sight of it hears so."""
        copy = self.of(document)
        if copy is None or copy.restriction is document.restriction:
            return
        drafts = Drafts(self.context)
        before, heard = drafts.draft_of(copy), audience(self.session, copy)
        for name in MARK:
            setattr(copy, name, getattr(document, name))
        let_in(self.session, copy, keep=True)
        self.session.flush()  # the version
        index_card(self.context, copy)
        changes = differences(before, drafts.draft_of(copy))
        self.record("mark_followed", "document", copy.id, changes=changes, number=document.number)
        self.changed(Kind.DOCUMENT, copy.id, [*heard, *audience(self.session, copy), copy.place_id])
