"""Resolutions kept for repeated use; periodic assignments and what was made of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "b7e2f4a91c36"
down_revision = "f3a7c5d81e20"


def upgrade() -> None:
    op.create_table(
        "resolution_template",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_resolution_template_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_resolution_template"),
        sa.UniqueConstraint("person_id", "title", name="uq_resolution_template_person_id_title"),
    )
    op.create_table(
        "assignment_series",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("next_due", sa.Date()),
        sa.Column("next_made_on", sa.Date()),
        sa.Column("ordered_on", sa.Date()),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name="fk_assignment_series_document_id"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_assignment_series_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_series"),
    )
    op.create_index("ix_assignment_series_document_id", "assignment_series", ["document_id"])
    op.create_index("ix_assignment_series_author_id", "assignment_series", ["author_id"])
    op.create_index(
        "ix_assignment_series_waiting", "assignment_series", ["next_made_on"], postgresql_where=sa.text("NOT ended")
    )
    op.create_table(
        "series_occurrence",
        sa.Column("series_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["assignment_series.id"], name="fk_series_occurrence_series_id"),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name="fk_series_occurrence_assignment_id"),
        sa.PrimaryKeyConstraint("series_id", "day", name="pk_series_occurrence"),
    )
    op.create_index("ix_series_occurrence_assignment_id", "series_occurrence", ["assignment_id"])


def downgrade() -> None:
    op.drop_table("series_occurrence")
    op.drop_table("assignment_series")
    op.drop_table("resolution_template")
