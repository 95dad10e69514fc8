"""Which runs were made for start pages."""

import sqlalchemy as sa
from alembic import op

revision = "e07b92d4c6f1"
down_revision = "b84c02e9d713"


def upgrade() -> None:
    op.create_table(
        "report_board",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["report_run.id"], name=op.f("fk_report_board_run_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_board_person_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_report_board")),
    )
    op.create_index(op.f("ix_report_board_person_id_code_run_id"), "report_board", ["person_id", "code", "run_id"])


def downgrade() -> None:
    op.drop_table("report_board")
