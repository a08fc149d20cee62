"""The store: events are added once, and nothing that was added is ever changed or removed."""

from __future__ import annotations

import datetime
import os
import re
import socket
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import postgresql_place

from dtmforms.errors import FileError, RegisterError
from dtmforms.register import databases
from dtmforms.register.events import Dated, Event
from dtmforms.register.store import RegisterStore
from dtmforms.register.tables import TABLES_THERE
from dtmforms.register.verify import verify

A_DAY = Dated(datetime.date(2026, 11, 1))
THE_NEXT_DAY = Dated(datetime.date(2026, 11, 2))
REFUSALS = (sqlite3.Error, psycopg.Error)
"""What the drivers raise where a database refuses."""


def issued(number: int, reference: str = "A") -> Event:
    return A_DAY.event(reference, "issued", files={"issued": str(number)})


@pytest.fixture
def register(register_place: str) -> RegisterStore:
    register = RegisterStore(register_place)
    with register.writing(begins=True) as transaction:
        transaction.append([issued(number) for number in range(3)])
    return register


def events(register: RegisterStore) -> list[Event]:
    with register.reading() as transaction:
        return transaction.events()


def problems(register: RegisterStore) -> list[str]:
    with register.reading() as transaction:
        return [problem.text() for problem in verify(transaction).problems]


def raw(register: RegisterStore, statement: str) -> None:
    """A statement past the program, as somebody with another tool would run it."""
    with register._database.opened(writes=False) as connection:
        connection.execute(statement)
        connection.commit()


def without_guards(register: RegisterStore, statement: str) -> None:
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


def test_events_come_back_as_they_were_added(register: RegisterStore) -> None:
    by_a_clerk = replace(A_DAY, by="clerk")
    given = by_a_clerk.event("Ä é", "notice", details={"x": [1, None]}, record={"a": "‰ عربي \u0000"})
    with register.writing() as transaction:
        (added,) = transaction.append([given])
    assert events(register)[-1] == added
    assert added.content == given.content
    assert added.number == 4
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", added.recorded)


def test_the_same_event_twice_is_one_event(register: RegisterStore) -> None:
    before = events(register)
    with register.writing() as transaction:
        assert transaction.append([issued(0), issued(2)]) == []
    assert events(register) == before


def test_another_account_of_the_same_event_is_refused_whole(register: RegisterStore) -> None:
    signed = {"signed": "f" * 64}
    with register.writing() as transaction:
        transaction.append([A_DAY.event("A", "signed", files=signed)])
    with pytest.raises(RegisterError, match=r"signed file is already there.*day"), register.writing() as transaction:
        transaction.append([issued(9), THE_NEXT_DAY.event("A", "signed", files=signed)])
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
def test_the_database_itself_refuses_a_change(register: RegisterStore, statement: str) -> None:
    before = events(register)
    with pytest.raises(REFUSALS, match=r"never changed|after the last one"):
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
    register = RegisterStore(str(tmp_path / "r.sqlite3"))
    with register.writing(begins=True) as transaction:
        transaction.append([issued(number) for number in range(3)])
    before = events(register)
    with pytest.raises(REFUSALS):
        raw(register, statement)
    assert events(register) == before


def test_postgresql_refuses_to_empty_the_table(postgresql: str) -> None:
    register = RegisterStore(postgresql_place(postgresql))
    with register.writing(begins=True) as transaction:
        transaction.append([issued(1)])
    with pytest.raises(REFUSALS, match="never changed"):
        raw(register, "TRUNCATE events")


def test_a_whole_register_has_no_problems(register: RegisterStore) -> None:
    assert problems(register) == []


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
def test_one_changed_column_is_named(register: RegisterStore, column: str, value: str) -> None:
    without_guards(register, f"UPDATE events SET {column} = '{value}' WHERE number = 2")  # noqa: S608
    assert problems(register) == ["event 2 (A, issued) is not as it was recorded"]


def test_a_missing_event_is_named(register: RegisterStore) -> None:
    without_guards(register, "DELETE FROM events WHERE number = 2")
    assert problems(register) == ["event 2 is missing: event 3 follows event 1"]


def test_events_missing_at_the_end_are_found_by_the_hash_that_was_noted(register: RegisterStore) -> None:
    with register.reading() as transaction:
        head = verify(transaction).head
    with register.writing() as transaction:
        transaction.append([issued(7)])
    with register.reading() as transaction:
        assert verify(transaction, head).problems == ()
    without_guards(register, "DELETE FROM events WHERE number >= 3")
    with register.reading() as transaction:
        assert verify(transaction).problems == ()
        assert [problem.code for problem in verify(transaction, head).problems] == ["hash_not_found"]


def test_a_missing_guard_is_named(register: RegisterStore) -> None:
    raw(register, f"DROP TRIGGER events_not_removed {'ON events' if register._shared else ''}")
    assert problems(register) == ["the guard events_not_removed is missing or changed"]


def test_any_changed_byte_of_an_event_is_named(tmp_path: Path) -> None:
    place = tmp_path / "r.sqlite3"
    register = RegisterStore(str(place))
    with register.writing(begins=True) as transaction:
        transaction.append([A_DAY.event("A", "issued", details={"marked": "begin" + "x" * 50 + "end"})])
    whole = place.read_bytes()
    begin, end = whole.index(b"begin"), whole.index(b'end"')
    for position in range(begin, end, 5):
        place.write_bytes(whole[:position] + bytes([whole[position] ^ 0x80]) + whole[position + 1 :])
        assert problems(register) == ["event 1 (A, issued) is not as it was recorded"]


def test_a_file_that_is_no_register_is_not_touched(tmp_path: Path) -> None:
    place = tmp_path / "r.sqlite3"
    place.write_bytes(b"a letter of mine, which is long enough to be looked at" * 50)
    with pytest.raises(FileError, match="not a database"), RegisterStore(str(place)).writing(begins=True):
        pass
    assert place.read_bytes().startswith(b"a letter")
    with pytest.raises(FileError, match="there is no register"), RegisterStore(str(tmp_path / "none")).reading():
        pass
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("table", ["places (name TEXT)", "events (id INTEGER, what TEXT)"])
def test_a_database_with_tables_of_another_program_gets_none_of_ours(register_place: str, table: str) -> None:
    register = RegisterStore(register_place)
    raw(register, f"CREATE TABLE {table}")
    with pytest.raises(FileError, match="tables of another program"), register.writing(begins=True):
        pass
    with pytest.raises(FileError, match="holds no register"), register.reading():
        pass
    with register._database.opened(writes=False) as connection:
        assert connection.execute(TABLES_THERE[connection.dialect]).fetchall() == [(table.partition(" ")[0],)]


def test_only_addresses_of_postgresql_are_addresses() -> None:
    with pytest.raises(FileError, match=r"mysql://…: is no address") as raised:
        RegisterStore("mysql://dtm:secret@office/register")
    assert "secret" not in str(raised.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_the_owner_can_read_a_register(tmp_path: Path) -> None:
    with RegisterStore(str(tmp_path / "new" / "r.sqlite3")).writing(begins=True) as transaction:
        transaction.append([issued(1)])
    assert (tmp_path / "new" / "r.sqlite3").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs a right to make such links")
def test_a_register_behind_a_link_to_a_folder_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "share" / "office").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "share" / "office")
    with RegisterStore(str(tmp_path / "here" / "link" / ".." / "r.sqlite3")).writing(begins=True) as transaction:
        transaction.append([issued(1)])
    (register,) = tmp_path.rglob("r.sqlite3")
    assert register.parent == tmp_path / "share"
    assert register.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://dtm:secret@127.0.0.1:1/none",
        "postgresql://dtm@127.0.0.1:1/none?password=secret&sslpassword=secret",
        "postgresql://dtm:se%40secret@127.0.0.1:1/none",
        "postgresql://dtm:half@secret@127.0.0.1:1/none",
        "postgresql://dtm:1/secret@127.0.0.1:1/none",
        "postgresql://dtm@127.0.0.1:secret/none",
        "postgresql://dtm@127.0.0.1:1/none?password=secret&password=secret",
        "dtm:secret@127.0.0.1/none",
        "mysql://dtm:secret@127.0.0.1/none",
    ],
)
def test_a_password_in_the_address_is_not_repeated(place: str) -> None:
    with pytest.raises(FileError) as raised, RegisterStore(place).reading():
        pass
    assert "secret" not in str(raised.value)
    assert "secret" not in repr(raised.value.values)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgres://dtm@office.example/register", "postgresql://dtm@office.example/register"),
        (
            "postgresql://d%20m:se?cr#t@[::1]:6432/r?sslmode=require",
            "postgresql://d%20m:***@[::1]:6432/r?sslmode=require",
        ),
        ("postgresql:///register?host=/run/pg&password=x", "postgresql://:***@%2Frun%2Fpg/register"),
        ("postgresql://dtm@office/r?oauth_client_secret=x&scram_client_key=x", "postgresql://dtm:***@office/r"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert RegisterStore(address).name == shown


@pytest.mark.parametrize(
    "address", ["postgresql://dtm@office/r?nosuch=1", "postgresql://dtm@office/r?sslmode", "postgresql://[::1/r"]
)
def test_what_the_servers_own_library_cannot_read_is_no_address(address: str) -> None:
    with pytest.raises(FileError) as raised:
        RegisterStore(address)
    assert raised.value.code == "register_address_unreadable"


def test_a_password_that_a_driver_repeats_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "hush")
    register = RegisterStore("postgresql://dtm:secret@127.0.0.1:1/none?sslpassword=mum")
    said = psycopg.OperationalError("bad options: secret, mum, hush")
    with pytest.raises(FileError) as raised, register._explaining("read"):
        raise said
    assert "bad options: …, …, …" in str(raised.value)


# How long a server is waited for


def code_of(error: pytest.ExceptionInfo[FileError]) -> str:
    assert str(error.value)
    return error.value.code


def test_whoever_waits_too_long_for_another_writer_is_told_so(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "WAIT_SECONDS", 0.05)
    place = postgresql_place(postgresql)
    with RegisterStore(place).writing(begins=True) as transaction:
        transaction.append([issued(1)])
        with pytest.raises(FileError) as refused, RegisterStore(place).writing():
            pass
    assert code_of(refused) == "register_not_written_held"
    with RegisterStore(place).writing() as transaction:
        transaction.append([issued(2)])


def test_a_statement_that_takes_too_long_is_ended(postgresql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "STATEMENT_SECONDS", 0.05)
    register = RegisterStore(postgresql_place(postgresql))
    with pytest.raises(FileError) as refused, register.writing(begins=True) as transaction:
        transaction._connection.execute("SELECT pg_sleep(30)")
    assert code_of(refused) == "register_not_written_slow"


@pytest.mark.sampled("what takes seconds")
def test_a_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "CONNECT_SECONDS", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        register = RegisterStore(f"postgresql://dtm@127.0.0.1:{silent.getsockname()[1]}/none")
        with pytest.raises(FileError) as refused, register.reading():
            pass
    assert code_of(refused) == "register_not_read_silent"


# Whether it was recorded


class LostError(psycopg.OperationalError):
    """What the driver raises where the connection ends under it."""


def test_where_the_answer_to_a_commit_is_lost_it_may_have_been_recorded(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = RegisterStore(postgresql_place(postgresql))
    commit = psycopg.Connection.commit

    def lost(connection: psycopg.Connection[Any]) -> None:
        commit(connection)
        raise LostError("server closed the connection unexpectedly")

    with monkeypatch.context() as broken:
        broken.setattr(psycopg.Connection, "commit", lost)
        with pytest.raises(FileError) as refused, register.writing(begins=True) as transaction:
            transaction.append([issued(1)])
    assert code_of(refused) == "register_perhaps_written"
    assert "may have been recorded; look with `dtmforms register history`" in str(refused.value)
    assert [event.files for event in events(register)] == [{"issued": "1"}]
    with register.writing() as transaction:
        assert transaction.append([issued(1)]) == []


ENDED = """
CREATE FUNCTION ends() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN %s; RETURN NULL; END$$;
CREATE CONSTRAINT TRIGGER ends AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION ends()
"""


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        ("PERFORM pg_terminate_backend(pg_backend_pid())", "register_perhaps_written"),
        ("RAISE EXCEPTION 'not this one'", "register_not_written_otherwise"),
    ],
    ids=["the server ends", "the server refuses"],
)
def test_so_it_is_where_the_server_ends_and_not_where_it_refuses(postgresql: str, happens: str, code: str) -> None:
    register = RegisterStore(postgresql_place(postgresql))
    with register.writing(begins=True) as transaction:
        transaction.append([issued(1)])
    raw(register, ENDED % happens)
    with pytest.raises(FileError) as refused, register.writing() as transaction:
        transaction.append([issued(2)])
    assert code_of(refused) == code
    assert len(events(register)) == 1


WRITER = """
import sys
from dtmforms.register.events import Dated
from dtmforms.register.store import RegisterStore

register = RegisterStore(sys.argv[1])
for number in range(25):
    with register.writing(begins=True) as transaction:
        transaction.append([Dated().event("A", "issued", files={"issued": f"{sys.argv[2]}-{number}"})])
"""


@pytest.mark.sampled("programs that write at once")
def test_eight_programs_that_write_at_once_lose_nothing(register_place: str) -> None:
    root = Path(__file__).parent.parent.parent
    environment = os.environ | {"PYTHONPATH": str(root)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, register_place, str(name)], env=environment)
        for name in range(8)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0] * 8
    register = RegisterStore(register_place)
    expected = {f"{name}-{number}" for name in range(8) for number in range(25)}
    assert {event.files["issued"] for event in events(register)} == expected
    assert len(events(register)) == 200
    assert problems(register) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE events SET recorded_by = 'x' WHERE number = 2", "UPDATE events SET details = '{' WHERE number = 2"],
)
def test_an_agreement_is_not_told_from_events_that_somebody_changed(register: RegisterStore, statement: str) -> None:
    without_guards(register, statement)
    with pytest.raises(FileError, match=r"not as it was recorded.*register verify"), register.reading() as transaction:
        transaction.events("A")
    if "details" in statement:
        with pytest.raises(FileError, match="not as it was recorded"), register.reading() as transaction:
            transaction.events(records=False)
