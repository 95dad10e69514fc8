"""A report is handed over to people, who are told of it."""

import sqlalchemy as sa
from alembic import op

revision = "5b8e03d7a1c4"
down_revision = "7d21f0a6c58e"


def upgrade() -> None:
    op.create_table(
        "report_delivery",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_report_delivery_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_delivery_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["report_run.id"], name=op.f("fk_report_delivery_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_delivery")),
        sa.UniqueConstraint("run_id", "person_id", name=op.f("uq_report_delivery_run_id_person_id")),
    )
    op.create_index(op.f("ix_report_delivery_by_id"), "report_delivery", ["by_id"])
    op.create_index(op.f("ix_report_delivery_person_id_id"), "report_delivery", ["person_id", "id"])
    op.add_column("notification", sa.Column("report_run_id", sa.BigInteger(), nullable=True))
    op.add_column("notification", sa.Column("words", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_notification_report_run_id"), "notification", "report_run", ["report_run_id"], ["id"]
    )  # fmt: skip
    op.create_index(
        "ix_notification_report_run_id", "notification", ["report_run_id"],
        postgresql_where=sa.text("report_run_id IS NOT NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_constraint(op.f("fk_notification_report_run_id"), "notification")
    op.drop_column("notification", "words")
    op.drop_column("notification", "report_run_id")
    op.drop_table("report_delivery")
