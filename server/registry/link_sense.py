"""Whether a link between two documents says what can be."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.validation import Problem
from common.registry.classes import DocumentClass, DocumentState
from common.registry.links import CHANGES_FORCE, End, LinkType, objections
from common.rpc.errors import Invalid
from server.registry.models import Document, DocumentLink


def check_link(session: Session, document: Document, other: Document, link_type: LinkType, today: date) -> None:
    """Raises Invalid with the field that is to be set right."""
    if document.id == other.id:
        raise _refused(Problem("other", "Документ не связывают с самим собой."))
    for problem in objections(link_type, _end(document, link_type, today), _end(other, link_type, today)):
        raise _refused(problem)
    _check_turned(session, document, other, link_type)
    if link_type is LinkType.REPLY and _answers(session, other, document):
        raise _refused(Problem("other", "Ответы замкнулись бы в круг: тот документ сам отвечает на этот."))


def check_registered(session: Session, document: Document, today: date) -> None:
    """What a project was linked with must have been there before the day that it is registered with."""
    judged = [LinkType.REPLY, *CHANGES_FORCE]
    linked = session.execute(
        select(Document, DocumentLink.type).join(DocumentLink, DocumentLink.earlier_id == Document.id)
        .where(DocumentLink.later_id == document.id, DocumentLink.type.in_(judged))
    ).all()  # fmt: skip
    for other, link_type in linked:
        check_link(session, document, other, link_type, today)


def _end(document: Document, link_type: LinkType, today: date) -> End:
    """A letter bears the date that its sender gave it; a project of an act will be of today at the earliest."""
    on = document.their_date if document.document_class is DocumentClass.INCOMING else document.registered
    if link_type in CHANGES_FORCE and document.state is not DocumentState.REGISTERED:
        on = today
    journal_id = document.journal_id if document.state is DocumentState.REGISTERED else None
    return End(document.document_class, document.state, document.number, on, journal_id, document.number_order)


def _check_turned(session: Session, document: Document, other: Document, link_type: LinkType) -> None:
    """The same pair is not linked from the other end as well."""
    same = DocumentLink.type.in_(CHANGES_FORCE) if link_type in CHANGES_FORCE else DocumentLink.type == link_type
    turned = select(DocumentLink.id).where(
        DocumentLink.later_id == other.id, DocumentLink.earlier_id == document.id, same
    )
    if session.scalar(turned.limit(1)) is None:
        return
    if link_type in CHANGES_FORCE:
        text = f"Акт № {other.number} сам изменяет или отменяет этот: проверьте, какой из них позже."
    else:
        text = (
            f"Эти документы уже связаны, с другой стороны: «{link_type.reverse}». Удалите ту связь, если она неверна."
        )
    raise _refused(Problem("other", text))


def _answers(session: Session, later: Document, earlier: Document) -> bool:
    """Whether replies lead from the one document to the other, however many there are between them."""
    replies = DocumentLink.type == LinkType.REPLY
    reached = select(DocumentLink.earlier_id).where(DocumentLink.later_id == later.id, replies).cte(recursive=True)
    reached = reached.union(
        select(DocumentLink.earlier_id).join(reached, reached.c.earlier_id == DocumentLink.later_id).where(replies)
    )
    return session.scalar(select(reached.c.earlier_id).where(reached.c.earlier_id == earlier.id)) is not None


def _refused(problem: Problem) -> Invalid:
    return Invalid(problem.text, [problem])
