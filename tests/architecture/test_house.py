"""House rules that every slice gets for nothing."""

import ast
import importlib.metadata
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, PrimaryKeyConstraint, UniqueConstraint, event, select, text
from sqlalchemy.orm import Session

from common.assignments.cards import Folder
from common.assignments.selection import AssignmentFilter, Order
from common.correspondents import DirectoryFilter
from common.distribution.api import FolderFilter
from common.kernel.paging import Page
from common.registry.document import DocumentFilter
from common.rpc.api import signatures, slice_of
from server import app
from server.administration.service import AdministrationService
from server.assignments.service import AssignmentService
from server.core import acts
from server.core.clock import HeldClock
from server.core.db import engine_for
from server.core.postgres import EmbeddedPostgres
from server.core.service import Context
from server.core.settings import Settings
from server.correspondents.imports import ImportService
from server.correspondents.merging import MergerService
from server.correspondents.service import CorrespondentService
from server.distribution.service import DistributionService
from server.identity.login import caller_of
from server.identity.models import Account
from server.migrations import runner
from server.migrations.tables import METADATA
from server.registry.service import RegistryService
from tests.city import TODAY

ROOT = Path(__file__).parents[2]
TIERS = ("client", "server", "common", "resources")
SOURCES = sorted(
    path for tier in TIERS for path in (ROOT / tier).rglob("*.py") if "migrations/versions" not in path.as_posix()
)
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_CLASS = 400, 50, 250


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in SOURCES:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def services() -> list[tuple[Any, Any]]:
    return [(api, getattr(service, "func", service)) for api, service in app.services().items()]


def test_every_service_keeps_every_method_of_its_api_with_the_same_signature() -> None:
    for api, service in services():
        for name in signatures(api):
            promised, kept = (inspect.signature(getattr(kind, name)) for kind in (api, service))
            names = [(p.name, p.default) for p in promised.parameters.values()]
            assert names == [(p.name, p.default) for p in kept.parameters.values()], f"{service.__name__}.{name}"
            assert name in vars(service), f"{service.__name__} lacks {name}"


def test_every_method_of_an_api_says_under_which_right_it_may_be_called() -> None:
    for api, _ in services():
        public = {name for name, value in vars(api).items() if inspect.isfunction(value) and not name.startswith("_")}
        assert public == set(signatures(api)), slice_of(api)


def test_every_struct_of_every_method_can_travel() -> None:
    kinds = [kind for api, _ in services() for s in signatures(api).values() for kind in (s.arguments, s.result)]
    msgspec.json.schema_components([kind for kind in kinds if kind is not type(None)])


def test_migrations_go_up_down_and_up_and_leave_what_the_models_say(postgres: EmbeddedPostgres) -> None:
    with engine_for(postgres.url("postgres")).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE migrated"))
    engine = engine_for(postgres.url("migrated"))
    runner.upgrade(engine)
    runner.downgrade(engine)
    runner.upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA) == []
    engine.dispose()


def test_the_client_starts_without_server_and_database() -> None:
    code = "import sys, client.app; print([m for m in sys.modules if m.split('.')[0] in ('server', 'sqlalchemy')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_other_distribution_installs_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    assert all(set(owners.get(tier, [])) <= {"grif"} for tier in TIERS)


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """The SQL that runs over the engine of the test."""
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


NARROWED = AssignmentFilter(text="ответ", executor="а", unit="у", author="о", kind="letter", order=Order.RESPONSIBLE)
REGISTERS: dict[str, Callable[[Context], Page[Any]]] = {
    "documents": lambda context: RegistryService(context).documents(DocumentFilter()),
    "unregistered": lambda context: RegistryService(context).unregistered(),
    "acquaintance": lambda context: DistributionService(context).folder(FolderFilter()),
    "documents_of_one": lambda context: RegistryService(context).documents(DocumentFilter(correspondent_id=1)),
    "directory": lambda context: CorrespondentService(context).directory(DirectoryFilter(text="школа")),
    "likenesses": lambda context: MergerService(context).likenesses(),
    "mergers": lambda context: MergerService(context).mergers(),
    "imports": lambda context: ImportService(context).register(),
    "import account": lambda context: ImportService(context).account(1),
    "folder": lambda context: AssignmentService(context).folder(Folder.OVERDUE),
    "narrowed folder": lambda context: AssignmentService(context).folder(Folder.ON_CONTROL, chosen=NARROWED),
    "audit": lambda context: AdministrationService(context).audit(),
}


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_costs_two_statements_however_many_rows_it_has(
    register: str, engine: Engine, settings: Settings, statements: list[str]
) -> None:
    with Session(engine) as session:
        clerk = session.scalars(select(Account.person_id).where(Account.login == "registrar")).one()
        caller = caller_of(session, clerk, TODAY.date())
        context = Context(session, settings, HeldClock(TODAY), {}, caller=caller)
        statements.clear()
        assert REGISTERS[register](context).total >= 0
    assert len(statements) == 2, statements


def test_modules_functions_and_classes_keep_their_budgets() -> None:
    over = []
    for path, tree in trees():
        name = path.relative_to(ROOT)
        if tree.body and (tree.body[-1].end_lineno or 0) > LONGEST_MODULE:
            over.append(f"{name}: module")
        for node in ast.walk(tree):
            length = (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length > LONGEST_FUNCTION:
                over.append(f"{name}: {node.name} {length}")
            if isinstance(node, ast.ClassDef) and length > LONGEST_CLASS:
                over.append(f"{name}: {node.name} {length}")
    assert over == []


def test_imports_stand_at_the_top_absolute_and_without_stars() -> None:
    wrong = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.level or any(alias.name == "*" for alias in node.names)):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.FunctionDef):
                inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
                wrong += [f"{path.relative_to(ROOT)}:{n.lineno}" for n in inner if "keyring" not in ast.dump(n)]
    assert wrong == []


def test_every_module_says_what_it_is_about() -> None:
    silent = [path.relative_to(ROOT) for path, tree in trees() if tree.body and not ast.get_docstring(tree)]
    assert silent == []


def test_every_act_has_a_name_that_people_can_read() -> None:
    recorded = set()
    for path in (ROOT / "server").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        recorded |= set(re.findall(r'\.record\(\s*"(\w+)"', source)) | set(re.findall(r'Entry\("(\w+)"', source))
        recorded |= {act for pair in re.findall(r'action = "(\w+)" if .* else "(\w+)"', source) for act in pair}
    assert recorded <= set(acts.ACTS), recorded - set(acts.ACTS)


def test_the_glossary_names_every_slice_and_every_table() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    slices = {path.parent.name for path in (ROOT / "server").glob("*/manifest.py")}
    lacking = [name for name in (*slices, *METADATA.tables) if f"`{name}`" not in glossary]
    assert lacking == []


def test_every_foreign_key_has_an_index() -> None:
    """An index, a primary or a unique key begins with the columns of the foreign key, in whatever order."""
    lacking = []
    for table in METADATA.tables.values():
        unique = (each for each in table.constraints if isinstance(each, PrimaryKeyConstraint | UniqueConstraint))
        led = [[column.name for column in each.columns] for each in (*table.indexes, *unique)]
        for key in table.foreign_key_constraints:
            names = {column.name for column in key.columns}
            if not any(set(columns[: len(names)]) == names for columns in led):
                lacking.append(f"{table.name}: {', '.join(sorted(names))}")
    assert lacking == []
