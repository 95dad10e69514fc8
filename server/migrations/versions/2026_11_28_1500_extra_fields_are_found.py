"""Documents whose kind's own fields are filled are found without passing over the others."""

from alembic import op

revision = "a7d31f5c9e02"
down_revision = "e5a1c3d7f924"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_document_extra ON document USING gin (extra) WHERE extra <> '{}'::jsonb")


def downgrade() -> None:
    op.execute("DROP INDEX ix_document_extra")
