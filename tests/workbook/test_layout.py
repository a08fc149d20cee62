"""The table of sheets and columns: it covers the record, and its words are unambiguous in every language."""

from __future__ import annotations

import io
import itertools
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from agreed_beside import with_impacts, with_vacancy_in_the_field
from conftest import TODAY, load_sample
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from sampling import part_of
from strategies import lines

from dtmforms.agreement.model import attribute_paths
from dtmforms.language import LANGUAGES
from dtmforms.language.cldr import day_in_cell
from dtmforms.language.labels import labels
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.layout import CLOSED, LAYOUTS, SheetColumn, SheetLayout
from dtmforms.workbook.to_records import records_of
from dtmforms.workbook.words import cell_of_item, code_of, folded, item_of_cell, words_in

FREE = [column for layout in LAYOUTS for column in layout.columns if column.free]


def paths(layout: SheetLayout, column: SheetColumn) -> list[tuple[str, ...]]:
    """The paths of a column's values in the record, as `attribute_paths` writes them."""
    steps = [CLOSED[step.strip("<>")] if step.startswith("<") else (step,) for step in layout.place]
    many = ("*",) if column.many else ()
    return [(*place, *column.steps, *many) for place in itertools.product(*steps)]


def test_every_attribute_of_a_record_has_exactly_one_column() -> None:
    covered = Counter(
        path
        for layout in LAYOUTS
        for column in layout.columns
        if not layout.leads(column)
        for path in paths(layout, column)
    )
    assert covered == Counter(set(attribute_paths()) - {("schema",)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_and_none_too_many(language: str) -> None:
    said, english = words_in(language), words_in("en")
    assert set(said.sheets) == set(english.sheets) >= {layout.key for layout in LAYOUTS}
    assert set(said.headings) == set(english.headings)
    assert set(said.help) == set(english.help)
    assert set(said.read_me) == set(english.read_me)
    assert {closed: set(codes) for closed, codes in said.lists.items()} == {
        closed: set(CLOSED[closed]) for closed in CLOSED if closed not in ("language", "country")
    }
    for layout in LAYOUTS:
        headings = [folded(said.headings[column.key]) for column in layout.columns]
        assert len(set(headings)) == len(headings)


def test_the_columns_that_are_said_to_be_needed_are_those_that_a_record_needs() -> None:
    record = with_vacancy_in_the_field(with_impacts(load_sample("en")))
    whole = openpyxl.load_workbook(io.BytesIO(workbook_of([record], "en")))
    said = words_in("en")
    for layout, column in part_of((sheet, column) for sheet in LAYOUTS for column in sheet.columns):
        place = [cell.value for cell in whole[said.sheets[layout.key]][1]].index(said.heading(column)) + 1
        book = openpyxl.load_workbook(io.BytesIO(workbook_of([record], "en")))
        for number in range(column.many or 1):
            book[said.sheets[layout.key]].cell(2, place + number).value = None
        data = io.BytesIO()
        book.save(data)
        read = records_of(data.getvalue(), "book.xlsx", today=TODAY)
        right = read.is_sound and all(agreement.record for agreement in read.agreements)
        assert right != column.needed, (layout.key, column.key)


def test_no_word_of_a_list_means_two_things() -> None:
    for closed in CLOSED:
        for language in LANGUAGES:
            for code in CLOSED[closed]:
                assert code_of(closed, words_in(language).shown(closed, code)) == code == code_of(closed, code.upper())
            assert all(code_of(closed, word) == code for word, code in words_in(language).known_items(closed))


def test_no_name_of_a_sheet_and_no_heading_means_two_things() -> None:
    titles = {named for language in LANGUAGES for named in words_in(language).known_sheets()}
    assert len({title for title, _ in titles}) == len(titles)
    for layout in LAYOUTS:
        keys = {column.key for column in layout.columns}
        named = [named for language in LANGUAGES for named in words_in(language).known_headings()]
        headings = {(heading, key) for heading, key in named if key in keys}
        assert len({heading for heading, _ in headings}) == len(headings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_earlier_workbooks_are_others_for_keys_that_there_are(language: str) -> None:
    words = words_in(language)
    assert set(words.before) <= {"sheets", "headings", "lists"}
    now = {"sheets": words.sheets, "headings": words.headings} | words.lists
    before = {table: keys for table, keys in words.before.items() if table != "lists"} | words.before.get("lists", {})
    for table, keys in before.items():
        for key, earlier in keys.items():
            assert folded(now[table][key]) not in map(folded, earlier)


def tricky() -> st.SearchStrategy[str]:
    """Text beside a closed list that says what a listed word says, or nearly."""
    listed = [word for codes in words_in("fr").lists.values() for word in codes.values()]
    shown = st.sampled_from([*listed, "telephone_call", "Telephone call", "NGA", "TELEPHONE  CALL"])
    quotes = st.sampled_from(["", '"', '""', ' "', '" '])
    return st.tuples(quotes, shown | lines, quotes).map("".join)


@given(st.sampled_from(FREE), tricky() | lines, st.sampled_from(LANGUAGES))
def test_free_text_beside_a_list_stays_free_text(column: SheetColumn, text: str, language: str) -> None:
    assert item_of_cell(column.closed, cell_of_item(column.closed, text, language)) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_closed_list_is_a_drop_down_list_to_the_last_row(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([], language)))
    said = words_in(language)
    for layout in LAYOUTS:
        sheet = book[said.sheets[layout.key]]
        offered = {}
        for validation in sheet.data_validations.dataValidation:
            [area] = validation.sqref.ranges
            assert (area.min_row, area.max_row) == (2, 1_048_576)
            title, _, place = validation.formula1.rpartition("!")
            cells = book[title.strip("'")][place.replace("$", "")]
            shown = [cell.value for [cell] in cells]
            offered[sheet.cell(1, area.min_col).value] = (shown, bool(validation.showErrorMessage))
        assert offered == {
            said.heading(column, number): (
                [said.shown(column.closed, code) for code in CLOSED[column.closed]],
                not column.free,
            )
            for column in layout.columns
            if column.closed
            for number in range(1, (column.many or 1) + 1)
        }


def test_empty_columns_take_what_is_typed_as_text_days_as_days_and_numbers_as_they_come() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([], "en")))
    days = ("Risk assessed on", "Reassess by", "Collection begins", "Valid until", "Date of the protocol")
    numbers = ("New focal point: counterpart told within (days)", "Passwords changed every (days)")
    other = dict.fromkeys(days, day_in_cell("en").format) | dict.fromkeys(numbers, "General")
    for layout in LAYOUTS:
        sheet = book[words_in("en").sheets[layout.key]]
        formats = {
            column: dimension.number_format
            for dimension in sheet.column_dimensions.values()
            for column in range(dimension.min or 0, (dimension.max or 0) + 1)
        }
        for [heading] in sheet.iter_cols(max_row=1):
            assert formats[heading.column or 0] == other.get(str(heading.value), "@")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_filled_in_or_counted_in_an_empty_workbook(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([], language)))
    said = words_in(language)
    for layout in LAYOUTS:
        assert book[said.sheets[layout.key]].max_row == 1
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {sheet.sheet_view.rightToLeft for sheet in book} == ({labels(language).right_to_left or None})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_explains_every_column_and_that_no_class_is_copied(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([], language)))
    said = words_in(language)
    rows = list(book[said.sheets["read_me"]].iter_rows(min_row=2, values_only=True))
    explained = {(row[0], row[1]) for row in rows}
    assert explained >= {
        (said.sheets[layout.key], said.heading(column)) for layout in LAYOUTS for column in layout.columns[1:]
    }
    assert any("B3" in str(row[3]) for row in rows)
    assert book.sheetnames[0] == said.sheets["read_me"]


def test_an_empty_workbook_is_valid_open_xml(tmp_path: Path) -> None:
    file = tmp_path / "new.xlsx"
    file.write_bytes(workbook_of([], "ar"))
    result = OpenXmlValidator().validate(file)
    assert result.is_valid, result.errors
