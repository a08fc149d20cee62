"""The Word documents as PDF, where LibreOffice is there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from test_batch import batch, made, outcomes, write

from dtmforms.word.write import libreoffice


@pytest.fixture(autouse=True)
def in_a_folder_with_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    write("missions", "A", "B", "C")


def text_of(place: str) -> str:
    return subprocess.run(["pdftotext", place, "-"], check=True, capture_output=True).stdout.decode()


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdftotext")
def test_every_word_document_is_there_as_pdf_too() -> None:
    assert batch("--pdf", "--jobs", "1") == 0
    kinds = ("agreement.docx", "form.pdf", "print.pdf")
    assert sorted(made("out")) == [f"{name}-{kind}" for name in "ABC" for kind in kinds]
    for name in "ABC":
        text = text_of(f"out/{name}-print.pdf")
        assert name in text.split()
        assert "Harbour Children" in text
    assert list(Path("temporary").iterdir()) == []
    before = made("out")
    assert batch("--pdf", "--jobs", "1") == 0
    assert set(outcomes("out").values()) == {"unchanged"}
    assert made("out") == before


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_a_changed_record_is_printed_anew() -> None:
    batch("--pdf", "--only", "word")
    write("missions", "B", purpose="Another purpose.")
    assert batch("--pdf", "--only", "word") == 0
    anew = {name for name, outcome in outcomes("out").items() if outcome == "written"}
    assert anew == {"B-agreement.docx", "B-print.pdf"}


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_several_processes_print_side_by_side() -> None:
    write("missions", *(f"R{number:02}" for number in range(31)))
    assert batch("--pdf", "--only", "word", "--jobs", "2") == 0
    assert len([name for name in made("out") if name.endswith("print.pdf")]) == 34


def program(folder: Path, text: str) -> None:
    """A program in the place of LibreOffice."""
    place = folder / "soffice"
    place.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    place.chmod(0o700)


FAILS_AT_THE_SECOND = """
echo a piece of a document > "$TMPDIR/piece"
for argument; do case $argument in
  */1.docx) {fault} ;;
  *.docx) printf '%%PDF-1.7\n%%%%EOF\n' > "${{argument%.docx}}.pdf" ;;
esac; done
"""


@pytest.mark.sampled("prints that fail")
@pytest.mark.program("sh")
@pytest.mark.parametrize(
    "fault", ["exit 1", "sleep 600", ":", 'printf "%%PDF-1.7 half" > "${argument%.docx}.pdf"; sleep 600']
)
def test_a_document_that_libreoffice_fails_at_is_named_and_stops_no_other(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program(tmp_path, FAILS_AT_THE_SECOND.format(fault=fault))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(libreoffice, "SECONDS_TO_START", 3)
    monkeypatch.setattr(libreoffice, "SECONDS_A_DOCUMENT", 0.2)
    began = time.monotonic()
    assert batch("--pdf", "--only", "word", "--jobs", "1") == 6
    assert time.monotonic() - began < 60
    assert outcomes("out")["B-print.pdf"] == "failed"
    assert sorted(made("out")) == sorted([*(f"{name}-agreement.docx" for name in "ABC"), "A-print.pdf", "C-print.pdf"])
    assert "B-print.pdf: LibreOffice made no PDF" in capsys.readouterr().err
    assert list(Path("temporary").iterdir()) == []
    program(tmp_path, FAILS_AT_THE_SECOND.replace("*/1.docx) {fault} ;;", "").replace("{{", "{").replace("}}", "}"))
    assert batch("--pdf", "--only", "word", "--jobs", "1") == 0
    assert outcomes("out")["B-print.pdf"] == "written"
    assert outcomes("out")["A-print.pdf"] == "unchanged"


def test_without_libreoffice_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_USUAL_PLACES", ())
    assert batch("--pdf") == 6
    assert "install it from libreoffice.org" in capsys.readouterr().err
    assert not Path("out").exists()


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_libreoffice_is_found_where_it_usually_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = str(Path(shutil.which("soffice") or "").resolve())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_USUAL_PLACES", ("/nowhere/soffice", there))
    assert libreoffice.program() == there


@pytest.mark.parametrize(
    "place",
    [
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "/usr/lib/libreoffice/program/soffice",
        "/opt/libreoffice/program/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    ],
)
def test_libreoffice_is_found_where_each_system_installs_it(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == place else None)
    assert libreoffice.program() == place


def test_the_pdf_of_word_documents_that_are_not_made_is_wrong_usage() -> None:
    assert batch("--pdf", "--only", "form") == 2
