"""The resolution on a sheet of A6."""

from collections.abc import Callable

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A6

from common.registry.card import Restriction
from common.rpc.errors import Missing
from tests.city import City


def test_the_blank_says_who_what_until_when_and_on_which_document(resolved) -> None:
    pdf = pypdfium2.PdfDocument(resolved.mayor.api.assignments.sheet(resolved.id))
    assert (len(pdf), [round(side) for side in pdf[0].get_size()]) == (1, [round(side) for side in A6])
    words = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    card = resolved.seen_by(resolved.mayor)
    for said in (
        "РЕЗОЛЮЦИЯ", resolved.executor.me.name, "Подготовить ответ", f"{card.row.due:%d.%m.%Y}",
        resolved.controller.me.name, resolved.mayor.me.name, "К документу №", "норма 10 календарных дней",
    ):  # fmt: skip
        assert said in words
    pdf.close()


def test_the_blank_of_a_restricted_document_says_so(resolve: Callable) -> None:
    marked = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}
    resolved = resolve(marked)
    pdf = pypdfium2.PdfDocument(resolved.mayor.api.assignments.sheet(resolved.id))
    words = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    pdf.close()
    assert words.startswith("Для служебного пользования Экз. № 1")


def test_who_does_not_see_the_document_gets_no_blank(resolved, city: City) -> None:
    with pytest.raises(Missing):
        city.sign_in("outsider").api.assignments.sheet(resolved.id)
