"""A file in somebody's hands is changed by nobody else, and nothing that was typed is ever lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from common.approvals.api import SendDraft, Stage
from common.kernel.ids import AttachmentId, DocumentId
from common.notifications import Happening
from common.rpc.errors import CallError, Invalid, Missing, NotAllowed
from tests.city import City, Signed


def project(author: Signed, executor: Signed | None = None) -> tuple[DocumentId, AttachmentId]:
    """A project with one file, which the other one prepares too."""
    place = author.api.registry.dictionaries().all_places[0]
    document_id = author.api.registry.new_project("outgoing_letter", place.id)
    card = author.api.registry.card(document_id)
    values = {"signatory_id": author.person("Шелест").id, "summary": "О мерах", "sheets": 1, "case_file": "01-13"}
    values |= {"delivery": "post", "correspondent_id": author.api.correspondents.like("прокуратура")[0].id}
    if executor:
        values["executor_id"] = executor.me.id
    author.api.registry.save(document_id, card.version, msgspec.structs.replace(card.draft, **values))
    return document_id, author.api.registry.attach(document_id, author.bring(b"first", "Ответ.txt"))


def row(signed: Signed, document_id: DocumentId):
    [found] = signed.api.attachments.files(document_id).rows
    return found


def mine(signed: Signed, document_id: DocumentId, *known):
    return [each for each in signed.api.checkouts.mine(list(known)) if each.taken.document_id == document_id]


def test_a_file_is_taken_and_everybody_sees_by_whom(city: City) -> None:
    author, other = city.sign_in("executor"), city.sign_in("executor2")
    document_id, file = project(author, other)
    taken = author.api.checkouts.take(file)
    assert (taken.name, taken.number) == ("Ответ.txt", 1)
    holder = row(other, document_id).holder
    assert (holder.person, holder.since, holder.person_id) == (author.me.name, taken.since, author.me.id)


def test_the_second_is_refused_by_the_first_ones_name(city: City) -> None:
    author, other = city.sign_in("executor"), city.sign_in("executor2")
    _, file = project(author, other)
    author.api.checkouts.take(file)
    with pytest.raises(NotAllowed, match=f"редактирует {author.me.name} с"):
        other.api.checkouts.take(file)
    with pytest.raises(NotAllowed, match=author.me.name):
        other.api.attachments.add_version(file, 1, other.bring(b"mine", "Моё.txt"))
    with pytest.raises(NotAllowed, match="уже взят вами"):
        author.api.checkouts.take(file)


def test_of_two_at_once_one_gets_the_file(city: City) -> None:
    author, other = city.sign_in("executor"), city.sign_in("executor2")
    document_id, file = project(author, other)
    ready = threading.Barrier(2)

    def take(signed: Signed) -> str:
        ready.wait(10)
        try:
            return str(signed.api.checkouts.take(file).id)
        except CallError as error:
            return error.message

    with ThreadPoolExecutor(2) as desks:
        answers = list(desks.map(take, (author, other)))
    assert sum(answer.isdigit() for answer in answers) == 1
    assert any("редактирует" in answer for answer in answers)
    assert row(author, document_id).holder is not None


def test_what_is_brought_back_is_the_next_version_and_the_file_is_free(city: City) -> None:
    author = city.sign_in("executor")
    document_id, file = project(author)
    taken = author.api.checkouts.take(file)
    returned = author.api.checkouts.bring_back(taken.id, author.bring(b"edited", "Ответ.txt"), "Правка")
    assert (returned.number, returned.aside) == (2, False)
    now = row(author, document_id)
    assert (now.number, now.holder) == (2, None)
    with pytest.raises(Missing, match="уже возвращён"):
        author.api.checkouts.bring_back(taken.id, author.bring(b"edited twice", "Ответ.txt"))


def test_unchanged_content_makes_no_version(city: City) -> None:
    author = city.sign_in("executor")
    document_id, file = project(author)
    taken = author.api.checkouts.take(file)
    assert author.api.checkouts.bring_back(taken.id, author.bring(b"first", "Ответ.txt")).number == 1
    assert (row(author, document_id).versions, row(author, document_id).holder) == (1, None)


def test_given_up_the_file_is_as_it_was(city: City) -> None:
    author = city.sign_in("executor")
    document_id, file = project(author)
    author.api.checkouts.give_up(author.api.checkouts.take(file).id)
    assert (row(author, document_id).holder, row(author, document_id).versions) == (None, 1)
    assert mine(author, document_id) == []


def test_a_forced_release_needs_right_and_reason_and_is_told_to_the_owner(city: City) -> None:
    author, other, head = city.sign_in("executor"), city.sign_in("executor2"), city.sign_in("mayor")
    document_id, file = project(author, other)
    taken = author.api.checkouts.take(file)
    with pytest.raises(NotAllowed, match="Освобождение файлов"):
        other.api.checkouts.release(file, "Нужен сегодня")
    with pytest.raises(Invalid, match="почему"):
        head.api.checkouts.release(file, " ")
    head.api.checkouts.release(file, "Сотрудник в отпуске")
    [ended] = author.api.checkouts.beat([taken.id])
    assert (ended.by, ended.reason) == (head.me.name, "Сотрудник в отпуске")
    [notice] = [each for each in author.api.notifications.register().rows if each.document_id == document_id]
    assert (notice.happening, notice.by) == (Happening.FILE_RELEASED, head.me.name)
    assert row(other, document_id).holder is None
    assert "Файл принудительно освобождён" in [act.action for act in head.api.registry.history(document_id)]
    with pytest.raises(Invalid, match="никто не редактирует"):
        head.api.checkouts.release(file, "Ещё раз")


def test_the_text_of_the_former_owner_is_kept_aside_never_lost(city: City) -> None:
    author, other, head = city.sign_in("executor"), city.sign_in("executor2"), city.sign_in("mayor")
    document_id, file = project(author, other)
    taken = author.api.checkouts.take(file)
    head.api.checkouts.release(file, "Срок сегодня")
    second = other.api.checkouts.take(file)
    other.api.checkouts.bring_back(second.id, other.bring(b"by the other", "Ответ.txt"))
    [kept] = mine(author, document_id, taken.id)
    assert kept.ended.reason == "Срок сегодня"
    returned = author.api.checkouts.bring_back(taken.id, author.bring(b"by the author", "Ответ.txt"))
    assert (returned.number, returned.aside, returned.ended.by) == (3, True, head.me.name)
    now = row(other, document_id)
    assert (now.number, now.versions) == (2, 3)
    aside = other.api.attachments.versions(file)[0]
    assert (aside.aside, aside.person) == (True, author.me.name)
    assert other.fetch(aside.file_id).content == b"by the author"
    assert other.api.attachments.restore(file, 3) == 4
    assert mine(author, document_id, taken.id) == []


def test_a_project_with_a_file_in_somebodys_hands_goes_nowhere(city: City) -> None:
    author, approver = city.sign_in("executor"), city.sign_in("affairs")
    document_id, file = project(author)
    taken = author.api.checkouts.take(file)
    version = author.api.registry.card(document_id).version
    with pytest.raises(NotAllowed, match=r"«Ответ\.txt» редактирует"):
        author.api.approvals.send(document_id, version, SendDraft(stages=[Stage(person_ids=[approver.me.id])]))
    author.api.checkouts.give_up(taken.id)
    author.api.approvals.send(document_id, version, SendDraft(stages=[Stage(person_ids=[approver.me.id])]))


def test_another_persons_check_out_is_nobodys_business(city: City) -> None:
    author, other = city.sign_in("executor"), city.sign_in("executor2")
    _, file = project(author, other)
    taken = author.api.checkouts.take(file)
    assert other.api.checkouts.beat([taken.id]) == []
    with pytest.raises(Missing):
        other.api.checkouts.give_up(taken.id)


def test_a_registered_file_is_not_taken(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    file = clerk.api.registry.attach(letter, clerk.bring(b"appendix", "Приложение.txt"))
    with pytest.raises(NotAllowed, match="не заменяют"):
        clerk.api.checkouts.take(file)
