"""Texts that look the same, and words in several scripts (rule D8)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from strategies import lines, records

from dtmforms import changes
from dtmforms.agreement.closed_lists import SIDES
from dtmforms.agreement.confusables import mixes_scripts
from dtmforms.agreement.model import Agreement
from dtmforms.changes.compare import compare
from dtmforms.changes.forged_successor import look_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kamau", "K\u0430mau"),
        ("wkamau@harbour.example", "wkamau@harb0ur.example"),
        ("example", "exampIe"),
        ("example", "examp1e"),
        ("Barnes", "Bames"),
        ("month", "mo\u00adnth"),
        ("month", "mo\u200dnth"),
        ("Kamau", "\uff2bamau"),
        ("يوسف علي", "یوسف علی"),
        ("ΑΝΝΑ", "ANNA".replace("N", "Ν")),
    ],
)
def test_texts_that_look_the_same_are_told(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert look_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kamau", "kamau"), ("Kamau", "Kamau "), ("Kamau", "Kamua"), ("a\u00a0b", "a b"), ("e\u0301", "\u00e9")],
)
def test_texts_that_are_the_same_or_look_different_are_not(one: str, other: str) -> None:
    assert not look_alike(one, other)


@given(lines, lines)
def test_looking_alike_is_mutual_and_never_to_oneself(one: str, other: str) -> None:
    assert not look_alike(one, one)
    assert look_alike(one, other) == look_alike(other, one)


@pytest.mark.parametrize(
    "text", ["W\u0430njiru", "wk\u0430mau@harbour.example", "Οlena Moroz", "x@ha\u0433bour.example"]
)
def test_a_word_in_two_scripts_is_told(text: str) -> None:
    assert mixes_scripts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Олена Мороз",
        "مريم (Mariam)",
        "O’Brien-Núñez",
        "Солов\u02bcян",
        "M\u00aa Carmen",
        "山田エミ",
        "佐々木あい",
        "हिन्दी नाम",
        "မြန်မာ",
        "ኢትዮጵያ",
        "n.eze_2@harbour-trust.example",
        "",
        "👩🏽‍⚕️ 3",
    ],
)
def test_names_as_people_write_them_mix_no_scripts(text: str) -> None:
    assert not mixes_scripts(text)


def test_a_letter_stands_for_one_letter() -> None:
    tables = tomllib.loads((Path(str(changes.__file__)).with_name("lookalikes.toml")).read_text(encoding="utf-8"))
    likes = [like for row in tables["letters"].values() for like in row]
    assert len(likes) == len(set(likes))
    assert all(len(letter) == 1 for letter in (*tables["letters"], *tables["groups"].values()))
    assert not set(likes) & (set(tables["letters"]) - set("il"))


@given(records())
def test_people_on_file_raise_no_doubt(old: Agreement) -> None:
    """Whoever is known, in whichever post, is not doubted."""
    swapped = {
        side: {"primary": posts.secondary, "secondary": posts.primary}
        for side, posts in ((side, getattr(old.table_c, side)) for side in SIDES)
    }
    table_c = type(old.table_c).model_validate(
        {
            side: {post: person and person.model_dump() for post, person in posts.items()}
            for side, posts in swapped.items()
        }
    )
    same = compare(old, old.model_copy(update={"table_c": table_c}))
    assert "D8" not in {finding.rule for finding in same.findings}
