"""A cover sheet names the card of the pages after it."""

import sqlalchemy as sa
from alembic import op

revision = "a4c81e6b2f07"
down_revision = "7a14c9e2b6d0"


def upgrade() -> None:
    op.add_column("batch_page", sa.Column("cover", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("batch_page", "cover", server_default=None)


def downgrade() -> None:
    op.drop_column("batch_page", "cover")
