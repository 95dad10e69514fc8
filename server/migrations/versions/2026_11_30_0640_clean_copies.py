"""A profile says whether the searchable copy shows the page without the marks of the scanner's edge and specks."""

import sqlalchemy as sa
from alembic import op

revision = "d2f86b41a90c"
down_revision = "c7a15e0b93d2"


def upgrade() -> None:
    op.add_column("scan_profile", sa.Column("clean_copy", sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column("scan_profile", "clean_copy")
