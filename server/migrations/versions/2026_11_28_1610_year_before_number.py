"""The order by number begins with the year of registration: few numbers carry it.

At 2.7 million documents: one update, some minutes with the two indexes of that order dropped; nothing that triggers
keep depends on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "f2b6d80c4a19"
down_revision = "f4b9d2c6a180"

INDEXES = {
    "ix_document_order": (["document_class", "number_order", "id"], "state = 'registered'"),
    "ix_document_order_at_place": (
        ["open_place_id", "document_class", "number_order", "id"], "state = 'registered' AND open_place_id > 0",
    ),
}  # fmt: skip


def upgrade() -> None:
    _rewrite("to_char(registered, 'YYYY') || ' ' || number_order")


def downgrade() -> None:
    _rewrite("substr(number_order, 6)")


def _rewrite(order: str) -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="document")
    op.execute("ALTER TABLE document DISABLE TRIGGER USER")
    op.execute(f"UPDATE document SET number_order = {order} WHERE registered IS NOT NULL AND number_order <> ''")
    op.execute("ALTER TABLE document ENABLE TRIGGER USER")
    for name, (columns, where) in INDEXES.items():
        op.create_index(name, "document", columns, postgresql_where=sa.text(where))
