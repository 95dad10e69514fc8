"""Each learning anew keeps from how many cards it was, and by which edition of the way of counting."""

import sqlalchemy as sa
from alembic import op

revision = "4f7b20c9d358"
down_revision = "d2f86b41a90c"


def upgrade() -> None:
    for column in ("cards", "edition"):
        op.add_column("relearning", sa.Column(column, sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    for column in ("edition", "cards"):
        op.drop_column("relearning", column)
