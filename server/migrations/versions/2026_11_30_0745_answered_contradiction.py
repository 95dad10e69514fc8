"""That an image does not say what its card says may be answered: «так и есть»."""

import sqlalchemy as sa
from alembic import op

revision = "7d15e0b94f26"
down_revision = "c2de81f07a43"


def upgrade() -> None:
    op.add_column("recognition", sa.Column("borne_with", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("recognition", "borne_with")
