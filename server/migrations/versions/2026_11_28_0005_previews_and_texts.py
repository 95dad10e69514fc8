"""What every client can show of a content, and its text."""

import sqlalchemy as sa
from alembic import op

revision = "d20a6b18f4c3"
down_revision = "c91f5e07d3b8"


def upgrade() -> None:
    op.create_table(
        "content_preview",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("preview_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["content.id"], name=op.f("fk_content_preview_file_id")),
        sa.ForeignKeyConstraint(["preview_id"], ["content.id"], name=op.f("fk_content_preview_preview_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_content_preview")),
    )
    op.create_index(op.f("ix_content_preview_preview_id"), "content_preview", ["preview_id"])
    op.create_table(
        "content_text",
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["content.id"], name=op.f("fk_content_text_file_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_content_text")),
    )


def downgrade() -> None:
    op.drop_table("content_text")
    op.drop_table("content_preview")
