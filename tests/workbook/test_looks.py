"""How workbooks look on the screen and printed: by the design of what is printed, in each language."""

from __future__ import annotations

import datetime
import io
import math
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import RECORDS, load_sample

from dtmforms.contrast import contrast
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import labels
from dtmforms.workbook.cells import Choices, Late
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.layout import LAYOUTS
from dtmforms.workbook.measures import PAGE
from dtmforms.workbook.words import words_in
from dtmforms.workbook.xlsx_writer import Table, workbook

DAY = datetime.date(2026, 12, 15)
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def of_records(language: str) -> Any:
    return opened(workbook_of([load_sample(sample) for sample in RECORDS], language))


def widths_of(sheet: Any) -> list[float]:
    """Of each column; columns of one width are written together."""
    groups = sheet.column_dimensions.values()
    return [group.width for group in groups for _ in range(group.min or 0, (group.max or 0) + 1)]


def test_a_column_in_which_any_cell_is_a_day_has_room_for_days() -> None:
    [mixed] = widths_of(report([datetime.date(2026, 9, 30)], ["-"]))
    [texts] = widths_of(report(["-"], ["-"]))
    assert mixed > texts


def test_a_column_that_has_to_be_narrow_breaks_no_word() -> None:
    word, sentence = "institutionalization", "as it is " * 20
    widths = widths_of(report([word] * 3 + [sentence] * 6))
    assert sum(widths) <= PAGE + len(widths)
    assert min(widths[:3]) > len(word)


def report(*rows: list[Any], language: str = "en") -> Any:
    headings = [f"Heading {number}" for number in range(len(rows[0]))]
    return opened(workbook([Table("All", headings, rows, language=language, above=("Title", "About"))]))["All"]


@LANGUAGE
def test_every_sheet_is_in_one_font_with_headings_that_can_be_read(language: str) -> None:
    for sheet in of_records(language):
        for cell in sheet[1]:
            assert (cell.font.name, cell.font.sz, cell.font.b) == ("Arial", 10, True)
            assert contrast(cell.font.color.rgb[2:], cell.fill.fgColor.rgb[2:]) > 4.5
            assert (cell.alignment.vertical, cell.alignment.wrap_text) == ("center", True)
        assert sheet.row_dimensions[1].height >= 30
        for row in sheet.iter_rows(min_row=2):
            for cell in (cell for cell in row if cell.value is not None):
                assert (cell.font.name, cell.font.sz) == ("Arial", 10)
                assert (cell.alignment.vertical, cell.alignment.wrap_text) == ("top", True)
                assert (cell.border.bottom.style, cell.border.bottom.color.rgb) == ("hair", "FFBFBFBF")


@LANGUAGE
def test_what_is_needed_is_marked_and_what_is_chosen_from_a_list_has_a_colour(language: str) -> None:
    """The mark is how the heading is shown: what stands in the cell is the heading, as in workbooks of before."""
    book, words = of_records(language), words_in(language)
    arrow = "◂" if labels(language).right_to_left else "▸"
    for layout in LAYOUTS:
        cells = {cell.value: cell for cell in book[words.sheets[layout.key]][1]}
        for column in layout.columns:
            cell = cells[words.heading(column)]
            assert (arrow in cell.number_format) == column.needed
            assert cell.fill.fgColor.rgb == ("FF2F6DA8" if column.closed else "FF0D306B")


@LANGUAGE
def test_a_sheet_is_printed_one_page_wide_or_two_and_never_between_columns_of_one_heading(language: str) -> None:
    for sheet in of_records(language):
        setup, widths = sheet.page_setup, widths_of(sheet)
        assert (setup.orientation, str(setup.paperSize)) == ("landscape", "9")
        assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
        assert sheet.oddFooter.left.text or sheet.oddFooter.right.text
        breaks = [one.id for one in sheet.col_breaks.brk]
        if not breaks:
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
            assert sum(widths) <= PAGE + len(widths)
        else:
            [at] = breaks
            named = [str(cell.value).rstrip(" 0123456789") for cell in sheet[1]]
            assert named[at - 1] != named[at]
            pages = [sum(widths[:at]), sum([widths[0], *widths[at:]])]
            assert max(pages) * 7 * int(setup.scale) / 100 <= 1024


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "[$-809]d mmm yyyy"), ("fr", "[$-40C]d mmm yyyy"), ("es", "[$-C0A]d mmm yyyy")],
)
def test_a_day_is_a_date_in_the_language_of_the_sheet(language: str, shown: str) -> None:
    cell = report([DAY], language=language)["A5"]
    assert (cell.value.date(), cell.number_format) == (DAY, shown)


def test_an_arabic_sheet_begins_at_the_right_and_so_do_its_days_and_numbers() -> None:
    sheet = report(["x", DAY, 3], language="ar")
    assert sheet.sheet_view.rightToLeft
    assert [cell.alignment.horizontal for cell in sheet[5]][1:] == ["right", "right"]


def test_a_day_that_has_passed_is_bold_and_dark_red_on_light_red() -> None:
    sheet = report(["x", Late(DAY)], ["y", DAY])
    late, other = sheet["B5"], sheet["B6"]
    assert late.value == other.value
    assert (late.font.b, other.font.b) == (True, False)
    assert contrast(late.font.color.rgb[2:], late.fill.fgColor.rgb[2:]) > 7


def test_a_report_has_its_title_above_the_frozen_headings() -> None:
    sheet = report(["x", "y"])
    assert (sheet["A1"].value, sheet["A1"].font.sz, sheet["A2"].value) == ("Title", 14, "About")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("B5", "A4:B5", "$4:$4")
    assert not sheet.sheet_view.showGridLines


def test_a_row_has_room_for_the_longest_of_its_cells() -> None:
    sheet = report(["word " * 60, "x"], ["word " * 4, "x"])
    width = sheet.column_dimensions["A"].width
    lines = math.ceil(300 / ((width - 0.71) * 0.92))
    assert sheet.row_dimensions[5].height == pytest.approx(5 + 13 * lines, abs=0.5)
    assert sheet.row_dimensions[6].height is None, "one line, as all rows are by themselves"


def test_a_column_with_a_list_keeps_it_beside_one_that_is_needed() -> None:
    lists, offered = Table("Lists", ["L"], [["a"], ["b"]]), Choices("Lists", 0, 2)
    data = workbook([Table("All", ["A"], [], kinds=["text"], choices={0: offered}, needed={0}), lists])
    [validation] = opened(data)["All"].data_validations.dataValidation
    assert str(validation.sqref) == "A2:A1048576"


@pytest.mark.sampled("documents in LibreOffice")
@pytest.mark.program("soffice", "pdfinfo", "pdftotext")
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_libreoffice_prints_a_sheet_on_as_few_pages_and_shows_every_day(language: str, tmp_path: Path) -> None:
    for key, pages in {"agreements": 2, "focal_points": 1, "datasets": 1}.items():
        book = opened(workbook_of([load_sample("en")], language))
        for sheet in book:
            if sheet.title != words_in(language).sheets[key]:
                book.remove(sheet)
        book.save(tmp_path / f"{key}.xlsx")
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
        subprocess.run([*command, str(tmp_path / f"{key}.xlsx")], check=True, capture_output=True, timeout=120)
        pdf = str(tmp_path / f"{key}.pdf")
        assert f"Pages:           {pages}\n" in subprocess.check_output(["pdfinfo", pdf], text=True), key
        assert "###" not in subprocess.check_output(["pdftotext", pdf, "-"], text=True)
