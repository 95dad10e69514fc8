"""A register longer than what is put in order without an index."""

import pytest
from sqlalchemy import Engine, text

from common.kernel.ids import DocumentId
from common.registry.document import DocumentFilter
from common.registry.selection import SORTED_AT_MOST, Condition, Sort
from common.rpc.errors import Invalid
from tests.city import City


def repeat(engine: Engine, document_id: DocumentId, times: int) -> None:
    """The document again and again, each with a number of its own."""
    with engine.begin() as connection:
        columns = connection.execute(
            text("SELECT column_name FROM information_schema.columns WHERE table_name = 'document'")
        ).scalars()
        own = {
            "id": "1000000 + n",
            "number": "'Д-' || n",
            "number_key": "'д-' || n",
            "number_order": "left(number_order, 5) || 'д-' || n",
        }
        names = sorted(columns)
        values = ", ".join(own.get(name, name) for name in names)
        connection.execute(
            text(
                f"INSERT INTO document ({', '.join(names)}) SELECT {values}"
                " FROM document, generate_series(1, :times) AS n WHERE id = :id"
            ),
            {"times": times, "id": document_id},
        )


def test_it_is_ordered_by_names_only_when_narrowed_and_by_an_index_always(city: City, engine: Engine) -> None:
    clerk = city.sign_in("registrar")
    repeat(engine, clerk.register(remark="Размножено"), SORTED_AT_MOST)
    only = Condition(field="number", value="Д-777")
    for chosen in (
        DocumentFilter(sort=Sort.CORRESPONDENT),
        DocumentFilter(sort=Sort.SUMMARY, conditions=[Condition(field="remark", value="размножено")]),
    ):
        with pytest.raises(Invalid, match="Сузьте список: по этому столбцу сортируется до 20\u00a0000") as refused:
            clerk.api.registry.documents(chosen)
        assert refused.value.problems[0].field == "sort"
    assert clerk.api.registry.documents(DocumentFilter(sort=Sort.NUMBER)).rows
    page = clerk.api.registry.documents(DocumentFilter(sort=Sort.CORRESPONDENT, conditions=[only]))
    assert (page.total, page.more) == (len(page.rows), False)
    assert all(row.number.startswith("Д-777") for row in page.rows)
