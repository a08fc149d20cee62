"""Shells complete the commands and options of the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dtmforms.cli.main import run

ASKS = """
eval "$(dtmforms completion bash)"
COMP_WORDS=({words}) COMP_CWORD={last}
_dtmforms_completion dtmforms
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Where a shell finds the program by its name."""
    program = tmp_path / "dtmforms"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m dtmforms "$@"\n')
    program.chmod(0o755)
    return f"{tmp_path}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.program("bash")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("dtmforms wo", ["workbook"]),
        ("dtmforms register wi", ["withdraw"]),
        ("dtmforms fill --langu", ["--language"]),
        ("dtmforms completion ''", ["bash", "zsh", "fish"]),
    ],
)
def test_bash_completes_a_command_an_option_and_a_choice(path: str, words: str, completed: list[str]) -> None:
    asks = ASKS.format(words=words, last=len(words.split()) - 1)
    said = subprocess.run(
        ["bash", "-c", asks], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == completed


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_told_where_to_ask(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert f"_DTMFORMS_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_a_shell_that_is_not_known_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "csh"]) == 2
    assert "'csh' is not one of 'bash', 'zsh', 'fish'" in capsys.readouterr().err
