"""A copy handed to a place outside is out as one in a person's hands is, until it is written down that it came back."""

import sqlalchemy as sa
from alembic import op

revision = "e61b94d0a7c3"
down_revision = "c7e3a09f5d21"

# A place without a term was until now the only way to write down that a copy had come back.
LAID_AWAY = "UPDATE paper_movement SET returned = true WHERE current AND person_id IS NULL AND due_back IS NULL"


def upgrade() -> None:
    op.add_column("paper_movement", sa.Column("returned", sa.Boolean(), nullable=False, server_default="false"))
    op.execute(LAID_AWAY)
    op.drop_index("ix_paper_movement_out", "paper_movement")
    op.create_index(
        "ix_paper_movement_out", "paper_movement", ["on"], postgresql_where=sa.text("current AND NOT returned")
    )


def downgrade() -> None:
    op.execute("UPDATE paper_movement SET person_id = NULL WHERE returned")  # there it is who brought it
    op.drop_index("ix_paper_movement_out", "paper_movement")
    op.drop_column("paper_movement", "returned")
    op.create_index(
        "ix_paper_movement_out", "paper_movement", ["on"], postgresql_where=sa.text("current AND person_id IS NOT NULL")
    )
