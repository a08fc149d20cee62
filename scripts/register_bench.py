"""The register with thousands of agreements: built of the events of real acts, then asked as a user asks it."""

from __future__ import annotations

import datetime
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import environment
from postgresql import temporary_server

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement
    from dtmforms.register.events import Event
    from dtmforms.register.given_file import GivenFile

AGREEMENTS = (1250, 2500, 5000)
ROUNDS = 5
COMMANDS = ("status", "show", "return", "verify")
OVER_ALL = ("status", "verify")
"""Those that look at every agreement: each agreement more should cost the same, however many there are."""
DEMO = environment.ROOT / "scripts" / "demo_agreement.yaml"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that one command took, the start of the program included: on the clock, and of CPU in its process."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:5.2f} ({self.cpu:4.2f})"


def measure(shared: str | None) -> None:
    """On a SQLite file and on PostgreSQL: an empty database whose address is given, else a server for the while."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"Seconds on the clock (of CPU), median of {ROUNDS}")
        measure_one("SQLite", f"{folder}/register.sqlite3", folder)
        with nullcontext(shared) if shared else temporary_server() as place:
            if place:
                measure_one("PostgreSQL", place, folder)
            else:
                print("PostgreSQL was skipped: initdb and pg_ctl are not there, and no address was given")


def measure_one(kind: str, place: str, folder: Path) -> None:
    history, found = prepared(folder), []
    print(f"{kind}\n  agreements  events  " + "".join(f"{command:14}" for command in COMMANDS))
    for before, agreements in pairwise((0, *AGREEMENTS)):
        fill(place, history, range(before, agreements))
        found.append({command: asked(folder, place, command, agreements - 1) for command in COMMANDS})
        row = "".join(f"{spent!s:14}" for spent in found[-1].values())
        print(f"  {agreements:10}  {agreements * len(history):6}  {row}", flush=True)
    for command in OVER_ALL:
        growth = [1e6 * (b[command].cpu - a[command].cpu) for a, b in pairwise(found)]
        steps = (b - a for a, b in pairwise(AGREEMENTS))
        each = ", then ".join(f"{more / step:.0f}" for more, step in zip(growth, steps, strict=True))
        print(f"  {command}: each agreement more costs {each} microseconds of CPU")


def fill(place: str, history: list[Event], numbers: Iterable[int]) -> None:
    """The same history for each of these agreements."""
    from dtmforms.register.store import RegisterStore

    with RegisterStore(place).writing(begins=True) as transaction:
        transaction.append([one for number in numbers for one in renamed(history, reference_of(number))])


def reference_of(number: int) -> str:
    return f"REF-{number:04}"


def prepared(folder: Path) -> list[Event]:
    """The ten events of one agreement."""
    from dtmforms.register import record_event, signing
    from dtmforms.register.duty_done import DutyDone, duty_done
    from dtmforms.register.events import Dated
    from dtmforms.register.given_file import Statement
    from dtmforms.register.store import RegisterStore

    record, days = demo(), (Dated(datetime.date(2026, 1, day)) for day in range(1, 32))
    with RegisterStore(str(folder / "one.sqlite3")).writing(begins=True) as transaction:
        record_event.add(transaction, record, next(days))
        record_event.issue(transaction, record.reference, "0" * 64, next(days))
        signing.sign(transaction, record.reference, unread_scan("1" * 64), next(days), Statement("role", "why"))
        for name in ("One", "Two"):
            record_event.notice(transaction, record.reference, with_primary(record, name), None, next(days))
        for duty in ("written_notice", "handover_history"):
            duty_done(transaction, record.reference, DutyDone(duty, file="2" * 64), next(days))
        record_event.suspend(transaction, record.reference, "why", None, next(days))
        events = transaction.events()
    (folder / "one.sqlite3").unlink()
    return events[:10]


def unread_scan(sha256: str) -> GivenFile:
    """A picture that says nothing of itself."""
    from dtmforms.register.given_file import GivenFile
    from dtmforms.returns.returned_file import PrintedPages, ReturnedFile, Unread

    read = ReturnedFile(pages=PrintedPages(orphans=[1]), problem=Unread("scanned", "picture"), sha256=sha256)
    return GivenFile(read, "picture")


def form_of(reference: str, name: str) -> bytes:
    """A return of that agreement, with another focal point."""
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.pdf.write.form import draw

    record = with_primary(demo().model_copy(update={"reference": reference}), name)
    return draw(record, "en", fingerprint(record))


def demo() -> Agreement:
    from dtmforms.agreement.check import check

    record = check(DEMO.read_bytes()).record
    if record is None:
        sys.exit("The demo's record is invalid.")
    return record


def with_primary(record: Agreement, name: str) -> Agreement:
    values = record.values()
    values["table_c"]["requesting_organization"]["primary"] |= {"name": name, "email": f"{name}@harbour-trust.example"}
    return type(record).model_validate(values)


def renamed(history: list[Event], reference: str) -> Iterator[Event]:
    """The same history of another agreement."""
    from dtmforms.register.events import Dated

    names: dict[str, str] = {}
    for one in history:
        details = json.loads(json.dumps(one.details))
        for key in ("text", "notice"):
            if key in details:
                details[key] = names[details[key]]
        record = one.record | {"reference": reference} if one.record and one.kind == "drafted" else one.record
        files = {what: f"{reference}-{digest}" for what, digest in one.files.items()}
        dated = Dated(datetime.date.fromisoformat(one.effective))
        made = dated.event(reference, one.kind, details=details, files=files, record=record)
        names[one.identity] = made.identity
        yield made


def asked(folder: Path, place: str, command: str, last: int) -> Spent:
    """What a command costs: `show` of the last agreement, `return` of a new form each time."""
    spent = []
    for number in range(ROUNDS):
        arguments = [reference_of(last)] if command == "show" else []
        if command == "return":
            (folder / "return.pdf").write_bytes(form_of(reference_of(last - number), f"Successor{last}"))
            arguments = [str(folder / "return.pdf")]
        spent.append(run(command, *arguments, "--json", "--register", place))
    return Spent(statistics.median(one.wall for one in spent), statistics.median(one.cpu for one in spent))


def run(*arguments: str) -> Spent:
    program = [sys.executable, "-m", "dtmforms", "register", *arguments]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(program, check=True, capture_output=True, cwd=environment.ROOT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(time.perf_counter() - began, cpu)
