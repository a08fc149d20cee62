"""What `docs/postgresql.md` says of a register that an office shares, done in its order on a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import yaml
from conftest import RECORDS, REFERENCE, ROOT, postgresql_program

import dtmforms
from dtmforms.cli.main import run

BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", (ROOT / "docs" / "postgresql.md").read_text("utf-8"), re.M | re.S)
ROLES, RIGHTS, ANOTHER, IN_ITS_PLACE = (text for kind, text in BLOCKS if kind == "sql")
_, MOVING, SAVING, FROM_EXPORT, FROM_DUMP = (text for kind, text in BLOCKS if not kind)


class Office:
    """A folder with a register in a file, moved into a database by what the page says."""

    def __init__(self, folder: Path, socket: str) -> None:
        self.folder, self.socket = folder, socket
        register = dtmforms.Register(str(folder / "filled" / "register.sqlite3"))
        for language in ("en", "fr"):
            register.add(dtmforms.load(RECORDS[language]))
        program = folder / "bin" / "dtmforms"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dtmforms "$@"\n')
        program.chmod(0o755)
        servers = Path(str(postgresql_program("pg_dump"))).parent
        self.environment = os.environ | {
            "PATH": os.pathsep.join([str(program.parent), str(servers), os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
        }
        self.sql(ROLES)
        self.sql(RIGHTS, "dtmforms")
        self.moved = self.types(MOVING)

    def address(self, role: str, database: str = "dtmforms") -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def sql(self, text: str, database: str = "postgres", role: str = "postgres") -> None:
        with psycopg.connect(self.address(role, database), autocommit=True) as connection:
            for statement in filter(str.strip, text.split(";")):
                connection.execute(statement.encode())

    def types(self, text: str) -> list[str]:
        """What lines of the page print, typed as they stand but for where the server is."""
        here = re.sub(
            r"postgresql://(\w+)@db\.office\.example/(\w+)", lambda found: self.address(*found.groups()), text
        )
        done = subprocess.run(
            ["sh", "-e", "-c", here],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def hash(self, role: str = "headquarters", database: str = "dtmforms") -> str:
        return hash_at(self.address(role, database))


def hash_at(place: str) -> str:
    verified = dtmforms.Register(place).verify()
    assert verified.problems == ()
    return verified.head


@pytest.fixture(scope="module")
def office(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Office:
    if not postgresql_program("pg_dump"):
        pytest.skip("needs pg_dump")
    return Office(tmp_path_factory.mktemp("office"), postgresql)


pytestmark = pytest.mark.sampled("a register that an office shares")


def test_a_file_that_moved_has_the_same_hash(office: Office) -> None:
    kept = hash_at(str(office.folder / "filled" / "register.sqlite3"))
    assert kept in office.moved[-1]


@pytest.mark.parametrize("act", [["end", REFERENCE, "--why", "Done"], ["add", str(RECORDS["es"])]])
def test_who_may_only_read_is_told_so_and_records_nothing(
    office: Office, act: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = office.hash()
    assert run(["register", *act, "--register", office.address("headquarters")]) == 6
    assert "this user of the database has no right to write; nothing was recorded" in capsys.readouterr().err
    assert office.hash() == before


@pytest.mark.parametrize("asks", [["status"], ["show", REFERENCE], ["due"], ["who", REFERENCE], ["verify"], ["export"]])
def test_who_may_only_read_is_answered(office: Office, asks: list[str]) -> None:
    assert run(["register", *asks, "--register", office.address("headquarters")]) == 0


def test_whoever_has_no_role_of_ours_comes_to_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.sql("CREATE ROLE stranger LOGIN")
    assert run(["register", "status", "--register", office.address("stranger")]) == 6
    assert "cannot be read" in capsys.readouterr().err
    office.sql("GRANT CONNECT ON DATABASE dtmforms TO stranger")
    assert run(["register", "status", "--register", office.address("stranger")]) == 6
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kind = 'ended'",
        "DELETE FROM events",
        "TRUNCATE events",
        "DROP TABLE events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP FUNCTION events_stay() CASCADE",
        "CREATE TABLE other (x int)",
    ],
)
@pytest.mark.parametrize("role", ["anna", "headquarters"])
def test_nobody_but_the_owner_can_even_try(office: Office, role: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        office.sql(statement, "dtmforms", role)


def test_eight_who_record_at_once_lose_nothing(office: Office, tmp_path: Path) -> None:
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    command = [sys.executable, "-m", "dtmforms", "register", "add", "--register", office.address("anna"), "--json"]
    writers = []
    for number in range(8):
        record = tmp_path / f"{number}.yaml"
        another = values | {"reference": f"MOZ-{number}", "subject": f"Subject {number}"}
        record.write_bytes(dtmforms.to_yaml(dtmforms.load(yaml.safe_dump(another).encode())))
        writers.append(subprocess.Popen([*command, str(record)], env=office.environment, stdout=subprocess.PIPE))
    answers = [writer.communicate(timeout=120)[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 8
    references = {json.loads(answer)["reference"] for answer in answers}
    assert references == {f"MOZ-{number}" for number in range(8)}
    known = dtmforms.Register(office.address("headquarters")).status()
    assert references <= {one.reference for one in known}
    assert office.hash()


def test_each_kind_of_back_up_brings_it_back_with_its_hash(office: Office) -> None:
    kept = office.hash()
    office.types(SAVING)
    for database, commands in (("dtmforms_again", FROM_EXPORT), ("dtmforms_dumped", FROM_DUMP)):
        office.sql(ANOTHER.replace("dtmforms_again", database))
        if database == "dtmforms_again":
            office.sql(RIGHTS, database)
        assert kept in office.types(commands)[-1]
        assert office.hash("headquarters", database) == kept
        assert (
            run(["register", "end", REFERENCE, "--why", "Done", "--register", office.address("headquarters", database)])
            == 6
        )
        assert run(["register", "end", REFERENCE, "--why", "Done", "--register", office.address("anna", database)]) == 0
    ended = office.hash("headquarters", "dtmforms_again")
    office.sql(IN_ITS_PLACE)
    assert office.hash() == ended
    office.sql("ALTER DATABASE dtmforms RENAME TO dtmforms_again; ALTER DATABASE dtmforms_before RENAME TO dtmforms")
    assert office.hash() == kept
    file = office.folder / "filled" / "again.sqlite3"
    assert run(["register", "import", str(office.folder / "backup.jsonl"), "--register", str(file)]) == 0
    assert hash_at(str(file)) == kept
