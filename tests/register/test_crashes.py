"""Nothing that was acknowledged is lost: every write call of the acts is broken, one by one, by a tracer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from conftest import RECORDS, ROOT, STATED, scan

from dtmforms.cli.main import run
from dtmforms.errors import FileError
from dtmforms.register.store import RegisterStore
from dtmforms.register.verify import verify

DEMO = str(RECORDS["en"])
REF = "MOZ-CD-HCT-CP"
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "unlink")
TURNS = 11
"""In which the calls are broken."""
MOST = 45
"""More write calls than any of the acts makes, which the test asserts."""
IDLE = Path("/dev/zero")
"""A file that calls to no effect are made to, of which no disk is asked."""
FAULTS = ("error=ENOSPC", "signal=KILL", "error=EIO")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each act, with the register that it is done in and the files that it takes."""
    folder = tmp_path_factory.mktemp("crashes")
    (folder / "add").mkdir()
    signed = folder / "sign"
    signed.mkdir()
    place = str(signed / "r.sqlite3")
    assert run(["register", "add", DEMO, "--on", "2026-10-01", "--register", place]) == 0
    scan(str(folder / "signed.png"))
    record = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8"))
    record["table_c"]["requesting_organization"]["secondary"]["title"] = "Officer"
    (folder / "new.yaml").write_text(yaml.safe_dump(record, allow_unicode=True), encoding="utf-8")
    assert run(["form", str(folder / "new.yaml"), "-o", str(folder / "return.pdf")]) == 0
    for name in ("notice", "return"):
        shutil.copytree(signed, folder / name)
    return folder


ACTS = {
    "add": (["add", DEMO], 1),
    "sign": (["sign", REF, "--file", "../signed.png", *STATED], 2),
    "notice": (["notice", REF, "--record", "../new.yaml"], 2),
    "return": (["return", "../return.pdf"], 3),
}
"""What is done in each folder, and how many events the register has after it."""


def broken(prepared: Path, folder: Path, fault: str, numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    """Do every act in a folder for each of the numbers, with the N-th write call of each kind to the register, its
    journal or their folder broken; the exit code of each."""
    for number in numbers:
        shutil.copytree(prepared, folder / str(number))
    places = [IDLE, IDLE.with_suffix(".gone")]
    places += [
        folder / str(number) / name / file
        for number in numbers
        for name in ACTS
        for file in ("", "r.sqlite3", "r.sqlite3-journal")
    ]
    traced = [option for place in places for option in ("-P", str(place))]
    inject = f"inject={','.join(CALLS)}:{fault}:when={MOST}"
    quick = [] if fault == "signal=KILL" else ["--seccomp-bpf"]  # which does not know signals
    trace = ["strace", "-f", *quick, "-qq", "-o", str(folder / "trace"), *traced, "-e", f"trace={','.join(CALLS)}"]
    program = [sys.executable, str(Path(__file__).with_name("crashing.py")), str(IDLE)]
    jobs = [
        (
            str(folder / str(number) / name),
            ["register", *arguments, "--on", "2026-11-01", "--register", "r.sqlite3"],
            MOST - number,
        )
        for number in numbers
        for name, (arguments, _) in ACTS.items()
    ]
    done = subprocess.run(
        [*trace, "-e", inject, *program],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    codes = iter(json.loads(done.stdout))
    return {number: {name: next(codes) for name in ACTS} for number in numbers}


def events(place: Path) -> int:
    """How many events a register has that is whole; none where it was not begun."""
    try:
        with RegisterStore(str(place)).reading() as book:
            found = verify(book)
    except FileError as error:
        if "no register" in str(error):
            return 0
        raise
    assert found.problems == ()
    return found.events


@pytest.mark.sampled("acts whose calls are broken")
@pytest.mark.program("strace")
@pytest.mark.parametrize("turn", range(TURNS))
@pytest.mark.parametrize("fault", FAULTS)
def test_the_register_is_whole_and_the_next_command_works(
    prepared: Path, tmp_path: Path, fault: str, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, codes in broken(prepared, tmp_path, fault, range(1, MOST)[turn::TURNS]).items():
        for name, (arguments, after) in ACTS.items():
            before = 0 if name == "add" else 1
            monkeypatch.chdir(tmp_path / str(number) / name)
            assert codes[name] in (0, 6, -9), (number, name)
            there = events(Path("r.sqlite3"))
            assert there == after if codes[name] == 0 else there in (before, after), (number, name)
            assert run(["register", *arguments, "--on", "2026-11-01", "--register", "r.sqlite3"]) == 0
            assert events(Path("r.sqlite3")) == after, (number, name)


@pytest.mark.sampled("acts whose calls are broken")
@pytest.mark.program("strace")
def test_no_act_makes_more_write_calls_than_are_broken(prepared: Path, tmp_path: Path) -> None:
    codes = broken(prepared, tmp_path, "signal=KILL", [1, MOST])
    assert {*codes[1].values()} == {-9}
    assert {*codes[MOST].values()} == {0}
