"""Where the system refuses what should hold the process that reads files, each command says so, once."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import refusing
from conftest import RECORDS, REFERENCE, load_sample
from papers import form_of

import dtmforms
from dtmforms.findings import Finding
from dtmforms.language import LANGUAGES

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="others know no such filter"
)
RECORD = str(RECORDS["en"])
BOTH = "limits_not_set", "filter_not_set"
SAID = {"limits_not_set": "allow `setrlimit` here", "filter_not_set": "allow `seccomp` here"}
FORMS = [f"returned-{number}.pdf" for number in range(5)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sent = load_sample("en")
    for number, form in enumerate(FORMS):
        (tmp_path / form).write_bytes(form_of(sent) + b"\n" * number)
    (tmp_path / "book.xlsx").write_bytes(dtmforms.write_workbook([sent]))
    return tmp_path


def command(folder: Path, refused: str, *arguments: str) -> tuple[list[dict[str, Any]], str]:
    """What a command answers in JSON, and what it says, where the system refuses some of what holds a reader."""
    done = subprocess.run(
        [sys.executable, refusing.__file__, refused, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def codes(answers: list[dict[str, Any]]) -> list[str]:
    """Of this computer, those of all answers."""
    return [found["code"] for answer in answers for found in answer["findings"] if found["code"] in BOTH]


@pytest.mark.sampled("programs whose reader may not be held apart")
@pytest.mark.parametrize(
    ("refused", "expected"), [("", ()), ("limits", BOTH[:1]), ("filter", BOTH[1:]), ("limits,filter", BOTH)]
)
@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", *FORMS, "--against", RECORD, "--json"),
        ("ingest", *FORMS, "--against", RECORD, "--xlsx", "triage.xlsx", "--jobs", "2", "--json"),
    ],
    ids=["one after the other", "triage"],
)
def test_it_is_told_once_of_all_files(
    folder: Path, arguments: tuple[str, ...], refused: str, expected: tuple[str, ...]
) -> None:
    answers, said = command(folder, refused, *arguments)
    assert len(answers) == len(FORMS)
    assert codes(answers) == list(expected)
    assert {code: said.count(SAID[code]) for code in BOTH} == {code: int(code in expected) for code in BOTH}


@pytest.mark.sampled("what takes seconds")
def test_the_register_tells_it_of_returns_and_of_a_signed_copy(folder: Path) -> None:
    command(folder, "", "register", "add", RECORD, "--json")
    returned, _ = command(folder, "filter", "register", "return", *FORMS[:2], "--json")
    assert codes(returned) == ["filter_not_set"]
    signing = "--file", FORMS[0], "--stated-by", "information manager", "--why", "Seen on paper.", "--json"
    signed, _ = command(folder, "filter", "register", "sign", REFERENCE, *signing)
    assert [event["kind"] for event in signed[0]["recorded"]] == ["signed"]
    assert codes(signed) == ["filter_not_set"]


def test_so_does_who_reads_a_workbook(folder: Path) -> None:
    answers, _ = command(folder, "filter", "workbook", "to-records", "book.xlsx", "-o", "records", "--json")
    assert codes(answers) == ["filter_not_set"]


@pytest.mark.sampled("what takes seconds")
def test_it_is_a_warning_and_the_form_is_taken_as_before(folder: Path) -> None:
    (held,), (unheld,) = (
        command(folder, refused, "ingest", FORMS[0], "--against", RECORD, "--json")[0] for refused in ("", "filter")
    )
    unheld["findings"] = [found for found in unheld["findings"] if found["code"] not in BOTH]
    assert held.pop("output", None) is None
    assert unheld == held


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_to_do_in_every_language(language: str) -> None:
    for code, word in zip(BOTH, ("`setrlimit`", "`seccomp`"), strict=True):
        assert word in Finding(code).says(language)
