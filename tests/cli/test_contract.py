"""What scripts and other systems rely on: every command with its options, and the keys of what it answers."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, REFERENCE

from dtmforms.cli.main import run

CONTRACT: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("contract.toml").read_text(encoding="utf-8")
)
LINES = (
    "new MOZ UNICEF -o new.yaml",
    "guide partner -o guide.docx",
    "check a.yaml",
    "fill a.yaml -o a.docx",
    "form a.yaml -o a.pdf",
    "verify a.pdf",
    "ingest a.pdf --against a.yaml -o back.yaml",
    "compare a.yaml b.yaml",
    "batch missions -o out --jobs 1",
    "template new -o new.docx",
    "template check a.docx",
    "workbook new -o new.xlsx",
    "workbook from a.yaml -o a.xlsx",
    "workbook to-records a.xlsx -o records",
    "start a.yaml --register r2.sqlite3 -o started",
    "register add a.yaml",
    "register sign REF --file a.pdf --stated-by office --why pen",
    "register notice REF --record b.yaml --pdf notice.pdf",
    "verify notice.pdf a.pdf",
    "register show REF",
    "register history REF",
    "register status",
    "register find --level site",
    "register due",
    "register changes --since 2026-01-01",
    "register coverage REF",
    "register coverage",
    "register who a@b.example",
    "register verify",
    "register export -o events.jsonl",
    "register import events.jsonl",
    "check gone.yaml",
    "register show NOBODY",
    "compare a.yaml",
)


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    assert run([*command, "--help"]) == 0
    return capsys.readouterr().out


def listed(text: str, heading: str) -> list[str]:
    """The commands, or the options by their long names, under a heading of a help text."""
    _, _, rest = text.partition(f"\n{heading}:\n")
    return re.findall(r"^  (?:-\w, )?([-\w]+)", rest.partition("\n\n")[0], re.MULTILINE)


def test_the_commands_are_those_that_were_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for command in listed(help_of(capsys), "Commands"):
        within = listed(help_of(capsys, command), "Commands")
        found += [f"{command} {one}" for one in within] or [command]
    assert sorted(found) == sorted(CONTRACT["options"])


@pytest.mark.parametrize("command", CONTRACT["options"])
def test_every_command_lists_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(capsys, *command.split())
    assert sorted(listed(text, "Options")) == sorted([*CONTRACT["options"][command], "--help"])


def test_every_answer_has_the_keys_that_were_agreed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = RECORDS["en"].read_text(encoding="utf-8")
    Path("missions").mkdir()
    for name in ("a.yaml", "missions/a.yaml"):
        Path(name).write_text(text, encoding="utf-8")
    Path("b.yaml").write_text(text.replace("Wanjiru Kamau", "Ngozi Eze"), encoding="utf-8")
    answers: dict[str, Any] = {}
    for line in LINES:
        words = line.replace("REF", REFERENCE).split()
        run([*words, *(("--register", "r.sqlite3") if words[0] == "register" else ()), "--json"])
        for answer in map(json.loads, capsys.readouterr().out.splitlines()):
            name = f"{answer['schema']} failed" if "exit_code" in answer else answer["schema"]
            answers[name] = sorted(answer)
    assert answers == CONTRACT["answers"]
