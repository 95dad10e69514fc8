"""The database as SQLAlchemy sees it: engine, base class of the tables, conventions. The driver is named here only."""

import enum
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

import psycopg2
import psycopg2.extensions
from sqlalchemy import BigInteger, DateTime, Engine, Enum, MetaData, Table, Text, create_engine
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

from common.kernel import ids

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TEXT_IDS = (ids.UploadId,)
NUMBER_IDS = tuple(kind for name, kind in vars(ids).items() if name.endswith("Id") and kind not in TEXT_IDS)


def by_value(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    """Base of all tables; enums are stored by value, moments with their zone."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        **dict.fromkeys(NUMBER_IDS, BigInteger),
        **dict.fromkeys(TEXT_IDS, Text),
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        enum.Enum: Enum(enum.Enum, native_enum=False, create_constraint=False, length=40, values_callable=by_value),
    }


def engine_for(url: str, *, connections: int = 10) -> Engine:
    """An engine for a libpq URL; connections are checked before use, so a restarted database goes unnoticed."""
    address = url.replace("postgresql://", "postgresql+psycopg2://", 1)
    return create_engine(
        address,
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"application_name": "grif", "connect_timeout": 5, "options": "-c timezone=UTC"},
    )


DEADLOCK, SERIALIZATION, SHUTDOWN, CRASH, STARTING = "40P01", "40001", "57P01", "57P02", "57P03"


def worth_repeating(error: DBAPIError) -> bool:
    """Whether the transaction fell victim to a rival and may simply run again."""
    return getattr(error.orig, "pgcode", None) in {DEADLOCK, SERIALIZATION}


def is_away(error: DBAPIError) -> bool:
    """Whether the database itself was not to be reached."""
    code = getattr(error.orig, "pgcode", None)
    return error.connection_invalidated or code in {SHUTDOWN, CRASH, STARTING} or code is None


class Ear:
    """A connection that listens to a channel of NOTIFY; raises OSError whenever the database has gone."""

    def __init__(self, engine: Engine, channel: str) -> None:
        try:
            pooled = engine.raw_connection()
            driver: Any = pooled.driver_connection
            pooled.detach()
            driver.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
            driver.cursor().execute(f"LISTEN {channel}")
        except (psycopg2.Error, DBAPIError, PoolTimeout) as error:
            raise OSError(str(error)) from error
        self._connection = driver
        self._number = int(driver.fileno())

    def fileno(self) -> int:
        """For a selector or an event loop; also of a connection that has been lost."""
        return self._number

    def heard(self) -> bool:
        """Takes in what has arrived."""
        try:
            self._connection.poll()
        except psycopg2.Error as error:
            raise OSError(str(error)) from error
        anything = bool(self._connection.notifies)
        self._connection.notifies.clear()
        return anything

    def close(self) -> None:
        self._connection.close()


def copy_rows(session: Session, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Puts many rows into a table by COPY, as they come, never all in memory."""
    connection: Any = session.connection().connection.driver_connection
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table.name} ({names}) FROM STDIN", _Lines(rows))


class _Lines:
    """Rows as the text that COPY reads."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = iter(rows)

    def read(self, size: int) -> str:
        lines, length = [], 0
        for row in self._rows:
            line = "\t".join(map(_copied, row)) + "\n"
            lines.append(line)
            length += len(line)
            if length >= size // 2:
                break
        return "".join(lines)


def _copied(value: Any) -> str:
    if type(value) is str and value.isprintable() and "\\" not in value:  # most values by far
        return value
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    text = value.value if isinstance(value, enum.Enum) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
