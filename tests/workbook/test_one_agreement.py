"""The sheet of a single agreement, from top to bottom: what it asks, and that it is read as the tables are."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from books import entry_of, put, saved, upright
from conftest import REFERENCE, TODAY, load_sample
from openxml_audit import OpenXmlValidator

from dtmforms.agreement.model import Agreement
from dtmforms.cli.main import run
from dtmforms.language import LANGUAGES
from dtmforms.language.cldr import day_in_cell
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.layout import CLOSED, LAYOUTS, ONE_AGREEMENT, PARTS, layout_of
from dtmforms.workbook.sandboxed import WorkbookRead
from dtmforms.workbook.to_records import records_of
from dtmforms.workbook.words import part_named, words_in

SHEET = "One agreement"


def read(book: Any) -> WorkbookRead:
    return records_of(saved(book), "book.xlsx", today=TODAY)


def row_of(book: Any, part: str, entry: str) -> int:
    sheet = book[SHEET]
    return next(row for row in range(2, sheet.max_row + 1) if entry_of(sheet, row) == (part, entry))


def found(read: WorkbookRead) -> list[tuple[str, str | None]]:
    everything = [*read.findings, *(finding for agreement in read.agreements for finding in agreement.findings)]
    return [(finding.code, finding.cell) for finding in everything if finding.severity == "error"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("alone", [False, True])
def test_a_single_agreement_comes_back_as_it_was(sample: Agreement, language: str, alone: bool) -> None:
    book = read(upright(sample, language, alone=alone))
    assert book.findings == ()
    [agreement] = book.agreements
    assert agreement.record == sample


def test_long_lists_get_more_rows_and_more_columns(demo: Agreement) -> None:
    values = demo.values()
    column = values["table_b"]["low"]
    column["method"] = [f"By courier {number}" for number in range(5)]
    column["datasets"] = [{**column["datasets"][0], "name": f"Wells {number}"} for number in range(12)]
    record = Agreement.model_validate(values)
    [agreement] = read(upright(record, "en")).agreements
    assert agreement.record == record


def test_it_asks_for_everything_that_the_tables_hold_and_nothing_twice() -> None:
    asked = Counter((part.sheet, part.leads, column) for part in PARTS for column in part.columns)
    ways = {layout.key: {part.leads for part in PARTS if part.sheet == layout.key} for layout in LAYOUTS}
    assert asked == Counter(
        (layout.key, leads, column.key)
        for layout in LAYOUTS
        for leads in ways[layout.key]
        for column in layout.columns
        if not layout.leads(column)
    )
    places = {key: [CLOSED[lead] for lead in layout_of(key).leading] for key in ways}
    assert all(
        len(ways[key]) == len(leads[0]) * len(leads[-1]) ** (len(leads) - 1) for key, leads in places.items() if leads
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_known_by_its_name_in_every_language(language: str) -> None:
    for part in PARTS:
        named = part_named(words_in(language).part(part, 2))
        assert named
        assert (named[0].key, named[1]) == (part.sheet, part.leads)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_one_offers_every_list_and_says_what_each_row_asks(language: str, tmp_path: Path) -> None:
    data = workbook_of([], language, single=True)
    (tmp_path / "new.xlsx").write_bytes(data)
    assert OpenXmlValidator().validate(tmp_path / "new.xlsx").is_valid
    book, words = openpyxl.load_workbook(io.BytesIO(data)), words_in(language)
    sheet = book[words.sheets[ONE_AGREEMENT.key]]
    assert book.sheetnames.index(sheet.title) == 1
    offered = Counter(
        (row, column)
        for validation in sheet.data_validations.dataValidation
        for area in validation.sqref.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    )
    row = 1
    for part in PARTS:
        columns = {column.key: column for column in layout_of(part.sheet).columns}
        for item in range(1, part.items + 1):
            for column in (columns[key] for key in part.columns):
                row += 1
                assert entry_of(sheet, row) == (words.part(part, item), words.headings[column.key])
                assert sheet.cell(row, 7).value == words.help.get(column.key)
                cells = [(row, 3 + number) for number in range(column.many or 1)]
                assert [cell for cell in offered if cell[0] == row] == (cells if column.closed else [])
                shown = day_in_cell(language).format if column.kind == "day" else "@"
                assert sheet.cell(row, 3).number_format == shown
    assert sheet.max_row == row
    assert any(words.help[ONE_AGREEMENT.key] in cells for cells in book.worksheets[0].iter_rows(values_only=True))


def test_an_agreement_may_have_more_rows_on_the_tables_beside_it(demo: Agreement) -> None:
    book = upright(demo, "en")
    book["Datasets"].append([REFERENCE, "Low", "Damaged shelters", "Site", "Confidential"])
    values = demo.values()
    values["table_b"]["low"]["datasets"].append(
        {"name": "Damaged shelters", "level": "site", "classification": "confidential"}
    )
    [agreement] = read(book).agreements
    assert agreement.record == Agreement.model_validate(values)


def test_an_empty_one_holds_no_agreement_and_does_not_disturb_those_of_the_tables(demo: Agreement) -> None:
    assert [code for code, _ in found(records_of(workbook_of([], "en", single=True), "a.xlsx"))] == ["no_agreement"]
    [agreement] = records_of(workbook_of([demo], "en", single=True), "a.xlsx", today=TODAY).agreements
    assert agreement.record == demo


@pytest.mark.parametrize("missing", ["Name", "Title", "Mobile", "E-mail"])
def test_what_is_missing_is_told_with_the_cell_to_write_in(demo: Agreement, missing: str) -> None:
    book = upright(demo, "en")
    row = row_of(book, "Focal points · IOM DTM · Primary", missing)
    put(f"{SHEET}!C{row}", None)(book)
    [(_, cell)] = found(read(book))
    assert cell == f"{SHEET}!C{row}"


def test_without_a_reference_it_is_said_once_where_to_write_one(demo: Agreement) -> None:
    book = upright(demo, "en")
    put(f"{SHEET}!C2", None)(book)
    assert found(read(book)) == [("row_without_reference", f"{SHEET}!C2")]


@pytest.mark.parametrize(
    ("part", "entry", "values", "code", "column"),
    [
        ("Datasets · Lowest · 7", "Dataset", ["Wells"], "part_unknown", "A"),
        ("Datasets · Low", "Dataset", ["Wells"], "part_unknown", "A"),
        (None, None, ["Wells"], "part_unknown", "A"),
        ("Read me", "Dataset", ["Wells"], "part_unknown", "A"),
        ("Datasets · Low · 7", "Data set of wells", ["Wells"], "entry_unknown", "B"),
        ("Datasets · Low · 7", "Reference", ["Other"], "entry_unknown", "B"),
        ("Datasets · Low · 7", "Urgency", ["Medium"], "entry_unknown", "B"),
        ("One agreement", "Operation", ["Another"], "entry_twice", "B"),
        ("DATASETS · low · 1", "Dataset", ["Wells"], "entry_twice", "B"),
        ("Combinations", "Decision", ["None"], "part_unknown", "A"),
        ("Signatories · 7", "Name", ["A. Person", "B. Person"], "one_value_alone", "D"),
        ("Signatories · 7", "Name", [None, None, "B. Person"], "one_value_alone", "E"),
    ],
)
def test_what_cannot_be_placed_is_named_by_its_cell_and_nothing_is_written(
    demo: Agreement, part: str | None, entry: str | None, values: list[str | None], code: str, column: str
) -> None:
    book = upright(demo, "en")
    row = book[SHEET].max_row + 1
    for place, value in enumerate((part, entry, *values), start=1):
        book[SHEET].cell(row, place).value = value
    answer = read(book)
    assert (code, f"{SHEET}!{column}{row}") in found(answer)
    assert not answer.is_sound
    assert not any("Person" in finding.sentence("a") for finding in answer.findings)


def test_rows_that_say_nothing_may_be_whatever_they_are(demo: Agreement) -> None:
    book = upright(demo, "en")
    for text in ("A note of somebody", "Datasets · Low · 1"):
        book[SHEET].append([text, "Anything"])
    [agreement] = read(book).agreements
    assert agreement.record == demo


def test_a_number_for_a_telephone_and_a_hidden_row_are_named_as_in_the_tables(demo: Agreement) -> None:
    book = upright(demo, "en")
    row = row_of(book, "Focal points · Requesting organization · Primary", "Mobile")
    put(f"{SHEET}!C{row}", 258845550103)(book)
    book[SHEET].row_dimensions[row + 1].hidden = True
    assert sorted(found(read(book))) == [
        ("hidden_row", f"{SHEET}!A{row + 1}"),
        ("number_for_contact", f"{SHEET}!C{row}"),
    ]


def test_a_sheet_without_its_headings_is_none_of_ours(demo: Agreement) -> None:
    book = upright(demo, "en")
    put(f"{SHEET}!B1", "Wanjiru Kamau")(book)
    answer = read(book)
    assert {code for code, _ in found(answer)} == {"heading_unknown_private", "headings_missing"}
    assert not any("Wanjiru" in finding.sentence("a") for finding in answer.findings)


@pytest.mark.sampled("what takes seconds")
def test_every_command_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["workbook", "new", "--single", "-o", "new.xlsx"]) == 0
    assert Path("new.xlsx").read_bytes() == workbook_of([], "en", single=True)
    Path("a.xlsx").write_bytes(saved(upright(load_sample("en"), "fr", alone=True)))
    for command in ("check", "fill", "form", "workbook to-records", "batch", "register add", "start"):
        folder = ["-o", command] if command not in ("check", "register add") else []
        assert run([*command.split(), "a.xlsx", *folder]) == 0, capsys.readouterr().err
    assert sorted(path.suffix for path in Path("fill").iterdir()) == [".docx"]
