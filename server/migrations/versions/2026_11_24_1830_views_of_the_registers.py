"""Views of the registers with their subscriptions; indexes for the orders that a register knows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a4be10c7d215"
down_revision = "d41b7a90c5e2"

REGISTERED = sa.text("state = 'registered'")


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_person_id"), "saved_view", ["person_id"])
    op.create_table(
        "view_subscription",
        sa.Column("view_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_view_subscription_person_id")),
        sa.ForeignKeyConstraint(["view_id"], ["saved_view.id"], name=op.f("fk_view_subscription_view_id")),
        sa.PrimaryKeyConstraint("view_id", "person_id", name=op.f("pk_view_subscription")),
    )
    op.create_index(op.f("ix_view_subscription_person_id"), "view_subscription", ["person_id"])
    op.drop_index("ix_document_order", table_name="document")
    for name, column in (("order", "number_order"), ("control_due", "control_due"), ("their_date", "their_date")):
        op.create_index(
            f"ix_document_{name}", "document", ["document_class", column, "id"], postgresql_where=REGISTERED
        )


def downgrade() -> None:
    for name in ("order", "control_due", "their_date"):
        op.drop_index(f"ix_document_{name}", table_name="document")
    op.create_index(
        "ix_document_order", "document", ["document_class", "journal_id", "number_order"], postgresql_where=REGISTERED
    )
    op.drop_table("view_subscription")
    op.drop_table("saved_view")
