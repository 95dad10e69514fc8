"""Whether an act is in force is asked of its dates and links on the day, no longer stored."""

import sqlalchemy as sa
from alembic import op

revision = "6c41f7a0b9d2"
down_revision = "0d94b7e1c35a"

STORED = """
UPDATE document act SET force = CASE
    WHEN EXISTS (SELECT 1 FROM document_link l JOIN document d ON d.id = l.later_id
        WHERE l.earlier_id = act.id AND l.type = 'repeals' AND d.state = 'registered') THEN 'repealed'
    WHEN EXISTS (SELECT 1 FROM document_link l JOIN document d ON d.id = l.later_id
        WHERE l.earlier_id = act.id AND l.type = 'amends' AND d.state = 'registered') THEN 'amended'
    ELSE 'in_force' END
WHERE document_class = 'act' AND state IN ('registered', 'cancelled')
"""


def upgrade() -> None:
    op.drop_column("document", "force")


def downgrade() -> None:
    op.add_column("document", sa.Column("force", sa.String(length=40), nullable=False, server_default=""))
    op.execute("ALTER TABLE document DISABLE TRIGGER USER")
    op.execute(STORED)
    op.execute("ALTER TABLE document ENABLE TRIGGER USER")
    op.alter_column("document", "force", server_default=None)
