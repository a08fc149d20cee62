"""Where the register's events lie: a SQLite file, or a PostgreSQL database that an office shares.

Not done here: what an event means. Events are only ever added, each exactly once, all of one act or none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from dtmforms import files
from dtmforms.errors import FileError, RegisterError
from dtmforms.findings import Finding
from dtmforms.register.database_errors import Wanted, is_uncertain, refusal
from dtmforms.register.databases import Connection, PostgresqlDatabase, database_at
from dtmforms.register.events import REGISTER, Event, Kind, canonical, digest, moments_from_now
from dtmforms.register.tables import COLUMNS, COLUMNS_THERE, FIRST, GUARDS_THERE, TABLES_THERE, definitions, guards

_AT_ONCE = 500
_STORED = (str, int, type(None))
_READ = tuple(name for name in COLUMNS if name not in ("previous", "hash"))
_cells = itemgetter(*_READ)


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
        told: list[str] = []
        values: list[str] = []
        if reference is not None:
            told, values = ["reference = ?"], [reference]
        if kinds:
            told, values = [*told, f"kind IN ({_marks(kinds)})"], [*values, *kinds]
        behind = f"{'WHERE' if told else ''} {' AND '.join(told)} ORDER BY number"
        if reference is not None and records:
            return self._as_recorded(behind, values)
        try:
            return _events(self._asked(_READ if records else (*_READ[:-1], "NULL"), behind, values))
        except (ValueError, RecursionError):
            raise FileError("some_event_not_as_recorded") from None

    def _asked(self, columns: Sequence[str], behind: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of the table, or what is asked of them, as `behind` has it."""
        rows: list[Any] = self._connection.execute(_select(columns, behind), values).fetchall()
        return rows

    def _as_recorded(self, behind: str, values: Sequence[Any]) -> list[Event]:
        """The events asked for, each after its hash was counted again."""
        found = [dict(zip(COLUMNS, row, strict=True)) for row in self._asked(COLUMNS, behind, values)]
        for one in found:
            if _hash(one) != one["hash"]:
                raise FileError("event_not_as_recorded", event=one["number"])
        return _events([_cells(one) for one in found])

    def references(self) -> list[str]:
        """Those of agreements."""
        found = self._asked(["DISTINCT reference"], "WHERE reference <> ? ORDER BY reference", [REGISTER])
        return [reference for (reference,) in found]

    def changed_since(self, number: int, hash_: str) -> set[str] | None:
        """The references of the events after the one that has this number and hash; `None` where there is no such."""
        if not self._asked(["number"], "WHERE number = ? AND hash = ?", [number, hash_]):
            return None
        return {reference for (reference,) in self._asked(["reference"], "WHERE number > ?", [number])}

    def known(self, identities: Collection[str]) -> dict[str, Event]:
        """The events that are there already, by identity."""
        found: dict[str, Event] = {}
        for some in batched(identities):
            rows = self._asked(_READ, f"WHERE identity IN ({_marks(some)})", some)
            found |= {event.identity: event for event in _events(rows)}
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
            added_row = f"INSERT INTO events ({', '.join(COLUMNS)}) VALUES ({_marks(COLUMNS)})"  # noqa: S608 - constants
            self._connection.execute_many(added_row, ([row[name] for name in COLUMNS] for row in rows))
        return added

    def chain(self) -> Iterator[StoredEvent]:
        """Every event from the first to the last, with its hash as stored and as counted again. An event that cannot be
        read comes without its content."""
        self._connection.read_any_bytes()  # a byte that is no UTF-8 is to be found by its hash
        found = self._connection.execute(_select(COLUMNS, "ORDER BY number"))
        while rows := found.fetchmany(_AT_ONCE):
            stored = [
                {
                    name: value if isinstance(value, _STORED) else repr(value)
                    for name, value in zip(COLUMNS, row, strict=True)
                }
                for row in rows
            ]
            for values, event in zip(stored, _as_far_as_read(stored), strict=True):
                yield StoredEvent(event, str(values["previous"]), str(values["hash"]), _hash(values))

    def damages(self) -> Iterator[Finding]:
        """What the database itself finds wrong, and which of its guards are missing or changed."""
        dialect = self._connection.dialect
        if dialect == "sqlite":
            for (line,) in self._connection.execute("PRAGMA integrity_check"):
                if line != "ok":
                    yield Finding("register_damaged", values={"said": line})
        stored = {str(name): str(text) for name, text in self._connection.execute(GUARDS_THERE[dialect])}
        for name, text in guards(dialect).items():
            if stored.get(name) != text:
                yield Finding("guard_missing", values={"guard": name})

    def head(self) -> tuple[int, str]:
        """The number and the hash of the last event; 0 and `FIRST` where there is none."""
        last = self._asked(["number", "hash"], "ORDER BY number DESC LIMIT 1")
        number, hash_ = last[0] if last else (0, FIRST)
        return number, hash_


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
        self._database = database_at(place)
        self._shared = isinstance(self._database, PostgresqlDatabase)
        self.name = self._database.name

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """The register as it is, for reading. One that was never begun is a `FileError`."""
        self.refuse_missing()
        with self._explaining("read"), self._database.opened(writes=False) as connection:
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
        with self._explaining("written"), self._database.opened(writes=True) as connection:
            if not _holds_register(connection):
                self._refuse_other(connection)
                for statement in definitions(connection.dialect):
                    connection.execute(statement)
            transaction = Transaction(connection)
            if seen is not None and transaction.head()[1] != seen:
                raise RegisterError("register_moved_on")
            yield transaction
            self._commit(connection)

    def _commit(self, connection: Connection) -> None:
        """Raises `FileError` where nobody knows whether it is recorded: the answer of the server was lost."""
        try:
            connection.commit()
        except self._database.errors as error:
            if self._shared and is_uncertain(error):
                raise FileError("register_perhaps_written", register=self.name) from None
            raise

    def refuse_missing(self) -> None:
        """Raises `FileError` where there is no file at the place; what an address leads to shows when it is opened."""
        if not self._shared and not Path(self.place).exists():
            raise FileError("register_missing", register=self.name)

    def _refuse_other(self, connection: Connection) -> None:
        if connection.execute(TABLES_THERE[connection.dialect]).fetchone():
            raise FileError("database_of_others" if self._shared else "database_file_of_others", register=self.name)

    @contextmanager
    def _explaining(self, wanted: Wanted) -> Iterator[None]:
        try:
            yield
        except self._database.errors as error:
            raise refusal(self.name, wanted, error, self._database.secrets) from None


def _holds_register(connection: Connection) -> bool:
    """Whether there is a table of events, and it is no other program's."""
    return {name for (name,) in connection.execute(COLUMNS_THERE[connection.dialect])} >= set(COLUMNS)


def _select(columns: Sequence[str], behind: str) -> str:
    return f"SELECT {', '.join(columns)} FROM events {behind}"  # noqa: S608 - made of constants; values go by themselves


def _marks(values: Sequence[object]) -> str:
    """Where values go in a statement."""
    return ", ".join("?" * len(values))


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
