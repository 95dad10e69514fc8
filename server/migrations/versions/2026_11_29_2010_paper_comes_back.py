"""A copy handed to a place outside is out as one in a person's hands is, until it is written down that it came back."""

import sqlalchemy as sa
from alembic import op

revision = "e61b94d0a7c3"
down_revision = "c7e3a09f5d21"


def upgrade() -> None:
    op.add_column("paper_movement", sa.Column("returned", sa.Boolean(), nullable=False, server_default="false"))
    op.drop_index("ix_paper_movement_out", "paper_movement")
    op.create_index(
        "ix_paper_movement_out", "paper_movement", ["on"], postgresql_where=sa.text("current AND NOT returned")
    )


def downgrade() -> None:
    op.drop_index("ix_paper_movement_out", "paper_movement")
    op.drop_column("paper_movement", "returned")
    op.create_index(
        "ix_paper_movement_out", "paper_movement", ["on"], postgresql_where=sa.text("current AND person_id IS NOT NULL")
    )
