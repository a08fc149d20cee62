"""The database that a register lies in, a SQLite file or one of PostgreSQL: how it is opened for a transaction.

Statements are written once for both, with `?` where a value goes; the drivers for Python, which have connections and
cursors alike (PEP 249), take them so. Not known here: what stands in the table.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeAlias
from urllib.parse import quote, urlencode

from dtmforms.errors import FileError
from dtmforms.register.tables import Dialect

CONNECT_SECONDS, WAIT_SECONDS, STATEMENT_SECONDS = 10, 60, 120
"""How long a command waits for a server to answer, for others that write, and for a statement, the wait included."""
_SILENT_SECONDS = 30
"""After which a connection counts as lost on which nobody acknowledges anything."""
_LOCK = 0x44544D  # "DTM": the advisory lock of PostgreSQL that stands for the register
_SCHEMES = ("postgresql://", "postgres://")
_SECRET = ("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
"""Parameters of an address that nobody is shown (PostgreSQL 34.1.2)."""
_PARTS = ("user", "host", "port", "dbname")
_NO_ADDRESS = re.compile(r"[^/\\@]+:[^/\\@]*@")


class Connection:
    """A transaction of a database. Nothing of it is kept before `commit`."""

    def __init__(self, driver: Any, dialect: Dialect) -> None:
        self.dialect = dialect
        self._driver = driver
        self.commit = driver.commit

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """A cursor with the rows that a statement gives."""
        return self._driver.execute(self._spoken(statement), values) if values else self._driver.execute(statement)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._driver.cursor().executemany(self._spoken(statement), rows)

    def read_any_bytes(self) -> None:
        """What SQLite has as a text is a text, also where it is no UTF-8; PostgreSQL has none such."""
        if self.dialect == "sqlite":
            self._driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")

    def _spoken(self, statement: str) -> str:
        return statement if self.dialect == "sqlite" else statement.replace("?", "%s")


class SqliteFile:
    """A rollback journal and no WAL, which shared folders do not carry; whoever writes locks before reading."""

    dialect: ClassVar[Dialect] = "sqlite"
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)
    secrets: tuple[str, ...] = ()
    _SETTINGS = (
        "journal_mode=DELETE",
        "synchronous=FULL",
        "fullfsync=ON",
        "recursive_triggers=ON",
        "temp_store=MEMORY",
    )

    def __init__(self, place: str) -> None:
        self.name = place
        self._path = Path.cwd() / place  # SQLite takes some names for databases in memory

    @contextmanager
    def opened(self, *, writes: bool) -> Iterator[Connection]:
        driver = sqlite3.connect(self._path, timeout=WAIT_SECONDS, isolation_level=None)
        with closing(driver):
            for setting in self._SETTINGS:
                driver.execute(f"PRAGMA {setting}")
            driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            try:
                yield Connection(driver, self.dialect)
            finally:
                driver.rollback()


class PostgresqlDatabase:
    """A database that an office shares, by its address (PostgreSQL 34.1.1). Raises `ModuleNotFoundError` where its
    driver is missing, and `ValueError` for an address that cannot be read, or with an `@` too many, with which nobody
    knows what is the password."""

    dialect: ClassVar[Dialect] = "postgresql"

    def __init__(self, address: str) -> None:
        import psycopg  # few need it

        try:
            asked = {key: str(text) for key, text in psycopg.conninfo.conninfo_to_dict(address).items()}
        except psycopg.ProgrammingError:
            raise ValueError from None
        behind_password = asked.get("host", "") + asked.get("dbname", "")
        if "@" in behind_password or not re.fullmatch(r"[\d,]*", asked.get("port", "")):
            raise ValueError
        self._psycopg, self._parameters = psycopg, asked
        self.errors: tuple[type[Exception], ...] = (psycopg.Error,)
        self.name = _shown(asked)
        self.secrets = (*(asked.get(name, "") for name in _SECRET), os.environ.get("PGPASSWORD", ""))

    @contextmanager
    def opened(self, *, writes: bool) -> Iterator[Connection]:
        silence = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4}
        waits = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": _SILENT_SECONDS * 1000} | silence
        asked = self._psycopg.conninfo.make_conninfo("", **self._parameters | waits)
        with closing(self._psycopg.connect(asked)) as driver:  # what was not committed ends with it
            connection = Connection(driver, self.dialect)
            connection.execute(
                f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'"
            )
            if writes:
                connection.execute("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
            yield connection


Database: TypeAlias = SqliteFile | PostgresqlDatabase


def database_at(place: str) -> Database:
    """The database at the path of a SQLite file, or at an address.

    Raises `FileError`, which does not repeat the address, where it is of another kind of database, or cannot be read,
    or a password stands in what is no address.
    """
    scheme, parted, _ = place.partition("://")
    if not parted and not _NO_ADDRESS.match(place):
        return SqliteFile(place)
    if parted and not place.startswith(_SCHEMES):
        raise FileError("no_address_of_register", scheme=scheme)
    try:
        return PostgresqlDatabase(place)
    except ModuleNotFoundError:
        raise FileError("postgresql_missing") from None
    except ValueError:
        raise FileError("register_address_unreadable") from None


def _shown(asked: Mapping[str, str]) -> str:
    """The address without its passwords."""
    user, host, port, name = (quote(asked.get(part, ""), safe=":,") for part in _PARTS)
    secret = ":***" if asked.keys() & {*_SECRET} else ""
    more = urlencode({key: text for key, text in sorted(asked.items()) if key not in (*_SECRET, *_PARTS)})
    at = f"{user}{secret}@" if user or secret else ""
    host = f"[{host}]" if ":" in host else host
    return f"postgresql://{at}{host}{port and f':{port}'}/{name}{more and f'?{more}'}"
