"""Draft resolutions, points, units as executors, the history of terms and executors."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "a5d1e7c20b48"
down_revision = "d7a2c4e81b35"

UNISSUED = sa.text("status IN ('draft', 'approval')")


def columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("drafted_by_id", sa.BigInteger()),
        sa.Column("point", sa.Text(), nullable=False, server_default=""),
        sa.Column("comment", sa.Text(), nullable=False, server_default=""),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("moves", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("asked_due", sa.Date()),
        sa.Column("special", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


def upgrade() -> None:
    for column in columns():
        op.add_column("assignment", column)
    op.create_foreign_key("fk_assignment_drafted_by_id", "assignment", "person", ["drafted_by_id"], ["id"])
    op.create_index("ix_assignment_unissued_by_author", "assignment", ["author_id"], postgresql_where=UNISSUED)
    op.create_index("ix_assignment_unissued_by_drafter", "assignment", ["drafted_by_id"], postgresql_where=UNISSUED)
    op.execute("UPDATE assignment SET moves = 1 WHERE due <> first_due")
    op.drop_constraint("fk_assignment_executor_person_id", "assignment_executor", type_="foreignkey")
    op.alter_column("assignment_executor", "person_id", new_column_name="executor_id")
    op.execute("ALTER INDEX ix_assignment_executor_person_id RENAME TO ix_assignment_executor_executor_id")
    op.add_column("assignment_executor", sa.Column("unit_id", sa.BigInteger()))
    op.create_foreign_key("fk_assignment_executor_unit_id", "assignment_executor", "unit", ["unit_id"], ["id"])
    op.create_index("ix_assignment_executor_unit_id", "assignment_executor", ["unit_id"])
    op.create_table(
        "assignment_step",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("in_stead_of_id", sa.BigInteger()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("old_due", sa.Date()),
        sa.Column("new_due", sa.Date()),
        sa.Column("deadline", JSONB()),
        sa.Column("basis_id", sa.BigInteger()),
        sa.Column("granted", sa.Boolean()),
        sa.Column("change", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name="fk_assignment_step_assignment_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_assignment_step_person_id"),
        sa.ForeignKeyConstraint(["in_stead_of_id"], ["person.id"], name="fk_assignment_step_in_stead_of_id"),
        sa.ForeignKeyConstraint(["basis_id"], ["document.id"], name="fk_assignment_step_basis_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_step"),
    )
    for name in ("assignment_id", "person_id", "in_stead_of_id", "basis_id"):
        op.create_index(f"ix_assignment_step_{name}", "assignment_step", [name])


def downgrade() -> None:
    op.drop_table("assignment_step")
    op.execute("DELETE FROM assignment_executor WHERE unit_id IS NOT NULL")
    op.drop_index("ix_assignment_executor_unit_id", table_name="assignment_executor")
    op.drop_constraint("fk_assignment_executor_unit_id", "assignment_executor", type_="foreignkey")
    op.drop_column("assignment_executor", "unit_id")
    op.execute("ALTER INDEX ix_assignment_executor_executor_id RENAME TO ix_assignment_executor_person_id")
    op.alter_column("assignment_executor", "executor_id", new_column_name="person_id")
    op.create_foreign_key(
        "fk_assignment_executor_person_id", "assignment_executor", "person", ["person_id"], ["id"]
    )  # fmt: skip
    op.execute(
        "DELETE FROM assignment_executor e USING assignment a"
        " WHERE a.id = e.assignment_id AND a.status IN ('draft', 'approval')"
    )
    op.execute("DELETE FROM assignment WHERE status IN ('draft', 'approval')")
    op.drop_index("ix_assignment_unissued_by_drafter", table_name="assignment")
    op.drop_index("ix_assignment_unissued_by_author", table_name="assignment")
    op.drop_constraint("fk_assignment_drafted_by_id", "assignment", type_="foreignkey")
    for column in reversed(columns()):
        op.drop_column("assignment", str(column.name))
