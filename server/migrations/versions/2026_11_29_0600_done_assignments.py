"""What was done under control is found by the day on which it was done."""

from alembic import op
from sqlalchemy import text

revision = "a90d3c57e1f2"
down_revision = "5e0b7c91d3a4"


def upgrade() -> None:
    done = text("status = 'done' AND controlled")
    op.create_index("ix_assignment_done", "assignment", ["done_on"], postgresql_where=done)


def downgrade() -> None:
    op.drop_index("ix_assignment_done", "assignment")
