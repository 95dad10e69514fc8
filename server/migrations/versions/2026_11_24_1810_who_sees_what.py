"""Access sets, tallies and what was; roles with limits, substitutions with scope, readers of files, numbered copies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a41f7c2e9d05"
down_revision = "c0d2a2b4a3e7"
branch_labels = None
depends_on = None

ENUM = sa.String(length=40)
NUMBERS = postgresql.ARRAY(sa.BigInteger())
WORDS = postgresql.ARRAY(sa.Text())
MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("now()")
KEPT = ("person", "unit", "role", "person_role", "substitution", "file_reader")
RAISING = ("unit_succession", "file_reader")
GUARDED = ("document", "search_entry")
MONTH = "coalesce(date_trunc('month', registered_at AT TIME ZONE 'UTC')::date, DATE '0001-01-01')"
PLACE_KEYS = f"open_place_id, document_class, kind, state, {MONTH}"
SET_KEYS = f"access_id, open_place_id, document_class, state, {MONTH}"
PLACE_COLUMNS = "open_place_id, document_class, kind, state, month"
SET_COLUMNS = "access_id, open_place_id, document_class, state, month"
DIFFERS = (
    "(b.open_place_id, b.open_file, b.access_id, b.readers, b.kind, b.state)"
    " IS DISTINCT FROM (a.open_place_id, a.open_file, a.access_id, a.readers, a.kind, a.state)"
)


def counted(source: str, table: str, columns: str, keys: str, where: str) -> str:
    return f"""
        INSERT INTO {table} ({columns}, documents)
        SELECT {keys}, sum(sign) FROM ({source}) AS each {where} GROUP BY {keys} HAVING sum(sign) <> 0;
    """


def counting(source: str) -> str:
    return counted(source, "place_tally", PLACE_COLUMNS, PLACE_KEYS.replace(MONTH, "5"), "").replace(
        "SELECT open_place_id, document_class, kind, state, 5,", f"SELECT {PLACE_KEYS},"
    ) + counted(source, "set_tally", SET_COLUMNS, SET_KEYS.replace(MONTH, "5"), "WHERE access_id > 1").replace(
        "SELECT access_id, open_place_id, document_class, state, 5,", f"SELECT {SET_KEYS},"
    )


OF_TALLY = "open_place_id, access_id, document_class, kind, state, registered_at"
ADDED = f"SELECT {OF_TALLY}, 1 AS sign FROM after"
REMOVED = f"SELECT {OF_TALLY}, -1 AS sign FROM before"
CHANGED = f"{ADDED} UNION ALL {REMOVED}"

FUNCTIONS = f"""
CREATE FUNCTION count_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {counting(ADDED)} RETURN NULL; END $$;
CREATE FUNCTION count_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {counting(REMOVED)} RETURN NULL; END $$;
CREATE FUNCTION count_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM before AS b JOIN after AS a ON a.id = b.id
        WHERE {DIFFERS} OR b.registered_at IS DISTINCT FROM a.registered_at
    ) THEN RETURN NULL; END IF;
    {counting(CHANGED)}
    INSERT INTO past_row (source, row_id, was)
    SELECT 'document', b.id, jsonb_build_object(
        'open_place_id', b.open_place_id, 'open_file', b.open_file, 'access_id', b.access_id, 'readers', b.readers,
        'kind', b.kind, 'state', b.state, 'restriction', b.restriction)
    FROM before AS b JOIN after AS a ON a.id = b.id WHERE {DIFFERS};
    UPDATE search_entry AS s SET open_place_id = a.open_place_id, open_file = a.open_file, access_id = a.access_id,
        readers = a.readers, kind = a.kind, state = a.state
    FROM after AS a JOIN before AS b ON a.id = b.id WHERE s.document_id = a.id AND {DIFFERS};
    RETURN NULL;
END $$;
CREATE TRIGGER counts_added AFTER INSERT ON document REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION count_added();
CREATE TRIGGER counts_removed AFTER DELETE ON document REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION count_removed();
CREATE TRIGGER counts_changed AFTER UPDATE ON document REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION count_changed();

CREATE FUNCTION keep_past() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO past_row (source, row_id, was) VALUES (TG_TABLE_NAME, NEW.id, '{{"absent": true}}');
    ELSIF TG_OP = 'DELETE' OR OLD IS DISTINCT FROM NEW THEN
        INSERT INTO past_row (source, row_id, was) VALUES (TG_TABLE_NAME, OLD.id, to_jsonb(OLD));
    END IF;
    RETURN NULL;
END $$;
"""

# What documents were open to before: the place and people, everybody as 0, the restricted as negative numbers.
FILL = f"""
UPDATE document AS d SET
    open_place_id = CASE WHEN d.place_id = ANY(d.readers) THEN d.place_id ELSE 0 END,
    open_file = CASE WHEN d.restriction = 'none' AND d.state IN ('registered', 'cancelled') THEN d.case_file ELSE '' END,
    access_id = f.access_id, readers = f.people
FROM (
    SELECT w.id, w.people, coalesce(s.id, 1) AS access_id
    FROM (
        SELECT d.id, array(SELECT r FROM unnest(d.readers) AS r WHERE r NOT IN (0, d.place_id) ORDER BY r) AS people,
            array(SELECT DISTINCT m FROM (
                SELECT 1000000000000 + p.unit_id AS m FROM unnest(d.readers) AS r JOIN person AS p ON p.id = r
                UNION ALL SELECT 0 FROM unnest(d.readers) AS r WHERE r = 0
            ) AS each ORDER BY m) AS members
        FROM document AS d
    ) AS w LEFT JOIN access_set AS s ON s.members = w.members
) AS f WHERE f.id = d.id
"""
SETS = """
INSERT INTO access_set (members)
SELECT DISTINCT array(SELECT DISTINCT m FROM (
    SELECT 1000000000000 + p.unit_id AS m FROM unnest(d.readers) AS r JOIN person AS p ON p.id = r
    UNION ALL SELECT 0 FROM unnest(d.readers) AS r WHERE r = 0
) AS each ORDER BY m) FROM document AS d ON CONFLICT DO NOTHING
"""
COPIES = """
INSERT INTO document_copy (document_id, number, person_id, basis, since)
SELECT d.id, row_number() OVER (PARTITION BY d.id ORDER BY r.reader DESC), -r.reader, 'участник документа',
       coalesce(d.registered_at, d.created)
FROM document AS d, unnest(d.readers) AS r (reader)
WHERE d.restriction <> 'none' AND d.state IN ('registered', 'cancelled') AND r.reader < 0
"""
FOLLOW = """
UPDATE search_entry AS s SET open_place_id = d.open_place_id, open_file = d.open_file, access_id = d.access_id,
    readers = d.readers, kind = d.kind, state = d.state FROM document AS d WHERE d.id = s.document_id
"""
BACK = """
UPDATE document AS d SET readers = array(
    SELECT r FROM unnest(d.readers) AS r
    UNION SELECT d.open_place_id WHERE d.open_place_id > 0
    UNION SELECT 0 FROM access_set AS s WHERE s.id = d.access_id AND 0 = ANY(s.members) ORDER BY 1)
"""


def upgrade() -> None:
    _tables()
    _columns()
    for statement in (SETS, FILL, COPIES, FOLLOW):
        op.execute(statement)
    _indexes()
    op.execute(FUNCTIONS)
    now = counting(f"SELECT {OF_TALLY}, 1 AS sign FROM document")
    for statement in filter(str.strip, now.split(";")):
        op.execute(statement)
    for table in KEPT:
        op.execute(f"CREATE TRIGGER keeps_past AFTER INSERT OR UPDATE OR DELETE ON {table}"
                   " FOR EACH ROW EXECUTE FUNCTION keep_past()")
    for table in RAISING:
        op.execute(f"CREATE TRIGGER raises_identity_version AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
                   " FOR EACH STATEMENT EXECUTE FUNCTION raise_identity_version()")


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _tables() -> None:
    op.create_table(
        "access_set", number("id"), sa.Column("members", NUMBERS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_set"),
        sa.UniqueConstraint("members", name="uq_access_set_members"),
    )
    op.create_index("ix_access_set_members", "access_set", ["members"], postgresql_using="gin")
    op.execute("INSERT INTO access_set (members) VALUES ('{}')")
    op.create_table(
        "place_tally", sa.Column("id", sa.BigInteger(), primary_key=True), number("open_place_id"),
        sa.Column("document_class", ENUM, nullable=False), sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", ENUM, nullable=False), sa.Column("month", sa.Date(), nullable=False), number("documents"),
    )
    op.create_table(
        "set_tally", sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("access_id", sa.BigInteger(), sa.ForeignKey("access_set.id", name="fk_set_tally_access_id"),
                  nullable=False),
        number("open_place_id"), sa.Column("document_class", ENUM, nullable=False),
        sa.Column("state", ENUM, nullable=False), sa.Column("month", sa.Date(), nullable=False), number("documents"),
    )
    op.create_table(
        "past_row", sa.Column("id", sa.BigInteger(), primary_key=True), sa.Column("source", sa.Text(), nullable=False),
        number("row_id"), sa.Column("until", MOMENT, server_default=NOW, nullable=False),
        sa.Column("was", postgresql.JSONB(), nullable=False),
    )
    op.create_table(
        "document_copy", sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("document_id", sa.BigInteger(), sa.ForeignKey("document.id", name="fk_document_copy_document_id"),
                  nullable=False),
        number("number"),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("person.id", name="fk_document_copy_person_id"),
                  nullable=False),
        sa.Column("basis", sa.Text(), nullable=False), sa.Column("since", MOMENT, server_default=NOW, nullable=False),
        sa.Column("until", MOMENT),
        sa.UniqueConstraint("document_id", "number", name="uq_document_copy_document_id_number"),
    )
    op.create_table(
        "unit_succession",
        sa.Column("unit_id", sa.BigInteger(), sa.ForeignKey("unit.id", name="fk_unit_succession_unit_id")),
        sa.Column("successor_id", sa.BigInteger(), sa.ForeignKey("unit.id", name="fk_unit_succession_successor_id")),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "successor_id", name="pk_unit_succession"),
    )
    op.create_table(
        "file_reader", sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("case_file", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("person.id", name="fk_file_reader_person_id"),
                  nullable=False),
        sa.Column("since", sa.Date(), nullable=False), sa.Column("until", sa.Date()),
    )


def _columns() -> None:
    for table in GUARDED:
        op.add_column(table, sa.Column("open_place_id", sa.BigInteger(), server_default="0", nullable=False))
        op.add_column(table, sa.Column("open_file", sa.Text(), server_default="", nullable=False))
        op.add_column(table, sa.Column("access_id", sa.BigInteger(), server_default="1", nullable=False))
    op.create_foreign_key("fk_document_access_id", "document", "access_set", ["access_id"], ["id"])
    op.add_column("search_entry", sa.Column("kind", sa.Text(), server_default="", nullable=False))
    op.add_column("search_entry", sa.Column("state", sa.Text(), server_default="registered", nullable=False))
    op.add_column("unit", sa.Column("closed", sa.Date()))
    for name in ("kinds", "states"):
        op.add_column("person_role", sa.Column(name, WORDS, server_default="{}", nullable=False))
    for name in ("since", "until"):
        op.add_column("person_role", sa.Column(name, sa.Date()))
    for name, default in (("acts", "true"), ("signs", "true"), ("confidential", "false")):
        op.add_column("substitution", sa.Column(name, sa.Boolean(), server_default=default, nullable=False))
    op.add_column("substitution", sa.Column("kinds", WORDS, server_default="{}", nullable=False))


def _indexes() -> None:
    op.create_index("ix_document_access_id", "document", ["access_id"], postgresql_where=sa.text("access_id > 1"))
    op.create_index("ix_document_open_place_id", "document", ["open_place_id"],
                    postgresql_where=sa.text("open_place_id > 0"))
    op.create_index("ix_document_open_file", "document", ["open_file"], postgresql_where=sa.text("open_file <> ''"))
    op.create_index("ix_place_tally_document_class_state_open_place_id", "place_tally",
                    ["document_class", "state", "open_place_id"])
    op.create_index("ix_set_tally_access_id_document_class_state", "set_tally",
                    ["access_id", "document_class", "state"],
                    postgresql_include=["open_place_id", "month", "documents"])
    op.create_index("ix_past_row_source_row_id_until", "past_row", ["source", "row_id", "until"])
    op.create_index("ix_past_row_source_until", "past_row", ["source", "until"])
    op.create_index("uq_document_copy_holder", "document_copy", ["document_id", "person_id"], unique=True,
                    postgresql_where=sa.text("until IS NULL"))
    op.create_index("ix_document_copy_person_id", "document_copy", ["person_id"])
    op.create_index("ix_unit_succession_successor_id", "unit_succession", ["successor_id"])
    op.create_index("ix_file_reader_case_file", "file_reader", ["case_file"])
    op.create_index("ix_file_reader_person_id", "file_reader", ["person_id"])


def downgrade() -> None:
    for table in KEPT:
        op.execute(f"DROP TRIGGER keeps_past ON {table}")
    for trigger in ("added", "removed", "changed"):
        op.execute(f"DROP TRIGGER counts_{trigger} ON document")
        op.execute(f"DROP FUNCTION count_{trigger}()")
    op.execute("DROP FUNCTION keep_past()")
    op.execute(BACK)
    op.execute("UPDATE search_entry AS s SET readers = d.readers FROM document AS d WHERE d.id = s.document_id")
    for table in ("file_reader", "unit_succession", "document_copy", "past_row", "set_tally", "place_tally"):
        op.drop_table(table)
    for name in ("kinds", "confidential", "signs", "acts"):
        op.drop_column("substitution", name)
    for name in ("until", "since", "states", "kinds"):
        op.drop_column("person_role", name)
    op.drop_column("unit", "closed")
    for name in ("state", "kind"):
        op.drop_column("search_entry", name)
    for table in GUARDED:
        for name in ("access_id", "open_file", "open_place_id"):
            op.drop_column(table, name)
    op.drop_table("access_set")
