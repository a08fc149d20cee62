"""A file is read before the register is opened: whoever reads, for however long, holds up nobody who writes."""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, REFERENCE, load_sample

from dtmforms import files
from dtmforms.batch import process_pool
from dtmforms.cli.main import run
from dtmforms.pdf.write import form
from dtmforms.register import databases, record_event
from dtmforms.register.events import Dated
from dtmforms.register.store import RegisterStore
from dtmforms.register.verify import verify
from dtmforms.sandbox.client import Reader
from dtmforms.word.write import filled_document

DEMO = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
PRIMARY = DEMO["table_c"]["requesting_organization"]["primary"]
SUCCESSOR = {
    "name": "Ngozi Eze",
    "title": "Protection Officer",
    "mobile": "+258 84 555 0188",
    "email": "n.eze@harbour-trust.example",
}
RECORDING = (
    "add other.yaml",
    "issue REF --file form.pdf",
    "sign REF --file form.pdf --stated-by Coordinator --why Seen",
    "return successor.pdf",
    "notice REF --record successor.yaml --file letter.txt -o papers",
    f"replace-person {PRIMARY['email']} --successor person.yaml",
    "revise REF revised.yaml",
    "reassess REF reassessed.yaml",
    "import register.jsonl",
)
"""Commands that record what stands in files; `duty` is below, for it needs a notice."""
PRINTING = (
    "fill demo.yaml -o demo.docx",
    "form demo.yaml -o demo.pdf",
    "batch missions -o out --jobs 1",
    "batch register -o out --jobs 1",
)
"""Commands that print what the register holds."""


@pytest.fixture(autouse=True)
def in_an_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, register_place: str) -> None:
    """A folder with records, returns, and a register with one agreement, for which nobody waits longer than a
    second."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DTMFORMS_REGISTER", register_place)
    monkeypatch.setattr(databases, "WAIT_SECONDS", 1)
    sides = DEMO["table_c"]
    partner = sides["requesting_organization"] | {"primary": SUCCESSOR}
    assessed = DEMO["risk_assessment"] | {"assessed_on": datetime.date(2026, 10, 28)}
    for folder in ("missions", "inbox"):
        Path(folder).mkdir()
    for name, values in {
        "demo": DEMO,
        "missions/demo": DEMO,
        "other": DEMO | {"reference": "OTHER", "subject": "Another subject"},
        "successor": DEMO | {"table_c": sides | {"requesting_organization": partner}},
        "person": SUCCESSOR,
        "revised": DEMO | {"purpose": "Another purpose."},
        "reassessed": DEMO | {"risk_assessment": assessed},
    }.items():
        Path(f"{name}.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    Path("letter.txt").write_text("The focal point has changed.", encoding="utf-8")
    for line in (
        "register add demo.yaml --on 2026-10-01",
        "form demo.yaml -o form.pdf",
        "form successor.yaml -o successor.pdf",
        "form successor.yaml -o inbox/successor.pdf",
        "register export -o register.jsonl",
    ):
        assert run(line.split()) == 0


def words(line: str) -> list[str]:
    return line.replace("REF", REFERENCE).split()


class AnotherWriter:
    """Adds an agreement whenever one of these functions is called, before the function does its work."""

    def __init__(self, place: str) -> None:
        self.place, self.added = place, 0

    def before(self, monkeypatch: pytest.MonkeyPatch, *functions: tuple[object, str]) -> None:
        for owner, name in functions:
            monkeypatch.setattr(owner, name, self.writing_first(getattr(owner, name)))

    def writing_first(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def after_writing(*arguments: Any, **options: Any) -> Any:
            self.write()
            return function(*arguments, **options)

        return after_writing

    def write(self) -> None:
        self.added += 1
        record = load_sample("en").model_copy(update={"reference": f"NEW-{self.added}"})
        with RegisterStore(self.place).writing() as transaction:
            record_event.add(transaction, record, Dated(), ["same_key"])

    def all_are_there(self) -> bool:
        with RegisterStore(self.place).reading() as transaction:
            new = [name for name in transaction.references() if name.startswith("NEW-")]
            return 0 < self.added == len(new) and verify(transaction).problems == ()


@pytest.fixture
def another(register_place: str) -> AnotherWriter:
    return AnotherWriter(register_place)


READING = ((files, "read"), (files, "admit"), (Reader, "read"))


@pytest.mark.parametrize("line", RECORDING)
def test_another_writes_while_a_command_reads_its_files(
    line: str, another: AnotherWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    another.before(monkeypatch, *READING)
    assert run(["register", *words(line)]) == 0
    assert another.all_are_there()


def test_another_writes_while_evidence_is_read(another: AnotherWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["register", "notice", REFERENCE, "--record", "successor.yaml"]) == 0
    another.before(monkeypatch, *READING)
    assert run(["register", "duty", REFERENCE, "written_notice", "--evidence", "letter.txt"]) == 0
    assert another.all_are_there()


def test_another_writes_while_an_inbox_is_read(another: AnotherWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_this_process(
        work: Callable[..., list[Any]], plan: object, items: Iterable[object], *_: object
    ) -> Iterator[Any]:
        yield from work(plan, list(items))

    monkeypatch.setattr(process_pool, "in_order", in_this_process)
    another.before(monkeypatch, *READING)
    assert run(["ingest", "inbox", "--xlsx", "returns.xlsx", "--register"]) == 0
    assert another.all_are_there()


@pytest.mark.parametrize("line", PRINTING)
def test_another_writes_while_documents_are_drawn(
    line: str, another: AnotherWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    another.before(monkeypatch, (form, "draw"), (filled_document, "draw"))
    assert run(line.split()) == 0
    assert another.all_are_there()


def test_a_return_that_takes_minutes_to_read_holds_up_nobody(
    another: AnotherWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader does not come to an end before another program has added its agreement."""
    began, may_end = threading.Event(), threading.Event()
    read = Reader.read

    def slowly(*arguments: Any, **options: Any) -> bytes:
        began.set()
        assert may_end.wait(60)
        return read(*arguments, **options)

    monkeypatch.setattr(Reader, "read", slowly)
    codes: list[int] = []
    reading = threading.Thread(target=lambda: codes.append(run(["register", "return", "successor.pdf"])))
    reading.start()
    try:
        assert began.wait(60)
        program = [sys.executable, "-m", "dtmforms", "register", "add", "other.yaml"]
        added = subprocess.run(program, check=False, capture_output=True, timeout=30)
        assert (added.returncode, codes) == (0, [])
    finally:
        may_end.set()
        reading.join(60)
    assert codes == [0]
    with RegisterStore(another.place).reading() as transaction:
        kinds = [(event.reference, event.kind) for event in transaction.events()]
    assert kinds[-3:] == [("OTHER", "drafted"), (REFERENCE, "returned"), (REFERENCE, "notice")]
