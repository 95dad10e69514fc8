"""Text that is mostly guesswork is known for what it is."""

import pytest
from PIL import ImageFilter

from server.sample.letters import letter
from server.sample.paper import render
from tests.integration.scanning.papers import saved


@pytest.mark.usefixtures("working")
def test_a_smeared_page_is_doubtful_and_a_clear_one_is_not(desk):
    clear = render(letter(601), 601, level=0)[0].convert("L")
    smeared = clear.filter(ImageFilter.GaussianBlur(6))
    document_id = desk.scan(("Письмо.pdf", saved([clear, smeared], "PDF")))
    assert [page.is_doubtful for page in desk.ended(document_id).pages] == [False, True]
