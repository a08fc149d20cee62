"""Fields as objects of a file: what each says of itself, and how a value is shown in it."""

from __future__ import annotations

import re
from typing import Any, Literal

import pikepdf
import pytest

from dtmforms.form.fields import TICKED, UNCHOSEN, UNTICKED, Field, Kind
from dtmforms.form.texts import options_shown
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import PlacedField
from dtmforms.pdf.write.shaping import line
from dtmforms.pdf.write.widgets import (
    COMBO,
    HIDDEN,
    MULTILINE,
    PRINT,
    READ_ONLY,
    WIDGET_BEGINS,
    Widget,
    field_entries,
    hidden_field,
    tick_appearance,
    widget,
)

TICKS = b"/Yes 7 0 R/Off 8 0 R"


FONTS = [(b"/F1 ", b"/F1 11 0 R"), (b"/F2 ", b"/F2 12 0 R"), (b"/G1 ", b"/G1 13 0 R")]


def entries(kind: Kind, language: str = "en", *, read_only: bool = False, placed: str = "") -> Any:
    field = Field("country", ("country",), kind, options=("site",) if kind == "choice" else ())
    ticks, words = TICKS.replace(b"0 R", b""), labels(language)
    written = field_entries(field, placed or kind, words, "Country", read_only=read_only, ticks=ticks)
    return pikepdf.Object.parse(b"<<%b>>" % written)


def made(kind: Kind | Literal["signature"], height: float = 16, language: str = "en") -> Widget:
    place = PlacedField("country", kind, 1, (100, 200, 60, height))
    return widget(place, 5, 6, b"/T(country)", labels(language))


def shown_at(appearance: bytes) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(rb"1 0 0 1 (\S+) (\S+) Tm", appearance)]


def sizes(appearance: bytes) -> set[float]:
    return {float(size) for size in re.findall(rb"/[FG]\d+ (\S+) Tf", appearance)}


@pytest.mark.parametrize(("kind", "flags"), [("line", 0), ("lines", MULTILINE), ("choice", COMBO), ("tick", 0)])
def test_a_field_says_its_kind_its_name_and_its_tooltip(kind: Kind, flags: int) -> None:
    said = entries(kind)
    assert (str(said.T), str(said.TU), int(said.Ff)) == ("country", "Country", flags)
    assert str(said.FT) == {"tick": "/Btn", "choice": "/Ch"}.get(kind, "/Tx")


@pytest.mark.parametrize("kind", ["line", "lines", "choice", "tick"])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_field_is_read_only_where_it_is_said_to_be(kind: Kind, read_only: bool) -> None:
    assert bool(int(entries(kind, read_only=read_only).Ff) & READ_ONLY) is read_only


def test_a_text_that_is_placed_in_several_lines_is_typed_in_several_and_smaller() -> None:
    one, several = entries("line"), entries("line", placed="lines")
    assert (int(one.Ff), str(one.DA)) == (0, "/Helv 9 Tf 0 g")
    assert (int(several.Ff), str(several.DA)) == (MULTILINE, "/Helv 8.5 Tf 0 g")


def test_a_choice_offers_no_answer_first_and_then_its_options_alone() -> None:
    offered = [[str(text) for text in pair] for pair in entries("choice", "fr").Opt]
    assert offered == [[UNCHOSEN, labels("fr").ours["choose"]], ["site", labels("fr").levels["site"]]]
    assert next(iter(options_shown(labels("fr")))) == UNCHOSEN


@pytest.mark.parametrize(("language", "quadding"), [("en", 0), ("ar", 2)])
def test_what_is_typed_in_an_arabic_form_begins_on_the_right(language: str, quadding: int) -> None:
    assert int(entries("line", language).get("/Q", 0)) == quadding


def test_a_tick_has_both_its_appearances() -> None:
    assert set(entries("tick").AP.N.keys()) == {"/Yes", "/Off"}
    assert b" S Q" in tick_appearance(TICKED)
    assert b"/Length 0>>" in tick_appearance(UNTICKED)


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("tick", TICKED, b"/V/Yes/AS/Yes>>"),
        ("tick", UNTICKED, b"/V/Off/AS/Off>>"),
        ("tick", "", b"/V/Off/AS/Off>>"),
        ("line", "M&E", b"/V(M&E)/AP<</N 6 0 R>>>>"),
        ("choice", "site", b"/V(site)/AP<</N 6 0 R>>>>"),
        ("signature", "", b"/T(country)/AP<</N 6 0 R>>>>"),
    ],
)
def test_a_value_stands_in_the_object_as_its_kind_wants(kind: Any, value: str, written: bytes) -> None:
    body = made(kind).body(value)
    assert body.startswith(WIDGET_BEGINS + b"%d/Rect[100.00 200.00 160.00 216.00]" % PRINT)
    assert body.endswith(written)


def test_an_empty_field_shows_nothing_and_needs_no_glyphs() -> None:
    empty = made("line")
    content, glyphs = empty.drawing("")
    assert (content, glyphs) == (b"/Tx BMC EMC", ())
    assert b"/Resources<<>>" in empty.appearance(content, FONTS)


def test_an_appearance_has_the_fonts_that_it_draws_with_to_itself() -> None:
    line = made("line")
    assert b"/Resources<</Font<</F1 11 0 R>>>>" in line.appearance(line.drawing("Maputo")[0], FONTS)


def test_a_line_stands_in_the_middle_of_its_box_inside_of_its_border() -> None:
    appearance, _ = made("line").drawing("Maputo")
    [(x, y)] = shown_at(appearance)
    text = line("Maputo")
    assert x == 2
    assert y + text.ascent * 9 / 1000 == pytest.approx((16 + text.height * 9 / 1000) / 2, abs=0.01)
    assert b"1 1 58 14 re W n" in appearance
    assert sizes(appearance) == {9}


def test_a_text_that_is_too_long_is_drawn_smaller_and_stays_inside() -> None:
    """Nothing is cut: first it is smaller, then it is broken."""
    little, _ = made("line").drawing("Wanjiru Kamau!!")
    much, _ = made("line").drawing("Wanjiru Kamau, Child Protection and Monitoring Lead")
    assert len(shown_at(little)) == 1
    assert min(sizes(little)) < 9
    assert len(shown_at(much)) > 1
    assert all(0 < y < 16 for _, y in shown_at(much))


def test_several_lines_begin_at_the_top_and_go_down() -> None:
    appearance, _ = made("lines", height=60).drawing("one\ntwo")
    (_, first), (_, second) = shown_at(appearance)
    assert 60 - first < 12
    assert first - second == pytest.approx(line("one").height * 8.5 / 1000, abs=0.01)
    assert sizes(appearance) == {8.5}


@pytest.mark.parametrize(
    ("text", "language", "from_the_right"), [("Yes", "en", False), ("Yes", "ar", True), ("نعم", "en", True)]
)
def test_a_value_begins_at_the_edge_of_its_direction(text: str, language: str, from_the_right: bool) -> None:
    [(x, _)] = shown_at(made("line", language=language).drawing(text)[0])
    assert (x > 2) is from_the_right
    if from_the_right:
        assert x + line(text).width * 9 / 1000 == pytest.approx(58, abs=0.01)


def test_a_text_in_another_script_brings_its_glyphs() -> None:
    _, glyphs = made("line").drawing("Київ")
    assert "".join(piece.text for piece in glyphs) == "Київ"


def test_the_answers_of_a_choice_are_shown_in_words() -> None:
    french = made("choice", language="fr")
    assert b"(par site) Tj" in french.drawing("site")[0]
    assert set(french.ready) == {"", UNCHOSEN, *labels("fr").levels}


def test_an_appearance_is_a_stream_that_others_read() -> None:
    with pikepdf.new() as pdf:
        several = made("lines", height=60)
        data = several.appearance(several.drawing("(a)\\ é\nb")[0], [])
        head, _, content = data.partition(b"stream\n")
        form = pdf.make_stream(content.removesuffix(b"\nendstream"), pikepdf.Object.parse(head))
        assert int(re.findall(rb"/Length (\d+)", head)[0]) == len(content.removesuffix(b"\nendstream"))
        operators = [str(instruction.operator) for instruction in pikepdf.parse_content_stream(form)]
        assert operators[0] == "BMC"
        assert operators[-1] == "EMC"
        assert operators.count("q") == operators.count("Q") == 1
        assert operators.count("BT") == operators.count("ET") == 2


def test_a_hidden_field_is_read_only_and_never_shown() -> None:
    field = pikepdf.Object.parse(hidden_field("form_terms", "7Q2M-KX4D", 1, 2).replace(b" 0 R", b""))
    assert (str(field.T), str(field.V)) == ("form_terms", "7Q2M-KX4D")
    assert int(field.F) & HIDDEN
    assert int(field.Ff) & READ_ONLY
    assert [int(edge) for edge in field.Rect] == [0, 0, 0, 0]
