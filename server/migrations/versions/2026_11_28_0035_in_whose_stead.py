"""In whose stead a deputy has resolved or reported."""

import sqlalchemy as sa
from alembic import op

revision = "c19e5f3d7a60"
down_revision = "c3f0d1e8a7b4"

TABLES = ("assignment", "execution_report")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("in_stead_of_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(f"fk_{table}_in_stead_of_id", table, "person", ["in_stead_of_id"], ["id"])
    op.create_index(
        "ix_assignment_open_in_stead", "assignment", ["in_stead_of_id", "due"],
        postgresql_where=sa.text("status IN ('issued', 'reported')"),
    )
    op.create_index("ix_execution_report_in_stead_of_id", "execution_report", ["in_stead_of_id"])


def downgrade() -> None:
    op.drop_index("ix_execution_report_in_stead_of_id", table_name="execution_report")
    op.drop_index("ix_assignment_open_in_stead", table_name="assignment")
    for table in reversed(TABLES):
        op.drop_constraint(f"fk_{table}_in_stead_of_id", table, type_="foreignkey")
        op.drop_column(table, "in_stead_of_id")
