"""Posts of units with their holders; an assignment may be given to a post."""

import sqlalchemy as sa
from alembic import op

revision = "8c41d6b2e09f"
down_revision = "c81f35d07e46"

EVERY_POST = """
INSERT INTO post (unit_id, title, holder_id)
SELECT p.unit_id, p.post, p.id FROM person p JOIN unit u ON u.id = p.unit_id AND u.closed IS NULL
WHERE p.dismissed IS NULL OR p.dismissed > current_date ORDER BY u.code, p.id
"""

TO_PEOPLE = """
UPDATE assignment_executor AS e SET executor_id = coalesce(q.holder_id, u.head_id), post_id = NULL
FROM post q JOIN unit u ON u.id = q.unit_id
WHERE q.id = e.post_id AND coalesce(q.holder_id, u.head_id) IS NOT NULL AND NOT EXISTS (
    SELECT FROM assignment_executor o
    WHERE o.assignment_id = e.assignment_id AND o.executor_id = coalesce(q.holder_id, u.head_id))
"""


def upgrade() -> None:
    op.create_table(
        "post", sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("unit.id", name="fk_post_unit_id"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), sa.ForeignKey("person.id", name="fk_post_holder_id")),
        sa.Column("executes", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("closed", sa.Date()),
        sa.UniqueConstraint("holder_id", name="uq_post_holder_id"),
    )  # fmt: skip
    op.create_index("ix_post_unit_id", "post", ["unit_id"])
    op.execute(EVERY_POST)
    op.execute("CREATE TRIGGER keeps_past AFTER INSERT OR UPDATE OR DELETE ON post"
               " FOR EACH ROW EXECUTE FUNCTION keep_past()")  # fmt: skip
    op.execute("CREATE TRIGGER raises_identity_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON post"
               " FOR EACH STATEMENT EXECUTE FUNCTION raise_identity_version()")  # fmt: skip
    op.add_column("assignment_executor", sa.Column("post_id", sa.BigInteger()))
    op.create_foreign_key("fk_assignment_executor_post_id", "assignment_executor", "post", ["post_id"], ["id"])
    op.create_index("ix_assignment_executor_post_id", "assignment_executor", ["post_id"])


def downgrade() -> None:
    op.execute(TO_PEOPLE)
    op.execute("DELETE FROM assignment_executor WHERE post_id IS NOT NULL")  # who answers for it is an executor already
    op.drop_index("ix_assignment_executor_post_id", table_name="assignment_executor")
    op.drop_constraint("fk_assignment_executor_post_id", "assignment_executor", type_="foreignkey")
    op.drop_column("assignment_executor", "post_id")
    op.drop_table("post")
    op.execute("DELETE FROM past_row WHERE source = 'post'")
