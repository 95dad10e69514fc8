"""The documents that each person keeps at hand."""

import sqlalchemy as sa
from alembic import op

revision = "0c95d1e4b7a8"
down_revision = "f4a81c27d9b3"


def upgrade() -> None:
    op.create_table(
        "shelved_document",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.DateTime(timezone=True), nullable=False),
        sa.Column("favourite", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shelved_document_person_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_shelved_document_document_id")),
        sa.PrimaryKeyConstraint("person_id", "document_id", name=op.f("pk_shelved_document")),
    )
    op.create_index(op.f("ix_shelved_document_document_id"), "shelved_document", ["document_id"])


def downgrade() -> None:
    op.drop_table("shelved_document")
