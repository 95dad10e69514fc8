"""The register of all classes has its order in an index, as that of each class has."""

import sqlalchemy as sa
from alembic import op

revision = "c3f0d1e8a7b4"
down_revision = "a4be10c7d215"


def upgrade() -> None:
    op.create_index(
        "ix_document_newest_of_all", "document", [sa.text("registered_at DESC"), sa.text("id DESC")],
        postgresql_where=sa.text("state = 'registered'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_document_newest_of_all", table_name="document")
