"""The stamp of registration on the label of a document, and what it says."""

from common.registry.classes import DocumentClass
from server.core.service import Context
from server.registry.models import Document
from server.registry.stamp import Stamp, label

MARK = "EDMS1|"  # what our codes begin with


def stamp_of(context: Context, document: Document) -> Stamp:
    assert document.registered is not None
    return Stamp(
        organisation=context.settings.organisation,
        sign=DocumentClass(document.document_class).sign,
        number=document.number,
        date=document.registered,
        sheets=document.sheets,
        appendix_sheets=document.appendix_sheets,
        payload=f"{MARK}{document.id}",
        practice=document.practice,
    )


def label_of(context: Context, document: Document) -> bytes:
    return label(stamp_of(context, document))
