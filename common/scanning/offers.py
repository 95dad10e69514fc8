"""Which fields of the card a clerk wants to have proposed; each one's own word, on every computer."""

from typing import Annotated, Protocol

from msgspec import Meta

from common.kernel.rights import Right
from common.registry.classes import DocumentClass, label_of
from common.rpc.api import Api, reads, writes
from common.scanning.recognition import ProposedField

Fields = Annotated[list[ProposedField], Meta(max_length=len(ProposedField))]

OFF_CARD = {
    ProposedField.ANSWERED: "На что отвечает письмо («На №»)",
    ProposedField.EXECUTOR: "Исполнитель (в резолюции)",
}


def title_of(field: ProposedField) -> str:
    if field in OFF_CARD:
        return OFF_CARD[field]
    return label_of(DocumentClass.INCOMING, field.on_card)


class OffersApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def declined(self) -> list[ProposedField]:
        """The fields that the caller does not want proposed, in the order of the card."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def decline(self, field: ProposedField) -> None: ...

    @writes(Right.READ_DOCUMENTS)
    def keep(self, declined: Fields) -> None:
        """All that is declined from now on; everything else is proposed again."""
        ...
