"""Who has which document open; nothing worth keeping over a crash."""

import sqlalchemy as sa
from alembic import op

revision = "a52d8c13f7b0"
down_revision = "e07b92d4c6f1"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "open_card",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("editing", moment, nullable=True),
        sa.Column("until", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_open_card_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_open_card_person_id")),
        sa.PrimaryKeyConstraint("document_id", "person_id", name=op.f("pk_open_card")),
        prefixes=["UNLOGGED"],
    )
    op.create_index(op.f("ix_open_card_person_id"), "open_card", ["person_id"])


def downgrade() -> None:
    op.drop_table("open_card")
