"""Where the register's events lie: a SQLite file, or a PostgreSQL database that an office shares.

Not done here: what an event means. Events are only ever added, each exactly once, all of one act or none.
No object of SQLAlchemy leaves this module.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Select, func, inspect, null, select

from dtmforms import files
from dtmforms.errors import FileError, RegisterError
from dtmforms.register.events import Event, Kind, canonical, digest, now
from dtmforms.register.tables import EVENTS, FIRST, definitions, guards

WAIT_SECONDS = 60
"""How long a command waits for others that write."""
_LOCK = 0x44544D  # "DTM": the advisory lock of PostgreSQL that stands for the register
_AT_ONCE = 500
_STORED = (str, int, type(None))
_CHANGED = "the register: {what} is not as it was recorded; bring back a copy, and see `dtmforms register verify`"
_TOLD = [column for column in EVENTS.columns if column.name not in ("previous", "hash")]


@dataclass(frozen=True, slots=True)
class Link:
    """An event as it lies in the register: `hash` covers all of it, `counted` is what `hash` should be."""

    event: Event
    previous: str
    hash: str
    counted: str


class Book:
    """The register, open for one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def events(self, reference: str | None = None, *, kinds: Sequence[Kind] = (), records: bool = True) -> list[Event]:
        """The events of an agreement, or of all, in the order of recording; only of some kinds, where these are given.
        Without `records` they are light. Raises `FileError` where one cannot be read, or, of an agreement that is asked
        for with its records, is not as it was recorded."""
        asked = select(*(_TOLD if records else (*_TOLD[:-1], null()))).order_by(EVENTS.c.number)
        if reference is not None:
            asked = asked.where(EVENTS.c.reference == reference)
        if kinds:
            asked = asked.where(EVENTS.c.kind.in_(kinds))
        if reference is not None and records:
            return self._as_recorded(asked.add_columns(EVENTS.c.previous, EVENTS.c.hash))
        try:
            return _events(self._connection.execute(asked).all())
        except ValueError:
            raise FileError(_CHANGED.format(what="an event")) from None

    def _as_recorded(self, asked: Select[Any]) -> list[Event]:
        """The events asked for, each after its hash was counted again."""
        found = self._connection.execute(asked).mappings().all()
        for values in found:
            if _hash(dict(values)) != values["hash"]:
                raise FileError(_CHANGED.format(what=f"event {values['number']}"))
        return _events([_told(dict(values)) for values in found])

    def references(self) -> list[str]:
        return list(self._connection.scalars(select(EVENTS.c.reference).distinct().order_by(EVENTS.c.reference)))

    def known(self, identities: Collection[str]) -> dict[str, Event]:
        """The events that are there already, by identity."""
        found: dict[str, Event] = {}
        for some in batched(identities):
            asked = select(*_TOLD).where(EVENTS.c.identity.in_(some))
            found |= {event.identity: event for event in _events(self._connection.execute(asked).all())}
        return found

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Add events and return those that are new. An event that is already there is not added again.
        Raises `RegisterError` where the one that is there says something else."""
        there = self.known([event.identity for event in events])
        added, rows = [], []
        number, previous = self.head()
        moment = now()
        for event in events:
            known = there.setdefault(event.identity, event)
            if known.content != event.content:
                raise RegisterError(f"{event.reference}: {conflict(known, event)}; nothing was recorded")
            if known is event:
                number += 1
                added.append(replace(event, number=number, recorded=event.recorded or moment))
                rows.append(_row(added[-1], previous))
                previous = rows[-1]["hash"]
        if rows:
            self._connection.execute(EVENTS.insert(), rows)
        return added

    def chain(self) -> Iterator[Link]:
        """Every event from the first to the last, with its hash as stored and as counted again. An event that cannot be
        read is told without its content."""
        if self._connection.dialect.name == "sqlite":  # a byte that is no UTF-8 is to be found by its hash
            driver: Any = self._connection.connection.dbapi_connection
            driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        for row in self._connection.execute(select(*EVENTS.columns).order_by(EVENTS.c.number)):
            values: dict[str, Any] = {
                name: value if isinstance(value, _STORED) else repr(value) for name, value in row._mapping.items()
            }
            try:
                [event] = _events([_told(values)])
            except (TypeError, ValueError):
                [event] = _events([_told(values | {"details": "{}", "files": "{}", "record": None})])
            yield Link(event, str(values["previous"]), str(values["hash"]), _hash(values))

    def damages(self) -> Iterator[str]:
        """What the database itself finds wrong, and which of its guards are missing or changed."""
        if self._connection.dialect.name == "sqlite":
            for line in self._connection.exec_driver_sql("PRAGMA integrity_check").scalars():
                if line != "ok":
                    yield f"the file is damaged: {line}"
            found = self._connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            found = self._connection.exec_driver_sql(
                "SELECT tgname, 'enabled' FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgenabled = 'O' "
                "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            )
        stored = {str(name): str(text) for name, text in found}
        for name, text in guards(self._connection.dialect.name).items():
            if stored.get(name) != text:
                yield f"the guard {name} is missing or changed"

    def head(self) -> tuple[int, str]:
        """The number and the hash of the last event; 0 and `FIRST` where there is none."""
        last = select(EVENTS.c.number, EVENTS.c.hash).order_by(EVENTS.c.number.desc()).limit(1)
        row = self._connection.execute(last).first()
        return (row.number, row.hash) if row else (0, FIRST)


def batched(identities: Collection[str]) -> Iterator[list[str]]:
    """As many at a time as a statement can ask for."""
    waiting = list(identities)
    for start in range(0, len(waiting), _AT_ONCE):
        yield waiting[start : start + _AT_ONCE]


def hash_of(event: Event, previous: str) -> str:
    """The hash of a recorded event that follows the event with the hash `previous`."""
    return str(_row(event, previous)["hash"])


def conflict(there: Event, event: Event) -> str:
    """What differs between two accounts of the same event, in words and without contact data."""
    what = {"drafted": "the agreement is already there", "signed": "this signed file is already there"}
    parts = ("the day it took effect", "facts", "files", "record")
    differing = [name for name, a, b in zip(parts, there.content[2:], event.content[2:], strict=True) if a != b]
    known = what.get(event.kind, f"this {event.kind.replace('_', ' ')} is already there")
    told = f"{known}, as event {there.number} of {there.effective}, with another account of: {', '.join(differing)}"
    return f"{told} (`dtmforms register redate` puts a day right)" if differing == ["the day it took effect"] else told


class Register:
    """The register at a place: the path of a SQLite file, or `postgresql://...`.

    Both ways of opening raise `FileError` where the register cannot be read or written, with what to do.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._shared = place.startswith(("postgresql://", "postgres://"))
        _refuse_other_address(place, self._shared)
        try:
            self._engine = _postgresql(place) if self._shared else _sqlite(place)
        except ModuleNotFoundError:
            raise FileError("PostgreSQL is not there: install it with `pip install dtmforms[postgresql]`") from None
        except sqlalchemy.exc.ArgumentError:
            raise FileError("the register's address cannot be read; write postgresql://USER@HOST/DATABASE") from None
        self.name = self._engine.url.render_as_string(hide_password=True) if self._shared else place

    @contextmanager
    def reading(self) -> Iterator[Book]:
        """The register as it is, for reading. One that was never begun is a `FileError`."""
        self._refuse_missing()
        with self._told("read"), self._engine.connect() as connection, connection.begin():
            if not _holds_register(connection):
                raise FileError(f"{self.name}: holds no register; `dtmforms register add` begins one")
            yield Book(connection)

    @contextmanager
    def writing(self, *, begins: bool = False) -> Iterator[Book]:
        """The register for one act, which nobody else's comes between: recorded whole at the end, or not at all.
        Only an act that `begins` agreements begins a register where there is none."""
        if not self._shared and begins:
            files.make_private(self.place)
        self._refuse_missing()
        with self._told("written"), self._engine.connect() as opened:
            connection = opened.execution_options(writes=True)
            with connection.begin():
                if self._shared:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
                    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                if not _holds_register(connection):
                    self._refuse_other(connection)
                    for statement in definitions(connection.dialect.name):
                        connection.exec_driver_sql(statement)
                yield Book(connection)

    def _refuse_missing(self) -> None:
        if not self._shared and not Path(self.place).exists():
            raise FileError(f"{self.name}: there is no register; `dtmforms register add` begins one")

    def _refuse_other(self, connection: Connection) -> None:
        if inspect(connection).get_table_names():
            advice = "give the register a schema of its own" if self._shared else "name another file with --register"
            raise FileError(f"{self.name}: holds tables of another program and no register; {advice}")

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except (sqlalchemy.exc.DBAPIError, sqlite3.Error) as error:
            raise FileError(f"{self.name}: the register cannot be {done}: {_why(error)}") from None


def _refuse_other_address(place: str, is_postgresql: bool) -> None:
    """Raises `FileError`, which does not repeat the address, where it is of another kind of database."""
    scheme, parted, _ = place.partition("://")
    if parted and not is_postgresql:
        raise FileError(
            f"{scheme}://…: is no address of a register; write the name of a SQLite file, or "
            "postgresql://USER@HOST/DATABASE"
        )


def _holds_register(connection: Connection) -> bool:
    """Whether there is a table of events, and it is no other program's."""
    found = inspect(connection)
    if not found.has_table(EVENTS.name):
        return False
    return {column["name"] for column in found.get_columns(EVENTS.name)} >= set(EVENTS.columns.keys())


def _sqlite(place: str) -> sqlalchemy.Engine:
    """A rollback journal and no WAL, which shared folders do not carry; whoever writes locks before reading."""
    url = sqlalchemy.URL.create("sqlite", database=place)
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args={"timeout": WAIT_SECONDS})

    @sqlalchemy.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own
        for setting in (
            "journal_mode=DELETE",
            "synchronous=FULL",
            "fullfsync=ON",
            "recursive_triggers=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {setting}")

    @sqlalchemy.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def _postgresql(place: str) -> sqlalchemy.Engine:
    url = sqlalchemy.make_url(place).set(drivername="postgresql+psycopg")
    return sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args={"connect_timeout": 10})


def _why(error: Exception) -> str:
    """The database's reason in its first line, and what to do about the usual ones."""
    reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if "decode" in reason:  # the driver repeats the whole text, which may name people (rule D1)
        reason = "an event is malformed"
    advice = {
        "locked": "another program holds it; try again",
        "timeout": "another program holds it; try again",
        "full": "make room on the disk; nothing was recorded",
        "malformed": "it is damaged; bring back a copy, and see `dtmforms register verify`",
        "not a database": "name another file with --register",
        "unable to open": "check the name and the folder",
        "readonly": "writing is refused; choose another place with --register",
        "connection": "check the address, and whether the server runs",
    }
    next_step = next((text for word, text in advice.items() if word in reason), "nothing was recorded")
    return f"{reason}; {next_step}"


def _row(event: Event, previous: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "number": event.number,
        "identity": event.identity,
        "reference": event.reference,
        "kind": event.kind,
        "effective": event.effective,
        "received": event.received,
        "recorded": event.recorded,
        "recorded_by": event.by,
        "details": canonical(event.details),
        "files": canonical(event.files),
        "previous": previous,
        "record": None if event.record is None else canonical(event.record),
    }
    return values | {"hash": _hash(values)}


def _hash(values: dict[str, Any]) -> str:
    """Over every column as it is stored, the hash of the event before included."""
    return digest({name: value for name, value in values.items() if name != "hash"})


def _told(values: dict[str, Any]) -> list[Any]:
    return [values[column.name] for column in _TOLD]


def _events(rows: Sequence[Sequence[Any]]) -> list[Event]:
    """The events of rows with the columns `_TOLD`. The JSON of all is decoded as one text, in half of the time that it
    takes one by one."""
    texts = [f"[{details},{files},{record or 'null'}]" for *_, details, files, record in rows]
    decoded = json.loads(f"[{','.join(texts)}]")
    return [
        Event(reference, kind, effective, received, by, details, files, record, identity, recorded, number)
        for (number, identity, reference, kind, effective, received, recorded, by, *_), (details, files, record) in zip(
            rows, decoded, strict=True
        )
    ]
