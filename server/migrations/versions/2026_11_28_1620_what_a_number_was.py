"""The ledger of numbers keeps what each value was before: the table itself writes it down at every change.

What the earlier releases overwrote is in the audit only; the present state of a value is in the ledger.
"""

import sqlalchemy as sa
from alembic import op

revision = "0d94b7e1c35a"
down_revision = "f2b6d80c4a19"

SERIES = ["journal_id", "year", "scope", "value"]
KEPT = """
CREATE FUNCTION keep_number_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO number_event (journal_id, year, scope, value, state, person_id, at, until, reason)
    VALUES (OLD.journal_id, OLD.year, OLD.scope, OLD.value, OLD.state, OLD.person_id, OLD.at, OLD.until, OLD.reason);
    RETURN NULL;
END $$;
CREATE TRIGGER keeps_event AFTER UPDATE ON number_ledger FOR EACH ROW
    WHEN ((OLD.state, OLD.person_id, OLD.at, OLD.until, OLD.reason)
        IS DISTINCT FROM (NEW.state, NEW.person_id, NEW.at, NEW.until, NEW.reason))
    EXECUTE FUNCTION keep_number_event();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON number_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE DELETE OR TRUNCATE ON number_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.create_table(
        "number_event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("journal_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_number_event_person_id")),
        sa.ForeignKeyConstraint(SERIES, [f"number_ledger.{name}" for name in SERIES], name="fk_number_event_value"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_event")),
    )
    op.create_index(op.f("ix_number_event_person_id"), "number_event", ["person_id"])
    op.create_index("ix_number_event_value", "number_event", SERIES)
    op.execute(KEPT)


def downgrade() -> None:
    op.execute("DROP TRIGGER keeps_event ON number_ledger")
    op.drop_table("number_event")
    op.execute("DROP FUNCTION keep_number_event()")
