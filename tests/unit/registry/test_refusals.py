"""A refusal names what stands in the way and what to do next, not merely who else may."""

import pytest

from common.kernel.rights import Right
from common.registry.classes import DocumentClass, DocumentState
from common.registry.rules import Action, Part, Standing, refusal


def said(state: DocumentState, part: Part) -> str:
    standing = Standing(frozenset({part, Part.READER}), frozenset(Right))
    return refusal(Action.ATTACH, DocumentClass.OUTGOING, state, standing)


@pytest.mark.parametrize(
    ("state", "because", "then"),
    [
        (DocumentState.APPROVAL, "на согласовании", "отзовите"),
        (DocumentState.SIGNING, "на подписи", "попросите вернуть"),
        (DocumentState.SIGNED, "подписан", "подпишите заново"),
        (DocumentState.AWAITING, "подписан", "отзовите"),
        (DocumentState.REGISTERED, "зарегистрирован", "Передайте файл ему"),
        (DocumentState.CANCELLED, "Регистрация отменена", "остаются"),
        (DocumentState.DISCARDED, "в корзине", "сначала восстановите"),
    ],
)
def test_who_prepared_a_document_hears_why_no_file_may_be_added(state: DocumentState, because: str, then: str) -> None:
    words = said(state, Part.EXECUTOR)
    assert because in words
    assert then in words


def test_who_only_reads_a_document_hears_who_adds_files() -> None:
    assert "это делает" in said(DocumentState.PROJECT, Part.READER)


def test_who_prepares_a_project_adds_files_to_it() -> None:
    assert said(DocumentState.PROJECT, Part.EXECUTOR) == ""
