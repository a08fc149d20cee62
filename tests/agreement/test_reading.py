"""Reading a record's file: lines, duplicate keys, scalars that YAML takes for something else, JSON."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from dtmforms.agreement.reading import Unquoted, dump_json, dump_yaml, parse


def test_every_path_has_its_line() -> None:
    source = parse(b"a:\n  b: x\n  c:\n    - d: y\n")
    assert source.values == {"a": {"b": "x", "c": [{"d": "y"}]}}
    assert source.line(("a", "b")) == 2
    assert source.line(("a", "c", 0, "d")) == 4


def test_a_path_that_is_missing_has_the_line_of_what_is_around_it() -> None:
    assert parse(b"a:\n  b: x\n").line(("a", "z", "y")) == 1


def test_json_has_lines_too_with_tabs_and_escapes() -> None:
    source = parse(b'{\n\t"a": "\\ud83c\\udf0a/\\u0041",\n\t"b": [1]\n}')
    assert source.values == {"a": "\U0001f30a/A", "b": [1]}
    assert source.line(("b",)) == 3


@pytest.mark.parametrize(
    ("written", "typed"),
    [("NO", "NO"), ("+2348031234567", "+2348031234567"), ("0123", "0123"), (".nan", ".nan"), ("1_000", "1_000")],
)
def test_what_yaml_takes_for_something_else_is_kept_as_typed(written: str, typed: str) -> None:
    value = parse(f"a: {written}".encode()).values["a"]
    assert isinstance(value, Unquoted)
    assert value.typed == typed


def test_a_date_is_a_date_and_in_quotes_it_is_text() -> None:
    assert parse(b'a: 2026-10-02\nb: "2026-10-02"').values == {"a": datetime.date(2026, 10, 2), "b": "2026-10-02"}


@pytest.mark.parametrize("data", [b"a: 1\na: 2\n", b'{"a": "1",\n"a": "2"}'])
def test_a_key_that_stands_twice_is_named_with_its_line(data: bytes) -> None:
    [problem] = parse(data).problems
    assert (problem.line, problem.path) == (2, "a")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a: [", "not valid YAML"),
        (b'{"a": }', "not valid JSON"),
        (b"a:\n\tb: c", "indented with a tab"),
        (b"a: 'x\nb: c\n", "begun in line 1"),
        (b"a: b: c", "into quotes"),
        (b"%PDF-1.7", "dtmforms ingest"),
        (b"PK\x03\x04", "Word or Excel"),
        (b"a: \xff", "UTF-8"),
        (b"a: &x 1\nb: *x", "alias"),
        (b"a: !!python/object:os.system x", "tag"),
        (b"a: x\x07y", "U+0007"),
        (b"a: x\xe2\x80\xa8y", "U+2028"),
        (b"? [a]\n: b", "key"),
        (b"[" * 100_000, "nested"),
        (b'{"a": ' * 50_000, "nested"),
    ],
)
def test_what_cannot_be_read_is_one_clear_problem(data: bytes, said: str) -> None:
    problems = parse(data).problems
    assert any(said in problem.message for problem in problems), problems
    assert all(problem.line for problem in problems)


def test_a_byte_order_mark_and_windows_line_ends_are_harmless() -> None:
    assert parse(b"\xef\xbb\xbfa: x\r\nb: |\r\n  y\r\n  z\r\n").values == {"a": "x", "b": "y\nz\n"}


@given(st.dictionaries(st.sampled_from("abc"), texts | st.lists(texts), min_size=1))
def test_what_is_written_is_read_back(values: dict[str, object]) -> None:
    """Value to file to value gives the value back, whatever its text looks like."""
    for data, name in ((dump_yaml(values), "x.yaml"), (dump_json(values), "x.json")):
        source = parse(data, name=name)
        assert source.values == values
        assert not source.problems
