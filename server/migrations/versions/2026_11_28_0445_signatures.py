"""Electronic signatures, the checks of them, powers of attorney; what signature a kind demands."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "d7a2c4e81b35"
down_revision = "a7d31e5c8f02"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("document_kind", sa.Column("signature", sa.String(length=40), nullable=False, server_default="none"))
    op.add_column("person", sa.Column("snils", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "powers_of_attorney",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False)
          for name in ("guid", "number", "principal", "principal_tax_number", "representative", "snils", "tax_number",
                       "powers")),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("revoked", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_powers_of_attorney_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_powers_of_attorney")),
        sa.UniqueConstraint("guid", name=op.f("uq_powers_of_attorney_guid")),
    )
    op.create_index(op.f("ix_powers_of_attorney_person_id"), "powers_of_attorney", ["person_id"])
    op.create_table(
        "signature",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=False),
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("acting_for", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.text("now()")),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("stamped_at", MOMENT, nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("cms", sa.LargeBinary(), nullable=True),
        sa.Column("certificate", postgresql.JSONB(), nullable=True),
        sa.Column("powers_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(method = 'cryptographic') = (cms IS NOT NULL)", name=op.f("ck_signature_certificate_has_cms")
        ),
        *(sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_signature_{column}"))
          for column, table in (("document_id", "document"), ("attachment_id", "attachment"), ("file_id", "content"),
                                ("person_id", "person"), ("powers_id", "powers_of_attorney"))),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
    )
    for column in ("document_id", "attachment_id", "file_id", "person_id", "powers_id"):
        op.create_index(op.f(f"ix_signature_{column}"), "signature", [column])
    op.create_index(
        "ix_signature_oldest_check", "signature", ["checked_at"], postgresql_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_table(
        "signature_check",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("protocol", postgresql.JSONB(), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_signature_check_signature_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signature_check_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature_check")),
    )
    for column in ("signature_id", "person_id"):
        op.create_index(op.f(f"ix_signature_check_{column}"), "signature_check", [column])


def downgrade() -> None:
    for table in ("signature_check", "signature", "powers_of_attorney"):
        op.drop_table(table)
    op.drop_column("person", "snils")
    op.drop_column("document_kind", "signature")
