"""What `register issue` takes as the document that was sent: one of the agreement, whatever the file is called."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDS, REFERENCE, load_sample
from papers import as_pdf, by_pdfium, form_of, rendered

import dtmforms
from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run

SENT = load_sample("en")
OTHER = Agreement.model_validate(SENT.values() | {"reference": "MOZ-2"})


def word_of(record: Agreement) -> bytes:
    return dtmforms.fill(record)


def print_of(record: Agreement) -> bytes:
    return by_pdfium(form_of(record))


def scan_of(record: Agreement) -> bytes:
    return as_pdf(rendered(print_of(record), 150))


@pytest.fixture
def issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tmp_path)
    run(["register", "add", str(RECORDS["en"]), "--on", "2026-10-01"])
    capsys.readouterr()

    def command(document: bytes) -> tuple[int, dict[str, Any]]:
        Path("document").write_bytes(document)
        code = run(["register", "issue", REFERENCE, "--file", "document", "--on", "2026-10-02", "--json"])
        return code, json.loads(capsys.readouterr().out)

    return command


@pytest.mark.parametrize("made", [form_of, word_of, print_of, scan_of])
def test_a_document_of_the_agreement_is_recorded_without_a_word(issue: Any, made: Callable[[Agreement], bytes]) -> None:
    code, answer = issue(made(SENT))
    assert (code, [event["kind"] for event in answer["recorded"]], answer["findings"]) == (0, ["issued"], [])


@pytest.mark.parametrize("made", [form_of, word_of, print_of, scan_of])
def test_one_of_another_agreement_is_refused(issue: Any, made: Callable[[Agreement], bytes]) -> None:
    code, answer = issue(made(OTHER))
    assert (code, answer["code"], answer["values"]["others"]) == (3, "document_of_another", ["MOZ-2"])
    assert "nothing was recorded" in answer["error"]
    with dtmforms.Register("filled/register.sqlite3") as register:
        assert [step.event.kind for step in register.history(REFERENCE)] == ["drafted"]


@pytest.mark.parametrize(
    "document",
    [b"Dear colleague", b"", dtmforms.form(SENT, password="a long password")],
    ids=["a letter", "nothing", "a locked form"],
)
def test_one_that_does_not_say_whose_it_is_is_recorded_with_a_warning(issue: Any, document: bytes) -> None:
    code, answer = issue(document)
    assert (code, [event["kind"] for event in answer["recorded"]]) == (0, ["issued"])
    assert [found["code"] for found in answer["findings"]] == ["document_not_known"]
