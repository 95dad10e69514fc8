"""A question that is misspelt is led to the words of the cards; they are learned by the worker, not here."""

import sqlalchemy as sa
from alembic import op

revision = "4be1c07f92d3"
down_revision = "c31f5a7d90e8"


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("cards", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_word")),
    )
    op.create_index(
        "ix_search_word_trigrams", "search_word", ["word"], postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )  # fmt: skip
    op.create_table(
        "search_fresh",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_fresh")),
    )


def downgrade() -> None:
    op.drop_table("search_fresh")
    op.drop_index("ix_search_word_trigrams", table_name="search_word", postgresql_using="gin")
    op.drop_table("search_word")
