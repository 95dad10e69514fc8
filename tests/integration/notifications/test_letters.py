"""Letters really arrive at a mail server: once, late rather than never, and without anything confidential."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from common.notifications import Channel, Choice, Happening, LetterState
from common.registry.card import Restriction
from common.reports import Format, HandingDraft, SavedDraft
from server import app
from server.core.clock import HeldClock
from server.core.settings import Settings
from server.notifications.mail import Post
from server.notifications.outbox import CallersOfToday, next_letter
from tests.city import City, Signed
from tests.integration.notifications.conftest import MailServer, resolve

LivesAt = Callable[[Signed, str], str]
Empty = Callable[..., None]
JOURNAL = {"since": "2026-11-01", "until": "2026-11-30", "place": ""}


def test_a_letter_names_the_kind_the_number_and_the_term_and_nothing_else(
    city: City, mail: MailServer, lives_at: LivesAt, empty_outbox: Empty
) -> None:
    address = lives_at(city.sign_in("executor"), "executor@severogorsk.example")
    document_id = city.sign_in("registrar").register()
    resolve(city, document_id)
    number = city.sign_in("mayor").api.registry.card(document_id).number
    empty_outbox()
    [letter] = mail.to(address)
    assert letter["Subject"].startswith(f"Гриф: Новое поручение, № {number} от ")
    assert "срок" in letter["Subject"]
    said = letter["Subject"] + letter.get_content()
    for secret in ("Подготовить", "безопасности", "прокуратура", "Костров", "7-11-2026"):
        assert secret.lower() not in said.lower()
    empty_outbox()
    assert len(mail.to(address)) == 1


def test_of_a_restricted_document_a_letter_says_not_even_the_number(
    city: City, mail: MailServer, lives_at: LivesAt, empty_outbox: Empty
) -> None:
    address = lives_at(city.sign_in("mayor"), "mayor@severogorsk.example")
    city.sign_in("mayor").api.notifications.choose([Choice(Happening.FOR_REVIEW, Channel.MAIL, on=True)])
    document_id = city.sign_in("registrar").register(
        restriction=Restriction.OFFICIAL, restriction_basis="п. 1 перечня", copy_number="1"
    )
    number = city.sign_in("mayor").api.registry.card(document_id).number
    empty_outbox()
    [letter] = mail.to(address)
    assert letter["Subject"] == "Гриф: Документ поступил на рассмотрение"
    assert number not in letter.get_content()
    assert "ДСП" not in letter.get_content()


def test_a_letter_calls_a_report_as_the_house_does_whatever_its_owner_calls_it(
    city: City, mail: MailServer, mailing: Settings, lives_at: LivesAt, engine: Engine, empty_outbox: Empty
) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    address = lives_at(mayor, "mayor@severogorsk.example")
    mayor.api.notifications.choose([Choice(Happening.REPORT_RECEIVED, Channel.MAIL, on=True)])
    titled = "О тайном деле\nBcc: all@elsewhere.example"
    saved = SavedDraft(title=titled, code="assignments.incoming_journal", parameters=JOURNAL)
    run_id = clerk.api.reports.run(f"saved.{clerk.api.reports.keep(saved)}", {}, Format.SCREEN)
    worker = app.worker(mailing, HeldClock(datetime.now(UTC) + timedelta(seconds=9)), engine)
    while worker.run_one():
        continue
    assert clerk.api.reports.made(run_id).title == "О тайном деле Bcc: all@elsewhere.example"
    clerk.api.deliveries.hand_over(run_id, HandingDraft(person_ids=[mayor.me.id]))
    empty_outbox()
    [letter] = mail.to(address)
    assert letter["Subject"] == "Гриф: Вам передан отчёт, Журнал регистрации входящих документов"
    assert "тайном" not in letter.get_content()


def test_a_mail_server_that_refuses_first_gets_the_letter_later_and_once(
    city: City, mail: MailServer, lives_at: LivesAt, empty_outbox: Empty
) -> None:
    address = lives_at(city.sign_in("executor2"), "second@severogorsk.example")
    document_id = city.sign_in("registrar").register()
    resolve(city, document_id, responsible_id=city.sign_in("executor2").me.id)
    mail.answer = "451 Try again later"
    empty_outbox()
    admin = city.sign_in("admin")
    [waiting] = admin.api.notifications.letters(LetterState.WAITING).rows
    assert (waiting.attempts, "451" in waiting.error) == (1, True)
    mail.answer = "250 OK"
    empty_outbox()
    assert mail.to(address) == []  # it is not its time yet
    empty_outbox(timedelta(minutes=2))
    empty_outbox(timedelta(minutes=9))
    assert len(mail.to(address)) == 1


def test_a_letter_refused_for_good_stays_with_the_administrator_until_it_is_sent_again(
    city: City, mail: MailServer, lives_at: LivesAt, empty_outbox: Empty
) -> None:
    address = lives_at(city.sign_in("executor2"), "wrong@severogorsk.example")
    resolve(city, city.sign_in("registrar").register(), responsible_id=city.sign_in("executor2").me.id)
    mail.answer = "550 No such mailbox"
    empty_outbox()
    admin = city.sign_in("admin")
    [failed] = admin.api.notifications.letters(LetterState.FAILED).rows
    assert (failed.person, "550" in failed.error) == (city.sign_in("executor2").me.name, True)
    mail.answer = "250 OK"
    admin.api.notifications.send_again([failed.id])
    empty_outbox(timedelta(seconds=1))
    assert len(mail.to(address)) == 1


def test_an_address_that_the_server_cannot_write_holds_up_nobody(
    city: City, mail: MailServer, lives_at: LivesAt, empty_outbox: Empty
) -> None:
    lives_at(city.sign_in("executor2"), "имя@северогорск.рф")
    document_id = city.sign_in("registrar").register()
    resolve(city, document_id, responsible_id=city.sign_in("executor2").me.id)
    address = lives_at(city.sign_in("affairs"), "after@severogorsk.example")
    resolve(city, document_id, responsible_id=city.sign_in("affairs").me.id)
    empty_outbox()
    assert len(mail.to(address)) == 1
    [failed] = city.sign_in("admin").api.notifications.letters(LetterState.FAILED).rows
    assert failed.error.startswith("Почтовый сервер не принимает такой адрес")


def test_a_letter_whose_senders_never_come_back_is_given_up(
    city: City, mail: MailServer, mailing: Settings, lives_at: LivesAt, engine: Engine, empty_outbox: Empty
) -> None:
    lives_at(city.sign_in("executor"), "poison@severogorsk.example")
    resolve(city, city.sign_in("registrar").register())
    for attempt in range(12):
        later = datetime.now(UTC) + attempt * timedelta(hours=2)
        with app.works(mailing, HeldClock(later), engine).transaction() as context:
            assert next_letter(context, CallersOfToday(), {})
    empty_outbox(timedelta(hours=30))
    [failed] = city.sign_in("admin").api.notifications.letters(LetterState.FAILED).rows
    assert (mail.taken, failed.error.startswith("Отправка каждый раз обрывалась")) == ([], True)


def test_a_sender_killed_between_acceptance_and_mark_sends_the_same_message_again(
    city: City, mail: MailServer, mailing: Settings, lives_at: LivesAt, engine: Engine, empty_outbox: Empty
) -> None:
    address = lives_at(city.sign_in("executor"), "killed@severogorsk.example")
    resolve(city, city.sign_in("registrar").register())
    with app.works(mailing, HeldClock(datetime.now(UTC)), engine).transaction() as context:
        letter = next_letter(context, CallersOfToday(), {})
    assert letter is not None
    with Post(mailing) as post:
        post.send(letter)  # and here the machine loses its power
    empty_outbox()
    assert len(mail.to(address)) == 1  # somebody may still be at it
    empty_outbox(timedelta(minutes=12))
    first, second = mail.to(address)
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_whoever_lost_sight_of_the_document_meanwhile_gets_no_letter(
    city: City, mail: MailServer, lives_at: LivesAt, engine: Engine, empty_outbox: Empty
) -> None:
    address = lives_at(city.sign_in("executor"), "blind@severogorsk.example")
    document_id = city.sign_in("registrar").register()
    resolve(city, document_id)
    with engine.begin() as connection:
        closed = text("UPDATE document SET readers = '{}', access_id = 1, open_place_id = 0 WHERE id = :id")
        connection.execute(closed, {"id": document_id})
    empty_outbox()
    assert mail.to(address) == []
    assert (
        city.sign_in("admin").api.notifications.letters(LetterState.WITHDRAWN).rows[0].happening is Happening.ASSIGNED
    )


def test_who_does_not_want_letters_gets_none(
    city: City, mail: MailServer, lives_at: LivesAt, empty_outbox: Empty
) -> None:
    executor = city.sign_in("executor")
    address = lives_at(executor, "quiet@severogorsk.example")
    executor.api.notifications.choose([Choice(Happening.ASSIGNED, Channel.MAIL, on=False)])
    resolve(city, city.sign_in("registrar").register())
    empty_outbox()
    assert mail.to(address) == []
