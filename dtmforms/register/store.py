"""Where the register's events lie: a SQLite file, or a PostgreSQL database that an office shares.

Not done here: what an event means. Events are only ever added, each exactly once, all of one act or none.
No object of SQLAlchemy leaves this module.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Select, func, inspect, null, select

from dtmforms import files
from dtmforms.errors import FileError, RegisterError
from dtmforms.findings import Finding
from dtmforms.register.database_errors import Wanted, is_uncertain, refusal
from dtmforms.register.events import REGISTER, Event, Kind, canonical, digest, moments_from_now
from dtmforms.register.tables import EVENTS, FIRST, definitions, guards

CONNECT_SECONDS, WAIT_SECONDS, STATEMENT_SECONDS = 10, 60, 120
"""How long a command waits for a server to answer, for others that write, and for a statement, the wait included."""
_SILENT_SECONDS = 30
"""After which a connection counts as lost on which nobody acknowledges anything."""
_LOCK = 0x44544D  # "DTM": the advisory lock of PostgreSQL that stands for the register
_SECRET = ("password", "sslpassword")
"""Parameters of an address that nobody is shown (PostgreSQL 34.1.2)."""
_NO_ADDRESS = re.compile(r"[^/\\@]+:[^/\\@]*@")
_AT_ONCE = 500
_STORED = (str, int, type(None))
_READ = [column for column in EVENTS.columns if column.name not in ("previous", "hash")]
_cells = itemgetter(*(column.name for column in _READ))


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it lies in the register: `hash` covers all of it, `counted` is what `hash` should be."""

    event: Event
    previous: str
    hash: str
    counted: str


class Transaction:
    """The register, open for as long as one act or one answer takes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def events(self, reference: str | None = None, *, kinds: Sequence[Kind] = (), records: bool = True) -> list[Event]:
        """The events of an agreement, or of all, in the order of recording; only of some kinds, where these are given.
        Without `records` they have none. Raises `FileError` where one cannot be read, or, of an agreement that is asked
        for with its records, is not as it was recorded."""
        asked = select(*(_READ if records else (*_READ[:-1], null()))).order_by(EVENTS.c.number)
        if reference is not None:
            asked = asked.where(EVENTS.c.reference == reference)
        if kinds:
            asked = asked.where(EVENTS.c.kind.in_(kinds))
        if reference is not None and records:
            return self._as_recorded(asked.add_columns(EVENTS.c.previous, EVENTS.c.hash))
        try:
            return _events(self._connection.execute(asked).all())
        except (ValueError, RecursionError):
            raise FileError("some_event_not_as_recorded") from None

    def _as_recorded(self, asked: Select[Any]) -> list[Event]:
        """The events asked for, each after its hash was counted again."""
        found = self._connection.execute(asked).mappings().all()
        for values in found:
            if _hash(dict(values)) != values["hash"]:
                raise FileError("event_not_as_recorded", event=values["number"])
        return _events([_cells(dict(values)) for values in found])

    def references(self) -> list[str]:
        """Those of agreements."""
        known = select(EVENTS.c.reference).distinct().where(EVENTS.c.reference != REGISTER)
        return list(self._connection.scalars(known.order_by(EVENTS.c.reference)))

    def changed_since(self, number: int, hash_: str) -> set[str] | None:
        """The references of the events after the one that has this number and hash; `None` where there is no such."""
        last = select(EVENTS.c.number).where(EVENTS.c.number == number, EVENTS.c.hash == hash_)
        if self._connection.scalar(last) is None:
            return None
        return set(self._connection.scalars(select(EVENTS.c.reference).where(EVENTS.c.number > number)))

    def known(self, identities: Collection[str]) -> dict[str, Event]:
        """The events that are there already, by identity."""
        found: dict[str, Event] = {}
        for some in batched(identities):
            asked = select(*_READ).where(EVENTS.c.identity.in_(some))
            found |= {event.identity: event for event in _events(self._connection.execute(asked).all())}
        return found

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Add events and return those that are new. An event that is already there is not added again.
        Raises `RegisterError` where the one that is there says something else."""
        there = self.known([event.identity for event in events])
        added, rows = [], []
        number, previous = self.head()
        moments = moments_from_now()
        for event in events:
            known = there.setdefault(event.identity, event)
            if known.content != event.content:
                raise _conflict(known, event)
            if known is event:
                number += 1
                added.append(replace(event, number=number, recorded=event.recorded or next(moments)))
                rows.append(_row(added[-1], previous))
                previous = rows[-1]["hash"]
        if rows:
            self._connection.execute(EVENTS.insert(), rows)
        return added

    def chain(self) -> Iterator[StoredEvent]:
        """Every event from the first to the last, with its hash as stored and as counted again. An event that cannot be
        read comes without its content."""
        if self._connection.dialect.name == "sqlite":  # a byte that is no UTF-8 is to be found by its hash
            driver: Any = self._connection.connection.dbapi_connection
            driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        names = EVENTS.columns.keys()
        for rows in self._connection.execute(select(*EVENTS.columns).order_by(EVENTS.c.number)).partitions(_AT_ONCE):
            stored = [
                {
                    name: value if isinstance(value, _STORED) else repr(value)
                    for name, value in zip(names, row, strict=True)
                }
                for row in rows
            ]
            for values, event in zip(stored, _as_far_as_read(stored), strict=True):
                yield StoredEvent(event, str(values["previous"]), str(values["hash"]), _hash(values))

    def damages(self) -> Iterator[Finding]:
        """What the database itself finds wrong, and which of its guards are missing or changed."""
        if self._connection.dialect.name == "sqlite":
            for line in self._connection.exec_driver_sql("PRAGMA integrity_check").scalars():
                if line != "ok":
                    yield Finding("register_damaged", values={"said": line})
            found = self._connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            found = self._connection.exec_driver_sql(
                "SELECT tgname, 'enabled' FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgenabled = 'O' "
                "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            )
        stored = {str(name): str(text) for name, text in found}
        for name, text in guards(self._connection.dialect.name).items():
            if stored.get(name) != text:
                yield Finding("guard_missing", values={"guard": name})

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


def differing(there: Event, event: Event) -> list[str]:
    """The words for what differs between two accounts of the same event."""
    parts = ("day_of_effect", "facts", "files", "record")
    return [part for part, one, other in zip(parts, there.content[2:], event.content[2:], strict=True) if one != other]


def _conflict(there: Event, event: Event) -> RegisterError:
    """That an event is there already, with another account of it."""
    what = {"drafted": "agreement", "signed": "signed_file"}.get(event.kind, "returned_file")
    about = {"reference": event.reference, "event": there.number, "day": there.effective}
    parts = differing(there, event)
    if parts == ["day_of_effect"]:
        return RegisterError(f"{what}_there_of_other_day", **about)
    return RegisterError(f"{what}_there", **about, differing=parts)


class RegisterStore:
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
            raise FileError("postgresql_missing") from None
        except (sqlalchemy.exc.ArgumentError, ValueError):  # a port that is no number
            raise FileError("register_address_unreadable") from None
        self.name = _shown(self._engine.url) if self._shared else place

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """The register as it is, for reading. One that was never begun is a `FileError`."""
        self.refuse_missing()
        with self._explaining("read"), self._engine.connect() as connection, connection.begin():
            if not _holds_register(connection):
                raise FileError("no_register", register=self.name)
            yield Transaction(connection)

    @contextmanager
    def writing(self, *, begins: bool = False, seen: str | None = None) -> Iterator[Transaction]:
        """The register for one act, which nobody else's comes between: recorded whole at the end, or not at all.
        Only an act that `begins` agreements begins a register where there is none. Raises `RegisterError` where
        `seen` is not the hash of the last event: the register holds more than whoever acts has looked at."""
        if not self._shared and begins:
            files.make_private(self.place)
        self.refuse_missing()
        with self._explaining("written"), self._engine.connect() as opened:
            connection = opened.execution_options(writes=True)
            with connection.begin() as act:
                if self._shared:
                    connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
                if not _holds_register(connection):
                    self._refuse_other(connection)
                    for statement in definitions(connection.dialect.name):
                        connection.exec_driver_sql(statement)
                transaction = Transaction(connection)
                if seen is not None and transaction.head()[1] != seen:
                    raise RegisterError("register_moved_on")
                yield transaction
                self._commit(act)

    def _commit(self, act: sqlalchemy.RootTransaction) -> None:
        """Raises `FileError` where nobody knows whether it is recorded: the answer of the server was lost."""
        try:
            act.commit()
        except sqlalchemy.exc.DBAPIError as error:
            if self._shared and is_uncertain(error):
                raise FileError("register_perhaps_written", register=self.name) from None
            raise

    def refuse_missing(self) -> None:
        """Raises `FileError` where there is no file at the place; what an address leads to shows when it is opened."""
        if not self._shared and not Path(self.place).exists():
            raise FileError("register_missing", register=self.name)

    def _refuse_other(self, connection: Connection) -> None:
        if inspect(connection).get_table_names():
            raise FileError("database_of_others" if self._shared else "database_file_of_others", register=self.name)

    @contextmanager
    def _explaining(self, wanted: Wanted) -> Iterator[None]:
        try:
            yield
        except (sqlalchemy.exc.DBAPIError, sqlite3.Error) as error:
            raise refusal(self.name, wanted, error, _secrets(self._engine.url)) from None


def _refuse_other_address(place: str, is_postgresql: bool) -> None:
    """Raises `FileError`, which does not repeat the address, where it is of another kind of database, or a password
    stands in what is no address."""
    scheme, parted, _ = place.partition("://")
    if parted and not is_postgresql:
        raise FileError("no_address_of_register", scheme=scheme)
    if not parted and _NO_ADDRESS.match(place):
        raise FileError("register_address_unreadable")


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
    """Raises `ValueError` for an address with an `@` too many, of which nobody knows what is the password."""
    url = sqlalchemy.make_url(place).set(drivername="postgresql+psycopg")
    if "@" in (url.host or ""):
        raise ValueError
    silence = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4}
    waits = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": _SILENT_SECONDS * 1000} | silence
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args=waits)

    @sqlalchemy.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(
            f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'; SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'"
        )

    return engine


def _shown(url: sqlalchemy.URL) -> str:
    return url.set(drivername="postgresql").difference_update_query(_SECRET).render_as_string(hide_password=True)


def _secrets(url: sqlalchemy.URL) -> list[str]:
    """The passwords in an address, and the one in the environment."""
    asked = [text for name in _SECRET for text in url.normalized_query.get(name, ())]
    return [str(url.password or ""), *asked, os.environ.get("PGPASSWORD", "")]


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


def _as_far_as_read(stored: Sequence[dict[str, Any]]) -> list[Event]:
    """The events of rows; one that cannot be read comes without its content."""
    try:
        return _events([_cells(values) for values in stored])
    except (TypeError, ValueError, RecursionError):
        if len(stored) > 1:
            return [event for values in stored for event in _as_far_as_read([values])]
        return _events([_cells(stored[0] | {"details": "{}", "files": "{}", "record": None})])


def _events(rows: Sequence[Sequence[Any]]) -> list[Event]:
    """The events of rows with the columns `_READ`. The JSON of all is decoded as one text, in half of the time that it
    takes one by one."""
    texts = [f"[{details},{files},{record or 'null'}]" for *_, details, files, record in rows]
    decoded = json.loads(f"[{','.join(texts)}]")
    return [
        Event(reference, kind, effective, received, by, details, files, record, identity, recorded, number)
        for (number, identity, reference, kind, effective, received, recorded, by, *_), (details, files, record) in zip(
            rows, decoded, strict=True
        )
    ]
