"""By what a viewer draws a field anew: plain is only what shows dark letters of a usual size, in a font of its own."""

from __future__ import annotations

from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from dtmforms.pdf.read.variable_text import DefaultResources, VariableText

HELVETICA: dict[str, Any] = {"Type": Name.Font, "Subtype": Name.Type1, "BaseFont": Name.Helvetica}
WRITTEN = String("/Helv 9 Tf 0 g")


def drawn(
    *,
    widget: dict[str, Any] | None = None,
    font: dict[str, Any] | None = None,
    ticked: bool = False,
    draws_all: bool = True,
    odd: bool = False,
    **inherited: Any,
) -> VariableText:
    form = Dictionary(DR=Dictionary(Font=Dictionary(Helv=Dictionary(**(font or HELVETICA)))))
    held = {f"/{key}": value for key, value in ({"DA": WRITTEN} | inherited).items()}
    looks: dict[str, Any] = {"F": 4, "AP": Dictionary(N=Dictionary())} | (widget or {})
    resources = DefaultResources(form, draws_all=draws_all)
    return resources.variable_text(held, odd, Dictionary(**looks), ticked=ticked)


def test_a_field_as_we_send_it_is_plain_with_its_flags_and_its_side() -> None:
    assert drawn(FT=Name.Tx) == VariableText("/Tx", 0, 0, is_plain=True)
    assert drawn(Ff=4096, Q=2) == VariableText("", 4096, 2, is_plain=True)
    assert drawn(Ff=Name.X, Q=String("2")) == VariableText("", 0, 0, is_plain=True)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("/Helv 9 Tf 0 g", True),
        ("0 0 0.4 rg /Helv 0 Tf", True),
        ("/Helv 14 Tf 0 0 0 1 k", True),
        ("/Helv 9 Tf", True),
        ("/Helv 15 Tf 0 g", False),
        ("/Helv 1 Tf 0 g", False),
        ("/Helv -9 Tf 0 g", False),
        ("/Helv 9 Tf 1 g", False),
        ("/Helv 9 Tf 0 0 0.6 rg", False),
        ("/Helv 9 Tf 0 0 0 0.1 k", False),
        ("/Helv 9 Tf 0 g 3 Tr", False),
        ("/Helv 9 Tf 0 g 50 Tz", False),
        ("/Helv 9 Tf /Helv 9 Tf 0 g", False),
        ("0 g", False),
        ("/Other 9 Tf 0 g", False),
        ("/Helv 9 Tf (", False),
    ],
)
def test_letters_are_dark_and_of_a_usual_size_in_a_font_of_the_form(written: str, plain: bool) -> None:
    assert drawn(DA=String(written)).is_plain is plain


@pytest.mark.parametrize(
    ("entries", "plain"),
    [
        ({}, True),
        ({"BaseFont": Name("/Times-Roman"), "Encoding": Name.WinAnsiEncoding}, True),
        ({"BaseFont": Name.Arial}, False),
        ({"Subtype": Name.TrueType}, False),
        ({"Subtype": Name.Type3}, False),
        ({"Encoding": Dictionary(Differences=Array([49, Name.two]))}, False),
        ({"FontDescriptor": Dictionary()}, False),
        ({"Widths": Array([0])}, False),
    ],
)
def test_the_font_is_one_that_programs_have_themselves(entries: dict[str, Any], plain: bool) -> None:
    assert drawn(font=HELVETICA | entries).is_plain is plain


def test_the_font_is_not_looked_at_where_nobody_draws_with_it() -> None:
    other = HELVETICA | {"BaseFont": Name.Arial}
    assert drawn(font=other, draws_all=False).is_plain
    assert not drawn(font=other, draws_all=False, widget={"AP": Dictionary()}).is_plain
    assert not drawn(font=other, draws_all=False, widget={"AP": Name.X}).is_plain


def test_without_a_default_appearance_nobody_knows_how_it_is_drawn() -> None:
    assert not drawn(DA=None).is_plain
    assert drawn(DA=None, draws_all=False).is_plain


@pytest.mark.parametrize(
    ("widget", "plain"),
    [
        ({"F": 4 | 128}, True),
        ({"F": 0}, False),
        ({"F": 4 | 2}, False),
        ({"F": 4 | 32}, False),
        ({"F": Name.X}, False),
        ({"MK": Dictionary(BG=Array([0.95, 0.95, 1]), BC=Array([0]))}, True),
        ({"MK": Dictionary(BG=Array([]))}, True),
        ({"MK": Dictionary(BG=Array([0.1]))}, False),
        ({"MK": Dictionary(R=90)}, False),
        ({"MK": Dictionary(I=Dictionary())}, False),
        ({"MK": Array([])}, False),
        ({"BS": Dictionary(W=2)}, True),
        ({"BS": Dictionary(W=9)}, False),
        ({"Border": Array([0, 0, 9])}, False),
        ({"AP": Dictionary(N=Dictionary(), D=Dictionary())}, False),
        ({"AP": Dictionary(N=Dictionary(), R=Dictionary())}, False),
    ],
)
def test_a_widget_hides_turns_and_covers_nothing(widget: dict[str, Any], plain: bool) -> None:
    assert drawn(widget=widget).is_plain is plain


def test_what_a_field_above_has_that_none_of_ours_has_is_not_plain() -> None:
    assert not drawn(odd=True).is_plain


@pytest.mark.parametrize(("mark", "plain"), [("4", True), ("8", True), (" ", False), ("", False), ("o", False)])
def test_a_tick_is_drawn_with_a_mark_that_is_seen(mark: str, plain: bool) -> None:
    widget = {"MK": Dictionary(CA=String(mark)), "AP": Dictionary(N=Dictionary(), D=Dictionary())}
    assert drawn(widget=widget, ticked=True).is_plain is plain
