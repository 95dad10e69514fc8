"""Words counted by what became of their documents: what the past says about kind, unit and executor."""

import sqlalchemy as sa
from alembic import op

revision = "5d20f7e9a3c8"
down_revision = "3b8e0c5d7f14"


def question() -> sa.Column[str]:
    return sa.Column("question", sa.String(length=40), primary_key=True)


def upgrade() -> None:
    op.create_table(
        "lesson", sa.Column("document_id", sa.BigInteger(), sa.ForeignKey("document.id"), primary_key=True), question()
    )
    op.create_table(
        "learned_label", question(), sa.Column("label", sa.Text(), primary_key=True),
        sa.Column("cases", sa.BigInteger(), nullable=False),
    )  # fmt: skip
    op.create_table(
        "learned_word", question(), sa.Column("word", sa.Text(), primary_key=True),
        sa.Column("label", sa.Text(), primary_key=True), sa.Column("cases", sa.BigInteger(), nullable=False),
    )  # fmt: skip
    op.create_table(
        "learned_trial", question(), sa.Column("step", sa.BigInteger(), primary_key=True),
        sa.Column("asked", sa.Float(), nullable=False), sa.Column("came_true", sa.Float(), nullable=False),
    )  # fmt: skip


def downgrade() -> None:
    for table in ("learned_trial", "learned_word", "learned_label", "lesson"):
        op.drop_table(table)
