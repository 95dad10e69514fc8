"""Which fields of the kind were filled when a document was signed: these change no more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "7a14c9e2b6d0"
down_revision = "5d20f7e9a3c8"


def upgrade() -> None:
    op.add_column("document", sa.Column("signed_extra", ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.execute(
        "UPDATE document SET signed_extra = ARRAY(SELECT key FROM jsonb_each_text(extra) WHERE value <> '')"
        " WHERE signed_at IS NOT NULL AND extra <> '{}'"
    )


def downgrade() -> None:
    op.drop_column("document", "signed_extra")
