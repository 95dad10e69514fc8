"""A power of attorney keeps its XML, the signature of its principal, and what the check of that has found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f4a81c27d9b3"
down_revision = "e3b58d70c6a1"


def upgrade() -> None:
    op.add_column("powers_of_attorney", sa.Column("xml", sa.LargeBinary()))
    op.add_column("powers_of_attorney", sa.Column("cms", sa.LargeBinary()))
    op.add_column("powers_of_attorney", sa.Column("verdict", sa.String(length=40)))
    op.add_column(
        "powers_of_attorney", sa.Column("protocol", postgresql.JSONB(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    for column in ("protocol", "verdict", "cms", "xml"):
        op.drop_column("powers_of_attorney", column)
