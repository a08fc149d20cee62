"""The register with thousands of agreements: built of the events of real acts, then asked as a user asks it."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import environment

if TYPE_CHECKING:
    from dtmforms.agreement.record import Agreement
    from dtmforms.register.events import Event

AGREEMENTS = (1250, 2500, 5000)
DEMO = environment.ROOT / "scripts" / "demo_agreement.yaml"


def measure(shared: str | None) -> None:
    """On a SQLite file, and on PostgreSQL where its address is given: an empty database, which is filled."""
    with tempfile.TemporaryDirectory() as folder:
        for place in [f"{folder}/register.sqlite3", *([shared] if shared else [])]:
            print("PostgreSQL" if place == shared else "SQLite")
            measure_one(place, Path(folder))
    if not shared:
        print("(PostgreSQL: give the address of an empty database, postgresql://USER@HOST/DATABASE)")


def measure_one(place: str, folder: Path) -> None:
    from dtmforms.register.store import Register

    history = prepared(folder)
    returned = folder / "return.pdf"
    register, done = Register(place), 0
    for agreements in AGREEMENTS:
        began = time.perf_counter()
        with register.writing(begins=True) as book:
            for number in range(done, agreements):
                book.append(list(renamed(history, f"REF-{number:04}")))
        done = agreements
        filled = time.perf_counter() - began
        last = f"REF-{agreements - 1:04}"
        seconds = [asked(place, *command) for command in (["status"], ["show", last], ["verify"])]
        returned.write_bytes(form_of(last))
        taking = asked(place, "return", str(returned))
        status, show, verify = (f"{second:.2f}" for second in seconds)
        print(
            f"  {agreements:5} agreements, {agreements * len(history):6} events (added in {filled:.1f} s): "
            f"status {status} s, show {show} s, return {taking:.2f} s, verify {verify} s"
        )


def prepared(folder: Path) -> list[Event]:
    """The ten events of one agreement."""
    from dtmforms.register import recording
    from dtmforms.register.events import Dated
    from dtmforms.register.store import Register

    record, days = demo(), (Dated(datetime.date(2026, 1, day)) for day in range(1, 32))
    with Register(str(folder / "one.sqlite3")).writing(begins=True) as book:
        recording.add(book, record, next(days))
        recording.issue(book, record.reference, "0" * 64, next(days))
        recording.sign(book, record.reference, "1" * 64, next(days))
        for name in ("One", "Two"):
            recording.notice(book, record.reference, with_primary(record, name), None, next(days))
        for duty in ("written_notice", "handover_history"):
            recording.duty(book, record.reference, duty, "minutes", None, next(days))
        recording.suspend(book, record.reference, "why", None, next(days))
        events = book.events()
    (folder / "one.sqlite3").unlink()
    return events[:10]


def form_of(reference: str) -> bytes:
    """A return of that agreement, with another focal point."""
    from dtmforms.pdf.drawing import draw
    from dtmforms.versions.terms import fingerprint

    record = with_primary(demo().model_copy(update={"reference": reference}), "Three")
    return draw(record, "en", fingerprint(record))


def demo() -> Agreement:
    from dtmforms.agreement.checking import check

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
    from dtmforms.register.events import event

    names: dict[str, str] = {}
    for one in history:
        details = json.loads(json.dumps(one.details))
        for key in ("text", "notice"):
            if key in details:
                details[key] = names[details[key]]
        record = one.record | {"reference": reference} if one.record and one.kind == "drafted" else one.record
        files = {what: f"{reference}-{digest}" for what, digest in one.files.items()}
        made = event(reference, one.kind, one.effective, details=details, files=files, record=record)
        names[one.identity] = made.identity
        yield made


def asked(place: str, command: str, *arguments: str) -> float:
    """Seconds on the clock of one command, the start of the program included: the best of three, but for `return`,
    which is new only once."""
    spent = []
    for _ in range(1 if command == "return" else 3):
        began = time.perf_counter()
        program = [sys.executable, "-m", "dtmforms", "register", command, *arguments, "--json", "--register", place]
        subprocess.run(program, check=True, capture_output=True, cwd=environment.ROOT)
        spent.append(time.perf_counter() - began)
    return min(spent)
