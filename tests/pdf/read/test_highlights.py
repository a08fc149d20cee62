"""A mark of a highlighter colours what is below and hides nothing; whatever else calls itself so is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from dtmforms.pdf.read.highlights import is_highlight

YELLOW, DARK = "1 1 0 rg", "0.2 0.2 0 rg"
AREA = "10 10 100 12 re f"


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        yield made


def stream(pdf: pikepdf.Pdf, content: str, **entries: Any) -> pikepdf.Stream:
    resources = Dictionary(
        ExtGState=Dictionary(
            M=Dictionary(BM=Name.Multiply),
            N=Dictionary(BM=Name.Normal),
            S=Dictionary(BM=Name.Multiply, SMask=Name.Luminosity),
        )
    )
    return pdf.make_stream(content.encode(), Dictionary(Resources=resources, **entries))


def drawn(pdf: pikepdf.Pdf, content: str) -> Dictionary:
    return Dictionary(Subtype=Name.Highlight, AP=Dictionary(N=stream(pdf, content)))


@pytest.mark.parametrize(
    ("content", "marks"),
    [
        (f"/M gs {YELLOW} {AREA}", True),
        (f"q /M gs {YELLOW} 1 0 0 1 5 5 cm {AREA} Q", True),
        (f"/M gs {YELLOW} 0 0 m 90 0 l 90 12 l 0 12 l h f", True),
        (f"/M gs {YELLOW} 0 0 m 90 0 l 90 12 l 0 12 l n", True),
        (f"{YELLOW} {AREA}", False),
        (f"/M gs {YELLOW} /N gs {AREA}", False),
        (f"q /M gs Q {YELLOW} {AREA}", False),
        (f"/S gs {YELLOW} {AREA}", False),
        (f"/X gs {YELLOW} {AREA}", False),
        (f"/M gs {DARK} {AREA}", False),
        (f"/M gs q {YELLOW} Q {AREA}", False),
        (f"/M gs 0 0 0 0.7 k {AREA}", False),
        (f"/M gs {YELLOW} 10 10 100 4.9 re f", False),
        (f"/M gs {YELLOW} 10 10 4.9 100 re f", False),
        (f"/M gs {YELLOW} 0 0 m 90 0 l 0 12 l h f", False),
        (f"/M gs {YELLOW} 0.1 0 0 0.1 0 0 cm {AREA}", False),
        (f"/M gs {YELLOW} {'10 10 100 12 re f ' * 65}", False),
        (f"/M gs {YELLOW} 10 10 100 12 re S", False),
        (f"/M gs {YELLOW} {AREA} BT ET", False),
        (f"/M gs {YELLOW} {AREA} (", False),
    ],
)
def test_a_mark_is_broad_light_and_multiplied(pdf: pikepdf.Pdf, content: str, marks: bool) -> None:
    assert is_highlight(drawn(pdf, content)) is marks


def test_only_an_annotation_that_says_so_is_one(pdf: pikepdf.Pdf) -> None:
    mark = drawn(pdf, f"/M gs {YELLOW} {AREA}")
    mark.Subtype = Name.Square
    assert not is_highlight(mark)


@pytest.mark.parametrize(
    ("colour", "marks"),
    [([1, 1, 0], True), ([0.5], True), ([0, 0, 0, 0.5], True), ([0.3], False), ([0, 0, 1], False), ([], False)],
)
def test_one_without_an_appearance_goes_by_its_colour(colour: list[float], marks: bool) -> None:
    assert is_highlight(Dictionary(Subtype=Name.Highlight, C=Array(colour))) is marks


def test_one_without_a_colour_or_with_more_than_one_appearance_is_none(pdf: pikepdf.Pdf) -> None:
    mark = stream(pdf, f"/M gs {YELLOW} {AREA}")
    assert not is_highlight(Dictionary(Subtype=Name.Highlight))
    assert not is_highlight(Dictionary(Subtype=Name.Highlight, AP=Dictionary(N=mark, R=mark)))
    assert not is_highlight(Dictionary(Subtype=Name.Highlight, AP=Dictionary(N=Dictionary(On=mark))))


@pytest.mark.parametrize(
    ("inner", "entries", "marks"),
    [
        (AREA, {}, True),
        (f"{DARK} {AREA}", {}, False),
        (AREA, {"Matrix": Array([0.1, 0, 0, 0.1, 0, 0])}, False),
        (AREA, {"Subtype": Name.Image}, False),
    ],
)
def test_what_is_drawn_within_is_looked_at_too(
    pdf: pikepdf.Pdf, inner: str, entries: dict[str, Any], marks: bool
) -> None:
    mark = drawn(pdf, f"/M gs {YELLOW} /In Do")
    mark.AP.N.Resources.XObject = Dictionary(In=stream(pdf, inner, **({"Subtype": Name.Form} | entries)))
    assert is_highlight(mark) is marks
