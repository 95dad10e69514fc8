"""A page of a batch keeps of which make the codes on it are that are not ours, for the protocol."""

import sqlalchemy as sa
from alembic import op

revision = "b90e4d27f1a6"
down_revision = "5d1c84ab07e3"


def upgrade() -> None:
    op.add_column("batch_page", sa.Column("foreign_codes", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("batch_page", "foreign_codes")
