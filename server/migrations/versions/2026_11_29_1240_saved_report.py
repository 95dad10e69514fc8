"""Reports of one's own are kept under their titles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "c31f5a7d90e8"
down_revision = "a94c17e0b2d6"


def upgrade() -> None:
    op.create_table(
        "saved_report",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("sharing", sa.String(length=40), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_saved_report_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_saved_report_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_report")),
    )
    for column in ("owner_id", "unit_id"):
        op.create_index(op.f(f"ix_saved_report_{column}"), "saved_report", [column])


def downgrade() -> None:
    op.drop_table("saved_report")
