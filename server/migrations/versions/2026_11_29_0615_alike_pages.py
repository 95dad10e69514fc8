"""A page of a batch keeps what it looks like, and which earlier page looks the same."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "e3b58d70c6a1"
down_revision = "c7f1e2a9404d"


def upgrade() -> None:
    op.add_column("batch_page", sa.Column("likeness", postgresql.BIT(576)))
    op.add_column("batch_page", sa.Column("like_id", sa.BigInteger()))
    op.create_foreign_key("fk_batch_page_like_id", "batch_page", "batch_page", ["like_id"], ["id"])
    op.create_index("ix_batch_page_like_id", "batch_page", ["like_id"])


def downgrade() -> None:
    op.drop_index("ix_batch_page_like_id", table_name="batch_page")
    op.drop_constraint("fk_batch_page_like_id", "batch_page", type_="foreignkey")
    op.drop_column("batch_page", "like_id")
    op.drop_column("batch_page", "likeness")
