"""What a file was before stands in it: each save is found by its end, or by the tables that the last one refers to."""

from __future__ import annotations

import io

import pikepdf
import pytest

from dtmforms.pdf.read.incremental_updates import IncrementalUpdate, earlier_updates

HEADER = b"%PDF-1.7\n"
END = b"%%EOF"


def saved(before: bytes = HEADER, trailer: bytes = b"/Size 1", end: bytes = END + b"\n") -> bytes:
    """A file with one more save behind it."""
    return before + b"xref\n0 0\ntrailer\n<<%b>>\nstartxref\n%d\n%b" % (trailer, len(before), end)


def saved_as_a_stream(before: bytes = HEADER, said: bytes = b"", end: bytes = END + b"\n") -> bytes:
    """The same with a stream for a table (7.5.8)."""
    return before + b"9 0 obj\n<</Type/XRef%b>>\nstream\nx\nendstream\nstartxref\n%d\n%b" % (said, len(before), end)


def referring(table: int) -> bytes:
    return b"/Size 1/Prev %d" % table


def marked(table: int, length: int) -> IncrementalUpdate:
    return IncrementalUpdate(table, length, is_marked=True)


def hidden(table: int) -> IncrementalUpdate:
    return IncrementalUpdate(table, table, is_marked=False)


ONCE = saved()
TABLE = len(HEADER)
UNMARKED = saved(end=b"%%E0F\n")
"""A first save whose end was spelt otherwise."""


# By their ends


def test_a_file_that_was_saved_once_was_nothing_before() -> None:
    assert earlier_updates(ONCE) == []
    assert earlier_updates(saved_as_a_stream()) == []


def test_each_save_but_the_last_is_found_the_oldest_first() -> None:
    twice = saved(ONCE, referring(TABLE))
    thrice = saved(twice, referring(len(ONCE)))
    assert earlier_updates(twice) == [marked(TABLE, len(ONCE))]
    assert earlier_updates(thrice) == [marked(TABLE, len(ONCE)), marked(len(ONCE), len(twice))]
    assert [update.file_then(thrice) for update in earlier_updates(thrice)] == [ONCE, twice]


def test_a_save_is_found_though_nothing_refers_to_it() -> None:
    assert earlier_updates(saved(ONCE)) == [marked(TABLE, len(ONCE))]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r", b"\r\n", b" \t\r\n"])
def test_a_save_ends_with_its_line(end: bytes) -> None:
    before = saved(end=END + end)
    [update] = earlier_updates(saved(before + b"% more\n", referring(TABLE)))
    assert update == marked(TABLE, len(before))


@pytest.mark.parametrize(
    "between", [b"startxref %d %%%%EOF", b"startxref\r\n%d\r\n%%%%EOF", b"startxref\r%d\n\n %%%%EOF"]
)
def test_the_spaces_of_an_end_are_any(between: bytes) -> None:
    ends = saved().rindex(b"startxref")
    before = ONCE[:ends] + between % TABLE
    assert earlier_updates(saved(before, referring(TABLE))) == [marked(TABLE, len(before))]


@pytest.mark.parametrize("end", [b"startxref\n\n%%EOF", b"startxref 1%%EOF", b"startxref\nx\n%%EOF", b"%%EOF"])
def test_what_is_no_end_is_none(end: bytes) -> None:
    assert earlier_updates(saved(HEADER + end + b"\n")) == []


def test_the_first_part_of_a_linearized_file_is_no_save() -> None:
    """Its end points to no table (Annex F), and its table to one behind it."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, linearize=True)
    data = out.getvalue()
    assert data.count(END) == 2
    assert earlier_updates(data) == []
    [update] = earlier_updates(saved(data, referring(int(data.split(b"startxref")[-1].split()[0]))))
    assert update.file_then(data) == data


@pytest.mark.parametrize(("number", "found"), [(b"0", 0), (b"000", 0), (b"10", 1), (b"01", 1)])
def test_an_end_that_points_to_nothing_is_no_save(number: bytes, found: int) -> None:
    assert len(earlier_updates(saved(HEADER + b"startxref\n" + number + b"\n%%EOF\n"))) == found


# By their tables


def test_a_save_whose_end_was_taken_away_is_found_by_its_table() -> None:
    assert earlier_updates(saved(UNMARKED, referring(TABLE))) == [hidden(TABLE)]


def test_a_file_whose_end_was_taken_away_gets_a_new_one() -> None:
    data = saved(UNMARKED, referring(TABLE))
    [update] = earlier_updates(data)
    then = update.file_then(data)
    assert then == data + b"\nstartxref\n%d\n%%%%EOF\n" % TABLE
    assert earlier_updates(then)[:1] == [marked(len(UNMARKED), len(data))]


def test_found_in_both_ways_they_are_in_the_order_of_the_file() -> None:
    second = saved(UNMARKED, referring(TABLE))
    third = saved(second, referring(len(UNMARKED)), end=b"%%E0F\n")
    last = saved(third, referring(len(second)))
    assert earlier_updates(last) == [hidden(TABLE), marked(len(UNMARKED), len(second)), hidden(len(second))]


def test_where_the_end_of_the_last_save_is_not_marked_all_that_are_were_before_it() -> None:
    assert earlier_updates(saved(ONCE, referring(TABLE), end=b"%%E0F\n")) == [marked(TABLE, len(ONCE))]


def test_an_end_without_a_table_is_the_last_one_as_well() -> None:
    pointing_nowhere = b"startxref\n3\n%%EOF\n"
    assert earlier_updates(HEADER + pointing_nowhere) == []
    assert earlier_updates(ONCE + pointing_nowhere) == [marked(TABLE, len(ONCE))]


def test_a_file_without_any_end_was_never_saved() -> None:
    assert earlier_updates(b"") == []
    assert earlier_updates(HEADER) == []
    assert earlier_updates(HEADER + b"startxref") == []
    assert earlier_updates(UNMARKED) == []


def test_the_last_end_counts_wherever_it_is_mentioned_before() -> None:
    assert earlier_updates(saved(saved(end=b"startxref\n3\n"), referring(TABLE))) == [hidden(TABLE)]
    assert earlier_updates(saved(UNMARKED, referring(TABLE), end=b"startxref\n3\n")) == []


def test_a_table_is_what_its_end_points_to() -> None:
    assert earlier_updates(saved(UNMARKED, referring(TABLE + 1))) == []
    assert earlier_updates(saved(UNMARKED, referring(TABLE - 1))) == [hidden(TABLE - 1)]
    assert earlier_updates(saved(UNMARKED.replace(b"xref\n0", b"xrefs\n0", 1), referring(TABLE))) == []
    assert earlier_updates(saved(UNMARKED, referring(10**9))) == []


def test_a_table_may_be_a_stream() -> None:
    before = saved_as_a_stream(end=b"%%E0F\n")
    assert earlier_updates(saved_as_a_stream(before, b"/Prev %d" % TABLE)) == [hidden(TABLE)]
    assert earlier_updates(saved_as_a_stream(before + b"\n  ", b"/Prev  %d" % TABLE)) == [hidden(TABLE)]
    assert earlier_updates(saved_as_a_stream(before, b"/Next %d" % TABLE)) == []
    assert earlier_updates(saved_as_a_stream(before.replace(b"9 0 obj", b"9 x obj"), b"/Prev %d" % TABLE)) == []
    assert earlier_updates(saved_as_a_stream(before.replace(b"9 0 obj", b"9 0 obx"), b"/Prev %d" % TABLE)) == []


def test_what_a_table_says_ends_before_the_stream_and_the_end_of_the_file() -> None:
    behind = b"/Prev %d " % TABLE
    assert earlier_updates(saved(UNMARKED, end=behind + END)) == []
    assert earlier_updates(saved_as_a_stream(UNMARKED, end=behind + END)) == []


def test_what_a_table_says_begins_at_its_trailer() -> None:
    entries = b"xref\n0 0\n/Prev %d\n" % TABLE
    told = b"trailer\n<</Size 1>>\nstartxref\n%d\n%%%%EOF\n" % len(UNMARKED)
    assert earlier_updates(UNMARKED + entries + told) == []
    assert earlier_updates(UNMARKED + entries + told.replace(b"trailer\n", b"")) == [hidden(TABLE)]


@pytest.mark.parametrize("key", [b"/Prev", b"/#50rev", b"/P#72ev", b"/#50#72#65#76", b"/Pre#76"])
def test_the_table_before_is_found_however_its_key_is_spelt(key: bytes) -> None:
    assert earlier_updates(saved(UNMARKED, b"%b %d" % (key, TABLE))) == [hidden(TABLE)]


def test_every_table_before_counts_where_there_are_several() -> None:
    second = saved(UNMARKED, end=b"%%E0F\n")
    both = b"/Prev %d/Prev %d" % (TABLE, len(UNMARKED))
    assert earlier_updates(saved(second, both)) == [hidden(TABLE), hidden(len(UNMARKED))]
    assert earlier_updates(saved(UNMARKED, referring(TABLE) + b"/Prev 99999")) == [hidden(TABLE)]
    assert earlier_updates(saved(UNMARKED, b"/Prev 99999" + referring(TABLE))) == [hidden(TABLE)]


@pytest.mark.parametrize(("length", "found"), [(100_000, 1), (100_001, 0)])
def test_a_trailer_is_read_to_a_length(length: int, found: int) -> None:
    """Up to what tells that it ends."""
    told = referring(TABLE)
    of_table = length - len(b"trailer\n<<" + told + b">>\nstartxref")
    of_stream = length - len(b"9 0 obj\n<</Type/XRef" + told + b">>\nstream")
    assert len(earlier_updates(saved(UNMARKED, told + b" " * of_table))) == found
    assert len(earlier_updates(saved_as_a_stream(UNMARKED, told + b" " * of_stream))) == found


def test_tables_may_go_in_circles() -> None:
    itself = saved(UNMARKED, referring(len(UNMARKED)))
    assert earlier_updates(itself) == []
    first = saved(trailer=referring(99), end=b"%%E0F\n").ljust(99)
    second = saved(first, referring(TABLE), end=b"%%E0F\n")
    assert earlier_updates(saved(second, referring(99))) == [hidden(TABLE), hidden(99)]


def test_so_many_tables_are_followed() -> None:
    data, tables = HEADER, []
    for _ in range(203):
        tables.append(len(data))
        data = saved(data, referring(tables[-2]) if len(tables) > 1 else b"/Size 1", end=b"%%E0F\n")
    assert earlier_updates(data) == [hidden(table) for table in tables[3:-1]]


# Files of other kinds


def test_the_stream_beside_the_table_of_a_hybrid_file_is_of_the_same_save() -> None:
    """ISO 32000-2:2020 7.5.8.4."""
    stream = len(UNMARKED)
    beside = saved_as_a_stream(UNMARKED, b"/Prev %d" % TABLE, end=b"\n")
    data = saved(beside, b"/Size 1/XRefStm %d" % stream)
    assert earlier_updates(data) == [hidden(TABLE)]


def test_of_streams_beside_a_table_the_first_counts() -> None:
    stream = len(UNMARKED)
    beside = saved_as_a_stream(UNMARKED, b"/Prev %d" % TABLE, end=b"\n")
    assert earlier_updates(saved(beside, b"/XRefStm 3/XRefStm %d" % stream)) == []
    assert earlier_updates(saved(beside, b"/XRefStm %d/XRefStm 3" % stream)) == [hidden(TABLE)]


def test_of_a_linearized_file_the_table_behind_is_no_earlier_one() -> None:
    header = HEADER + b"1 0 obj\n<</Linearized 1>>\nendobj\n"
    first = saved(header, b"/Prev %d" % 200, end=b"%%E0F\n").ljust(200)
    second = first + b"xref\n0 0\ntrailer\n<</Size 1>>\nstartxref\n%d\n%%%%EOF\n" % len(header)
    assert earlier_updates(second) == []
    assert earlier_updates(second.replace(b"/Linearized", b"/linearized")) == [hidden(200)]


def test_a_linearized_file_that_was_saved_later_has_earlier_tables() -> None:
    first = saved(HEADER + b"1 0 obj\n<</Linearized 1>>\nendobj\n", end=b"%%E0F\n")
    table = first.index(b"xref")
    second = saved(first, referring(table), end=b"%%E0F\n")
    assert earlier_updates(saved(second, referring(len(first)))) == [hidden(table), hidden(len(first))]


@pytest.mark.parametrize(("before", "linearized"), [(1013, True), (1014, False)])
def test_a_file_is_linearized_by_what_stands_at_its_beginning(before: int, linearized: bool) -> None:
    header = HEADER.ljust(before) + b"/Linearized 1"
    first = saved(header, referring(2000), end=b"%%E0F\n").ljust(2000)
    data = first + b"xref\n0 0\ntrailer\n<</Size 1>>\nstartxref\n%d\n%%%%EOF\n" % len(header)
    assert earlier_updates(data) == ([] if linearized else [hidden(2000)])


@pytest.mark.parametrize("before", [0, 1, 500, 1019])
def test_places_are_counted_from_the_header(before: int) -> None:
    first = saved(HEADER + b"<<>>", end=b"%%E0F\n")
    data = saved(first, referring(TABLE + 4))
    assert earlier_updates(b"x" * before + data) == [hidden(TABLE + 4)]


@pytest.mark.parametrize("begins", [HEADER + HEADER, b"x" * TABLE])
def test_the_first_header_counts_and_where_there_is_none_the_beginning(begins: bytes) -> None:
    first = saved(begins, end=b"%%E0F\n")
    assert earlier_updates(saved(first, referring(len(begins)))) == [hidden(len(begins))]


def test_a_header_that_comes_late_is_none() -> None:
    assert earlier_updates(b"x" * 1020 + saved(UNMARKED, referring(TABLE))) == []
