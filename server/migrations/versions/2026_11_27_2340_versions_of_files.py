"""Files of documents keep their versions, their order and the main one."""

import sqlalchemy as sa
from alembic import op

revision = "b7e40d92a611"
down_revision = "c19e5f3d7a60"

FIRST_VERSIONS = """
    INSERT INTO attachment_version (attachment_id, number, file_id, name, person_id, at, remark, aside)
    SELECT id, 1, file_id, name, person_id, added, '', false FROM attachment
"""
MAIN_ONES = """
    UPDATE attachment SET main = true WHERE id IN (
        SELECT min(id) FROM attachment WHERE role IN ('original', 'attachment') GROUP BY document_id)
"""


def upgrade() -> None:
    op.add_column("attachment", sa.Column("number", sa.BigInteger(), server_default="1", nullable=False))
    op.add_column("attachment", sa.Column("position", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("attachment", sa.Column("main", sa.Boolean(), server_default="false", nullable=False))
    op.create_table(
        "attachment_version",
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_version_attachment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["content.id"], name=op.f("fk_attachment_version_file_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attachment_version_person_id")),
        sa.PrimaryKeyConstraint("attachment_id", "number", name=op.f("pk_attachment_version")),
    )
    op.create_index(op.f("ix_attachment_version_file_id"), "attachment_version", ["file_id"])
    op.create_index(op.f("ix_attachment_version_person_id"), "attachment_version", ["person_id"])
    op.execute(FIRST_VERSIONS)
    op.execute(MAIN_ONES)
    op.create_index(
        "uq_attachment_main", "attachment", ["document_id"], unique=True, postgresql_where=sa.text("main")
    )


def downgrade() -> None:
    op.drop_index("uq_attachment_main", table_name="attachment")
    op.drop_table("attachment_version")
    for name in ("main", "position", "number"):
        op.drop_column("attachment", name)
