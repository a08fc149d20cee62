"""What files are called after a text that somebody typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import lines

from dtmforms import names


@given(lines)
def test_any_reference_makes_a_safe_name(reference: str) -> None:
    name = names.stem(reference)
    assert name
    assert len(name) <= 81
    assert not set(name) & set('\\/:*?"<>| \n')
    assert name[0] not in ".-"
    assert name[-1] not in ".-"


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("CON", "_CON"),
        ("com¹.x", "_com¹.x"),
        ("CONIN$", "CONIN"),
        ("a/../b", "a-..-b"),
        ("???", "agreement"),
        ("é è", "é-è"),
        ("R - 1", "R---1"),
        ("हिन्दी मिशन", "हिन्दी-मिशन"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\u200bb\u3164c", "abc"),
        ("\u0301a", "a"),
    ],
)
def test_names_that_a_system_keeps_for_itself_are_changed(reference: str, name: str) -> None:
    assert names.stem(reference) == name


def test_long_texts_that_begin_alike_have_names_of_their_own() -> None:
    alike = [f"{'x' * 100}{end}" for end in "ab"] + [f"{'𞤀' * 60}{end}" for end in "ab"]
    assert len({names.stem(text) for text in alike}) == 4
    assert all(len(names.stem(text).encode()) <= 255 for text in alike)
