"""What a double click starts: the page of the register in the folder of the starter, wherever that is copied."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

SCRIPTS = ROOT / "scripts"
CMD, COMMAND, DESKTOP = (SCRIPTS / f"Start dtmforms.{kind}" for kind in ("cmd", "command", "desktop"))
CALLED = "dtmforms serve"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with the starters and a program that says how it was called."""
    folder = tmp_path / "the office's $HOME"
    program = folder / ".venv" / "bin" / "dtmforms"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s|" "$PWD" "$@"\n')
    program.chmod(0o755)
    for starter in (COMMAND, DESKTOP):
        shutil.copy(starter, folder)
    return folder


def started(command: list[str]) -> list[str]:
    """From another folder, as file managers do."""
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=True)
    return done.stdout.split("|")[:-1]


def test_each_calls_what_the_manual_says() -> None:
    for starter in (CMD, COMMAND):
        lines = [line.removeprefix("exec ") for line in starter.read_text().splitlines()]
        assert lines.count(CALLED) == 1
    assert "dtmforms serve" in (ROOT / "README.md").read_text()


def test_the_one_of_windows_has_its_line_ends_and_no_letter_of_another_code_page() -> None:
    data = CMD.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 3
    assert data.isascii()
    assert b'cd /d "%~dp0"\r\n' in data


def test_the_others_have_theirs_and_may_be_executed() -> None:
    for starter in (COMMAND, DESKTOP):
        assert b"\r" not in starter.read_bytes()
        assert os.access(starter, os.X_OK)
    assert COMMAND.read_bytes().startswith(b"#!/bin/sh\n")


def test_the_command_opens_the_register_of_its_folder(copied: Path) -> None:
    assert started([str(copied / COMMAND.name)]) == [str(copied), "serve"]


def test_the_desktop_file_leads_to_the_command_beside_it(copied: Path) -> None:
    lines = DESKTOP.read_text(encoding="utf-8").splitlines()
    entries = dict(line.split("=", 1) for line in lines if "=" in line)
    assert (lines[0], entries["Type"], entries["Terminal"]) == ("[Desktop Entry]", "Application", "true")
    typed = entries["Exec"].replace("\\\\", "\\")  # as the value of a key, then as an argument in double quotes
    *words, place = shlex.split(typed)
    assert place == "%k"
    words = [word.replace("\\$", "$") for word in words]
    assert started([*words, str(copied / DESKTOP.name)]) == [str(copied), "serve"]
