"""The cells of a workbook: what stands in each as it is stored, and nothing of a file that says two things."""

from __future__ import annotations

import contextlib
import datetime
import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from books import edited, parts_of, people, put, rewritten, saved, sound, zipped
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.formula import ArrayFormula
from sampling import examples

from dtmforms.errors import FileError
from dtmforms.workbook import xlsx_parts
from dtmforms.workbook.xlsx_reader import SheetRead, coordinate, letters, read_cells
from dtmforms.workbook.xlsx_values import CellValue


def read(data: bytes) -> dict[str, SheetRead]:
    return {sheet.title: sheet for sheet in read_cells(data, "book.xlsx", most_rows=1_000, most_columns=100)}


def focal_points(data: bytes) -> SheetRead:
    return read(data)["Focal points"]


# --- what stands in a cell --------------------------------------------------------------------------------------------


def test_rows_and_cells_without_a_place_follow_one_another() -> None:
    """As the standard allows (ISO/IEC 29500-1, 18.3.1.4 and 18.3.1.73), and some programs write them."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["first", "second"])
    book.worksheets[0].append(["third"])
    data = saved(book)
    part = "xl/worksheets/sheet1.xml"
    bare = re.sub(r' r="[A-Z]*[0-9]+"', "", parts_of(data)[part])
    assert ' r="' not in bare
    rows = read(zipped(parts_of(data) | {part: bare}))["Sheet"].rows
    assert {row: {column: cell.value for column, cell in cells.items()} for row, cells in rows.items()} == {
        1: {1: "first", 2: "second"},
        2: {1: "third"},
    }


def one_cell(value: Any, code: str = "General") -> CellValue | None:
    """What is read where openpyxl has written a value."""
    book = openpyxl.Workbook()
    book.worksheets[0]["C2"] = value
    book.worksheets[0]["C2"].number_format = code
    return read(saved(book))["Sheet"].rows.get(2, {}).get(3)


@pytest.mark.parametrize(
    ("value", "code", "read_as"),
    [
        ("text", "General", CellValue("text", "text")),
        ("", "General", None),
        (" ", "General", CellValue("text", " ")),
        ("007", "@", CellValue("text", "007")),
        (7, "General", CellValue("number", 7.0)),
        (-1.5e300, "0.00", CellValue("number", -1.5e300)),
        (46286, "yyyy-mm-dd", CellValue("day", datetime.date(2026, 9, 21))),
        (46286, "General", CellValue("number", 46286.0)),
        (60, "yyyy-mm-dd", CellValue("number", 60.0)),
        (2_958_466, "yyyy-mm-dd", CellValue("number", 2_958_466.0)),
        (46286.5, "dd/mm/yyyy hh:mm", CellValue("moment", datetime.datetime(2026, 9, 21, 12))),
        (True, "General", CellValue("boolean", "TRUE")),
        ("#N/A", "General", CellValue("error", "#N/A")),
        ("=1+1", "General", CellValue("formula", "=1+1")),
    ],
)
def test_a_cell_says_which_kind_of_value_stands_in_it(value: Any, code: str, read_as: CellValue | None) -> None:
    assert one_cell(value, code) == read_as


def test_cells_that_one_formula_fills_hold_no_values_of_their_own() -> None:
    sheet = focal_points(edited(put("Focal points!D2", ArrayFormula("D2:D4", "=A2:A4"))))
    assert {sheet.rows[row][4].kind for row in (2, 3, 4)} == {"formula"}
    assert sheet.rows[5][4].kind == "text"


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
NUMBERS = st.integers(-(10**14), 10**14) | st.floats(-1e15, 1e15)
MOMENTS = st.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(9999, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0)
)
VALUES = TEXTS | NUMBERS | st.booleans() | MOMENTS | MOMENTS.map(lambda moment: moment.date())


@given(st.lists(st.lists(st.none() | VALUES, max_size=5), max_size=5))
@examples(40)
def test_openpyxl_reads_the_same_cells(rows: list[list[Any]]) -> None:
    """Another reader, which is no part of the program, agrees on all that it keeps: it drops `x005F_` from a text."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append([None if value == "" or "x005F_" in str(value) else value for value in row])
    data = saved(book)
    theirs = {
        (cell.row, cell.column): seen_by_openpyxl(cell.value)
        for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()
        for cell in row
        if cell.value is not None
    }
    [sheet] = read(data).values()
    assert {(row, column): cell for row, cells in sheet.rows.items() for column, cell in cells.items()} == theirs


def seen_by_openpyxl(value: Any) -> CellValue:
    match value:
        case bool():
            return CellValue("boolean", str(value).upper())
        case int() | float():
            return CellValue("number", float(value))
        case datetime.datetime() if value.time() == datetime.time():
            return CellValue("day", value.date())
        case datetime.datetime():
            return CellValue("moment", value)
        case str() if value.startswith("=") and len(value) > 1:
            return CellValue("formula", value)
        case "#NULL!" | "#DIV/0!" | "#VALUE!" | "#REF!" | "#NAME?" | "#NUM!" | "#N/A":
            return CellValue("error", value)
    return CellValue("text", value)


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA"), (16_384, "XFD")])
def test_columns_are_named_by_letters(column: int, name: str) -> None:
    assert (letters(column), coordinate(9, column)) == (name, f"{name}9")


def test_a_cell_far_away_ends_the_reading_of_its_sheet() -> None:
    sheet = focal_points(edited(put("Focal points!CW3", "x")))
    assert (sheet.beyond, sorted(sheet.rows)) == ("CW3", [1, 2])


def test_sheets_keep_their_order_and_say_whether_they_are_hidden() -> None:
    def hide(book: Any) -> None:
        book["Signatories"].sheet_state = "veryHidden"

    sheets = read(edited(hide))
    assert list(sheets)[1:4] == ["Agreements", "Pathways", "Datasets"]
    assert [title for title, sheet in sheets.items() if sheet.hidden] == ["Signatories"]


# --- files that say two things ----------------------------------------------------------------------------------------

OTHER_CELL = '<c r="F4" t="inlineStr"><is><t>+258 84 555 0999</t></is></c>'
ROW = r'<row r="4".*?</row>'
CELL = r'<c r="F4".*?</c>'
FALLBACK = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Fallback>{}'
FALLBACK += "</mc:Fallback></mc:AlternateContent>"


def twin(xml: str) -> str:
    """The same row with another mobile."""
    return re.sub(CELL, OTHER_CELL, xml)


SAYS_TWO_THINGS: list[tuple[str, Callable[[str], str], str]] = [
    (CELL, lambda cell: cell + OTHER_CELL, "Focal points!F4: it stands twice"),
    (CELL, lambda cell: f'<c r="F4"/>{cell}', "Focal points!F4: it stands twice"),
    (
        CELL,
        lambda cell: cell + OTHER_CELL.replace(' r="F4"', ""),
        "Focal points!G4: it stands",
    ),
    (CELL, lambda cell: cell + OTHER_CELL.replace("F4", "f4"), "Focal points!F4: it stands twice"),
    (CELL, lambda cell: cell.replace("F4", "F5"), "Focal points!F5: it stands in row 4"),
    (CELL, lambda cell: cell.replace("F4", "F44"), "do not fit together"),
    (ROW, lambda row: row + twin(row), "Focal points!A4: row 4 stands twice"),
    (ROW, lambda row: twin(row).replace('<row r="4"', '<row r="04"') + row, "Focal points!A4: row 4 stands"),
    (ROW, lambda row: row + twin(row).replace('<row r="4"', '<row r="4" hidden="1"'), "row 4 stands twice"),
    ("<v>.*?</v>", lambda value: f"{value}<v>1</v>", "Focal points!A1: more than one value stands in it"),
    ("<v>.*?</v>", lambda value: f"{value}<is><t>x</t></is>", "Focal points!A1: more than one value"),
    ("<v>.*?</v>", lambda _: "<is><t>x</t></is>", "Focal points!A1: more than one value"),
    (
        "<v>.*?</v>",
        lambda value: f'{value}<x:v xmlns:x="urn:x">1</x:v>',
        "Focal points!A1: more than one value",
    ),
    ("<v>.*?</v>", lambda value: f"{value[:-4]}<x/>1</v>", "do not fit together"),
    ("<v>.*?</v>", lambda _: "<v>-3</v>", "do not fit together"),
    ("<v>.*?</v>", lambda _: "<v>1_0</v>", "do not fit together"),
    (CELL, lambda cell: cell + FALLBACK.format(OTHER_CELL), "Focal points!A4: something that is no cell"),
    (
        CELL,
        lambda cell: cell + OTHER_CELL.replace("<c ", '<x:c xmlns:x="urn:x" ').replace("</c>", "</x:c>"),
        "Focal points!A4: something that is no cell stands in row 4",
    ),
    (ROW, lambda row: row + FALLBACK.format(twin(row)), "do not fit together"),
    ("<sheetData>.*</sheetData>", lambda rows: rows + FALLBACK.format(twin(rows)), "do not fit together"),
    (
        ROW,
        lambda row: row + twin(row).replace("<row ", '<x:row xmlns:x="urn:x" ').replace("</row>", "</x:row>"),
        "do not fit together",
    ),
]


@pytest.mark.parametrize(("pattern", "instead", "reason"), SAYS_TWO_THINGS)
def test_a_workbook_that_says_two_things_of_a_cell_is_refused(
    pattern: str, instead: Callable[[str], str], reason: str
) -> None:
    with pytest.raises(FileError, match=re.escape(reason)) as error:
        read(people(pattern, instead))
    assert "0999" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/_rels/workbook.xml.rels", "</Relationships>", '<Relationship Id="rId5" Target="x.xml"/></Relationships>'),
        ("xl/sharedStrings.xml", "<si><t>", '<x:si xmlns:x="urn:x"><x:t>x</x:t></x:si><si><t>'),
        ("xl/sharedStrings.xml", "<si><t>", '<si><x:t xmlns:x="urn:x">x</x:t><t>'),
        ("xl/workbook.xml", "</sheets>", FALLBACK.format('<sheet name="x" sheetId="99"/>') + "</sheets>"),
    ],
)
def test_a_part_that_says_two_things_is_refused(name: str, old: str, new: str) -> None:
    with pytest.raises(FileError, match="do not fit together"):
        read(rewritten(sound(), name, old, new))


def test_buttons_and_what_newer_programs_add_are_no_rows_and_no_cells() -> None:
    button = '<x:from xmlns:x="urn:drawing"><x:col>1</x:col><x:row><x:c>1</x:c></x:row></x:from>'
    added = "<extLst><ext uri='x'/></extLst>"
    for data in (
        people("</sheetData>", lambda end: end + FALLBACK.format(button)),
        people("</worksheet>", lambda end: added + end),
        people("</c>", lambda end: added + end),
    ):
        assert read(data) == read(sound())


def test_a_workbook_counts_its_days_as_it_says_itself() -> None:
    """Newer programs repeat the element's name in an extension, where it says nothing of days."""
    book = openpyxl.load_workbook(io.BytesIO(sound()))
    book.epoch = datetime.datetime(1904, 1, 1)
    newer = (
        '<extLst><ext uri="x"><x:workbookPr xmlns:x="urn:newer" chartTrackingRefBase="1"/></ext></extLst></workbook>'
    )
    assert 'date1904="1"' in parts_of(saved(book))["xl/workbook.xml"]
    data = rewritten(saved(book), "xl/workbook.xml", "</workbook>", newer)
    assert read(data)["Agreements"].rows == read(sound())["Agreements"].rows


# --- what nobody sees -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "instead", "rows", "columns"),
    [
        ('<row r="4"', '<row r="4" hidden="1"', [4], []),
        ('<row r="4" .*?>', '<row r="4" ht="0.1" customHeight="1">', [4], []),
        ('<row r="4" .*?>', '<row r="4" ht="2.9">', [4], []),
        ('<row r="4" .*?>', '<row r="4" ht="0">', [4], []),
        ('<row r="4" .*?>', '<row r="4" ht="4">', [], []),
        (
            '<sheetFormatPr .*?(?=<row r="4").*?>',
            '<sheetFormatPr defaultRowHeight="0.5" customHeight="1"/><sheetData><row r="4">',
            [4],
            [],
        ),
        ("<sheetFormatPr .*?/>", '<sheetFormatPr defaultRowHeight="0"/>', [], []),
        ("<sheetFormatPr .*?/>", '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>', [], []),
        ('<col min="6" max="6" width=".*?"', '<col min="6" max="6" hidden="1"', [], [(6, 6)]),
        ('<col min="6" max="6" width=".*?"', '<col min="6" max="6" width="0.01"', [], [(6, 6)]),
        ('<col min="6" max="6" width=".*?"', '<col min="6" max="6" width="1.5"', [], []),
        (
            '<sheetFormatPr .*?(<col min="6".*?/>)',
            '<sheetFormatPr defaultColWidth="0"/><cols><col min="6" max="6" width="9"/>',
            [],
            [(1, 5), (8, 100)],
        ),
        ("<sheetFormatPr ", '<sheetFormatPr defaultColWidth="0" ', [], [(8, 100)]),
    ],
)
def test_a_row_or_column_that_nobody_can_read_is_hidden(
    pattern: str, instead: str, rows: list[int], columns: list[tuple[int, int]]
) -> None:
    sheet = focal_points(people(pattern, lambda _: instead))
    assert (sheet.hidden_rows, sheet.hidden_columns) == (rows, columns)


@pytest.mark.parametrize(("code", "hidden"), [(";;;", ["F4"]), ("0;0;0;@", [])])
def test_a_text_that_its_number_format_does_not_show_is_found(code: str, hidden: list[str]) -> None:
    data = edited(lambda book: setattr(book["Focal points"]["F4"], "number_format", code))
    assert focal_points(data).unread == [(place, "unshown_text") for place in hidden]


def test_merged_cells_and_comments_are_seen() -> None:
    def merge(book: Any) -> None:
        book["Focal points"].merge_cells("B2:B3")
        book["Focal points"]["C2"].comment = Comment("Is this right?", "A colleague")

    sheets = read(edited(merge))
    assert (sheets["Focal points"].merged, sheets["Focal points"].has_comments) == (["B2:B3"], True)
    assert (sheets["Datasets"].merged, sheets["Datasets"].has_comments) == ([], False)


# --- files that are no workbook ---------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
NO_WORKBOOK: list[tuple[bytes, str]] = [
    (b"", "it is no .xlsx file"),
    (b"reference,language\n", "it is no .xlsx file"),
    (b"%PDF-1.7", "it is no .xlsx file"),
    (OLE + "Workbook".encode("utf-16-le"), "it is of the old kind, .xls"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    (b"PK\x03\x04 and no more", "it is damaged"),
    (zipped({"a": "b"}), "no workbook is in it"),
    (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "an OpenDocument file"),
    (zipped({"_rels/.rels": "", "xl/workbook.bin": ""}), "a binary workbook"),
    (zipped({"_rels/.rels": "", "word/document.xml": ""}), "a Word document"),
    (zipped({"_rels/.rels": "<a"}), "it is damaged"),
]


@pytest.mark.parametrize(("data", "reason"), NO_WORKBOOK, ids=[reason for _, reason in NO_WORKBOOK])
def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(FileError, match=r"^book\.xlsx: cannot be read as a workbook: ") as error:
        read(data)
    assert reason in str(error.value)


def test_what_unpacks_to_more_than_any_workbook_of_ours_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_parts, "LARGEST_UNPACKED_BYTES", 100_000)
    data = rewritten(sound(), "xl/workbook.xml", "<sheets>", "<!--" + " " * 100_000 + "--><sheets>")
    assert len(data) < 50_000
    with pytest.raises(FileError, match="larger than any workbook of ours"):
        read(data)


def test_a_part_of_more_tags_than_any_workbook_of_ours_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_parts, "MOST_TAGS", 300)
    with pytest.raises(FileError, match="larger than any workbook of ours"):
        read(sound())


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("xl/workbook.xml", "<workbook ", '<!DOCTYPE x [<!ENTITY a "b">]><workbook ', "damaged"),
        ("xl/sharedStrings.xml", "<sst ", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst ', "damaged"),
        ("xl/worksheets/sheet2.xml", "</sheetData>", "", "damaged"),
        ("xl/worksheets/sheet2.xml", "<v>", "<v>x", "do not fit together"),
        ("xl/worksheets/sheet2.xml", "<v>", "<v>99", "do not fit together"),
        ("xl/worksheets/sheet2.xml", 'r="B2"', 'r="ZZZZ2"', "do not fit together"),
        ("xl/_rels/workbook.xml.rels", "worksheets/sheet2", "worksheets/sheet99", "do not fit together"),
    ],
)
def test_a_damaged_workbook_is_refused(name: str, old: str, new: str, reason: str) -> None:
    with pytest.raises(FileError, match=reason):
        read(rewritten(sound(), name, old, new))


@given(st.data())
@examples(150)
def test_no_broken_file_is_a_fault_of_the_program(data: st.DataObject) -> None:
    parts = parts_of(sound())
    name = data.draw(st.sampled_from([name for name in parts if "theme" not in name and "docProps" not in name]))
    start = data.draw(st.integers(0, len(parts[name]) - 1))
    end = data.draw(st.integers(start, min(start + 40, len(parts[name]))))
    instead = data.draw(st.sampled_from(["", "x", "-1", "<", '"', "9999999", "1e999"]))
    parts[name] = parts[name][:start] + instead + parts[name][end:]
    with contextlib.suppress(FileError):
        read(zipped(parts))
