"""What was signed is never made anew in silence: whatever makes a document of it says as which edition, and with which
terms, it was signed (rule E7)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RECORDS, STATED, load_sample, scan
from conftest import REFERENCE as REF

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.cli.main import run
from dtmforms.form.fields import EDITION
from dtmforms.language import LANGUAGES
from dtmforms.register import document_status

DEMO = str(RECORDS["en"])
TERMS = fingerprint(load_sample("en"))
MAKING = (("fill", DEMO), ("form", DEMO), ("form", DEMO, "--to-sign"), ("start", DEMO, "--on", "2026-10-01"))


@pytest.fixture(autouse=True)
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented agreement in the register of the folder, and its document, which is to be signed."""
    monkeypatch.chdir(tmp_path)
    assert run(["register", "add", DEMO, "--on", "2026-10-01"]) == 0
    assert run(["fill", DEMO, "-o", "to-sign.docx"]) == 0


@pytest.fixture
def signed(added: None) -> None:  # noqa: ARG001 - what is signed was added
    assert run(["register", "sign", REF, "--file", "to-sign.docx", *STATED, "--on", "2026-10-05"]) == 0


def answers(capsys: pytest.CaptureFixture[str], *command: str) -> list[Any]:
    capsys.readouterr()
    assert run([*command, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def told(capsys: pytest.CaptureFixture[str], *command: str) -> list[Any]:
    """What a command finds by rule E7."""
    [answer] = answers(capsys, *command, "--force")
    return [found for found in answer["findings"] if found["rule"] == "E7"]


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("command", MAKING, ids=lambda words: " ".join(word for word in words if word != DEMO))
def test_it_says_as_which_edition_and_with_which_terms(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(document_status, "EDITION", "3")
    [found] = told(capsys, *command)
    assert (found["code"], found["severity"]) == ("made_of_signed", "warning")
    values = {"edition": EDITION, "day": "2026-10-05", "revision": 1, "terms": TERMS, "present": "3"}
    assert found["values"] == values


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_to_everybody_in_their_language(capsys: pytest.CaptureFixture[str], language: str) -> None:
    capsys.readouterr()
    assert run(["--messages", language, "fill", DEMO]) == 0
    [said] = [line for line in capsys.readouterr().err.splitlines() if "E7" in line]
    assert TERMS in said
    assert "2026" in said


def test_where_the_file_does_not_say_its_edition_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    scan("signed.pdf")
    assert run(["register", "sign", REF, "--file", "signed.pdf", *STATED, "--on", "2026-10-05"]) == 0
    [found] = told(capsys, "fill", DEMO)
    assert found["code"] == "made_of_signed_unknown"
    assert found["values"] == {"day": "2026-10-05", "revision": 1, "terms": TERMS, "present": EDITION}


@pytest.mark.parametrize("command", MAKING, ids=lambda words: " ".join(word for word in words if word != DEMO))
def test_of_what_nobody_signed_nothing_is_said(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    assert told(capsys, *command) == []


@pytest.mark.usefixtures("signed")
def test_nor_of_a_revision_that_waits_for_its_signature(capsys: pytest.CaptureFixture[str]) -> None:
    values = yaml.safe_load(Path(DEMO).read_text(encoding="utf-8")) | {"purpose": "Another purpose."}
    Path("new.yaml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    assert run(["register", "revise", REF, "new.yaml"]) == 0
    assert told(capsys, "fill", "new.yaml") == []
    [found] = told(capsys, "fill", DEMO)
    assert found["values"]["terms"] == TERMS, "the text in force is still the one that was signed"


@pytest.mark.usefixtures("signed")
@pytest.mark.parametrize("source", ["register", "."])
def test_a_batch_says_so_of_each_and_counts_them(capsys: pytest.CaptureFixture[str], source: str) -> None:
    Path("one.yaml").write_bytes(Path(DEMO).read_bytes())
    capsys.readouterr()
    assert run(["batch", source, "-o", "out"]) == 0
    said = capsys.readouterr().out
    assert "texts that are signed already: 1;" in said
    rows = [json.loads(line) for line in Path("out/batch-report.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 2
    for row in rows:
        [found] = [one for one in row["found"] if one["rule"] == "E7"]
        assert (found["values"]["edition"], found["values"]["terms"]) == (EDITION, TERMS)
    assert run(["batch", source, "-o", "out"]) == 0
    assert "signed already" not in capsys.readouterr().out, "nothing was made"


@pytest.mark.usefixtures("signed")
def test_the_register_shows_the_edition_that_was_signed(capsys: pytest.CaptureFixture[str]) -> None:
    [state] = answers(capsys, "register", "show", REF)
    assert (state["signed"]["edition"], state["signed"]["terms"]) == (EDITION, TERMS)
    [history] = answers(capsys, "register", "history", REF)
    assert [step.get("edition") for step in history["steps"]] == [None, EDITION]
    for command in ("show", "history"):
        run(["register", command, REF])
        assert f"signed as edition {EDITION}" in capsys.readouterr().out
