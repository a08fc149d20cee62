"""The store: events are added once, and nothing that was added is ever changed or removed."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy

from dtmforms.errors import FileError, RegisterError
from dtmforms.register.events import Event, event
from dtmforms.register.store import Register
from dtmforms.register.verifying import verify

A_DAY = "2026-11-01"


def issued(number: int, reference: str = "A") -> Event:
    return event(reference, "issued", A_DAY, files={"issued": str(number)})


@pytest.fixture
def register(register_place: str) -> Register:
    register = Register(register_place)
    with register.writing(begins=True) as book:
        book.append([issued(number) for number in range(3)])
    return register


def events(register: Register) -> list[Event]:
    with register.reading() as book:
        return book.events()


def problems(register: Register) -> tuple[str, ...]:
    with register.reading() as book:
        return verify(book).problems


def raw(register: Register, statement: str) -> None:
    """A statement past the program, as somebody with another tool would run it."""
    with register._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)


def without_guards(register: Register, statement: str) -> None:
    """The same by somebody who takes the guards away first and puts them back afterwards."""
    if register._shared:
        raw(register, f"ALTER TABLE events DISABLE TRIGGER ALL; {statement}; ALTER TABLE events ENABLE TRIGGER ALL")
        return
    with sqlite3.connect(register.place) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for _, text in guards:
            connection.execute(text)


def test_events_come_back_as_they_were_added(register: Register) -> None:
    said = event("Ä é", "notice", A_DAY, by="clerk", details={"x": [1, None]}, record={"a": "‰ عربي \u0000"})
    with register.writing() as book:
        (added,) = book.append([said])
    assert events(register)[-1] == added
    assert added.content == said.content
    assert added.number == 4
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", added.recorded)


def test_the_same_event_twice_is_one_event(register: Register) -> None:
    before = events(register)
    with register.writing() as book:
        assert book.append([issued(0), issued(2)]) == []
    assert events(register) == before


def test_another_account_of_the_same_event_is_refused_whole(register: Register) -> None:
    signed = {"signed": "f" * 64}
    with register.writing() as book:
        book.append([event("A", "signed", "2026-11-01", files=signed)])
    with pytest.raises(RegisterError, match=r"signed file is already there.*day"), register.writing() as book:
        book.append([issued(9), event("A", "signed", "2026-11-02", files=signed)])
    assert len(events(register)) == 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'ended'",
        "UPDATE events SET recorded_by = recorded_by WHERE number = 1",
        "DELETE FROM events",
        "DELETE FROM events WHERE number = 3",
        "INSERT INTO events SELECT number + 9, identity || 'x', reference, kind, effective, received, recorded, "
        "recorded_by, details, files, previous || 'x', hash || 'x', record FROM events WHERE number = 3",
        "INSERT INTO events SELECT number + 1, identity || 'x', reference, kind, effective, received, recorded, "
        "recorded_by, details, files, previous || 'x', hash || 'x', record FROM events WHERE number = 3",
    ],
)
def test_the_database_itself_refuses_a_change(register: Register, statement: str) -> None:
    before = events(register)
    with pytest.raises(sqlalchemy.exc.DBAPIError, match=r"never changed|after the last one"):
        raw(register, statement)
    assert events(register) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE number = 2",
        "REPLACE INTO events SELECT number, 'x', reference, kind, effective, received, recorded, recorded_by, details, "
        "files, 'y', 'z', record FROM events WHERE number = 2",
        "REPLACE INTO events SELECT 4, identity, reference, kind, effective, received, recorded, recorded_by, details, "
        "files, (SELECT hash FROM events WHERE number = 3), 'z', record FROM events WHERE number = 2",
        "INSERT INTO events SELECT * FROM events WHERE number = 2 ON CONFLICT DO UPDATE SET kind = 'ended'",
        "UPDATE OR REPLACE events SET number = 3 WHERE number = 2",
    ],
)
def test_sqlite_refuses_to_replace_an_event(tmp_path: Path, statement: str) -> None:
    register = Register(str(tmp_path / "r.sqlite3"))
    with register.writing(begins=True) as book:
        book.append([issued(number) for number in range(3)])
    before = events(register)
    with pytest.raises(sqlalchemy.exc.DBAPIError):
        raw(register, statement)
    assert events(register) == before


def test_postgresql_refuses_to_empty_the_table(postgresql: str) -> None:
    from conftest import postgresql_place

    register = Register(postgresql_place(postgresql))
    with register.writing(begins=True) as book:
        book.append([issued(1)])
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="never changed"):
        raw(register, "TRUNCATE events")


def test_a_whole_register_has_no_problems(register: Register) -> None:
    assert problems(register) == ()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("effective", "2026-11-02"),
        ("recorded", "2020-01-01T00:00:00.000000Z"),
        ("recorded_by", "somebody else"),
        ("files", '{"issued":"7"}'),
        ("details", "{}  "),
        ("details", "not JSON"),
        ("record", "{}"),
    ],
)
def test_one_changed_column_is_named(register: Register, column: str, value: str) -> None:
    without_guards(register, f"UPDATE events SET {column} = '{value}' WHERE number = 2")  # noqa: S608
    assert problems(register) == ("event 2 (A, issued): is not as it was recorded",)


def test_a_missing_event_is_named(register: Register) -> None:
    without_guards(register, "DELETE FROM events WHERE number = 2")
    assert problems(register) == ("event 2 is missing: event 3 follows event 1",)


def test_events_missing_at_the_end_are_found_by_the_hash_that_was_noted(register: Register) -> None:
    with register.reading() as book:
        head = verify(book).head
    with register.writing() as book:
        book.append([issued(7)])
    with register.reading() as book:
        assert verify(book, head).problems == ()
    without_guards(register, "DELETE FROM events WHERE number >= 3")
    with register.reading() as book:
        assert verify(book).problems == ()
        assert "taken away" in verify(book, head).problems[0]


def test_a_missing_guard_is_named(register: Register) -> None:
    raw(register, f"DROP TRIGGER events_not_removed {'ON events' if register._shared else ''}")
    assert problems(register) == ("the guard events_not_removed is missing or changed",)


def test_any_changed_byte_of_an_event_is_named(tmp_path: Path) -> None:
    place = tmp_path / "r.sqlite3"
    register = Register(str(place))
    with register.writing(begins=True) as book:
        book.append([event("A", "issued", A_DAY, details={"marked": "begin" + "x" * 50 + "end"})])
    whole = place.read_bytes()
    begin, end = whole.index(b"begin"), whole.index(b'end"')
    for position in range(begin, end, 5):
        place.write_bytes(whole[:position] + bytes([whole[position] ^ 0x80]) + whole[position + 1 :])
        assert problems(register) == ("event 1 (A, issued): is not as it was recorded",)


def test_a_file_that_is_no_register_is_not_touched(tmp_path: Path) -> None:
    place = tmp_path / "r.sqlite3"
    place.write_bytes(b"a letter of mine, which is long enough to be looked at" * 50)
    with pytest.raises(FileError, match="not a database"), Register(str(place)).writing(begins=True):
        pass
    assert place.read_bytes().startswith(b"a letter")
    with pytest.raises(FileError, match="there is no register"), Register(str(tmp_path / "none")).reading():
        pass
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("table", ["places (name TEXT)", "events (id INTEGER, what TEXT)"])
def test_a_database_with_tables_of_another_program_gets_none_of_ours(register_place: str, table: str) -> None:
    register = Register(register_place)
    raw(register, f"CREATE TABLE {table}")
    with pytest.raises(FileError, match="tables of another program"), register.writing(begins=True):
        pass
    with pytest.raises(FileError, match="holds no register"), register.reading():
        pass
    with register._engine.connect() as connection:
        assert sqlalchemy.inspect(connection).get_table_names() == [table.partition(" ")[0]]


def test_only_addresses_of_postgresql_are_addresses() -> None:
    with pytest.raises(FileError, match=r"mysql://…: is no address") as raised:
        Register("mysql://dtm:secret@office/register")
    assert "secret" not in str(raised.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_can_read_a_register(tmp_path: Path) -> None:
    with Register(str(tmp_path / "new" / "r.sqlite3")).writing(begins=True) as book:
        book.append([issued(1)])
    assert (tmp_path / "new" / "r.sqlite3").stat().st_mode & 0o777 == 0o600


def test_a_password_in_the_address_is_not_repeated() -> None:
    register = Register("postgresql://dtm:secret@127.0.0.1:1/none")
    with pytest.raises(FileError) as raised, register.reading():
        pass
    assert "secret" not in str(raised.value)


WRITER = """
import sys
from dtmforms.register.events import event
from dtmforms.register.store import Register

register = Register(sys.argv[1])
for number in range(25):
    with register.writing(begins=True) as book:
        book.append([event("A", "issued", "2026-11-01", files={"issued": f"{sys.argv[2]}-{number}"})])
"""


def test_eight_programs_that_write_at_once_lose_nothing(register_place: str) -> None:
    root = Path(__file__).parent.parent.parent
    environment = os.environ | {"PYTHONPATH": str(root)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, register_place, str(name)], env=environment)
        for name in range(8)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * 8
    register = Register(register_place)
    expected = {f"{name}-{number}" for name in range(8) for number in range(25)}
    assert {event.files["issued"] for event in events(register)} == expected
    assert len(events(register)) == 200
    assert problems(register) == ()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE events SET recorded_by = 'x' WHERE number = 2", "UPDATE events SET details = '{' WHERE number = 2"],
)
def test_an_agreement_is_not_told_from_events_that_somebody_changed(register: Register, statement: str) -> None:
    without_guards(register, statement)
    with pytest.raises(FileError, match=r"not as it was recorded.*register verify"), register.reading() as book:
        book.events("A")
    if "details" in statement:
        with pytest.raises(FileError, match="not as it was recorded"), register.reading() as book:
            book.events(records=False)
