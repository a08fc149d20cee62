"""The one table of the register, to which rows can only be added, in SQLite and in PostgreSQL.

A row carries the hash of the row before it. The database itself refuses any change or removal, and any row that is
not the next one; so no form of INSERT can replace a row either.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Column, DDLElement, Dialect, Integer, MetaData, Table, Text
from sqlalchemy.schema import CreateIndex, CreateTable

METADATA = MetaData()
EVENTS = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("identity", Text, nullable=False, unique=True),
    Column("reference", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("effective", Text, nullable=False),
    Column("received", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("previous", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("record", Text),  # last and longest: an overview never reads it
)
FIRST = "0" * 64
"""What stands for the hash before the first event."""

_NEVER = "an event is never changed or removed"
_NEXT = "an event is added once, after the last one"

_SQLITE_TRIGGERS = (
    f"CREATE TRIGGER events_not_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END",
    f"CREATE TRIGGER events_not_removed BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END",
    f"""CREATE TRIGGER events_in_order BEFORE INSERT ON events
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM events)
  OR NEW.previous IS NOT coalesce((SELECT hash FROM events ORDER BY number DESC LIMIT 1), '{FIRST}')
  OR EXISTS (SELECT 1 FROM events WHERE identity = NEW.identity OR hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, '{_NEXT}'); END""",  # noqa: S608 - made of constants
)
_POSTGRESQL_TRIGGERS = (
    f"""CREATE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN RAISE EXCEPTION '{_NEVER}'; END$$""",
    f"""CREATE FUNCTION events_follow() RETURNS trigger LANGUAGE plpgsql AS
$$BEGIN
IF NEW.number IS DISTINCT FROM (SELECT coalesce(max(number), 0) + 1 FROM events)
OR NEW.previous IS DISTINCT FROM coalesce((SELECT hash FROM events ORDER BY number DESC LIMIT 1), '{FIRST}')
THEN RAISE EXCEPTION '{_NEXT}'; END IF;
RETURN NEW; END$$""",  # noqa: S608 - made of constants
    "CREATE TRIGGER events_not_changed BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION events_stay()",
    "CREATE TRIGGER events_not_removed BEFORE DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_stay()",
    "CREATE TRIGGER events_not_emptied BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION events_stay()",
    "CREATE TRIGGER events_in_order BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION events_follow()",
)


def definitions(dialect: str) -> list[str]:
    """The statements that make the table and its guards, in order. `dialect` is "sqlite" or "postgresql"."""
    from sqlalchemy.dialects import postgresql, sqlite  # slow to load, and needed once in a register's life

    dialects: dict[str, Callable[[], Dialect]] = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
    spoken = dialects[dialect]()
    indexes = sorted(EVENTS.indexes, key=lambda index: str(index.name))
    made: list[DDLElement] = [CreateTable(EVENTS), *map(CreateIndex, indexes)]
    triggers = _SQLITE_TRIGGERS if dialect == "sqlite" else _POSTGRESQL_TRIGGERS
    return [*(str(item.compile(dialect=spoken)).strip() for item in made), *triggers]


def guards(dialect: str) -> dict[str, str]:
    """Every trigger and function by its name, with what the database should answer about it: its text, or, of a trigger
    in PostgreSQL, that it is enabled."""
    triggers = _SQLITE_TRIGGERS if dialect == "sqlite" else _POSTGRESQL_TRIGGERS
    named = {}
    for text in triggers:
        function, _, body = text.partition("$$")
        name = text.split()[2].removesuffix("()")
        named[name] = body.removesuffix("$$") if body else function if dialect == "sqlite" else "enabled"
    return named
