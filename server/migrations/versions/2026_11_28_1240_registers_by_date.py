"""Registers stand in the order of the registered date; tallies count by its month.

At 2.7 million documents: two indexes of about 20 s each, and one pass of the table (some seconds) to count anew those
documents whose date and moment of registration are of different months.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "b92e4f60d1c7"
down_revision = "b7e2d9a4f136"

CLASS, DATE, MOMENT, ID = "document_class", sa.text("registered DESC"), sa.text("registered_at DESC"), sa.text("id DESC")
REGISTERED = sa.text("state = 'registered'")
BY_MOMENT, BY_DATE = "registered_at AT TIME ZONE 'UTC'", "registered::timestamp"
TRIGGERS = {
    "removed": "AFTER DELETE ON moved REFERENCING OLD TABLE AS before",
    "added": "AFTER INSERT ON moved REFERENCING NEW TABLE AS after",
}


def upgrade() -> None:
    for name in ("ix_document_register", "ix_document_newest", "ix_document_newest_of_all"):
        op.drop_index(name, table_name="document")
    op.create_index("ix_document_newest", "document", [CLASS, DATE, MOMENT, ID], postgresql_where=REGISTERED)
    op.create_index("ix_document_newest_of_all", "document", [DATE, MOMENT, ID], postgresql_where=REGISTERED)
    _count_by(BY_DATE)


def downgrade() -> None:
    for name in ("ix_document_newest", "ix_document_newest_of_all"):
        op.drop_index(name, table_name="document")
    op.create_index("ix_document_register", "document", [CLASS, DATE, ID], postgresql_where=REGISTERED)
    op.create_index("ix_document_newest", "document", [CLASS, MOMENT, ID], postgresql_where=REGISTERED)
    op.create_index("ix_document_newest_of_all", "document", [MOMENT, ID], postgresql_where=REGISTERED)
    _count_by(BY_MOMENT)


def _count_by(month: str) -> None:
    """The documents that change their month leave the tallies by the old functions and enter them by the new ones."""
    op.execute(
        "CREATE TEMPORARY TABLE moved ON COMMIT DROP AS SELECT * FROM document"
        f" WHERE date_trunc('month', {BY_MOMENT}) IS DISTINCT FROM date_trunc('month', {BY_DATE})"
    )
    for what, when in TRIGGERS.items():
        for name in (f"count_{what}", f"count_units_{what}"):
            op.execute(f"CREATE TRIGGER {name} {when} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
    op.execute("CREATE TEMPORARY TABLE back ON COMMIT DROP AS SELECT * FROM moved")
    op.execute("DELETE FROM moved")
    _rewrite(month)
    op.execute("INSERT INTO moved SELECT * FROM back")
    op.execute("DROP TABLE moved, back")


def _rewrite(month: str) -> None:
    column = "registered" if month == BY_DATE else "registered_at"
    functions = op.get_bind().execute(
        sa.text("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname ~ '^count_(units_)?(added|removed|changed)$'")
    )
    for (definition,) in functions.all():
        renamed = re.sub(r"\bregistered(_at)?\b( AT TIME ZONE 'UTC'|::timestamp)?",
                         lambda found: month if found[2] else column, definition)  # fmt: skip
        op.execute(renamed)
