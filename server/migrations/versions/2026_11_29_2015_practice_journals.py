"""Journals for practice: the database itself keeps their documents from everybody, and lets only them be wiped."""

import sqlalchemy as sa
from alembic import op

revision = "5d1c84ab07e3"
down_revision = "e61b94d0a7c3"

SERIES = ("place_id", "document_class", "kind")
UNIQUE = "uq_journal_place_id_document_class_kind"
APART = (
    "NOT practice OR (open_place_id = 0 AND open_file = '' AND access_id = 1 AND shares_id IS NULL"
    " AND readers = ARRAY[3000000000000 + author_id])"
)
WIPED = """
CREATE FUNCTION refuse_but_practice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM journal WHERE id = OLD.journal_id AND practice) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END $$;
DROP TRIGGER never_emptied ON number_ledger;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON number_ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON number_ledger FOR EACH ROW EXECUTE FUNCTION refuse_but_practice();
DROP TRIGGER only_added ON number_event;
DROP TRIGGER never_emptied ON number_event;
CREATE TRIGGER only_added BEFORE UPDATE ON number_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON number_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_removed BEFORE DELETE ON number_event FOR EACH ROW EXECUTE FUNCTION refuse_but_practice();
CREATE FUNCTION keep_practice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.practice AND NOT NEW.practice THEN
        RAISE EXCEPTION 'what was for practice stays so';
    END IF;
    IF NEW.practice AND NOT OLD.practice AND EXISTS (SELECT FROM number_ledger WHERE journal_id = NEW.id) THEN
        RAISE EXCEPTION 'a journal that has given numbers is not for practice';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keeps_practice BEFORE UPDATE OF practice ON journal FOR EACH ROW EXECUTE FUNCTION keep_practice();
"""
KEPT = """
DROP TRIGGER keeps_practice ON journal;
DROP FUNCTION keep_practice();
DROP TRIGGER never_removed ON number_event;
DROP TRIGGER never_emptied ON number_event;
DROP TRIGGER only_added ON number_event;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON number_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE DELETE OR TRUNCATE ON number_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER never_removed ON number_ledger;
DROP TRIGGER never_emptied ON number_ledger;
CREATE TRIGGER never_emptied BEFORE DELETE OR TRUNCATE ON number_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_but_practice();
"""


def upgrade() -> None:
    for table in ("journal", "document"):
        op.add_column(table, sa.Column("practice", sa.Boolean(), server_default="false", nullable=False))
    op.drop_constraint(UNIQUE, "journal")
    op.create_unique_constraint(f"{UNIQUE}_practice", "journal", [*SERIES, "practice"])
    op.create_check_constraint(op.f("ck_document_practice_is_seen_by_nobody"), "document", APART)
    op.create_index("ix_document_practice", "document", ["author_id", "id"], postgresql_where=sa.text("practice"))
    op.execute(WIPED)


def downgrade() -> None:
    op.execute(KEPT)
    op.execute("UPDATE journal SET kind = 'practice ' || id, closed = true WHERE practice")  # beside the real one
    op.drop_index("ix_document_practice", "document")
    op.drop_constraint(op.f("ck_document_practice_is_seen_by_nobody"), "document")
    op.drop_constraint(f"{UNIQUE}_practice", "journal")
    op.create_unique_constraint(UNIQUE, "journal", list(SERIES))
    for table in ("document", "journal"):
        op.drop_column(table, "practice")
