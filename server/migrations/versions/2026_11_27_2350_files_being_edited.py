"""Files taken by those who edit them."""

import sqlalchemy as sa
from alembic import op

revision = "c91f5e07d3b8"
down_revision = "b7e40d92a611"


def upgrade() -> None:
    op.create_table(
        "file_checkout",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("workplace", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("brought_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_file_checkout_attachment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_file_checkout_person_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_file_checkout_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_checkout")),
    )
    for column in ("attachment_id", "person_id", "ended_by"):
        op.create_index(op.f(f"ix_file_checkout_{column}"), "file_checkout", [column])
    op.create_index(
        "uq_file_checkout_open", "file_checkout", ["attachment_id"], unique=True,
        postgresql_where=sa.text("ended IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("file_checkout")
