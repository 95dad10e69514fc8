"""Points of legal acts become assignments, under the control of whom the act names."""

import sqlalchemy as sa
from alembic import op

revision = "a7c3e95d2b18"
down_revision = "d41f7b03c9ae"


def upgrade() -> None:
    op.add_column("document", sa.Column("controller_id", sa.BigInteger()))
    op.create_foreign_key(op.f("fk_document_controller_id"), "document", "person", ["controller_id"], ["id"])
    op.create_index(
        "ix_document_controller", "document", ["controller_id"], postgresql_where=sa.text("controller_id IS NOT NULL")
    )
    op.add_column("assignment", sa.Column("act_point", sa.BigInteger()))
    op.create_index(
        "uq_assignment_act_point",
        "assignment",
        ["document_id", "act_point"],
        unique=True,
        postgresql_where=sa.text("act_point IS NOT NULL AND status <> 'cancelled'"),
    )


def downgrade() -> None:
    op.drop_index("uq_assignment_act_point", table_name="assignment")
    op.drop_column("assignment", "act_point")
    op.drop_index("ix_document_controller", table_name="document")
    op.drop_constraint(op.f("fk_document_controller_id"), "document", type_="foreignkey")
    op.drop_column("document", "controller_id")
