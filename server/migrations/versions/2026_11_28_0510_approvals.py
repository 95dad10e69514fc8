"""Routes of approval with visas take the place of the single approver of a project."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f3a7c5d81e20"
down_revision = "a5d1e7c20b48"

NEW_RIGHTS = (("add_approvers", "resolve"), ("edit_routes", "administer"))  # whoever has the second gets the first


def upgrade() -> None:
    _approvers()
    _routes()
    _approvals()
    _visas()
    _bring_over()
    op.drop_index("ix_document_approver_id", table_name="document")
    op.drop_constraint("fk_document_approver_id", "document", type_="foreignkey")
    op.drop_column("document", "approver_id")
    for right, beside in NEW_RIGHTS:
        op.execute(
            f"UPDATE role SET rights = array_append(rights, '{right}')"
            f" WHERE '{beside}' = ANY (rights) AND NOT '{right}' = ANY (rights)"
        )


def downgrade() -> None:
    for right, _ in NEW_RIGHTS:
        op.execute(f"UPDATE role SET rights = array_remove(rights, '{right}')")
    op.add_column("document", sa.Column("approver_id", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE document SET approver_id = one.person_id FROM ("
        "SELECT DISTINCT ON (document_id) document_id, person_id FROM document_approver"
        " ORDER BY document_id, awaited DESC, person_id) AS one WHERE one.document_id = document.id"
    )
    op.create_foreign_key("fk_document_approver_id", "document", "person", ["approver_id"], ["id"])
    op.create_index("ix_document_approver_id", "document", ["approver_id"])
    for table in ("approval_visa_file", "approval_visa", "approval", "approval_route", "document_approver"):
        op.drop_table(table)


def _approvers() -> None:
    op.create_table(
        "document_approver",
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("awaited", sa.Boolean(), nullable=False),
        *_keys("document_approver", document_id="document", person_id="person"),
        sa.PrimaryKeyConstraint("document_id", "person_id", name="pk_document_approver"),
    )
    op.create_index("ix_document_approver_person_id", "document_approver", ["person_id"])
    op.create_index(
        "ix_document_approver_awaited", "document_approver", ["person_id", "document_id"],
        postgresql_where=sa.text("awaited"),
    )  # fmt: skip


def _routes() -> None:
    op.create_table(
        "approval_route",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("stages", postgresql.JSONB(), nullable=False),
        sa.Column("restart", sa.String(length=40), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_approval_route"),
        sa.UniqueConstraint("title", name="uq_approval_route_title"),
    )


def _approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("initiator_id", sa.BigInteger(), nullable=False),
        sa.Column("in_stead_of_id", sa.BigInteger(), nullable=True),
        sa.Column("route_id", sa.BigInteger(), nullable=True),
        sa.Column("restart", sa.String(length=40), nullable=False),
        sa.Column("cycle", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(state IN ('running', 'returned')) = (ended IS NULL)", name="ck_approval_ends_once"),
        *_keys(
            "approval", document_id="document", initiator_id="person", in_stead_of_id="person",
            route_id="approval_route",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )  # fmt: skip
    for column in ("document_id", "initiator_id", "in_stead_of_id", "route_id", "started"):
        op.create_index(f"ix_approval_{column}", "approval", [column])
    op.create_index(
        "uq_approval_open", "approval", ["document_id"], unique=True,
        postgresql_where=sa.text("state IN ('running', 'returned')"),
    )  # fmt: skip


def _visas() -> None:
    table = "approval_visa"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("approval_id", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("stage_title", sa.Text(), nullable=False),
        sa.Column("stage_order", sa.String(length=40), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("added_by_id", sa.BigInteger(), nullable=True),
        sa.Column("after_id", sa.BigInteger(), nullable=True),
        sa.Column("arrived", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("visa", sa.String(length=40), nullable=True),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(visa IS NULL) = (decided IS NULL)", name="ck_approval_visa_decided_once"),
        sa.CheckConstraint(
            "visa IS NULL OR visa = 'agreed' OR text <> ''", name="ck_approval_visa_remarks_say_something"
        ),
        *_keys(
            table, approval_id="approval", person_id="person", added_by_id="person", after_id=table, by_id="person",
            answered_by_id="person",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval_visa"),
    )  # fmt: skip
    for column in ("person_id", "added_by_id", "after_id", "by_id", "answered_by_id"):
        op.create_index(f"ix_approval_visa_{column}", table, [column])
    op.create_index("ix_approval_visa_course", table, ["approval_id", "cycle", "stage", "position"])
    op.create_table(
        "approval_visa_file",
        sa.Column("visa_id", sa.BigInteger(), nullable=False),
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        *_keys("approval_visa_file", visa_id="approval_visa", attachment_id="attachment"),
        sa.PrimaryKeyConstraint("visa_id", "attachment_id", name="pk_approval_visa_file"),
    )
    op.create_index("ix_approval_visa_file_attachment_id", "approval_visa_file", ["attachment_id"])


def _bring_over() -> None:
    """The single approver of a project under way becomes a route of one visa; the others stay as those who approved."""
    op.execute(
        "INSERT INTO document_approver (document_id, person_id, awaited)"
        " SELECT id, approver_id, state = 'approval' FROM document WHERE approver_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO approval (version, document_id, initiator_id, restart, cycle, state, started, reason)"
        " SELECT 1, id, COALESCE(executor_id, author_id), 'whole', 1, 'running', created, ''"
        " FROM document WHERE state = 'approval' AND approver_id IS NOT NULL"
    )
    op.execute(
        "INSERT INTO approval_visa"
        " (approval_id, cycle, stage, position, stage_title, stage_order, days, person_id, arrived, text, answer)"
        " SELECT a.id, 1, 1, 1, '', 'in_turn', 0, d.approver_id, a.started, '', ''"
        " FROM approval a JOIN document d ON d.id = a.document_id"
    )


def _keys(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")
        for column, target in targets.items()
    ]
