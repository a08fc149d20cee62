"""Whether a text is read from right to left: its first letter that has a direction says so."""

from __future__ import annotations

import pytest

from dtmforms.language.direction import right_to_left


@pytest.mark.parametrize("text", ["عربي", "(عربي)", "123 عربي UNICEF", "עברית", "\u200fabc", "ߒߞߏ"])
def test_a_text_that_begins_with_such_a_letter_is(text: str) -> None:
    assert right_to_left(text)


@pytest.mark.parametrize("text", ["", "UNICEF عربي", "123", "+964 ٧٧٠", "é", "…", "Київ", "\u200eعربي"])
def test_every_other_text_is_not(text: str) -> None:
    """Digits and punctuation have no direction of their own (UAX #9, P2)."""
    assert not right_to_left(text)
