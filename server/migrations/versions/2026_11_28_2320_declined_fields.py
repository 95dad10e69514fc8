"""A clerk declines fields of proposals; orders to learn anew are kept."""

import sqlalchemy as sa
from alembic import op

revision = "b6d20f4e8a13"
down_revision = "a4c81e6b2f07"


def upgrade() -> None:
    op.create_table(
        "declined_field",
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("field", sa.String(length=40), primary_key=True),
    )
    op.create_table("relearning", sa.Column("job_id", sa.BigInteger(), sa.ForeignKey("job.id"), primary_key=True))
    op.execute("INSERT INTO relearning (job_id) SELECT id FROM job WHERE code = 'scanning.relearn'")


def downgrade() -> None:
    op.drop_table("relearning")
    op.drop_table("declined_field")
