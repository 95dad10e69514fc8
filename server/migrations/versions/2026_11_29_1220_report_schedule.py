"""Reports are made by schedule."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a94c17e0b2d6"
down_revision = "5b8e03d7a1c4"


def upgrade() -> None:
    op.create_table(
        "report_schedule",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=True),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("occasions", postgresql.JSONB(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("awaited", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_report_schedule_job_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_report_schedule_owner_id")),
        sa.ForeignKeyConstraint(["run_id"], ["report_run.id"], name=op.f("fk_report_schedule_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
    )
    for column in ("job_id", "owner_id", "run_id"):
        op.create_index(op.f(f"ix_report_schedule_{column}"), "report_schedule", [column])
    op.create_index(
        "ix_report_schedule_due", "report_schedule", ["next_at"], postgresql_where=sa.text("NOT paused")
    )  # fmt: skip
    op.create_table(
        "report_schedule_recipient",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one"),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["report_schedule.id"], name=op.f("fk_report_schedule_recipient_schedule_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_schedule_recipient_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_schedule_recipient_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule_recipient")),
    )  # fmt: skip
    for column in ("schedule_id", "person_id", "unit_id"):
        op.create_index(
            op.f(f"ix_report_schedule_recipient_{column}"), "report_schedule_recipient", [column]
        )  # fmt: skip


def downgrade() -> None:
    op.drop_table("report_schedule_recipient")
    op.drop_table("report_schedule")
