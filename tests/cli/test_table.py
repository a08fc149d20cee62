"""Tables on a terminal: in columns, and never wider than 80 of them."""

from __future__ import annotations

from dtmforms.cli.table import WIDTH, columns, paragraph, width


def test_cells_stand_in_columns() -> None:
    assert columns([["a", "bb", "c"], ["aaa", "b", ""]]) == ["a    bb  c", "aaa  b"]


def test_no_rows_are_no_lines() -> None:
    assert columns([]) == []


def test_what_takes_no_column_or_two_is_counted_as_that() -> None:
    assert (width("\u2068é\u2069"), width("e\u0301"), width("協定")) == (1, 1, 4)
    assert columns([["協定", "x"], ["abcd", "y"]]) == ["協定  x", "abcd  y"]


def test_a_table_that_is_too_wide_begins_each_row_with_a_line_of_its_own() -> None:
    assert columns([["a" * 79, "b", "c"], ["d", "e", "f"]]) == [f"{'a' * 79}\n  b  c", "d\n  e  f"]


def test_a_paragraph_is_broken_between_words() -> None:
    lines = paragraph("word " * 40)
    assert all(len(line) <= WIDTH and line.startswith("    word") for line in lines)
    assert paragraph("x" * 100) == ["    " + "x" * 100]
