"""What the client remembers for its person comes along to every workplace."""

import sqlalchemy as sa
from alembic import op

revision = "7d21f0a6c58e"
down_revision = "0c95d1e4b7a8"


def upgrade() -> None:
    op.create_table(
        "remembered",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_remembered_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_remembered")),
    )


def downgrade() -> None:
    op.drop_table("remembered")
