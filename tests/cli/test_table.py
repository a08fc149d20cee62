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


def test_cells_are_broken_between_words_where_a_table_is_too_wide() -> None:
    lines = columns([["A", "B"], ["ref", "word " * 40 + "end"]])
    assert all(width(line) <= WIDTH for row in lines for line in row.split("\n"))
    assert lines[1].split("\n")[1].startswith("     word word")


def test_the_widest_column_gives_way_and_lines_of_a_cell_stay_lines() -> None:
    rows = columns([["one", "two words " * 10, "x\ny"]])
    assert [line.split()[-1] for line in rows[0].split("\n")][:2] == ["x", "y"]


def test_each_line_has_the_ends_of_its_own_isolates() -> None:
    """Else a terminal would show the rest of the table from right to left."""
    [row] = columns([["a", "\u2068" + "كلمة " * 40 + "\u2069"]])
    for line in (*row.split("\n"), *paragraph("\u2068" + "كلمة " * 40 + "\u2069")):
        assert line.count("\u2068") == line.count("\u2069") == 1


def test_a_table_that_is_too_wide_begins_each_row_with_a_line_of_its_own() -> None:
    assert columns([["a" * 79, "b", "c"], ["d", "e", "f"]]) == [f"{'a' * 79}\n  b  c", "d\n  e  f"]


def test_a_paragraph_is_broken_between_words() -> None:
    lines = paragraph("word " * 40)
    assert all(len(line) <= WIDTH and line.startswith("    word") for line in lines)
    assert paragraph("x" * 100) == ["    " + "x" * 100]
