"""Orders of the registers: that of all classes, and that of the numbers of one place."""

import sqlalchemy as sa
from alembic import op

revision = "c3f0d1e8a7b4"
down_revision = "c27e90b4d1f6"


def upgrade() -> None:
    op.create_index(
        "ix_document_newest_of_all", "document", [sa.text("registered_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("state = 'registered'"),
    )  # fmt: skip
    op.create_index(
        "ix_document_order_at_place", "document", ["open_place_id", "document_class", "number_order", "id"],
        postgresql_where=sa.text("state = 'registered' AND open_place_id > 0"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_document_order_at_place", table_name="document")
    op.drop_index("ix_document_newest_of_all", table_name="document")
