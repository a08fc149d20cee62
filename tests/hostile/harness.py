"""Runs the program on a hostile input as a person would, within limits, and says what is wrong with what it did."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conftest import RECORDS, ROOT, load_sample
from manifest import Expected, Hostile

from dtmforms.agreement.checking import check

MOST_SECONDS, MOST_MEGABYTES = 10, 512
"""By force: what takes more is ended by the system."""
_USUAL_SECONDS, _USUAL_PART, _USUAL_MEGABYTES = 0.5, 0.75, 150.0
"""Beyond the time of the processors that the same command takes for a file without fault: of a return 0.8 s of two
processes at once, half of that by the clock. On a slow machine both are longer, so that the part counts there."""
_TRIES = 3
_FAULT = 1
_SENT = load_sample("en").values()
_RUNNER = Path(__file__).with_name("limited.py")


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a command: `late` where it had to be ended, `exit_code` below zero for a signal. `answers` are
    the lines of JSON, `files` what it wrote into its output folder."""

    exit_code: int
    late: bool
    busy_seconds: float
    megabytes: float
    out: str
    err: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


def run(arguments: list[str], folder: Path, output: Path) -> Ran:
    """Run `dtmforms` with its arguments in a folder."""
    ran = limited([sys.executable, "-m", "dtmforms", *arguments], folder, MOST_SECONDS, MOST_MEGABYTES)
    ran.answers.extend(json.loads(line) for line in ran.out.splitlines() if line.startswith("{"))
    ran.files.update({path.name: path.read_bytes() for path in sorted(output.rglob("*")) if path.is_file()})
    return ran


def limited(command: list[str], folder: Path, seconds: int, megabytes: int) -> Ran:
    """Run a command in a folder, within limits that the system enforces."""
    out, err = folder / "stdout", folder / "stderr"
    starting = [sys.executable, "-I", "-S", str(_RUNNER), str(seconds), str(megabytes), str(out), str(err)]
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests", _RUNNER.parent)))
    environment = {"PYTHONPATH": paths, "PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    told = subprocess.run(
        [*starting, *command], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    used = json.loads(told.stdout)
    said, warned = (place.read_text(encoding="utf-8", errors="replace") for place in (out, err))
    return Ran(used["exit_code"], used["late"], used["busy_seconds"], used["megabytes"], said, warned)


def run_on(hostile: Hostile, folder: Path) -> Ran:
    """Make the input in a folder of its own and run its command on it."""
    inside, output = folder / "inbox", folder / "out"
    inside.mkdir()
    place = hostile.make(inside)
    known = {"FILE": place, "FOLDER": inside, "SENT": RECORDS["en"], "OUT": output, "BOOK": output / "returns.xlsx"}
    return run([str(known.get(word, word)) for word in hostile.command.split()], folder, output)


def too_much(hostile: Hostile, ran: Ran, folders: Iterator[Path], usual_seconds: float) -> Iterator[str]:
    """What an input costs beyond what is usual. Others only make it slower: what is slow is tried again."""
    if hostile.heavy:
        return
    took = ran.busy_seconds
    allowed = usual_seconds + max(_USUAL_SECONDS, _USUAL_PART * usual_seconds)
    for _ in range(_TRIES - 1):
        if took > allowed:
            took = min(took, run_on(hostile, next(folders)).busy_seconds)
    if took > allowed:
        yield f"it took {took:.1f} s of the processor, a file without fault {usual_seconds:.1f} s"
    if ran.megabytes > _USUAL_MEGABYTES:
        yield f"it took {ran.megabytes:.0f} MB"


def wrongs(hostile: Hostile, ran: Ran) -> Iterator[str]:
    """Everything that a good tool does not do, each as a sentence; nothing where all is well."""
    yield from _wrong_ends(ran)
    yield from _wrong_words(ran)
    yield from _wrong_answers(hostile.expected, ran)
    yield from _wrong_records(hostile.expected, ran)


def _wrong_ends(ran: Ran) -> Iterator[str]:
    if ran.late:
        yield f"it hung: it was ended after {MOST_SECONDS} seconds"
    elif ran.exit_code < 0:
        yield f"it died of signal {-ran.exit_code}"
    elif ran.exit_code == _FAULT:
        yield f"it ended with a fault: {ran.err.strip()[-300:]}"
    if "Traceback" in ran.err + ran.out:
        yield f"it printed a traceback: {ran.err.strip()[-300:]}"


def _wrong_words(ran: Ran) -> Iterator[str]:
    """What a terminal would obey instead of showing it."""
    obeyed = {letter for letter in ran.out + ran.err if _is_obeyed(letter)}
    if obeyed:
        yield f"it printed {', '.join(sorted(f'U+{ord(letter):04X}' for letter in obeyed))} as it stands in the file"


def _is_obeyed(letter: str) -> bool:
    if letter == "\n":
        return False
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or unicodedata.bidirectional(letter) in (
        *("LRE", "RLE", "LRO", "RLO", "PDF"),
        *("LRI", "RLI", "FSI", "PDI"),
    )


def _wrong_answers(expected: Expected, ran: Ran) -> Iterator[str]:
    if not ran.late and ran.exit_code >= 0 and ran.exit_code not in expected.exit_codes:
        allowed = ", ".join(map(str, sorted(expected.exit_codes)))
        yield f"it ended with {ran.exit_code} where only {allowed} is right: {ran.err.strip()[-300:]}"
    if ran.exit_code > 0 and not ran.err.strip():
        yield "it refused without a word"
    told = [finding for answer in ran.answers for finding in answer.get("findings", ())]
    findings = [finding for finding in told if isinstance(finding, dict)]  # batch tells them as sentences
    coded = {finding["code"] for finding in findings if finding.get("code")}
    if expected.codes and not findings:
        yield f"it found nothing, where {' or '.join(sorted(expected.codes))} is to be found"
    if expected.codes and coded and not coded & expected.codes:
        yield f"it found {', '.join(sorted(coded))}, where {' or '.join(sorted(expected.codes))} is to be found"


def _wrong_records(expected: Expected, ran: Ran) -> Iterator[str]:
    for name, record in records_of(ran):
        if not expected.record:
            yield f"a record came out of it ({name})"
        elif record != meant(expected):
            yield f"a wrong value in silence: {_difference(record, meant(expected))}"


def records_of(ran: Ran) -> Iterator[tuple[str, dict[str, Any]]]:
    """The records that came out, in answers and as files."""
    for answer in ran.answers:
        if answer.get("record"):
            yield "in the answer", json.loads(json.dumps(answer["record"]))
    for name, data in ran.files.items():
        if name.endswith((".yaml", ".json")):
            checked = check(data, name=name)
            yield name, json.loads(json.dumps(checked.record.values() if checked.record else None, default=str))


def meant(expected: Expected) -> dict[str, Any]:
    """The values of the record that the input really means."""
    values = copy.deepcopy(_SENT)
    for path, value in expected.means.items():
        *steps, last = path.split(".")
        inner = values
        for step in steps:
            inner = inner[step]
        inner[last] = value
    plain: dict[str, Any] = json.loads(json.dumps(values, default=str))
    return plain


def _difference(one: Any, other: Any, path: str = "") -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in (*one, *other):
            if one.get(key) != other.get(key):
                return _difference(one.get(key), other.get(key), f"{path}.{key}".lstrip("."))
    return f"{path} is {one!r:.120} and not {other!r:.120}"
