"""Rules of notifications carry a version; letters are listed by state; a person's lists differ by title."""

import sqlalchemy as sa
from alembic import op

revision = "d81c5a92e7b0"
down_revision = "c50d7e81f3a6"

TITLE = sa.text("lower(title)")
TOLD_APART = """
UPDATE distribution_list AS l SET title = l.title || ' (' || l.id || ')'
WHERE NOT l.shared AND EXISTS (
    SELECT FROM distribution_list AS o
    WHERE NOT o.shared AND o.owner_id = l.owner_id AND lower(o.title) = lower(l.title) AND o.id < l.id
)
"""


def upgrade() -> None:
    op.add_column("notification_rules", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))
    op.alter_column("notification_rules", "version", server_default=None)
    op.create_index("ix_outgoing_mail_state_id", "outgoing_mail", ["state", "id"])
    op.execute(TOLD_APART)
    op.create_index(
        "uq_distribution_list_own", "distribution_list", ["owner_id", TITLE], unique=True,
        postgresql_where=sa.text("NOT shared"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("uq_distribution_list_own", table_name="distribution_list")
    op.drop_index("ix_outgoing_mail_state_id", table_name="outgoing_mail")
    op.drop_column("notification_rules", "version")
