"""Numbers in any spelling, journal and unit in the index of search; the title of a hit is made where it is shown."""

import sqlalchemy as sa
from alembic import op

revision = "c27e90b4d1f6"
down_revision = "a4be10c7d215"

# What `common/registry/numbers.py` makes of a number: parts in their places, the whole, the last value.
NUMBER_PARTS = """
CREATE FUNCTION number_parts(namespace text, number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(format('''%s:%s'':%s', namespace, part, place), ' ')
        || format(' ''%s=%s'':%s', namespace, string_agg(part, ' ' ORDER BY place), count(*) + 2)
        || coalesce(format(' ''%s#%s'':%s', namespace,
                    (array_agg(part ORDER BY place DESC) FILTER (WHERE part ~ '^[0-9]'))[1], count(*) + 2), '')
    FROM (
        SELECT place, CASE WHEN found[1] ~ '^[0-9]' THEN coalesce(nullif(ltrim(found[1], '0'), ''), '0')
                           ELSE found[1] END AS part
        FROM regexp_matches(translate(upper(number), 'ABCEHKMOPTXYNURЁ', 'АВСЕНКМОРТХУПИГЕ'), '[0-9]+|[A-ZА-Я]+', 'g')
            WITH ORDINALITY AS each (found, place)
    ) AS parts
$$
"""
NUMBER_WORDS = """
CREATE FUNCTION number_words(class text, number text, day date, their_number text, their_day date) RETURNS tsvector
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' ', number_parts('n', number), number_parts('t', their_number), format('''c:%s'':%s', class, 1),
                     '''d:' || to_char(day, 'YYYY-MM-DD') || format(''':%s', 1),
                     '''d:' || to_char(their_day, 'YYYY-MM-DD') || format(''':%s', 1))::tsvector
$$
"""
FILL = """
UPDATE search_entry AS s SET journal_id = d.journal_id, unit_id = d.unit_id,
    words = number_words(d.document_class, d.number, d.registered, d.their_number, d.their_date) || s.words
FROM document AS d WHERE d.id = s.document_id
"""
TITLES = """
UPDATE search_entry AS s SET title = coalesce(k.title, d.kind) || ' № ' || d.number || ' от '
        || to_char(d.registered, 'DD.MM.YYYY')
        || CASE WHEN d.state = 'cancelled' THEN ' (регистрация отменена)' ELSE '' END,
    card = concat_ws('; ', d.number, d.summary, s.card, d.their_number),
    words = setweight(to_tsvector('russian', translate(concat_ws('; ', d.number, d.summary, s.card, d.their_number),
                                                       'ёЁ', 'еЕ')), 'A')
        || setweight(to_tsvector('russian', translate(s.body, 'ёЁ', 'еЕ')), 'B')
FROM document AS d LEFT JOIN document_kind AS k ON k.key = d.kind WHERE d.id = s.document_id
"""


def upgrade() -> None:
    op.execute(NUMBER_PARTS)
    op.execute(NUMBER_WORDS)
    op.add_column("search_entry", sa.Column("journal_id", sa.BigInteger()))
    op.add_column("search_entry", sa.Column("unit_id", sa.BigInteger()))
    op.execute(FILL)
    op.drop_column("search_entry", "title")


def downgrade() -> None:
    op.add_column("search_entry", sa.Column("title", sa.Text(), server_default="", nullable=False))
    op.execute(TITLES)
    op.alter_column("search_entry", "title", server_default=None)
    op.drop_column("search_entry", "unit_id")
    op.drop_column("search_entry", "journal_id")
    op.execute("DROP FUNCTION number_words(text, text, date, text, date)")
    op.execute("DROP FUNCTION number_parts(text, text)")
