"""Every call by which a command writes is broken, one by one, by a tracer: it is killed there, or the disk is full or
fails. What is there is old or new, never half; the same command then finishes and leaves nothing behind.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from conftest import RECORDS, ROOT

from dtmforms.cli.main import run

CALLS = ("openat", "write", "fsync", "rename", "link", "unlink", "mkdir")
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
TURNS = 4
"""In which the calls of a command are broken."""
WHEN = 30
"""More calls of a kind than any of the commands makes."""
TEMPORARY = [f".dtmforms-t{number}.tmp" for number in range(12)]
WRITTEN = ["one.docx", "one.pdf", "one.yaml", "returns.xlsx", "agreements.xlsx", "new", "new/deep", "new/deep/one.docx"]
WRITTEN += ["out", "out/A-agreement.docx", "out/A-form.pdf", "out/.dtmforms-batch.jsonl", "out/.dtmforms.lock"]
WRITTEN += ["out/batch-report.xlsx", "out/batch-report.jsonl"]
COMMANDS = {
    "fill": ["fill", "A.yaml", "-o", "WORK/new/deep/one.docx"],
    "form": ["form", "A.yaml", "-o", "WORK/one.pdf", "--force"],
    "ingest": ["ingest", "return.pdf", "--against", "A.yaml", "-o", "WORK/one.yaml"],
    "triage": ["ingest", "return.pdf", "--against", "A.yaml", "--xlsx", "WORK/returns.xlsx", "--force"],
    "workbook": ["workbook", "from", "A.yaml", "-o", "WORK/agreements.xlsx"],
    "batch": ["batch", "missions", "-o", "WORK/out", "--jobs", "1"],
}
OLD = {"form": "one.pdf", "triage": "returns.xlsx"}
"""What is there before, and is replaced."""


class Done(NamedTuple):
    """What came of a job: the exit codes of the broken run and of the next, what the first one said and left, and what
    was there in the end."""

    command: str
    call: str
    number: int
    broken: int
    again: int
    said: str
    process: int
    left: dict[str, bytes]
    made: dict[str, bytes]
    leftovers: list[str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    text = RECORDS["en"].read_text(encoding="utf-8")
    for name in COMMANDS:
        place = folder / "prepared" / name
        place.mkdir(parents=True)
        (place / "A.yaml").write_text(text, encoding="utf-8")
        if name in OLD:
            (place / OLD[name]).write_bytes(b"old")
    (folder / "prepared" / "batch" / "missions").mkdir()
    record = text.replace("reference: MOZ-CD-HCT-CP", "reference: A")
    (folder / "prepared" / "batch" / "missions" / "A.yaml").write_text(record, encoding="utf-8")
    assert run(["form", str(RECORDS["en"]), "-o", str(folder / "return.pdf")]) == 0
    for name in ("ingest", "triage"):
        shutil.copy(folder / "return.pdf", folder / "prepared" / name)
    return folder


class Undisturbed(NamedTuple):
    """What a command makes, and how many calls of each kind it makes for that."""

    made: dict[str, bytes]
    calls: Counter[str]


Job = tuple[str, str, int]


def done(prepared: Path, fault: str, jobs: list[Job]) -> Iterator[Done]:
    """The jobs, each in a copy of its folder: a command, and the number of the call of a kind that is broken in it."""
    folder = prepared / fault
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, (command, _, _) in enumerate(jobs):
        shutil.copytree(prepared / "prepared" / command, folder / str(number))
    (folder / "idle").write_bytes(b"")
    work = folder / "work"
    places = [folder / "idle", folder / "idle.gone", work, *(work / name for name in WRITTEN)]
    places += [work / below / name for below in ("", "out", "new/deep") for name in TEMPORARY]
    traced = [option for place in places for option in ("-P", str(place))]
    calls = ",".join(CALLS)
    inject = ["-e", f"inject={calls}:{fault}:when={WHEN}"]
    trace = [
        "strace",
        "-f",
        *([] if fault == "signal=KILL" else ["--seccomp-bpf"]),
        "-qq",
        "-o",
        str(folder / "trace"),
        *traced,
        "-e",
        f"trace={calls}",
    ]
    program = [
        sys.executable,
        str(Path(__file__).with_name("breaking.py")),
        str(folder),
        str(folder / "idle"),
        str(WHEN),
    ]
    given = [(str(number), COMMANDS[command], call, at) for number, (command, call, at) in enumerate(jobs)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    answer = subprocess.run(
        [*trace, *inject, *program],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    for number, (job, came) in enumerate(zip(jobs, json.loads(answer.stdout), strict=True)):
        left = made(folder / f"{number}.left")
        broken, again, said, process = came
        there = folder / str(number)
        yield Done(*job, broken, again, said, process, left, made(there), leftovers(there))


def made(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not path.name.startswith(".")}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.tmp")]


@pytest.fixture(scope="module")
def undisturbed(prepared: Path) -> Callable[[str], Undisturbed]:
    @cache
    def run_of(command: str) -> Undisturbed:
        [found] = done(prepared, "error=EIO", [(command, "write", 0)])
        assert found.broken == 0, found.said
        trace = (prepared / "error=EIO" / "trace").read_text(encoding="utf-8")
        return Undisturbed(found.made, Counter(re.findall(rf"^{found.process} +(\w+)\(", trace, re.MULTILINE)))

    return run_of


@pytest.mark.sampled("commands whose calls are broken")
@pytest.mark.program("strace")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("turn", range(TURNS))
def test_a_command_that_is_broken_anywhere_leaves_old_or_new_and_the_next_one_finishes(
    prepared: Path, undisturbed: Callable[[str], Undisturbed], turn: int, command: str, fault: str
) -> None:
    whole = undisturbed(command)
    for each in done(prepared, fault, jobs(command, whole)[turn::TURNS]):
        assert each.broken == -9 if fault == "signal=KILL" else each.broken in (0, 6), each[:6]
        if each.broken == 6:
            assert len(each.said.splitlines()) == 1, each[:6]
            assert re.search(r"cannot be (written|read): the disk .*; ", each.said), each[:6]
        for name, data in without_reports(each.left):
            assert data in (whole.made[name], b"old"), (each.command, each.call, each.number, name)
        assert dict(without_reports(each.made)) == dict(without_reports(whole.made)), each[:3]
        assert (each.again, each.leftovers, each.made.keys()) == (0, [], whole.made.keys()), each[:6]


def without_reports(left: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """What a run left but for the reports on it, which tell how it ended, and are whole."""
    for name, data in left.items():
        if name == "out/batch-report.xlsx":
            assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames
        elif name == "out/batch-report.jsonl":
            assert all(json.loads(line) for line in data.splitlines())
        else:
            yield name, data


def jobs(command: str, undisturbed: Undisturbed) -> list[Job]:
    """Every call that a command makes."""
    return [(command, call, number) for call in CALLS for number in range(1, undisturbed.calls[call] + 1)]


@pytest.mark.sampled("commands whose calls are broken")
@pytest.mark.program("strace")
@pytest.mark.parametrize("command", COMMANDS)
def test_all_calls_are_known_and_fewer_than_are_counted(
    undisturbed: Callable[[str], Undisturbed], command: str
) -> None:
    counts = undisturbed(command).calls
    assert max(counts.values()) < WHEN
    assert counts["write"]
    assert counts["fsync"]
    assert counts["rename"] + counts["link"]
