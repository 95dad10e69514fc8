"""The year of a number is its document's, so a page in the order of numbers is gathered no farther than its years."""

from alembic import op
from sqlalchemy import text

revision = "5b7e30a1c9d4"
down_revision = "8c41d6b2e09f"

IN_ITS_YEAR = "state NOT IN ('registered', 'cancelled') OR number_order LIKE extract(year FROM registered) || ' %'"
MENDED = f"""
UPDATE document SET number_order = extract(year FROM registered) || ' '
    || CASE WHEN number_order ~ '^[0-9]{{4}} ' THEN substr(number_order, 6) ELSE number_key END
WHERE NOT ({IN_ITS_YEAR})
"""
OF_SETS = text("access_id > 1")


def upgrade() -> None:
    op.execute(MENDED)
    op.create_check_constraint(op.f("ck_document_number_in_its_year"), "document", IN_ITS_YEAR)
    op.drop_index("ix_document_access_id", "document")
    op.create_index("ix_document_access_id", "document", ["access_id", "document_class", "number_order", "id"],
                    postgresql_include=["state", "open_place_id"], postgresql_where=OF_SETS)  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_document_access_id", "document")
    op.create_index("ix_document_access_id", "document", ["access_id"], postgresql_where=OF_SETS)
    op.drop_constraint(op.f("ck_document_number_in_its_year"), "document", type_="check")
