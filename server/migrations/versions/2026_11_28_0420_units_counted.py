"""How many documents each unit sees, by month: a head's register is counted without asking the sets one by one."""

import sqlalchemy as sa
from alembic import op

revision = "a7d31e5c8f02"
down_revision = "f1a7c52e90d4"

NAMES = "open_place_id, access_id, document_class, state, registered_at"
MONTH = "coalesce(date_trunc('month', e.registered_at AT TIME ZONE 'UTC')::date, DATE '0001-01-01')"
DIFFERS = (
    "(b.open_place_id, b.access_id, b.document_class, b.state, b.registered_at)"
    " IS DISTINCT FROM (a.open_place_id, a.access_id, a.document_class, a.state, a.registered_at)"
)


def counting(source: str) -> str:
    """What everybody sees is counted for everybody alone, whoever else is in the set."""
    return f"""
    INSERT INTO unit_tally (unit, open_place_id, document_class, state, month, documents)
    SELECT u.unit, e.open_place_id, e.document_class, e.state, {MONTH}, sum(e.sign)
    FROM ({source}) AS e JOIN access_set AS s ON s.id = e.access_id,
        unnest(CASE WHEN 0 = ANY(s.members) THEN ARRAY[0::bigint] ELSE s.members END) AS u (unit)
    WHERE e.access_id > 1 GROUP BY 1, 2, 3, 4, 5 HAVING sum(e.sign) <> 0
    """


def side(alias: str, sign: int) -> str:
    names = ", ".join(f"{alias}.{name}" for name in NAMES.split(", "))
    return f"SELECT {names}, {sign} AS sign FROM after AS a JOIN before AS b ON a.id = b.id WHERE {DIFFERS}"


SOURCES = {
    "added": ("AFTER INSERT", "NEW TABLE AS after", f"SELECT {NAMES}, 1 AS sign FROM after"),
    "removed": ("AFTER DELETE", "OLD TABLE AS before", f"SELECT {NAMES}, -1 AS sign FROM before"),
    "changed": (
        "AFTER UPDATE", "OLD TABLE AS before NEW TABLE AS after", f"{side('a', 1)} UNION ALL {side('b', -1)}",
    ),
}


def upgrade() -> None:
    op.create_table(
        "unit_tally",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("unit", sa.BigInteger(), nullable=False),
        sa.Column("open_place_id", sa.BigInteger(), nullable=False),
        sa.Column("document_class", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("documents", sa.BigInteger(), nullable=False),
    )
    op.execute(counting(f"SELECT {NAMES}, 1 AS sign FROM document"))
    op.create_index("ix_unit_tally_unit_document_class_state", "unit_tally", ["unit", "document_class", "state"])
    for name, (moment, tables, source) in SOURCES.items():
        op.execute(
            f"CREATE FUNCTION count_units_{name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {counting(source)}; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER counts_units_{name} {moment} ON document REFERENCING {tables}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION count_units_{name}()"
        )


def downgrade() -> None:
    for name in SOURCES:
        op.execute(f"DROP TRIGGER counts_units_{name} ON document")
        op.execute(f"DROP FUNCTION count_units_{name}()")
    op.drop_table("unit_tally")
