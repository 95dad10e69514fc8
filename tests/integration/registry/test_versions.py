"""Every version of a file is kept; order and the main file are the preparers' business; what is signed stays."""

import msgspec
import pytest

from common.approvals.api import SendDraft, Stage
from common.kernel.ids import AttachmentId, DocumentId
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from tests.city import City, Signed


def project(author: Signed, *names: str) -> tuple[DocumentId, list[AttachmentId]]:
    document_id = author.api.registry.new_project(
        "outgoing_letter", author.api.registry.dictionaries().all_places[0].id
    )
    return document_id, [attached(author, document_id, name) for name in names]


def attached(author: Signed, document_id: DocumentId, name: str) -> AttachmentId:
    return author.api.registry.attach(document_id, author.bring(name.encode(), name))


def names(author: Signed, document_id: DocumentId) -> list[str]:
    return [row.name for row in author.api.attachments.files(document_id).rows]


def test_a_new_version_keeps_the_old_one_with_who_when_and_why(city: City) -> None:
    author = city.sign_in("executor")
    document_id, [file] = project(author, "Ответ.txt")
    second = author.bring("Ответ, исправлено".encode(), "Ответ-2.txt")
    assert author.api.attachments.add_version(file, 1, second, "Уточнён срок") == 2
    [row] = author.api.attachments.files(document_id).rows
    assert (row.name, row.number, row.versions, row.is_main, row.person) == ("Ответ-2.txt", 2, 2, True, author.me.name)
    newest, first = author.api.attachments.versions(file)
    assert (newest.number, newest.remark, newest.is_current) == (2, "Уточнён срок", True)
    assert (first.number, first.name, first.is_current) == (1, "Ответ.txt", False)
    assert author.fetch(first.file_id).content == "Ответ.txt".encode()
    assert "Новая версия файла" in [act.action for act in author.api.registry.history(document_id)]


def test_whoever_has_not_seen_the_newest_version_does_not_cover_it(city: City) -> None:
    author = city.sign_in("executor")
    _, [file] = project(author, "Записка.txt")
    author.api.attachments.add_version(file, 1, author.bring(b"two", "2.txt"))
    with pytest.raises(Stale, match="версия новее"):
        author.api.attachments.add_version(file, 1, author.bring(b"also two", "2a.txt"))


def test_restoring_makes_a_new_version_of_the_old_content(city: City) -> None:
    author = city.sign_in("executor")
    document_id, [file] = project(author, "Первая.txt")
    author.api.attachments.add_version(file, 1, author.bring(b"second", "Вторая.txt"))
    assert author.api.attachments.restore(file, 1) == 3
    [row] = author.api.attachments.files(document_id).rows
    assert (row.name, row.number) == ("Первая.txt", 3)
    assert author.api.attachments.versions(file)[0].remark == "Восстановлена версия 1"
    with pytest.raises(Invalid, match="и так текущая"):
        author.api.attachments.restore(file, 3)
    with pytest.raises(Missing, match="Версии 9"):
        author.api.attachments.restore(file, 9)


def test_files_change_places_and_one_is_the_main_one(city: City) -> None:
    author = city.sign_in("executor")
    document_id, [_, second, third] = project(author, "1.txt", "2.txt", "3.txt")
    author.api.attachments.move(third, up=True)
    author.api.attachments.move(third, up=True)
    author.api.attachments.move(third, up=True)
    assert names(author, document_id) == ["3.txt", "1.txt", "2.txt"]
    author.api.attachments.move(third, up=False)
    assert names(author, document_id) == ["1.txt", "3.txt", "2.txt"]
    author.api.attachments.make_main(second)
    rows = author.api.attachments.files(document_id).rows
    assert [row.name for row in rows if row.is_main] == ["2.txt"]


def test_files_of_a_project_on_its_way_are_not_changed(city: City) -> None:
    author, approver = city.sign_in("executor"), city.sign_in("affairs")
    document_id, [file] = project(author, "Проект.txt")
    card = author.api.registry.card(document_id)
    correspondent = author.api.correspondents.like("прокуратура")[0].id
    filled = msgspec.structs.replace(
        card.draft, signatory_id=author.person("Шелест").id, sheets=1, case_file="01-13", delivery="post",
        summary="О мерах", correspondent_id=correspondent,
    )  # fmt: skip
    version = author.api.registry.save(document_id, card.version, filled)
    author.api.approvals.send(document_id, version, SendDraft(stages=[Stage(person_ids=[approver.me.id])]))
    assert "на согласовании" in author.api.attachments.files(document_id).refusals[Action.REVISE]
    with pytest.raises(NotAllowed, match="отзовите его"):
        author.api.attachments.add_version(file, 1, author.bring(b"sly", "Подмена.txt"))


def test_files_of_a_registered_document_are_added_but_never_replaced(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    file = attached(clerk, letter, "Приложение.txt")
    refusals = clerk.api.attachments.files(letter).refusals
    assert (refusals[Action.ATTACH], bool(refusals[Action.REVISE])) == ("", True)
    for act in (
        lambda: clerk.api.attachments.add_version(file, 1, clerk.bring(b"other", "Другое.txt")),
        lambda: clerk.api.attachments.make_main(file),
        lambda: clerk.api.attachments.move(file, up=True),
    ):
        with pytest.raises(NotAllowed, match="не заменяют: приложите исправленный файл отдельно"):
            act()


def test_the_image_of_a_paper_has_no_versions(city: City) -> None:
    clerk = city.sign_in("registrar")
    paper = clerk.paper()
    [row] = clerk.api.attachments.files(paper).rows
    assert row.is_main
    with pytest.raises(Invalid, match="образ бумаги"):
        clerk.api.attachments.add_version(row.id, 1, clerk.bring(b"%PDF-1.4 retouched\n%%EOF"))


def test_who_does_not_see_the_document_reads_no_version_of_its_files(city: City) -> None:
    author, stranger = city.sign_in("executor"), city.sign_in("outsider")
    _, [file] = project(author, "Тайна.txt")
    [version] = author.api.attachments.versions(file)
    with pytest.raises(Missing):
        stranger.api.attachments.versions(file)
    assert stranger.fetch(version.file_id).status_code == 404
