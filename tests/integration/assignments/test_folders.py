"""Folders of the day: what the tree counts is what the list shows."""

import random

import pytest

from common.assignments.cards import Folder
from common.assignments.rules import OPEN
from tests.city import City

PEOPLE = random.Random(10).sample([number for number in range(300) if number not in {0, 1, 5, *range(60, 71)}], 10)


@pytest.mark.parametrize("number", PEOPLE)
def test_the_counts_of_the_folders_are_those_of_their_lists(city: City, number: int) -> None:
    person = city.sign_in(f"user{number:03d}")
    for count in person.api.assignments.counts():
        page = person.api.assignments.folder(count.folder, 0, 500)
        assert (count.count, len(page.rows)) == (page.total, page.total)
        assert count.overdue == sum(row.overdue_days > 0 for row in page.rows)
        assert all(row.status in OPEN for row in page.rows)
        assert [row.due for row in page.rows] == sorted(row.due for row in page.rows)


def test_a_folder_is_given_page_by_page_without_loss_or_double(city: City) -> None:
    controller = city.sign_in("controller")
    whole = [row.id for row in controller.api.assignments.folder(Folder.ON_CONTROL, 0, 500).rows]
    assert len(whole) > 6
    paged = [
        row.id
        for offset in range(0, len(whole), 3)
        for row in controller.api.assignments.folder(Folder.ON_CONTROL, offset, 3).rows
    ]
    assert paged == whole


def test_an_assignment_leaves_the_executors_folder_with_the_report_and_comes_back_with_the_return(resolved) -> None:
    def folder() -> list[int]:
        return [row.id for row in resolved.executor.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows]

    assert resolved.id in folder()
    resolved.report(resolved.executor)
    assert resolved.id not in folder()
    card = resolved.seen_by(resolved.controller)
    resolved.controller.api.assignments.send_back(resolved.id, card.version, "Нет подписи")
    assert resolved.id in folder()
