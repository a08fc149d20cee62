"""A field that a viewer draws anew is drawn as in the form that was sent, or it is told."""

from __future__ import annotations

import pytest

from dtmforms.pdf.read.variable_text import VariableText
from dtmforms.pdf.write.widgets import COMBO, MULTILINE
from dtmforms.returns.tampering.drawn_anew import drawn_otherwise

KINDS = {kind: kind for kind in ("line", "lines", "choice", "tick")}
COMB, PASSWORD, DO_NOT_SCROLL = 1 << 24, 1 << 13, 1 << 23
AS_SENT = {
    "line": VariableText("/Tx", 0, 0, is_plain=True),
    "lines": VariableText("/Tx", MULTILINE, 0, is_plain=True),
    "choice": VariableText("/Ch", COMBO, 0, is_plain=True),
    "tick": VariableText("/Btn", 0, 0, is_plain=True),
}


def otherwise(language: str = "en", **drawn_by: VariableText) -> list[str]:
    return drawn_otherwise((AS_SENT | drawn_by).items(), KINDS, language)


def test_what_is_drawn_as_it_was_sent_is_not_told() -> None:
    assert otherwise() == []
    assert otherwise(line=VariableText("/Tx", 1 | DO_NOT_SCROLL, 0, is_plain=True)) == []


@pytest.mark.parametrize(
    "drawn",
    [
        VariableText("/Tx", 0, 0, is_plain=False),
        VariableText("/Tx", COMB, 0, is_plain=True),
        VariableText("/Tx", PASSWORD, 0, is_plain=True),
        VariableText("/Tx", MULTILINE, 0, is_plain=True),
        VariableText("/Tx", 0, 1, is_plain=True),
        VariableText("/Tx", 0, 2, is_plain=True),
        VariableText("/Ch", 0, 0, is_plain=True),
    ],
)
def test_other_letters_flags_or_sides_are(drawn: VariableText) -> None:
    assert otherwise(line=drawn) == ["line"]


def test_texts_of_arabic_forms_are_drawn_from_the_right_and_their_choices_are_not() -> None:
    right = {name: VariableText("/Tx", AS_SENT[name].flags, 2, is_plain=True) for name in ("line", "lines")}
    assert otherwise("ar", **right) == []
    assert otherwise("ar") == ["line", "lines"]
    assert otherwise("ar", **right, choice=VariableText("/Ch", COMBO, 2, is_plain=True)) == ["choice"]
    assert otherwise("xx") == []


def test_a_field_of_several_widgets_is_told_once_and_one_that_is_none_of_ours_never() -> None:
    odd = VariableText("/Tx", 0, 0, is_plain=False)
    assert drawn_otherwise([("line", odd), ("line", odd), ("other", odd)], KINDS, "en") == ["line"]
