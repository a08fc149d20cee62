"""A command loads what it needs and nothing else: loading takes longer than most of what a command does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import RECORDS, ROOT

from dtmforms.cli.main import COMMANDS, run

DEMO = str(RECORDS["en"])
REF = "MOZ-CD-HCT-CP"
PROGRAM = """
import json, sys
from dtmforms.cli.main import run
code = run(sys.argv[1:])
print()
print(json.dumps([code, sorted(sys.modules)]))
"""
READS_WORD = {"docx", "docxtpl", "jinja2", "lxml"}
READS_PDF = {"pypdf", "reportlab", "uharfbuzz", "pypdfium2", "PIL"}
READS_RECORDS = {"pydantic", "yaml", "phonenumbers", "email_validator"}


@pytest.fixture(autouse=True)
def in_a_folder_with_a_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["register", "add", DEMO, "--register", "r.sqlite3"]) == 0


def loaded(*arguments: str) -> set[str]:
    """The modules that are loaded when the command has ended."""
    program = [sys.executable, "-c", PROGRAM, *arguments]
    done = subprocess.run(
        program, check=True, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    return set(modules)


@pytest.mark.sampled("answers that load little")
@pytest.mark.parametrize(
    "command",
    [
        *(f"{command} {REF}" for command in ("show", "history")),
        *("status", "verify", "due", "changes --since 2026-01-01", "who Kamau", "who IOM"),
        *("find --level site", "find --unprotected --person Kamau --country MOZ --state unsigned"),
    ],
)
def test_an_answer_of_the_register_loads_no_documents_and_no_records(command: str) -> None:
    modules = loaded("register", *command.split(), "--register", "r.sqlite3")
    assert not modules & (READS_WORD | READS_PDF | READS_RECORDS)


def test_who_looks_at_one_agreement_loads_nothing_that_knows_countries_and_plurals() -> None:
    assert "babel" not in loaded("register", "show", REF, "--register", "r.sqlite3")


def test_an_act_without_a_return_loads_nothing_that_reads_documents() -> None:
    modules = loaded("register", "end", REF, "--why", "done", "--register", "r.sqlite3")
    assert not modules & (READS_WORD | READS_PDF)


def test_a_returned_pdf_form_loads_nothing_for_word_and_for_pictures() -> None:
    assert run(["form", DEMO, "-o", "return.pdf"]) == 0
    modules = loaded("register", "return", "return.pdf", "--register", "r.sqlite3")
    assert not modules & {*READS_WORD, "zxingcpp", "dtmforms.returns.printed.pages", "dtmforms.pdf.write.form"}


@pytest.mark.sampled("answers that load little")
@pytest.mark.parametrize("made", [["form", "-o", "return.pdf"], ["fill", "-o", "return.docx"]])
def test_a_program_that_has_a_return_read_loads_nothing_that_reads_it(made: list[str]) -> None:
    command, *options = made
    assert run([command, DEMO, *options]) == 0
    modules = loaded("ingest", options[-1], "--against", DEMO, "-o", "returned.yaml")
    assert not modules & {*READS_WORD, *READS_PDF, "zxingcpp", "cryptography"}


def test_a_program_that_has_a_workbook_read_loads_nothing_that_reads_it() -> None:
    assert run(["workbook", "from", DEMO, "-o", "agreements.xlsx"]) == 0
    modules = loaded("workbook", "to-records", "agreements.xlsx", "-o", "returned.yaml")
    assert not modules & {*READS_WORD, *READS_PDF}


def test_a_returned_word_document_loads_nothing_for_pictures_of_pages() -> None:
    assert run(["fill", DEMO, "-o", "return.docx"]) == 0
    assert "dtmforms.returns.printed.pages" not in loaded(
        "ingest", "return.docx", "--against", DEMO, "-o", "returned.yaml"
    )


def test_a_command_loads_none_of_the_others() -> None:
    others = {f"dtmforms.cli.{command}" for command in COMMANDS} - {"dtmforms.cli.check"}
    assert not loaded("check", DEMO) & {*others, "sqlite3"}


def test_a_record_without_findings_is_checked_without_what_writes_days_numbers_and_lists() -> None:
    assert not loaded("check", DEMO) & {"babel.dates", "babel.numbers", "babel.lists"}


@pytest.mark.parametrize("command", [[], ["register"]])
def test_the_list_of_commands_loads_none_of_them(command: list[str]) -> None:
    modules = loaded(*command, "--help")
    assert not modules & {*READS_RECORDS, "sqlite3", "dtmforms.cli.check", "dtmforms.cli.register.show"}


# The end of the program

WAITING = """
import sys, threading
from dtmforms.cli.main import main

def wait():
    threading.main_thread().join()
    print("waited for")

if "thread" in sys.argv:
    threading.Thread(target=wait).start()
else:
    import atexit
    atexit.register(print, "called")
sys.argv[1:] = ["check", "no-such-record.yaml"]
main()
"""


@pytest.mark.parametrize(("what", "said"), [("thread", "waited for"), ("function", "called")])
def test_what_waits_for_the_end_of_the_program_has_its_turn(what: str, said: str) -> None:
    program = [sys.executable, "-c", WAITING, what]
    done = subprocess.run(program, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 6
    assert "no-such-record.yaml" in done.stderr
    assert done.stdout == f"{said}\n"


def test_whoever_measures_the_program_is_told_the_figures() -> None:
    program = [sys.executable, "-m", "cProfile", "-m", "dtmforms", "--version"]
    done = subprocess.run(program, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert "function calls" in done.stdout
