"""What differs between two texts, word by word."""

from __future__ import annotations

import pytest

from dtmforms.word.read.texts import word_changes


@pytest.mark.parametrize(
    ("expected", "found", "changes"),
    [
        (["a b c"], ["a b c"], []),
        (["a b c"], ["a x c"], [("b", "x")]),
        (["a b c"], ["a c"], [("b", "")]),
        (["a c"], ["a b c"], [("", "b")]),
        (["a b", "c d"], ["a x", "c y"], [("b", "x"), ("d", "y")]),
        (["a", "b"], ["a b"], []),
        ([], ["a"], [("", "a")]),
    ],
)
def test_a_change_is_what_stood_there_and_what_stands_there_now(
    expected: list[str], found: list[str], changes: list[tuple[str, str]]
) -> None:
    assert list(word_changes(expected, found)) == changes


@pytest.mark.sampled("texts longer than any form")
def test_a_text_of_more_words_than_any_form_is_told_to_differ_and_no_more() -> None:
    long = ["a"] * 10_001
    assert list(word_changes(["a"], long)) == [("", "")]
    assert list(word_changes(long, long)) == []
