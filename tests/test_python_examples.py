"""The examples of `docs/python.md` are right: each runs as a program of its own, and its types are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import RECORDS, ROOT

import dtmforms

EXAMPLES = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with an agreement, its signed document, and a return with a new focal point."""
    values = yaml.safe_load(RECORDS["en"].read_text(encoding="utf-8"))
    record = dtmforms.load(RECORDS["en"])
    values["table_c"]["requesting_organization"]["primary"] |= {
        "name": "Ngozi Eze",
        "email": "n.eze@harbour-trust.example",
    }
    new = dtmforms.load(yaml.safe_dump(values).encode())
    for folder in ("missions", "inbox"):
        (tmp_path / folder).mkdir()
    for place, data in {
        "agreement.yaml": dtmforms.to_yaml(record),
        "missions/agreement.yaml": dtmforms.to_yaml(record),
        "signed.docx": dtmforms.fill(record),
        "return.pdf": dtmforms.form(new),
        "inbox/return.pdf": dtmforms.form(new),
    }.items():
        (tmp_path / place).write_bytes(data)
    return tmp_path


@pytest.mark.sampled("what takes seconds")
@pytest.mark.parametrize(
    ("example", "says"),
    [
        (EXAMPLES[0], ["unchanged"]),
        (EXAMPLES[1], ["MOZ-CD-HCT-CP-agreement.docx written", "MOZ-CD-HCT-CP-form.pdf written", "1 of 1"]),
        (EXAMPLES[2], ["inbox/return.pdf filled []"]),
        (EXAMPLES[3], ["revision=1, contacts=2", "handover_history"]),
    ],
    ids=["the main job", "a batch", "returns one by one", "the register"],
)
def test_an_example_runs(example: str, says: list[str], office: Path) -> None:
    (office / "example.py").write_text(example, encoding="utf-8")
    command = [sys.executable, "example.py"]
    done = subprocess.run(
        command,
        cwd=office,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    for words in says:
        assert words in done.stdout


@pytest.mark.sampled("types of examples")
def test_types_of_the_examples_are_right(tmp_path: Path) -> None:
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"example_{number}.py").write_text(example, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *map(str, tmp_path.glob("*.py"))],  # strict, as `pyproject.toml` has it
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": str(ROOT)},
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout
