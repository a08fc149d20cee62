"""Tables as workbooks: what stands in a cell is what was given, whatever reads it."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from dtmforms.errors import FileError
from dtmforms.workbook import xlsx_writer
from dtmforms.workbook.cells import Cell
from dtmforms.workbook.xlsx_writer import Table, escaped, workbook

DANGEROUS = [
    "=1+1",
    "+234 803 000 0000",
    "@SUM(1)",
    "-5",
    "\t=1+1",
    "\r=1+1",
    "\x0b=1+1",
    '=HYPERLINK("http://harbour-trust.example")',
    "=cmd|' /C calc'!A0",
    "{=1+1}",
    "http://harbour-trust.example",
    "mailto:office@harbour-trust.example",
    "office@harbour-trust.example",
    "0012",
    "1e5",
    "2026-11-01",
    "TRUE",
    "#N/A",
    "'quoted",
    "<r><t>x</t></r>",
    "_x000B_x000B_",
    "\\x0b",
    "M&E Officer",
    "محمد ١٢٣",
    "two\nlines",
]
HARD = st.text(st.one_of(st.sampled_from("_x0B\\u</>rt=+-@ \t\r\n\x00\x0b\x85\ud800\ufffe\U0001f600"), st.characters()))


def read(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def column(*texts: str) -> Table:
    return Table("Texts", ["Text"], [[text] for text in texts])


def unescaped(text: str) -> str:
    """What was given, of what a cell shows."""
    return re.sub(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))", lambda found: chr(int(found[1] or found[2], 16)), text)


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode()


@given(HARD)
@example("<r></r>")
@example("_x0041_x0041_x0041_")
@example("\\x0b\x0b\\\x0b\\u000b")
@example(" \n ")
def test_any_text_comes_back_as_it_was_or_escaped_so_that_it_can_be_told(text: str) -> None:
    cell = read(workbook([column(text)]))["Texts"]["A2"]
    if text:
        assert (cell.data_type, unescaped(cell.value)) == ("s", text)
        assert cell.value == escaped(text)
        assert cell.value == text or re.search(r"\\[xu][0-9a-f]{2}", cell.value)
    else:
        assert cell.value is None


def test_no_text_becomes_a_formula_a_number_a_date_or_a_link() -> None:
    data = workbook([column(*DANGEROUS)])
    sheet = read(data)["Texts"]
    for text, [cell] in zip(DANGEROUS, sheet.iter_rows(min_row=2), strict=True):
        assert (cell.data_type, cell.hyperlink, cell.number_format) == ("s", None, "@"), text
        assert cell.value == escaped(text)
    assert not re.search(r"<f[ >]|hyperlink", part(data, "xl/worksheets/sheet1.xml"))


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice")
def test_libreoffice_reads_the_same_texts(tmp_path: Path, as_calc_shows: Callable[..., Any]) -> None:
    file = tmp_path / "texts.xlsx"
    file.write_bytes(workbook([column(*DANGEROUS)]))
    assert as_calc_shows(file, tmp_path) == {"Texts": [["Text"], *([escaped(text)] for text in DANGEROUS)]}


def test_a_workbook_is_valid_open_xml(tmp_path: Path) -> None:
    file = tmp_path / "texts.xlsx"
    file.write_bytes(workbook([column(*DANGEROUS), Table("Other", ["A", "B"], [[1, datetime.date(2026, 11, 1)]])]))
    result = OpenXmlValidator().validate(file)
    assert result.is_valid, result.errors


def test_numbers_and_days_are_numbers_and_days() -> None:
    day = datetime.date(2026, 11, 1)
    data = workbook([Table("All", ["Number", "Day", "Nothing"], [[12, day, None]])])
    number, date, nothing = next(read(data)["All"].iter_rows(min_row=2))
    assert (number.value, number.data_type) == (12, "n")
    assert (date.value.date(), date.number_format) == (day, "[$-809]d mmm yyyy")
    assert nothing.value is None


def test_a_day_or_a_number_that_excel_cannot_hold_is_text() -> None:
    cells: list[Cell] = [datetime.date(1900, 2, 28), 10**15, -(10**15)]
    data = workbook([Table("All", ["A", "B", "C"], [cells])])
    assert [cell.value for cell in read(data)["All"][2]] == ["1900-02-28", "1000000000000000", "-1000000000000000"]


def test_the_headings_are_bold_frozen_filtered_and_repeated_on_every_page() -> None:
    sheet = read(workbook([Table("All", ["A", "B"], [["x", "y"], ["z", "w"]])]))["All"]
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:B3")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")


def test_a_table_without_rows_is_a_table() -> None:
    sheet = read(workbook([Table("All", ["A"], [])]))["All"]
    assert [cell.value for [cell] in sheet.iter_rows()] == ["A"]


def test_a_column_is_as_wide_as_its_texts_and_no_wider_than_a_page_bears() -> None:
    sheet = read(workbook([Table("All", ["A", "B", "C"], [["x", "x" * 30, "x" * 3000]])]))["All"]
    narrow, wide, widest = (sheet.column_dimensions[letter].width for letter in "ABC")
    assert narrow < 10 < 30 < wide < 35 < widest < 75


def test_a_row_is_as_tall_as_its_lines() -> None:
    rows: list[list[Cell]] = [["x", None], ["x\nx\nx", 1], ["x " * 90, "x"], ["x\n" * 1000, "x"]]
    sheet = read(workbook([Table("All", ["A", "B"], rows)]))["All"]
    assert [sheet.row_dimensions[row].height for row in range(2, 6)] == [None, 44.25, 57, 405], "None: one line"
    assert sheet.sheet_format.defaultRowHeight == 18


def test_the_same_tables_give_the_same_bytes_without_an_author_or_a_moment() -> None:
    data = workbook([column("x")])
    assert data == workbook([column("x")])
    core = part(data, "docProps/core.xml")
    assert "<dc:creator></dc:creator>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}
    assert {entry.date_time[0] for entry in zipfile.ZipFile(io.BytesIO(data)).infolist()} == {1980}


def test_a_text_that_no_cell_holds_is_refused_with_its_place() -> None:
    workbook([column("x" * 32_767)])
    for text in ("x" * 32_768, "\U0001f600" * 16_384, "\x0b" * 8_192):
        with pytest.raises(FileError, match=r"Texts: row 3, “Text”: .* 32,768 .* a cell holds 32,767"):
            workbook([column("x", text)])


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writer, "MOST_ROWS", 3)
    workbook([column("x", "y")])
    with pytest.raises(FileError, match="Texts: 4 rows"):
        workbook([column("x", "y", "z")])


@pytest.mark.parametrize("title", ["x" * 32, "a/b", "'a", "\x0b", "texts", ""])
def test_a_title_that_no_sheet_can_have_is_refused(title: str) -> None:
    with pytest.raises(FileError, match="no name for a sheet"):
        workbook([column("x"), Table(title, ["A"], [])])
