"""A paper in the queue tells who seems to have written it and about what, before its card says so."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c2de81f07a43"
down_revision = "4f7b20c9d358"


def upgrade() -> None:
    op.add_column("document", sa.Column("proposed", JSONB(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("document", "proposed")
