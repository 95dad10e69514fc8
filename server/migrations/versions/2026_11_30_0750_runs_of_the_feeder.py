"""A page tells in which run of the feeder it came: each run begins a sheet."""

import sqlalchemy as sa
from alembic import op

revision = "a91c3d5e60b7"
down_revision = "7d15e0b94f26"


def upgrade() -> None:
    op.add_column("batch_page", sa.Column("run", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("batch_page", "run")
