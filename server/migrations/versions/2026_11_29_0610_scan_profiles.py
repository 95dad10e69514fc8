"""Profiles of scanning are shared by a place of registration; a batch keeps the one it was scanned with."""

import sqlalchemy as sa
from alembic import op

revision = "c7f1e2a9404d"
down_revision = "a90d3c57e1f2"


def upgrade() -> None:
    op.create_table(
        "scan_profile",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("paper", sa.String(length=40), nullable=False),
        sa.Column("dpi", sa.BigInteger(), nullable=False),
        sa.Column("colour", sa.Boolean(), nullable=False),
        sa.Column("duplex", sa.Boolean(), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("blank_ink", sa.BigInteger(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["registration_place.id"], name="fk_scan_profile_place_id"),
        sa.UniqueConstraint("place_id", "title", name="uq_scan_profile_place_id_title"),
    )
    op.create_index("ix_scan_profile_place_id", "scan_profile", ["place_id"])
    op.add_column("scan_batch", sa.Column("profile_id", sa.BigInteger()))
    op.create_foreign_key("fk_scan_batch_profile_id", "scan_batch", "scan_profile", ["profile_id"], ["id"])
    op.create_index("ix_scan_batch_profile_id", "scan_batch", ["profile_id"])


def downgrade() -> None:
    op.drop_index("ix_scan_batch_profile_id", table_name="scan_batch")
    op.drop_constraint("fk_scan_batch_profile_id", "scan_batch", type_="foreignkey")
    op.drop_column("scan_batch", "profile_id")
    op.drop_table("scan_profile")
