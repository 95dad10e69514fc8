"""Who has laid the pages of a batch how: for whoever lays them at the same time, and for its protocol."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "c7a15e0b93d2"
down_revision = "b90e4d27f1a6"


def upgrade() -> None:
    op.create_table(
        "batch_step",
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acts", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "version", name=op.f("pk_batch_step")),
        sa.ForeignKeyConstraint(["batch_id"], ["scan_batch.id"], name=op.f("fk_batch_step_batch_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_batch_step_person_id")),
    )
    op.create_index(op.f("ix_batch_step_person_id"), "batch_step", ["person_id"])


def downgrade() -> None:
    op.drop_table("batch_step")
