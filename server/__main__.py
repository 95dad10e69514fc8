"""The command `grif`: serve, work, migrate, audit, user, why, staff, rules, learn, trust, sample."""

import argparse
import getpass
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from types import FrameType

import msgspec
from sqlalchemy.exc import OperationalError, ProgrammingError

from common.rpc.errors import CallError
from server import app
from server.administration import console
from server.core import audit, log
from server.core.authority import certificates
from server.core.db import engine_for
from server.core.postgres import EmbeddedPostgres
from server.core.settings import Settings, from_environment
from server.identity import accounts
from server.migrations import runner
from server.processes import refuse_a_taken_port, run_all, serve_processes, work_processes
from server.sample.load import is_empty, load

NO_TABLES = {"42P01", "42703"}  # what PostgreSQL says of a table and of a column that is not there


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        settings = from_environment()
        log.begin(settings.log_level)
        if options.command is _run:
            refuse_a_taken_port(settings)  # before the database, which would be ended with the command
        with database(settings, owns=options.command is _run) as ready:
            command: Callable[[Settings, argparse.Namespace], int] = options.command
            code = command(ready, options)
            sys.stdout.flush()
            return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has seen enough: `grif … | head`
        return 0
    except (ValueError, RuntimeError) as error:
        print(f"Ошибка: {error}", file=sys.stderr)
    except OSError as error:
        print(f"Файл не читается: {error}", file=sys.stderr)
    except CallError as error:
        print(error.message, file=sys.stderr)
    except ProgrammingError as error:
        if getattr(error.orig, "pgcode", "") not in NO_TABLES:
            raise
        print("В базе данных нет таблиц этой версии программы. Выполните grif migrate и повторите.", file=sys.stderr)
    except OperationalError:
        print("База данных не отвечает. Проверьте GRIF_DATABASE и повторите.", file=sys.stderr)
    return 1


@contextmanager
def database(settings: Settings, *, owns: bool = False) -> Iterator[Settings]:
    """The database of the settings, or the embedded one, started and stopped with the command."""
    if settings.database:
        yield settings
        return
    embedded = EmbeddedPostgres(settings.home / "postgres")
    was_running = embedded.runs()
    embedded.start()
    try:
        yield msgspec.structs.replace(settings, database=embedded.url())
    finally:
        if not was_running or owns:
            embedded.stop()


def _serve(settings: Settings, _: argparse.Namespace) -> int:
    app.share_memory(settings)
    return serve_processes(settings)


def _work(settings: Settings, options: argparse.Namespace) -> int:
    if options.processes > 1:
        return work_processes(settings, ["work"] * options.processes)
    worker = app.worker(settings)

    def stop(_: int, __: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run()
    return 0


def _run(settings: Settings, options: argparse.Namespace) -> int:
    """Everything on one machine; a certificate of its own where none is configured."""
    works = app.works(settings)
    runner.upgrade(works.engine)
    if options.sample and is_empty(works.engine):
        load(works)
    works.engine.dispose()
    if settings.certificate is None:
        own = certificates(settings.home / "tls", settings.host)
        settings = msgspec.structs.replace(settings, certificate=own.certificate, certificate_key=own.key)
    return run_all(settings, options.workers)


def _migrate(settings: Settings, options: argparse.Namespace) -> int:
    engine = engine_for(settings.database)
    if options.down_to:
        runner.downgrade(engine, options.down_to)
    else:
        runner.upgrade(engine)
    print(f"Таблицы приведены к версии {options.down_to or runner.newest()}.")
    return 0


def _audit(settings: Settings, _: argparse.Namespace) -> int:
    with engine_for(settings.database).connect() as connection:
        state = audit.verify(connection)
    if state.broken_at is not None:
        print(f"Журнал аудита НАРУШЕН на событии № {state.broken_at}: {state.reason}")
        return 2
    print(f"Журнал аудита цел: событий {state.events}, печать {state.head}")
    return 0


def _user(settings: Settings, options: argparse.Namespace) -> int:
    password = os.environ.get("GRIF_PASSWORD") or getpass.getpass("Новый пароль: ")
    with app.works(settings).transaction() as context:
        name = accounts.set_password(context, options.login, password)
    print(f"Пароль установлен: {name}. Все сеансы завершены.")
    return 0


def _why(settings: Settings, options: argparse.Namespace) -> int:
    with app.works(settings).transaction() as context:
        for line in console.why(context, options.person, options.number, options.on):
            print(line)
    return 0


def _staff(settings: Settings, options: argparse.Namespace) -> int:
    with app.works(settings).transaction() as context:
        told = console.units(context) if options.what == "units" else console.people(context, options.text)
        for line in told:
            print(line)
    return 0


def _rules(settings: Settings, _: argparse.Namespace) -> int:
    with app.works(settings).transaction() as context:
        for line in console.rules(context):
            print(line)
    return 0


def _learn(settings: Settings, _: argparse.Namespace) -> int:
    with app.works(settings).transaction() as context:
        for line in console.learn(context):
            print(line)
    return 0


def _trust(settings: Settings, options: argparse.Namespace) -> int:
    if options.what != "list" and options.file is None:
        raise ValueError(f"назовите файл: grif trust {options.what} ФАЙЛ")
    with app.works(settings).transaction() as context:
        if options.what == "list":
            told = console.trusted(context)
        else:
            told = (console.trust if options.what == "add" else console.revoke)(context, options.file)
        for line in told:
            print(line)
    return 0


def _day(text: str) -> date:
    """As people here write it: 05.12.2026."""
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()
    raise argparse.ArgumentTypeError(f"«{text}» — не дата: напишите день так: 05.12.2026")


def _sample(settings: Settings, options: argparse.Namespace) -> int:
    works = app.works(settings)
    runner.upgrade(works.engine)
    if not is_empty(works.engine):
        print("В базе уже есть сотрудники: учебный город не загружается.")
        return 1
    load(works, documents=options.documents, assignments=options.assignments, years=options.years,
         correspondents=options.correspondents)  # fmt: skip
    print(f"Учебный город загружен: документов {options.documents}, поручений {options.assignments}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="grif", description="Сервер системы документооборота «Гриф»")
    commands = parser.add_subparsers(required=True, metavar="команда")

    def add(name: str, command: Callable[[Settings, argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(command=command)
        return added

    add("serve", _serve, "принимать вызовы клиентов (GRIF_PORT, GRIF_PROCESSES)")
    working = add("work", _work, "выполнять фоновые задания")
    working.add_argument("--processes", type=int, default=1, help="сколько процессов")
    running = add("run", _run, "всё на одной машине: база, сервер и фоновые задания")
    running.add_argument("--workers", type=int, default=1, help="сколько процессов фоновых заданий")
    running.add_argument("--sample", action="store_true", help="загрузить учебный город в пустую базу")
    migrating = add("migrate", _migrate, "привести таблицы к этой версии программы")
    migrating.add_argument("--down-to", default="", metavar="ВЕРСИЯ", help="вернуть к более ранней версии")
    auditing = add("audit", _audit, "проверить цепочку журнала аудита")
    auditing.add_argument("what", choices=["verify"])
    user = add("user", _user, "задать пароль сотруднику (GRIF_PASSWORD или запрос)")
    user.add_argument("what", choices=["password"])
    user.add_argument("login")
    explaining = add("why", _why, "почему сотрудник видит или не видит документ, сегодня или в прошлый день")
    explaining.add_argument("person", metavar="СОТРУДНИК", help="имя входа или фамилия")
    explaining.add_argument("number", metavar="НОМЕР", help="номер документа в любом написании")
    explaining.add_argument("--on", type=_day, metavar="ДД.ММ.ГГГГ", help="на какой день; без него — на сегодня")
    staffing = add("staff", _staff, "показать сотрудников с ролями или структуру подразделений")
    staffing.add_argument("what", choices=["people", "units"])
    staffing.add_argument(
        "text", nargs="?", default="", metavar="ТЕКСТ", help="часть фамилии, должности, подразделения"
    )
    add("rules", _rules, "кто что может делать с документом: правила предложениями, с ролями этой базы")
    add("learn", _learn, "забыть выученное и заново учить предложения по прошлым документам (фоновым заданием)")
    trusting = add("trust", _trust, "доверенные удостоверяющие центры и списки отозванных сертификатов (СОС)")
    trusting.add_argument("what", choices=["list", "add", "crl"])
    trusting.add_argument("file", nargs="?", type=Path, metavar="ФАЙЛ", help="сертификат центра или СОС, DER или PEM")
    sampling = add("sample", _sample, "загрузить учебный город в пустую базу")
    sampling.add_argument("--documents", type=int, default=20_000)
    sampling.add_argument("--assignments", type=int, default=30_000)
    sampling.add_argument("--correspondents", type=int, default=0, help="сколько корреспондентов, не меньше обычных")
    sampling.add_argument("--years", type=float, default=2.0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
