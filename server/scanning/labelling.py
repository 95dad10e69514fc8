"""Printing the codes of cards, for whoever sees the card."""

from sqlalchemy import select

from common.registry.card import Restriction
from common.registry.classes import NUMBERED, DocumentClass
from common.registry.numbers import numbered
from common.registry.practice import MARK as PRACTICE_MARK
from common.rpc.errors import Missing
from common.scanning.codes import CodeForm, CodeOrder, CodesApi
from server.core.service import Service
from server.registry.models import Document, DocumentKind
from server.registry.readers import openable
from server.registry.stamping import MARK, code_of
from server.scanning.codes import COVER
from server.scanning.labels import Coded, drawn


class CodeService(Service, CodesApi):
    def printed(self, order: CodeOrder) -> bytes:
        ids = list(dict.fromkeys(order.document_ids))
        rows = self.session.execute(
            select(Document, DocumentKind.title)
            .join(DocumentKind, DocumentKind.key == Document.kind)
            .where(Document.id.in_(ids), openable(self.caller))
        ).all()  # fmt: skip
        found = {document.id: self._coded(document, kind, order.form) for document, kind in rows}
        if len(found) < len(ids):
            raise Missing("Одного из документов нет или он вам не виден. Обновите список и выберите заново.")
        for document_id in ids:
            self.record("code_printed", "document", document_id, form=order.form.label)
        return drawn(order.form, [found[each] for each in ids], order.first)

    def _coded(self, document: Document, kind: str, form: CodeForm) -> Coded:
        has_number = document.state in NUMBERED
        sign = DocumentClass(document.document_class).sign
        title = numbered(sign, document.number) if has_number else "Без номера"
        summary = document.summary or ("" if has_number else document.name)
        return Coded(
            code=code_of(self.session, document.id) + (COVER if form is CodeForm.COVER else ""),
            title=f"{PRACTICE_MARK} {title}" if document.practice else title,
            date=f"от {document.registered:%d.%m.%Y}" if document.registered and has_number else "",
            kind=kind,
            summary=summary if document.restriction is Restriction.NONE else "",
            card=f"карточка {document.id}",
            bars=f"{MARK}{document.id}",
        )
