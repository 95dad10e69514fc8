"""Seconds and keys that the card of a scanned document took."""

import sqlalchemy as sa
from alembic import op

revision = "c81f35d07e46"
down_revision = "b6d20f4e8a13"


def upgrade() -> None:
    op.create_table(
        "card_effort",
        sa.Column("document_id", sa.BigInteger(), sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("keys", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("card_effort")
