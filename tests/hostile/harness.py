"""Runs the program on a hostile input as a person would, within limits, and says what is wrong with what it did."""

from __future__ import annotations

import copy
import io
import json
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from conftest import RECORDS, ROOT, load_sample
from manifest import Expected, Hostile
from usage import measured

from dtmforms.agreement.check import check
from dtmforms.cli.main import run
from dtmforms.sandbox import client

MOST_SECONDS, MOST_MEGABYTES = 10, 512
"""Of a program, by force: what takes more of the processor or of memory is ended by the system."""
HANGS_AFTER_SECONDS = 60
"""By the clock; nothing that ends comes near to it, however busy others keep the processor."""
_PROMISED_SECONDS = 1.0
_USUAL_SECONDS, _USUAL_PART, _USUAL_MEGABYTES = 0.5, 0.75, 150.0
"""Beyond the time of the processors that the same command takes for a file without fault: of a return 0.8 s of two
processes at once, half of that by the clock, and 0.1 s where both are there already. On a slow machine all are longer,
so that the part counts there; a second in all is what is promised (SECURITY.md)."""
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


Running: TypeAlias = Callable[[list[str], Path], Ran]
"""A way to run a command line in a folder: `as_a_program` or `in_this_process`."""


def as_a_program(arguments: list[str], folder: Path) -> Ran:
    """As a person does, within limits that the system enforces, on the program and on the processes that it begins."""
    out, err = folder / "stdout", folder / "stderr"
    limits = [str(MOST_SECONDS), str(MOST_MEGABYTES), str(HANGS_AFTER_SECONDS)]
    starting = [sys.executable, "-I", "-S", str(_RUNNER), *limits, str(out), str(err)]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    command = [*starting, sys.executable, "-m", "dtmforms", *arguments]
    told = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    used = json.loads(told.stdout)
    said, warned = (place.read_text(encoding="utf-8", errors="replace") for place in (out, err))
    return Ran(used["exit_code"], used["late"], used["busy_seconds"], used["megabytes"], said, warned)


def in_this_process(arguments: list[str], folder: Path) -> Ran:
    """In the process of the tests, whose process apart stays for the next one and keeps its limits. What only
    `as_a_program` shows: the memory of the program itself, and how it begins and ends."""
    out, err = _stream(), _stream()
    code, late = 0, False
    with measured() as used, chdir(folder), redirect_stdout(out), redirect_stderr(err):
        try:
            with hanging_ends():
                code = run(arguments)
        except HangError:
            late = True
    if used.megabytes > _USUAL_MEGABYTES:
        client.shared().close()  # so that the next one is measured by itself
    said, warned = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Ran(code, late, used.busy_seconds, used.megabytes, said, warned)


def _stream() -> io.TextIOWrapper[io.BytesIO]:
    """A stream like those of the program."""
    return io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)


class HangError(BaseException):
    """It is still at it, after so long a time that it never ends. No handler of `Exception` catches it."""


@contextmanager
def hanging_ends() -> Iterator[None]:
    """Raises `HangError` out of the block when it hangs."""

    def end(*_: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(HANGS_AFTER_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run_on(hostile: Hostile, folder: Path, running: Running) -> Ran:
    """Make the input in a folder of its own and run its command on it."""
    inside, output = folder / "inbox", folder / "out"
    inside.mkdir()
    place = hostile.make(inside)
    known = {"FILE": place, "FOLDER": inside, "SENT": RECORDS["en"], "OUT": output, "BOOK": output / "returns.xlsx"}
    ran = running([str(known.get(word, word)) for word in hostile.command.split()], folder)
    ran.answers.extend(json.loads(line) for line in ran.out.splitlines() if line.startswith("{"))
    ran.files.update({path.name: path.read_bytes() for path in sorted(output.rglob("*")) if path.is_file()})
    return ran


def too_much(hostile: Hostile, ran: Ran, usual_seconds: float, again: Callable[[], Ran]) -> Iterator[str]:
    """What an input costs beyond what is usual. Others only make it slower: what is slow is tried `again`."""
    if hostile.heavy:
        return
    took = ran.busy_seconds
    allowed = max(_PROMISED_SECONDS, usual_seconds + max(_USUAL_SECONDS, _USUAL_PART * usual_seconds))
    for _ in range(_TRIES - 1):
        if took > allowed:
            took = min(took, again().busy_seconds)
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
        yield "it hung, or took so much of the processor that it was ended"
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
