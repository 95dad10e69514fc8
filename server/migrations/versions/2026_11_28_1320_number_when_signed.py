"""A kind says whether its documents get their number in the step of the signature."""

import sqlalchemy as sa
from alembic import op

revision = "e5a1c3d7f924"
down_revision = "d81c5a92e7b0"


def upgrade() -> None:
    op.add_column(
        "document_kind", sa.Column("number_when_signed", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )


def downgrade() -> None:
    op.drop_column("document_kind", "number_when_signed")
