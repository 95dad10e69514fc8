"""Batches of scanned pages on their way to their cards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f4b9d2c6a180"
down_revision = "a7d31f5c9e02"


def upgrade() -> None:
    op.create_table(
        "scan_batch",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("place_id", sa.BigInteger(), sa.ForeignKey("registration_place.id"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sheets", sa.BigInteger(), nullable=True),
        sa.Column("keep_blank", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("closed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("arrangement", postgresql.JSONB(), nullable=False),
        sa.Column("passed", postgresql.JSONB(), nullable=False),
        sa.Column("looking_id", sa.BigInteger(), sa.ForeignKey("job.id"), nullable=True),
        sa.Column("job_id", sa.BigInteger(), sa.ForeignKey("job.id"), nullable=True),
    )
    for column in ("place_id", "person_id", "looking_id", "job_id"):
        op.create_index(f"ix_scan_batch_{column}", "scan_batch", [column])
    op.create_index(
        "ix_scan_batch_open", "scan_batch", ["place_id"], postgresql_where=sa.text("state IN ('open', 'releasing')")
    )
    op.create_index("ix_scan_batch_newest", "scan_batch", ["place_id", "id"])
    op.create_table(
        "batch_page",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("batch_id", sa.BigInteger(), sa.ForeignKey("scan_batch.id"), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), sa.ForeignKey("content.id"), nullable=False),
        sa.Column("in_file", sa.BigInteger(), nullable=False),
        sa.Column("begins", sa.Boolean(), nullable=False),
        sa.Column("instead_of", sa.BigInteger(), sa.ForeignKey("batch_page.id"), nullable=True),
        sa.Column("look", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("preview_id", sa.BigInteger(), sa.ForeignKey("content.id"), nullable=True),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("separator", sa.Boolean(), nullable=False),
        sa.Column("cards", postgresql.JSONB(), nullable=False),
        sa.Column("damaged", sa.Boolean(), nullable=False),
        sa.Column("turned", sa.BigInteger(), nullable=False),
        sa.Column("laid", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("batch_id", "number"),
    )
    for column in ("batch_id", "file_id", "instead_of", "preview_id"):
        op.create_index(f"ix_batch_page_{column}", "batch_page", [column])
    op.create_table(
        "batch_paper",
        sa.Column("batch_id", sa.BigInteger(), sa.ForeignKey("scan_batch.id"), primary_key=True),
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("document_id", sa.BigInteger(), sa.ForeignKey("document.id"), nullable=False),
        sa.Column("file_id", sa.BigInteger(), sa.ForeignKey("content.id"), nullable=False),
        sa.Column("pages", postgresql.JSONB(), nullable=False),
        sa.Column("bound", sa.Boolean(), nullable=False),
    )
    for column in ("document_id", "file_id"):
        op.create_index(f"ix_batch_paper_{column}", "batch_paper", [column])


def downgrade() -> None:
    for table in ("batch_paper", "batch_page", "scan_batch"):
        op.drop_table(table)
