"""One practises in a journal as in any other; nobody else learns of it, nothing leaves it, and one act wipes it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from common.assignments.orders import ResolutionDraft
from common.distribution.api import SendDraft as Sending
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import PRACTICE
from common.registry.classes import DocumentClass, DocumentState
from common.registry.document import DocumentFilter
from common.registry.kinds import ExtraField, KindDraft
from common.registry.ledger import IN_TURN, JournalDraft, JournalRow, LedgerFilter, NumberChoice
from common.registry.links import LinkType
from common.registry.papers import Handover
from common.registry.practice import PracticeFilter
from common.registry.rules import NOT_FOR_PRACTICE, Action
from common.registry.values import ValueType
from common.rpc.errors import Invalid, Missing, NotAllowed, Twin
from server.migrations.tables import METADATA
from server.registry import practice
from server.scanning import reactions
from tests.city import TODAY, City
from tests.factories.practice import WORDS, Practising

CLERK_TOO = text(
    "INSERT INTO person_role (person_id, role_id, place_id) SELECT a.person_id, r.id, p.id FROM account a, role r,"
    " registration_place p WHERE a.login = 'admin' AND r.title = 'Делопроизводитель' AND p.title LIKE 'Канцелярия%'"
)
NEVER = {  # what is refused on a document for practice leaves no row of it
    "acquaintance", "approval", "approval_visa_file", "assignment", "assignment_series", "assignment_step", "dispatch",
    "distribution_sending", "document", "document_link", "notification", "signature",
}  # fmt: skip
APART = {"attachment", "attachment_version", "file_checkout", "number_ledger", "number_event"}
EVERY = DocumentFilter(document_class=None, states=tuple(DocumentState))


@pytest.mark.parametrize("document_class", list(DocumentClass))
def test_a_document_of_every_class_is_registered_edited_and_printed(
    practising: Practising, document_class: DocumentClass
) -> None:
    clerk = practising.clerk
    document_id = practising.registered(document_class)
    card = practising.card(document_id)
    assert card.practice
    assert card.number.startswith("УЧ-")
    assert card.state is DocumentState.REGISTERED
    clerk.api.registry.save(document_id, card.version, replace(card.draft, remark="Исправлено"))
    assert practising.card(document_id).draft.remark == "Исправлено"
    assert clerk.api.registry.label(document_id).startswith(b"%PDF")
    attached = clerk.api.registry.attach(document_id, clerk.bring(b"text of practice", "Приложение.txt"))
    [file] = [each for each in clerk.api.attachments.files(document_id).rows if each.id == attached]
    assert clerk.fetch(file.file_id).content == b"text of practice"
    assert practising.rows()[0].id == document_id
    assert [row.summary for row in clerk.api.practice.documents(PracticeFilter(text=card.number)).rows] == [WORDS]
    assert any("Зарегистрирован" in row.action for row in clerk.api.registry.history(document_id))


def test_numbers_run_in_the_journal_for_practice_alone(practising: Practising) -> None:
    clerk = practising.clerk
    before = clerk.api.registry.card(clerk.register()).number
    numbers = [practising.card(practising.registered()).number for _ in range(2)]
    after = clerk.api.registry.card(clerk.register()).number
    assert int(numbers[1][-6:]) == int(numbers[0][-6:]) + 1
    assert int(after[-6:]) == int(before[-6:]) + 1


def test_colleagues_leaders_and_deputies_do_not_find_it(practising: Practising, city: City) -> None:
    document_id = practising.registered(addressee_ids=[practising.clerk.person("Шелест").id])
    for login in ("registrar2", "mayor", "controller", "executor"):
        other = city.sign_in(login)
        with pytest.raises(Missing):
            other.api.registry.card(document_id)
        assert document_id not in [row.id for row in other.api.registry.documents(EVERY, 0, 500).rows]
    told = city.sign_in("mayor").api.notifications.register().rows
    assert document_id not in [row.document_id for row in told]


def test_administrators_look_at_everybodys_and_change_none(practising: Practising, city: City, engine: Engine) -> None:
    document_id, admin = practising.registered(), city.sign_in("admin")
    [row] = [row for row in admin.api.practice.documents(PracticeFilter(), 0, 500).rows if row.id == document_id]
    assert row.author == practising.clerk.me.name
    with pytest.raises(NotAllowed, match="Просмотр документов"):
        admin.api.registry.card(document_id)
    with engine.begin() as connection:
        connection.execute(CLERK_TOO)
    card = admin.api.registry.card(document_id)
    assert card.practice
    assert all(card.refusals[action] for action in (Action.CORRECT, Action.RENUMBER, Action.CANCEL))


def test_an_administrator_who_registers_tells_his_own_from_everybodys(
    practising: Practising, city: City, engine: Engine
) -> None:
    others = practising.begun()
    with engine.begin() as connection:
        connection.execute(CLERK_TOO)
    admin = city.sign_in("admin")
    begun = Practising(admin).begun()
    own = admin.api.practice.documents(PracticeFilter(mine=True), 0, 500)
    assert (own.total, [row.id for row in own.rows]) == (1, [begun])
    assert {others, begun} <= {row.id for row in admin.api.practice.documents(PracticeFilter(), 0, 500).rows}
    assert admin.api.practice.wipe() == own.total


def test_nothing_leaves_it_and_the_refusal_says_that_it_is_practice(practising: Practising) -> None:
    clerk = practising.clerk
    document_id, real = practising.registered(DocumentClass.OUTGOING), clerk.register()
    card, leader = practising.card(document_id), clerk.person("Шелест").id
    for action, words in NOT_FOR_PRACTICE.items():
        assert card.refusals[action] == words
        assert "учебн" in words.lower()
    rule = DeadlineRule(title="Срок", count=Count.DATE, fixed=TODAY.date() + timedelta(days=30))
    resolution = ResolutionDraft(document_id=document_id, text="Рассмотреть", responsible_id=leader, rule=rule)
    refused: list[Callable[[], object]] = [
        lambda: clerk.api.papers.hand_over(document_id, Handover(copy="подлинник", person_id=leader, on=TODAY.date())),
        lambda: clerk.api.links.link(document_id, real, LinkType.RELATED),
        lambda: clerk.api.links.link(real, document_id, LinkType.RELATED),
        lambda: clerk.api.links.copy(document_id),
        lambda: clerk.api.links.follow(document_id, "memo"),
        lambda: clerk.api.numbers.copy_inside(document_id, [leader]),
        lambda: clerk.api.numbers.change_journal(document_id, card.version, "letter", "Туда"),
        lambda: clerk.api.registry.pass_on(document_id, card.version, Action.SEND_FOR_SIGNING),
        lambda: clerk.api.shelf.favour(document_id, True),
        lambda: clerk.api.access.why_me(document_id),
    ]
    for attempt in refused:
        with pytest.raises(NotAllowed, match=r"(?i)учебн"):
            attempt()
    [outcome] = clerk.api.distribution.send([document_id], Sending(person_ids=[leader]))
    assert outcome.refusal == "В учебном журнале документы не рассылаются: документ никуда не уйдёт."
    with pytest.raises(NotAllowed, match=r"В учебном журнале резолюций не выносят|Вынесение резолюций"):
        clerk.api.assignments.resolve(resolution)


def test_a_file_of_it_is_edited_by_its_author_and_released_by_nobody(practising: Practising, engine: Engine) -> None:
    clerk, document_id = practising.clerk, practising.begun(DocumentClass.INTERNAL)
    attachment_id = clerk.api.registry.attach(document_id, clerk.bring(b"first text", "Записка.txt"))
    taken = clerk.api.checkouts.take(attachment_id)
    [found] = clerk.api.checkouts.mine()
    assert (found.taken, found.document.startswith("УЧЕБНЫЙ · ")) == (taken, True)
    with pytest.raises(NotAllowed, match="только его автор"):
        clerk.api.checkouts.release(attachment_id, "Надо")
    returned = clerk.api.checkouts.bring_back(taken.id, clerk.bring(b"second text", "Записка.txt"))
    assert (returned.number, returned.aside) == (2, False)
    with engine.connect() as connection:
        told = text(f"SELECT count(*) FROM notification WHERE document_id = {document_id}")
        assert connection.scalar(told) == 0


def test_a_file_taken_from_it_is_named_as_gone_when_it_is_wiped(practising: Practising, city: City) -> None:
    clerk, document_id = practising.clerk, practising.begun(DocumentClass.INTERNAL)
    taken = clerk.api.checkouts.take(clerk.api.registry.attach(document_id, clerk.bring(b"text", "Записка.txt")))
    assert clerk.api.checkouts.beat([taken.id]) == []
    clerk.api.practice.wipe()
    [ended] = clerk.api.checkouts.beat([taken.id])
    assert (ended.id, ended.is_gone) == (taken.id, True)
    assert clerk.api.checkouts.mine([taken.id]) == []


def test_a_letter_practised_on_is_no_twin_of_a_real_one_nor_is_its_number_taken(practising: Practising) -> None:
    clerk = practising.clerk
    letter = clerk.letter(summary=WORDS)
    document_id = practising.begun()
    clerk.api.registry.register(document_id, practising.card(document_id).version, letter)
    real = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.register(real, 1, letter)
    number = practising.card(document_id).number
    by_hand = NumberChoice(number=number, reason="Старый образец", off_template=True)
    other = clerk.api.registry.new_draft(clerk.place)
    assert clerk.api.registry.register(other, 1, clerk.letter(), "", by_hand).number == number
    again = practising.begun()
    with pytest.raises(Twin):
        clerk.api.registry.register(again, practising.card(again).version, letter, "", IN_TURN)


def test_no_number_of_it_is_in_the_book_and_none_is_reserved(practising: Practising) -> None:
    clerk = practising.clerk
    document_id = practising.registered()
    card = practising.card(document_id)
    clerk.api.numbers.cancel(document_id, card.version, "Ошибка")
    [journal] = [each for each in clerk.api.practice.journals() if each.document_class is DocumentClass.INCOMING]
    assert clerk.api.numbers.ledger(LedgerFilter(number=card.number)).rows == []
    assert clerk.api.numbers.ledger(LedgerFilter(journal_id=journal.id)).rows == []
    with pytest.raises(NotAllowed, match="учебном"):
        clerk.api.numbers.reserve(journal.id, 1, None, "Впрок")


def test_the_report_of_the_missing_does_not_offer_a_journal_for_practice(practising: Practising) -> None:
    [form] = [each for each in practising.clerk.api.reports.centre() if each.code == "registry.missing_numbers"]
    [journals] = [each.choices for each in form.parameters if each.name == "journal"]
    assert any(title.startswith("Входящие") for _, title in journals)
    assert not any("Учебный" in title for _, title in journals)


def test_what_is_not_for_practice_is_never_begun_so(practising: Practising, city: City) -> None:
    clerk = practising.clerk
    real = next(row for row in clerk.api.numbers.journals() if row.draft.title.startswith("Входящие"))
    with pytest.raises(Missing):
        clerk.api.practice.begin(real.id)
    other = city.sign_in("registrar2").api.practice.journals()
    own = {each.id for each in clerk.api.practice.journals()}
    for journal in [each for each in other if each.id not in own][:1]:
        with pytest.raises(NotAllowed, match="своего"):
            clerk.api.practice.begin(journal.id)
    [incoming] = [each for each in clerk.api.practice.journals() if each.document_class is DocumentClass.INCOMING]
    with pytest.raises(Invalid, match="другого класса"):
        clerk.api.practice.begin(incoming.id, "memo")


def test_the_database_itself_lets_nobody_see_it(practising: Practising, engine: Engine) -> None:
    document_id = practising.registered()
    for change in ("open_place_id = 1", "access_id = 2", "readers = readers || 1", "open_file = '01-13'"):
        with pytest.raises(DatabaseError, match="practice_is_seen_by_nobody"), engine.begin() as connection:
            connection.execute(text(f"UPDATE document SET {change} WHERE id = {document_id}"))
    with engine.connect() as connection:
        readers = connection.scalar(text(f"SELECT readers FROM document WHERE id = {document_id}"))
    assert readers == [PRACTICE + practising.clerk.me.id]


def test_what_one_has_practised_on_keeps_no_field_of_a_kind(practising: Practising, city: City) -> None:
    admin = city.sign_in("admin")
    field = ExtraField(key="room", title="Кабинет", type=ValueType.NUMBER)
    kind = KindDraft(key="drill", title="Учение", document_class=DocumentClass.INTERNAL, fields=[field])
    version = admin.api.kinds.put(kind, 0)
    document_id = practising.begun(DocumentClass.INTERNAL, "drill")
    card = practising.card(document_id)
    practising.clerk.api.registry.save(document_id, card.version, replace(card.draft, extra={"room": "214"}))
    admin.api.kinds.put(replace(kind, fields=[]), version)
    assert practising.card(document_id).practice


def test_the_clerk_wipes_his_own_and_the_administrator_everybodys(practising: Practising, city: City) -> None:
    clerk, admin, other = practising.clerk, city.sign_in("admin"), Practising(city.sign_in("registrar2"))
    kept = other.registered()
    mine = [practising.registered(each) for each in DocumentClass]
    card = practising.card(mine[0])
    clerk.api.numbers.renumber(mine[0], card.version, NumberChoice(reason="Ещё раз"))
    clerk.api.registry.attach(mine[0], clerk.bring(b"another text", "Ещё.txt"))
    clerk.api.presence.look(mine[0], True)
    with pytest.raises(NotAllowed, match="администратор"):
        clerk.api.practice.wipe(True)
    assert clerk.api.practice.wipe() >= len(mine)
    assert practising.rows() == []
    assert [row.id for row in other.rows()] == [kept]
    with pytest.raises(Missing):
        practising.card(mine[0])
    assert admin.api.practice.wipe(True) == 1
    act = admin.api.administration.audit("", 0, 1).rows[0]
    assert act.action == "Стёрты учебные документы"
    assert "1" in act.details
    assert practising.card(practising.registered()).number == "УЧ-01-26/000001"


def test_only_lines_of_practice_can_be_removed_from_the_ledger(practising: Practising, engine: Engine) -> None:
    with pytest.raises(DatabaseError, match="only ever added"), engine.begin() as connection:
        connection.execute(text("DELETE FROM number_ledger"))
    with pytest.raises(DatabaseError, match="stays so"), engine.begin() as connection:
        connection.execute(text("UPDATE journal SET practice = false"))
    with pytest.raises(DatabaseError, match="not for practice"), engine.begin() as connection:
        connection.execute(text("UPDATE journal SET practice = true WHERE title LIKE 'Входящие%'"))


def journal_draft(row: JournalRow, **changes: object) -> JournalDraft:
    return replace(row.draft, **changes)


def test_an_administrator_marks_an_empty_journal_and_never_takes_the_mark_off(city: City) -> None:
    admin = city.sign_in("admin")
    rows = admin.api.numbers.journals()
    real = next(row for row in rows if row.draft.title.startswith("Входящие"))
    with pytest.raises(Invalid, match="уже выдавал номера") as refused:
        admin.api.numbers.put_journal(real.id, real.version, journal_draft(real, practice=True))
    assert [problem.field for problem in refused.value.problems] == ["practice"]
    fresh = journal_draft(real, title="Учебный: запросы", kind="request", template="УЧ-З-{N:04}")
    journal_id = admin.api.numbers.put_journal(None, 0, fresh)
    row = next(each for each in admin.api.numbers.journals() if each.id == journal_id)
    admin.api.numbers.put_journal(journal_id, row.version, journal_draft(row, practice=True))
    row = next(each for each in admin.api.numbers.journals() if each.id == journal_id)
    assert row.draft.practice
    with pytest.raises(Invalid, match="учебный навсегда"):
        admin.api.numbers.put_journal(journal_id, row.version, journal_draft(row, practice=False))


def test_a_journal_of_one_kind_takes_only_that_kind_and_says_which(practising: Practising, city: City) -> None:
    admin, clerk = city.sign_in("admin"), practising.clerk
    incoming = next(
        each for each in clerk.api.practice.journals() if each.document_class is DocumentClass.INCOMING
    )  # fmt: skip
    usual = next(row for row in admin.api.numbers.journals() if row.id == incoming.id)
    kinds = [each for each in clerk.api.registry.dictionaries().kinds if each.key not in {"letter", "request"}]
    kind = next(each.key for each in kinds if each.draft.document_class is DocumentClass.INCOMING)
    draft = journal_draft(usual, title="Учебный: один вид", kind=kind, template="УЧ-Ж-{N:04}")
    made = admin.api.numbers.put_journal(None, 0, draft)
    assert {each.id: each.kind for each in clerk.api.practice.journals()}[made] == kind
    assert practising.card(clerk.api.practice.begin(made, kind)).draft.kind == kind
    with pytest.raises(Invalid, match="одного вида"):
        clerk.api.practice.begin(made, "letter")


def test_the_only_journal_of_a_class_at_a_place_stays_the_city_s(city: City, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO registration_place (id, title, unit_id) VALUES (900001, 'Архив', 1)"))
    admin = city.sign_in("admin")
    some = admin.api.numbers.journals()[0]
    alone = journal_draft(some, place_id=900001, title="Входящие: архив", practice=False)
    journal_id = admin.api.numbers.put_journal(None, 0, alone)
    row = next(each for each in admin.api.numbers.journals() if each.id == journal_id)
    with pytest.raises(Invalid, match="остались бы без номеров"):
        admin.api.numbers.put_journal(journal_id, row.version, journal_draft(row, practice=True))


def test_every_table_that_names_a_document_is_wiped_or_never_names_one_for_practice() -> None:
    """A new table is decided on here."""
    naming = {
        table.name for table in METADATA.tables.values() for key in table.foreign_keys
        if key.column.table.name in {"document", "attachment", "number_ledger"}
    }  # fmt: skip
    wiped = {table.__tablename__ for table in (*practice.OF_DOCUMENT, *reactions.OF_DOCUMENT)}
    assert naming == wiped | NEVER | APART
    assert not wiped & (NEVER | APART)
