"""Distribution lists, sendings of documents, acquaintance."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "d4c81a6e72f5"
down_revision = "b7e2f4a91c36"

NEW_RIGHTS = (("distribute", ("register", "resolve")), ("edit_lists", ("backdate",)))
WAITING = "confirmed_at IS NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    _lists()
    _sendings()
    _acquaintance()
    for right, beside in NEW_RIGHTS:
        held = ", ".join(f"'{each}'" for each in beside)
        op.execute(
            f"UPDATE role SET rights = array_append(rights, '{right}')"
            f" WHERE rights && ARRAY[{held}] AND NOT '{right}' = ANY (rights)"
        )


def downgrade() -> None:
    for right, _ in NEW_RIGHTS:
        op.execute(f"UPDATE role SET rights = array_remove(rights, '{right}')")
    for table in ("acquaintance", "distribution_sending", "distribution_member", "distribution_list"):
        op.drop_table(table)


def _lists() -> None:
    op.create_table(
        "distribution_list",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        *_keys("distribution_list", owner_id="person"),
        sa.PrimaryKeyConstraint("id", name="pk_distribution_list"),
    )
    _index("distribution_list", "owner_id")
    op.create_index(
        "uq_distribution_list_shared", "distribution_list", [sa.text("lower(title)")], unique=True,
        postgresql_where=sa.text("shared"),
    )  # fmt: skip
    op.create_table(
        "distribution_member",
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("unit_id", sa.BigInteger()),
        sa.Column("reach", sa.String(40)),
        sa.Column("correspondent_id", sa.BigInteger()),
        *_keys("distribution_member", list_id="distribution_list", person_id="person", unit_id="unit",
               correspondent_id="correspondent"),
        sa.PrimaryKeyConstraint("list_id", "position", name="pk_distribution_member"),
        sa.CheckConstraint("num_nonnulls(person_id, unit_id, correspondent_id) = 1",
                           name="ck_distribution_member_is_one"),
        sa.CheckConstraint("(unit_id IS NULL) = (reach IS NULL)", name="ck_distribution_member_units_have_reach"),
    )  # fmt: skip
    _index("distribution_member", "person_id", "unit_id", "correspondent_id")


def _sendings() -> None:
    op.create_table(
        "distribution_sending",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("organisations", ARRAY(sa.Text()), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("sent_by_id", sa.BigInteger(), nullable=False),
        sa.Column("in_stead_of_id", sa.BigInteger()),
        sa.Column("sent_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True)),
        sa.Column("recall_reason", sa.Text(), nullable=False),
        *_keys("distribution_sending", document_id="document", sent_by_id="person", in_stead_of_id="person"),
        sa.PrimaryKeyConstraint("id", name="pk_distribution_sending"),
        sa.CheckConstraint("(recalled_at IS NULL) = (recall_reason = '')",
                           name="ck_distribution_sending_recalled_for_a_reason"),
    )  # fmt: skip
    _index("distribution_sending", "document_id", "sent_by_id", "in_stead_of_id", "sent_at")


def _acquaintance() -> None:
    op.create_table(
        "acquaintance",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sending_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("confirmed_by_id", sa.BigInteger()),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        *_keys("acquaintance", sending_id="distribution_sending", document_id="document", person_id="person",
               unit_id="unit", confirmed_by_id="person"),
        sa.PrimaryKeyConstraint("id", name="pk_acquaintance"),
        sa.CheckConstraint("confirmed_at IS NULL OR withdrawn_at IS NULL", name="ck_acquaintance_confirmed_or_withdrawn"),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
                           name="ck_acquaintance_confirmed_by_somebody"),
    )  # fmt: skip
    _index("acquaintance", "sending_id", "person_id", "unit_id", "confirmed_by_id")
    waiting = sa.text(WAITING)
    op.create_index("uq_acquaintance_waiting", "acquaintance", ["document_id", "person_id"], unique=True,
                    postgresql_where=waiting)  # fmt: skip
    op.create_index("ix_acquaintance_folder", "acquaintance", ["person_id", "due", "id"], postgresql_where=waiting)
    op.create_index("ix_acquaintance_due", "acquaintance", ["due", "id"], postgresql_where=waiting)
    op.create_index("ix_acquaintance_sheet", "acquaintance", ["document_id", "unit_id", "person_id"])


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _keys(table: str, **referred: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")
        for column, other in referred.items()
    ]
