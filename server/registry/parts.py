"""What people, units and posts are to a document, each ground in words with what it stands on."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from common.kernel.ids import PersonId
from common.registry.card import Restriction
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from server.core.events import PartsSought
from server.core.service import Context
from server.registry.models import Cosignatory, Document, DocumentAddressee, DocumentApprover

NAMED = {
    "author_id": ("author", "автор карточки"), "executor_id": ("executor", "исполнитель (подготовил)"),
    "signatory_id": ("signatory", "подписывает"), "controller_id": ("controller", "контролирует исполнение"),
    "registrar_id": ("registrar", "зарегистрировал"),
}  # fmt: skip
LISTED = (
    (Cosignatory, "signatory", "подписывает вместе с другими"),
    (DocumentApprover, "approver", "согласует"),
    (DocumentAddressee, "addressee", "адресат"),
)
OF_INCOMING = {
    "author": "Не автор карточки.",
    "addressee": "Не адресат.",
    "controller": "Не назван контролёром в карточке.",
    "assignment": "Не автор, не исполнитель и не контролёр поручения.",
    "acquaintance": "Не получатель рассылки.",
}
OF_OURS = {
    "author": "Не автор карточки.",
    "executor": "Не исполнитель (не подготовил).",
    "signatory": "Не подписывает.",
    "approver": "Не согласует.",
    **OF_INCOMING,
}
AUTHOR_ONLY = "Автор карточки, но входящий с регистрации виден не этим, а ролью делопроизводителя места."
LATER = "Адресат, но адресату документ откроется с регистрации."
CLOSED = "{0}, но этим документ сотруднику не открыт."
BEFORE = "Участвовал раньше: теперь документ и его поручения сотрудника не называют, а доступ остаётся."


class Parts:
    """Who takes part in one document; `until` is the end of the past day asked about, `state` what it was in then."""

    def __init__(self, context: Context, document: Document, until: datetime | None, state: DocumentState) -> None:
        self._document, self._state = document, state
        sought = PartsSought(document.id, until, {})
        for name, (ground, title) in NAMED.items():
            person_id = getattr(document, name)
            if person_id is not None and (ground != "registrar" or document.restriction is not Restriction.NONE):
                sought.add(person_id, ground, title)
        for table, ground, title in LISTED:
            people = context.session.scalars(select(table.person_id).where(table.document_id == document.id))
            for person_id in people:
                sought.add(person_id, ground, title)
        context.tell(sought)
        self._parts = sought.parts

    def of(self, principal: int) -> list[str]:
        return list(dict.fromkeys(words for _, words in self._parts.get(principal, ())))

    def said(self, principal: int) -> str:
        return "; ".join(self.of(principal)) or "участвовал раньше"

    def missing(self, person_id: PersonId) -> Iterator[str]:
        """The grounds on which others take part and this person does not."""
        own = {ground for ground, _ in self._parts.get(person_id, ())}
        incoming = self._document.document_class is DocumentClass.INCOMING
        yield from (words for ground, words in (OF_INCOMING if incoming else OF_OURS).items() if ground not in own)

    def opening(self, person_id: PersonId) -> list[str]:
        """What the person is to the document and sees it by, once he is among its readers."""
        own = self._parts.get(person_id, ())
        return list(dict.fromkeys(words for ground, words in own if not self._idle(ground)))

    def without_effect(self, person_id: PersonId, *, reader: bool) -> Iterator[str]:
        """What the person is to the document although that does not open it."""
        for ground, words in self._parts.get(person_id, ()):
            if idle := self._idle(ground):
                yield idle
            elif not reader:
                yield CLOSED.format(words[:1].upper() + words[1:])

    def _idle(self, ground: str) -> str:
        registered = self._state in NUMBERED
        if ground == "author" and registered and self._document.document_class is DocumentClass.INCOMING:
            return AUTHOR_ONLY
        return LATER if ground == "addressee" and not registered else ""
