"""A workbook is taken where records are taken: by `check`, `fill`, `form`, `start` and `register add`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import RECORDS, REFERENCE

import dtmforms
from dtmforms.cli.main import run

ALL = [str(path) for path in RECORDS.values()]
BOOK = "agreements.xlsx"
HERE = ("--register", "r.sqlite3")


@pytest.fixture(autouse=True)
def in_a_folder_with_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DTMFORMS_REGISTER", raising=False)
    assert run(["workbook", "from", *ALL, "-o", BOOK]) == 0


def edit(**cells: Any) -> None:
    book = openpyxl.load_workbook(BOOK)
    for place, value in cells.items():
        title, _, cell = place.partition("!")
        book[title][cell] = value
    book.save(BOOK)


def answers(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    run([*words, "--json"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_check_answers_for_each_agreement_with_its_cell(capsys: pytest.CaptureFixture[str]) -> None:
    found = answers(capsys, "check", BOOK)
    assert [(one["cell"], one["valid"]) for one in found] == [(f"Agreements!A{row}", True) for row in (2, 3, 4)]
    assert {one["reference"] for one in found} == {dtmforms.load(place).reference for place in ALL}
    assert run(["check", BOOK]) == 0


def test_a_bad_agreement_is_named_by_cell_and_spoils_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    edit(**{"Agreements!D3": None})
    assert run(["check", BOOK]) == 3
    said = capsys.readouterr()
    assert f"{BOOK}: Agreements!D3: missing; write it" in said.err
    assert f"{BOOK}: Agreements!A3: invalid" in said.out
    assert run(["fill", BOOK]) == 3
    assert len(list(Path("filled").glob("*.docx"))) == 2


@pytest.mark.parametrize("command", ["fill", "form"])
def test_documents_of_a_workbook_are_those_of_its_records(command: str) -> None:
    assert run([command, BOOK, "-o", "of-workbook"]) == 0
    assert run([command, *ALL, "-o", "of-records"]) == 0
    made = {path.name: path.read_bytes() for path in Path("of-records").iterdir()}
    assert {path.name: path.read_bytes() for path in Path("of-workbook").iterdir()} == made
    assert len(made) == 3


def test_the_register_takes_all_agreements_of_a_workbook(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "add", BOOK, *HERE]) == 0
    [status] = answers(capsys, "register", "status", *HERE)
    assert len(status["agreements"]) == 3
    assert run(["start", BOOK, *HERE, "-o", "out"]) == 0
    assert len(list(Path("out").iterdir())) == 6


@pytest.mark.parametrize("command", [["check"], ["fill"], ["form"], ["register", "add", *HERE], ["start", *HERE]])
def test_of_a_workbook_that_is_not_right_as_a_whole_nothing_is_taken(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    edit(**{"Datasets!A2": "ANOTHER"})
    assert run([*command, BOOK]) == 3
    said = capsys.readouterr()
    assert "Datasets!A2: “ANOTHER” is no reference" in said.err
    assert "none of its agreements is taken before the workbook as a whole is right" in said.out
    assert not Path("filled").exists()
    assert not Path("r.sqlite3").exists()


def test_records_and_workbooks_may_stand_beside_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    Path("one.yaml").write_text(RECORDS["en"].read_text(encoding="utf-8").replace(REFERENCE, "ONE"), encoding="utf-8")
    found = answers(capsys, "check", "one.yaml", BOOK)
    assert [one.get("cell") for one in found] == [None, "Agreements!A2", "Agreements!A3", "Agreements!A4"]


def test_one_file_for_several_agreements_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fill", BOOK, "-o", "one.docx"]) == 2
    assert "one.docx" in capsys.readouterr().err


def test_a_word_document_is_still_no_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fill", ALL[0], "-o", "a.docx"]) == 0
    assert run(["check", "a.docx"]) == 3
    assert "a.docx:1: " in capsys.readouterr().err


def test_from_python_both_kinds_of_files_give_the_same(tmp_path: Path) -> None:
    [one] = dtmforms.read_records(ALL[0])
    assert (one.cell, one.record) == ("", dtmforms.load(ALL[0]))
    many = dtmforms.read_records(tmp_path / BOOK)
    assert [each.record for each in many] == [dtmforms.load(place) for place in ALL]
    assert [each.record for each in dtmforms.read_records((tmp_path / BOOK).read_bytes())] == [
        each.record for each in many
    ]
