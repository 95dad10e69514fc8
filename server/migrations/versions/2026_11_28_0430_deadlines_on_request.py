"""Postponements and requests for them; special control; when work began and how often a report came back."""

import sqlalchemy as sa
from alembic import op

revision = "b8e42f6d9a13"
down_revision = "a7d31e5c8f02"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("assignment", sa.Column("special", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.add_column("assignment", sa.Column("returns", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("assignment", sa.Column("taken_at", MOMENT, nullable=True))
    op.create_table("postponement", *_of_assignment("postponement"), sa.Column("before", sa.Date(), nullable=False),
                    sa.Column("after", sa.Date(), nullable=False), sa.Column("reason", sa.Text(), nullable=False),
                    sa.Column("basis", sa.Text(), nullable=False))  # fmt: skip
    op.create_table(
        "extension_request", *_of_assignment("extension_request"), sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False), sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(),
                  sa.ForeignKey("person.id", name="fk_extension_request_decided_by_id"), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
    )  # fmt: skip
    for table in ("postponement", "extension_request"):
        for column in ("assignment_id", "author_id", "in_stead_of_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("ix_extension_request_decided_by_id", "extension_request", ["decided_by_id"])
    op.create_index("uq_extension_request_waiting", "extension_request", ["assignment_id"], unique=True,
                    postgresql_where=sa.text("granted IS NULL"))  # fmt: skip


def _of_assignment(table: str) -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("assignment_id", sa.BigInteger(),
                  sa.ForeignKey("assignment.id", name=f"fk_{table}_assignment_id"), nullable=False),
        sa.Column("author_id", sa.BigInteger(), sa.ForeignKey("person.id", name=f"fk_{table}_author_id"),
                  nullable=False),
        sa.Column("in_stead_of_id", sa.BigInteger(), sa.ForeignKey("person.id", name=f"fk_{table}_in_stead_of_id"),
                  nullable=True),
        sa.Column("at", MOMENT, nullable=False),
    ]  # fmt: skip


def downgrade() -> None:
    op.drop_table("extension_request")
    op.drop_table("postponement")
    for column in ("taken_at", "returns", "special"):
        op.drop_column("assignment", column)
