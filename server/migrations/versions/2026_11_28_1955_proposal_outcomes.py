"""What became of proposals, and which organisation a printed name stands for."""

import sqlalchemy as sa
from alembic import op

revision = "3b8e0c5d7f14"
down_revision = "3e8f51c7d9b2"


def upgrade() -> None:
    op.create_table(
        "proposal_outcome",
        sa.Column("document_id", sa.BigInteger(), sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("field", sa.String(length=40), primary_key=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
    )
    op.create_table(
        "printed_name",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("correspondent_id", sa.BigInteger(), sa.ForeignKey("correspondent.id"), nullable=False),
        sa.Column("taught", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("person.id"), nullable=True),
    )
    for column in ("correspondent_id", "person_id"):
        op.create_index(f"ix_printed_name_{column}", "printed_name", [column])


def downgrade() -> None:
    op.drop_table("printed_name")
    op.drop_table("proposal_outcome")
