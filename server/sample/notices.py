"""What the people of the city have been told lately, made from what has really happened to them."""

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

LATELY, UNREAD = timedelta(days=7), timedelta(days=2)
COLUMNS = """
    person_id, by_id, happening, document_id, assignment_id, due, counts, key, at, shown, for_digest, read_at
"""
ASSIGNED = text(f"""
    INSERT INTO notification ({COLUMNS})
    SELECT e.executor_id, a.author_id, 'assigned', a.document_id, a.id, a.due, '{{}}', '', a.issued_at, true, false,
        CASE WHEN a.issued_at < :unread THEN a.issued_at + interval '1 hour' END
    FROM assignment a JOIN assignment_executor e ON e.assignment_id = a.id
    WHERE a.status = 'issued' AND a.issued_at >= :since AND e.unit_id IS NULL AND e.executor_id <> a.author_id
    ORDER BY a.issued_at
""")  # noqa: S608 -- names of our own
FOR_REVIEW = text(f"""
    INSERT INTO notification ({COLUMNS})
    SELECT r.person_id, d.registrar_id, 'for_review', d.id, NULL, d.control_due, '{{}}', 'review ' || d.id,
        d.registered_at, true, false,
        CASE WHEN d.registered_at < :unread THEN d.registered_at + interval '1 hour' END
    FROM document d JOIN document_addressee r ON r.document_id = d.id
    WHERE d.state = 'registered' AND d.registered_at >= :since AND r.person_id <> coalesce(d.registrar_id, 0)
    ORDER BY d.registered_at
""")  # noqa: S608 -- names of our own
ADDRESSES = text("""
    UPDATE person p SET email = a.login || '@severogorsk.example' FROM account a WHERE a.person_id = p.id
""")


def put_notices(session: Session, today: date) -> None:
    """Of the last week; those of the last days are unread. Whoever has an account has an address too."""
    values = {"since": today - LATELY, "unread": today - UNREAD}
    session.execute(ADDRESSES)
    session.execute(FOR_REVIEW, values)
    session.execute(ASSIGNED, values)
