"""The console as an administrator uses it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from common.rpc.errors import NotSignedIn
from common.staff import HoldingDraft
from server.core.postgres import EmbeddedPostgres
from server.core.settings import Settings
from server.processes import environment_of
from tests.city import City

ROOT = Path(__file__).parents[3]


def grif(settings: Settings, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        cwd=ROOT,
        env={**environment_of(settings), "GRIF_LOG_LEVEL": "WARNING", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_audit_verify_proves_the_chain_and_names_the_event_that_was_changed(
    city: City, settings: Settings, engine: Engine
) -> None:
    city.sign_in("registrar").register()
    whole = grif(settings, "audit", "verify")
    assert (whole.returncode, "цел" in whole.stdout) == (0, True)
    change = "ALTER TABLE audit_event {} TRIGGER ALL"
    with engine.begin() as connection:
        connection.execute(text(change.format("DISABLE")))
        kept = connection.execute(text("SELECT person FROM audit_event WHERE id = 2")).scalar_one()
        connection.execute(text("UPDATE audit_event SET person = 'Никто' WHERE id = 2"))
    broken = grif(settings, "audit", "verify")
    assert (broken.returncode, "НАРУШЕН на событии № 2" in broken.stdout) == (2, True)
    with engine.begin() as connection:
        connection.execute(text("UPDATE audit_event SET person = :kept WHERE id = 2"), {"kept": kept})
        connection.execute(text(change.format("ENABLE")))


def test_a_second_server_does_not_share_the_port_of_the_first(city: City) -> None:
    running = city.served.settings
    second = grif(running, "run")
    assert second.returncode == 1
    assert f":{running.port}: порт занят другим сервером" in second.stderr
    assert "GRIF_PORT" in second.stderr
    nowhere = grif(running, "run", GRIF_HOST="203.0.113.1")
    assert "такого адреса у компьютера нет: проверьте GRIF_HOST" in nowhere.stderr


def test_a_second_server_refused_leaves_the_database_of_the_first_running(
    city: City, postgres: EmbeddedPostgres
) -> None:
    taken = str(city.served.settings.port)
    second = grif(city.served.settings, "run", GRIF_HOME=str(postgres.folder.parent), GRIF_DATABASE="", GRIF_PORT=taken)
    assert second.returncode == 1
    assert postgres.runs()


def test_a_new_password_ends_the_sessions_and_opens_the_account(city: City, settings: Settings) -> None:
    executor = city.sign_in("executor")
    done = grif(settings, "user", "password", "executor", GRIF_PASSWORD="новый длинный пароль")
    assert done.returncode == 0, done.stderr
    with pytest.raises(NotSignedIn):
        executor.api.identity.me()
    again = City(city.served)
    assert again.sign_in("executor", "новый длинный пароль").me.id == executor.me.id
    again.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["user", "password", "никого"], "учётной записи"), (["sample"], "уже есть сотрудники")],
)
def test_what_cannot_be_done_is_said_plainly(settings: Settings, arguments: list[str], words: str) -> None:
    done = grif(settings, *arguments, GRIF_PASSWORD="новый длинный пароль")
    assert done.returncode == 1
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_named(settings: Settings) -> None:
    done = grif(settings, "audit", "verify", GRIF_DATABASE="postgresql://grif@127.0.0.1:1/grif")
    assert done.returncode == 1
    assert "не отвечает" in done.stderr


@pytest.mark.parametrize("command", [["why", "mayor", "1"], ["rules"], ["staff", "units"]], ids=" ".join)
def test_a_database_without_tables_is_told_in_one_sentence(
    settings: Settings, engine: Engine, command: list[str]
) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS grif_without_tables"))
        connection.execute(text("CREATE DATABASE grif_without_tables"))
        empty = engine.url.set(database="grif_without_tables").render_as_string(hide_password=False)
        told = grif(settings, *command, GRIF_DATABASE=empty)
        connection.execute(text("DROP DATABASE grif_without_tables"))
    assert told.returncode == 1
    assert "grif migrate" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_setting_that_is_no_number_is_named(settings: Settings) -> None:
    done = grif(settings, "audit", "verify", GRIF_PORT="восемь")
    assert "GRIF_PORT" in done.stderr


def test_the_console_explains_why_somebody_does_not_see_a_document(city: City, settings: Settings) -> None:
    clerk = city.sign_in("registrar2")
    number = clerk.api.registry.card(clerk.register()).number
    told = grif(settings, "why", "outsider", number)
    assert told.returncode == 0, told.stderr
    assert "не видит документ" in told.stdout
    assert "– Не адресат." in told.stdout
    then = grif(settings, "why", "outsider", number, "--on", "01.02.2026")
    assert "Документа тогда ещё не было." in then.stdout
    to_come = grif(settings, "why", "outsider", number, "--on", "01.02.2099")
    assert (to_come.returncode, "сегодняшнем или прошедшем" in to_come.stderr) == (1, True)


@pytest.mark.parametrize(
    ("person", "number", "words"),
    [
        ("Никого", "1", "сотрудника «Никого» нет"),
        ("аб", "1", "не один сотрудник"),
        ("mayor", "нет/1", "Проверьте номер"),
    ],
)
def test_the_console_says_what_it_does_not_find(settings: Settings, person: str, number: str, words: str) -> None:
    told = grif(settings, "why", person, number)
    assert told.returncode == 1
    assert words in told.stderr
    assert "Traceback" not in told.stderr


def test_the_console_prints_the_rules_with_the_roles_of_the_base(settings: Settings) -> None:
    told = grif(settings, "rules").stdout
    assert "Роли «Исполнитель», «Контролёр»" in told
    assert "не хватает" not in told
    assert "может отменить регистрацию, когда документ — любой: «Зарегистрирован»" in told


def test_the_rules_say_to_whom_a_role_is_given_for_some_kinds_only(settings: Settings, city: City) -> None:
    admin = city.sign_in("admin")
    role = next(role for role in admin.api.staff.roles() if role.title == "Контролёр")
    person = city.sign_in("user120").me
    admin.api.staff.give_role(HoldingDraft(person_id=person.id, role_id=role.id, kinds=["letter"]))
    told = grif(settings, "rules").stdout
    [said] = [line for line in told.splitlines() if line.startswith("  «Контролёр» с ограничением")]
    assert "виды: " in said
    assert person.name in said


def test_the_console_shows_units_and_people(settings: Settings) -> None:
    units = grif(settings, "staff", "units").stdout
    assert "01 Администрация города Северогорска — Шелест С. Н." in units
    assert "  04 Управление делами — Щеголева Е. Ю." in units
    people = grif(settings, "staff", "people", "щеголева").stdout
    assert "affairs" in people
    assert "Руководитель" in people


def test_whoever_has_read_enough_gets_no_traceback(settings: Settings) -> None:
    read, written = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "server", "staff", "people"], cwd=ROOT, stdout=written, stderr=subprocess.PIPE,
        env={**environment_of(settings), "GRIF_LOG_LEVEL": "WARNING"}, text=True, check=False, timeout=60,
    )  # fmt: skip
    os.close(written)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_day_is_read_either_way_and_a_mistaken_one_is_told_with_an_example(settings: Settings) -> None:
    mistaken = grif(settings, "why", "registrar", "1", "--on", "01/02/2026")
    assert "«01/02/2026» — не дата: напишите день так: 05.12.2026" in mistaken.stderr
    assert "не дата" not in grif(settings, "why", "registrar", "нет такого", "--on", "2026-01-01").stderr
