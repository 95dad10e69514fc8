"""A password that an administrator knows is replaced at the first sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "c50d7e81f3a6"
down_revision = "b92e4f60d1c7"


def upgrade() -> None:
    op.add_column("account", sa.Column("must_change", sa.Boolean(), server_default="false", nullable=False))


def downgrade() -> None:
    op.drop_column("account", "must_change")
