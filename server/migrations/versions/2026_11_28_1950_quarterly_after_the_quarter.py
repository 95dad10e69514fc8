"""«Ежеквартально» ends in the month after the quarter, not in the next month."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "3e8f51c7d9b2"
down_revision = "6c41f7a0b9d2"

BEFORE = {"title": "«Ежеквартально»: до 10 числа следующего месяца", "count": "next_month"}
AFTER = {"title": "«Ежеквартально»: до 10 числа месяца после квартала", "count": "next_quarter"}
PUT = sa.text(
    "UPDATE deadline_norm SET rule = rule || :after WHERE key = 'quarterly' AND rule @> :before"
).bindparams(sa.bindparam("after", type_=JSONB), sa.bindparam("before", type_=JSONB))


def upgrade() -> None:
    """An administrator's own norm under that key stays; terms already counted stay as they were counted."""
    op.execute(PUT.bindparams(after=AFTER, before=BEFORE))


def downgrade() -> None:
    """Terms counted so meanwhile name their day; the older program counts none of them again."""
    op.execute(PUT.bindparams(after=BEFORE, before=AFTER))
    for table, column in (("assignment", "deadline"), ("assignment_step", "deadline"), ("document", "control_deadline"), ("resolution_template", "content")):
        op.execute(
            f"UPDATE {table} SET {column} = jsonb_set({column}, '{{rule,count}}', '\"next_month\"')"  # noqa: S608
            f" WHERE {column}->'rule'->>'count' = 'next_quarter'"
        )
