"""A font is known by its name, unless the document says that it is another one."""

from __future__ import annotations

import pytest
from parts import part

from dtmforms.word.read.fonts import Fonts


@pytest.mark.parametrize(
    "face",
    ["", "Arial", "arial narrow", "Calibri Light", "Times New Roman", "Noto Sans Arabic", "Myanmar Text", "宋体"],
)
def test_a_font_of_letters_is_known(face: str) -> None:
    assert Fonts(None).is_known(face)


@pytest.mark.parametrize(
    "face", ["Wingdings", "Symbol", "Adobe Blank", "Segoe MDL2 Assets", "Zawgyi-One", "Arialish", "Noto Sans Symbols"]
)
def test_any_other_is_not(face: str) -> None:
    assert not Fonts(None).is_known(face)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ('<w:altName w:val="Times New Roman"/><w:charset w:val="00"/>', True),
        ('<w:charset w:val="01"/>', True),
        ('<w:altName w:val="Times;Wingdings"/>', False),
        ('<w:charset w:val="2"/>', False),
        ("<w:embedBold/>", False),
    ],
)
def test_the_table_of_fonts_may_say_that_it_is_another(said: str, known: bool) -> None:
    table = part("w:fonts", f'<w:font w:name="Arial">{said}</w:font>')
    assert Fonts(table).is_known("ARIAL") is known
    assert Fonts(table).is_known("Verdana")
