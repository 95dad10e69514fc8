"""The visas of a span are found by when they arrived: the bottlenecks of approval stand on every manager's page."""

from alembic import op

revision = "c7e3a09f5d21"
down_revision = "a52d8c13f7b0"


def upgrade() -> None:
    op.create_index("ix_approval_visa_arrived", "approval_visa", ["arrived"])


def downgrade() -> None:
    op.drop_index("ix_approval_visa_arrived", "approval_visa")
