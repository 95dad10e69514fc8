"""The figures of a report are kept with its run; the same run is taken again in another format."""

import sqlalchemy as sa
from alembic import op

revision = "5e0b7c91d3a4"
down_revision = "d41c8e09b7a2"


def upgrade() -> None:
    op.add_column("report_run", sa.Column("dataset_id", sa.BigInteger()))
    op.create_foreign_key("fk_report_run_dataset_id", "report_run", "content", ["dataset_id"], ["id"])
    op.create_index("ix_report_run_dataset_id", "report_run", ["dataset_id"])
    op.add_column("report_run", sa.Column("source_id", sa.BigInteger()))
    op.create_foreign_key("fk_report_run_source_id", "report_run", "report_run", ["source_id"], ["id"])
    op.create_index("ix_report_run_source_id", "report_run", ["source_id"])


def downgrade() -> None:
    for column in ("source_id", "dataset_id"):
        op.drop_index(f"ix_report_run_{column}", table_name="report_run")
        op.drop_constraint(f"fk_report_run_{column}", "report_run", type_="foreignkey")
        op.drop_column("report_run", column)
