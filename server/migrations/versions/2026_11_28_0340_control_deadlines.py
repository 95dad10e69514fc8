"""How a control deadline came about, and days off of a region."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "f1a7c52e90d4"
down_revision = "e5b83c0f92d7"


def upgrade() -> None:
    op.add_column("document", sa.Column("control_deadline", JSONB(), nullable=True))
    op.add_column("calendar_day", sa.Column("regional", sa.Boolean(), nullable=False, server_default=sa.text("false")))


def downgrade() -> None:
    op.drop_column("calendar_day", "regional")
    op.drop_column("document", "control_deadline")
