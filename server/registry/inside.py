"""The internal copy of an outgoing document: it bears its number and, since its text is the same, its mark ДСП."""

from collections.abc import Sequence

from sqlalchemy import func, select

from common.kernel.changes import Kind
from common.kernel.ids import PersonId
from common.kernel.validation import Problem, require
from common.registry.card import Restriction
from common.registry.classes import MARK, DocumentClass, DocumentState
from common.rpc.errors import Invalid
from server.core.events import AddresseesAdded
from server.core.service import Service
from server.identity.models import Person, employed
from server.registry.drafts import Drafts, differences
from server.registry.indexing import index_card
from server.registry.models import Document
from server.registry.participants import let_in
from server.registry.readers import audience

KIND = "internal_copy"
SHARED = ("number", "number_key", "number_order", "journal_id", "registered")
COPIED = (
    "place_id unit_id executor_id signatory_id summary topic sheets copies appendices appendix_sheets case_file"
).split()


class Inside(Service):
    def of(self, document: Document) -> Document | None:
        return self.session.scalars(select(Document).where(Document.shares_id == document.id)).one_or_none()

    def make(self, source: Document, addressee_ids: Sequence[PersonId]) -> Document:
        """The date of registration is that of the number. Raises Invalid for a second copy and for ДСП."""
        if self.of(source) is not None:
            raise Invalid("Внутренняя копия этого документа уже есть: второго документа под этим номером не бывает.")
        if source.restriction is not Restriction.NONE:
            raise Invalid("У документа ДСП внутренней копии не бывает: учтите отдельный экземпляр.")
        self.check(require("addressee_ids", addressee_ids, "Адресаты"))
        self._check_at_work(set(addressee_ids))
        copy = Document(
            **{name: getattr(source, name) for name in (*COPIED, *SHARED, *MARK)},
            document_class=DocumentClass.INTERNAL, kind=KIND, state=DocumentState.REGISTERED,
            author_id=self.caller.me.id, registrar_id=self.caller.me.id,
            registered_at=self.now, created=self.now, shares_id=source.id, source="Внутренняя копия", readers=[],
        )  # fmt: skip
        self.session.add(copy)
        self.session.flush()  # the id
        Drafts(self.context).put_list(copy, "addressee_ids", addressee_ids)
        let_in(self.session, copy)
        index_card(self.context, copy)
        self.record("copied_inside", "document", source.id, number=source.number)
        self.record("registered", "document", copy.id, number=copy.number)
        self.context.tell(AddresseesAdded(copy.id, list(addressee_ids)))
        self.changed(Kind.DOCUMENT, copy.id, audience(self.session, copy))
        return copy

    def follow_mark(self, document: Document) -> None:
        """The copy is as open or closed as its document; whoever loses sight of it hears so."""
        copy = self.of(document)
        if copy is None or all(getattr(copy, name) == getattr(document, name) for name in MARK):
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

    def _check_at_work(self, people: set[PersonId]) -> None:
        at_work = Person.id.in_(people), employed(self.today)
        if self.session.scalar(select(func.count(Person.id)).where(*at_work)) != len(people):
            said = "Среди адресатов есть уволенный или неизвестный сотрудник."
            raise Invalid(said, [Problem("addressee_ids", said)])
