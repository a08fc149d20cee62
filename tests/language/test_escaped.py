"""What could move a terminal, or turn the direction of what follows, is shown escaped."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtmforms.language.escaped import TAGS, TURNING, UNSEEN, escaped, escaped_but_isolates

FSI, PDI = "\u2068", "\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2Jgone", r"\x1b[2Jgone"),
        ("a\nb\r\tc\x7f\x9b", r"a\x0ab\x0d\x09c\x7f\x9b"),
        ("\u202eabc\u2028", r"\u202eabc\u2028"),
        ("\ud800\ufffe", r"\ud800\ufffe"),
        (f"{FSI}abc{PDI}", r"\u2068abc\u2069"),
        ("a\U000e0041", r"a\U000e0041"),
        ("Zoë, Олена, مريم \u200e1\u200e, C:\\new", "Zoë, Олена, مريم \u200e1\u200e, C:\\new"),
    ],
)
def test_a_terminal_is_shown_escapes(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(st.text())
def test_what_is_escaped_is_one_line_that_moves_nothing(text: str) -> None:
    shown = escaped(text)
    assert escaped(shown) == shown
    assert not any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in shown)
    assert not re.search(f"[{TURNING}{UNSEEN}{TAGS}]", shown)


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (f"a {FSI}\u0645{PDI} b", f"a {FSI}\u0645{PDI} b"),
        (f"{FSI}a {FSI}b{PDI} c{PDI}", f"{FSI}a {FSI}b{PDI} c{PDI}"),
        (f"{FSI}a{PDI} and {FSI}b{PDI}", f"{FSI}a{PDI} and {FSI}b{PDI}"),
        (f"{FSI}open", r"\u2068open"),
        (f"shut{PDI}", r"shut\u2069"),
        (f"{PDI}{FSI}", r"\u2069\u2068"),
        (f"{FSI}{FSI}a{PDI}", rf"\u2068{FSI}a{PDI}"),
        (f"{FSI}\x1b[2J\u202e{PDI}", rf"{FSI}\x1b[2J\u202e{PDI}"),
        (f"\u2067a{PDI}", r"\u2067a\u2069"),
        ("plain", "plain"),
    ],
)
def test_of_a_sentence_isolates_stay_that_have_an_end(sentence: str, shown: str) -> None:
    assert escaped_but_isolates(sentence) == shown


@given(st.text(alphabet=["a", "\u0645", FSI, PDI, "\u202e", "\u2066", "\n", "\x1b"], max_size=20))
def test_what_is_left_of_isolates_is_balanced_and_turns_nothing_else(text: str) -> None:
    shown, depth = escaped_but_isolates(text), 0
    for letter in shown:
        depth += (letter == FSI) - (letter == PDI)
        assert depth >= 0
        assert letter in (FSI, PDI) or escaped(letter) == letter
    assert depth == 0
    assert escaped_but_isolates(shown) == shown


def test_many_isolates_that_never_end_are_read_once() -> None:
    text = FSI * 200_000
    assert escaped_but_isolates(text) == r"\u2068" * 200_000
