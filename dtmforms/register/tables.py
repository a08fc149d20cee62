"""The one table of the register, to which rows can only be added, in SQLite and in PostgreSQL.

A row carries the hash of the row before it. The database itself refuses any change or removal, and any row that is
not the next one; so no form of INSERT can replace a row either.
"""

from __future__ import annotations

from typing import Literal

Dialect = Literal["sqlite", "postgresql"]
_TABLE = """CREATE TABLE events (
number INTEGER NOT NULL PRIMARY KEY,
identity TEXT NOT NULL UNIQUE,
reference TEXT NOT NULL,
kind TEXT NOT NULL,
effective TEXT NOT NULL,
received TEXT NOT NULL,
recorded TEXT NOT NULL,
recorded_by TEXT NOT NULL,
details TEXT NOT NULL,
files TEXT NOT NULL,
previous TEXT NOT NULL UNIQUE,
hash TEXT NOT NULL UNIQUE,
record TEXT)"""
_INDEX = "CREATE INDEX ix_events_reference ON events (reference)"
COLUMNS = tuple(line.split()[0] for line in _TABLE.splitlines()[1:])
"""Their names; the record is last, and longest: an overview never reads it."""
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
_TRIGGERS = {"sqlite": _SQLITE_TRIGGERS, "postgresql": _POSTGRESQL_TRIGGERS}
COLUMNS_THERE = {
    "sqlite": "SELECT name FROM pragma_table_info('events')",
    "postgresql": "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('events') AND attnum > 0 "
    "AND NOT attisdropped",
}
"""What a database is asked for the columns of a table of this name; none where there is no such table."""
TABLES_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'",
    "postgresql": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid) "
    "AND relpersistence <> 't' AND relnamespace <> 'pg_catalog'::regnamespace",
}
GUARDS_THERE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, 'enabled' FROM pg_trigger WHERE tgrelid = 'events'::regclass AND tgenabled = 'O' "
    "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace",
}


def definitions(dialect: Dialect) -> list[str]:
    """The statements that make the table and its guards, in order."""
    return [_TABLE, _INDEX, *_TRIGGERS[dialect]]


def guards(dialect: Dialect) -> dict[str, str]:
    """Every trigger and function by its name, with what the database should answer about it: its text, or, of a trigger
    in PostgreSQL, that it is enabled."""
    named = {}
    for text in _TRIGGERS[dialect]:
        function, _, body = text.partition("$$")
        name = text.split()[2].removesuffix("()")
        named[name] = body.removesuffix("$$") if body else function if dialect == "sqlite" else "enabled"
    return named
