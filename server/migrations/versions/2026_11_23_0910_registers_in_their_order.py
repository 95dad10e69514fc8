"""Indexes for parts of numbers and summaries, which registers are filtered by; how far a paper has been read."""

import sqlalchemy as sa
from alembic import op

revision = "5b0d3a7c91e4"
down_revision = "358777989d65"
branch_labels = None
depends_on = None

FILTERED = ("number_key", "their_number_key", "summary")


def upgrade() -> None:
    op.add_column("document", sa.Column("pages", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("document", sa.Column("reading", sa.Text(), server_default="", nullable=False))
    op.drop_index("ix_document_number_key", table_name="document")
    op.create_index(
        "ix_document_newest",
        "document",
        ["document_class", sa.text("registered_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("state = 'registered'"),
    )
    for column in FILTERED:
        op.create_index(
            f"ix_document_{column}_trigrams",
            "document",
            [column],
            postgresql_using="gin",
            postgresql_ops={column: "gin_trgm_ops"},
            postgresql_where=sa.text("state = 'registered'"),
        )


def downgrade() -> None:
    op.drop_index("ix_document_newest", table_name="document")
    op.drop_column("document", "reading")
    op.drop_column("document", "pages")
    for column in FILTERED:
        op.drop_index(f"ix_document_{column}_trigrams", table_name="document")
    op.create_index(
        "ix_document_number_key", "document", ["number_key"], postgresql_ops={"number_key": "text_pattern_ops"}
    )
