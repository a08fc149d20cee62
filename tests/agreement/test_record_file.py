"""Reading a record's file: lines, duplicate keys, scalars that YAML takes for something else, JSON."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from dtmforms.agreement.record_file import Unquoted, dump_json, dump_yaml, parse


def test_every_path_has_its_line() -> None:
    source = parse(b"a:\n  b: x\n  c:\n    - d: y\n")
    assert source.values == {"a": {"b": "x", "c": [{"d": "y"}]}}
    assert source.line(("a", "b")) == 2
    assert source.line(("a", "c", 0, "d")) == 4


def test_a_path_that_is_missing_has_the_line_of_what_is_around_it() -> None:
    assert parse(b"a:\n  b: x\n").line(("a", "z", "y")) == 1


@pytest.mark.parametrize(("letters", "codes"), [(499_000, []), (500_001, ["record_too_large"])])
def test_a_file_that_is_larger_than_any_record_is_not_read(letters: int, codes: list[str]) -> None:
    source = parse(b"a: " + b"x" * letters)
    assert [found.code for found in source.problems] == codes
    assert bool(source.values) == (not codes)


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


@pytest.mark.parametrize(
    "data",
    [
        b"a: 1\na: 2\n",
        b'a: 1\n"\\u0061": 2\n',
        b"a: 1\n? a\n: 2\n",
        b"a: {b: 1}\na: {b: 2}\n",
        b'{"a": "1",\n"a": "2"}',
        b'{"a": "1",\n"a"\n: "2"}',
        b'{"a": "1",\n"\\u0061": "2"}',
        b'{"a": ["}", {"a": 1}],\n\t"a": {"a": 1}}',
    ],
)
def test_a_key_that_stands_twice_is_named_with_its_line(data: bytes) -> None:
    [problem] = parse(data).problems
    assert (problem.line, problem.path) == (2, "a")
    assert "first in line 1" in problem.text()


def test_every_key_that_stands_twice_is_named_however_deep() -> None:
    for data in (b'{"a": [{"b": 1, "b": 2}],\n"c": {"d": {}, "d": []}}', b"a: [{b: 1, b: 2}]\nc: {d: {}, d: []}"):
        assert [(problem.path, problem.line) for problem in parse(data).problems] == [("a[0].b", 1), ("c.d", 2)]


def test_keys_that_only_look_alike_are_different_keys() -> None:
    for data in ("e\u0301: x\n\u00e9: y\nem\u200bail: z\nemail: z", '{"\u00e9": 1, "e\u0301": 1}'):
        source = parse(data.encode())
        assert len(source.values) == data.count(":")
        assert not source.problems


@pytest.mark.parametrize(
    ("data", "path", "said"),
    [
        ("x: y\na: !!null b", "a", "tag (!)"),
        ("x: y\na: !!str b", "a", "tag (!)"),
        ("x: y\na: !!binary AAAA", "a", "tag (!)"),
        ("x: y\na: !<tag:yaml.org,2002:null> b", "a", "tag (!)"),
        ("x: y\na: ! b", "a", "tag (!)"),
        ('x: y\na: ! "b"', "a", "tag (!)"),
        ("x: y\na: !of_ours {b: c}", "a", "tag (!)"),
        ("x: y\na: !!python/tuple [b]", "a", "tag (!)"),
        ("x: y\n!of_ours a: b", "a", "tag (!)"),
        ("x: y\na: &it b", "a", "anchor (&)"),
        ("x: y\na: &it {b: c}", "a", "anchor (&)"),
        ("x: y\n&it a: b", "a", "anchor (&)"),
        ("x: y\na: *it", "a", "alias (*)"),
        ("x: y\n*it : b", "", "alias (*)"),
        ("x: y\n<<: {a: b}", "", "merge key (<<)"),
        ("x: y\na: <<", "a", "merge sign (<<)"),
        ("a: {b: c}\n--- {}", "", "second document"),
    ],
)
def test_what_yaml_would_put_in_place_of_what_was_typed_is_named_with_its_line(data: str, path: str, said: str) -> None:
    [problem] = parse(data.encode()).problems
    assert (problem.line, problem.path) == (2, path)
    assert said in problem.text()


def test_signs_of_yaml_within_a_text_are_text() -> None:
    values = parse(b"a: M&E & *all* !\nb: '!x'\nc: \"*x\"\nd: '<<'\n'<<': e").values
    assert values == {"a": "M&E & *all* !", "b": "!x", "c": "*x", "d": "<<", "<<": "e"}


def test_all_that_is_wrong_is_named_at_once() -> None:
    problems = parse(b"a: !x b\na: *c\nd: [\n").problems
    assert [problem.line for problem in problems] == [1, 2, 2, 4]


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
    assert any(said in problem.text() for problem in problems), problems
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
