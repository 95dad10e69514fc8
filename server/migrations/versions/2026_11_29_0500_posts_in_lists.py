"""A post may stand in a distribution list."""

import sqlalchemy as sa
from alembic import op

revision = "d41c8e09b7a2"
down_revision = "5b7e30a1c9d4"

TABLE, IS_ONE = "distribution_member", "ck_distribution_member_is_one"
WAS = f"ck_distribution_member_{IS_ONE}"  # the convention was applied to the whole name
TO_PEOPLE = """
UPDATE distribution_member m SET person_id = coalesce(p.holder_id, u.head_id), post_id = NULL
FROM post p JOIN unit u ON u.id = p.unit_id
WHERE p.id = m.post_id AND coalesce(p.holder_id, u.head_id) IS NOT NULL
"""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("post_id", sa.BigInteger()))
    op.create_foreign_key("fk_distribution_member_post_id", TABLE, "post", ["post_id"], ["id"])
    op.create_index("ix_distribution_member_post_id", TABLE, ["post_id"])
    op.drop_constraint(op.f(WAS), TABLE, type_="check")
    op.create_check_constraint(op.f(IS_ONE), TABLE, "num_nonnulls(person_id, post_id, unit_id, correspondent_id) = 1")


def downgrade() -> None:
    op.drop_constraint(op.f(IS_ONE), TABLE, type_="check")
    op.execute(TO_PEOPLE)
    op.execute("DELETE FROM distribution_member WHERE post_id IS NOT NULL")
    op.create_check_constraint(op.f(WAS), TABLE, "num_nonnulls(person_id, unit_id, correspondent_id) = 1")
    op.drop_index("ix_distribution_member_post_id", TABLE)
    op.drop_constraint("fk_distribution_member_post_id", TABLE, type_="foreignkey")
    op.drop_column(TABLE, "post_id")
