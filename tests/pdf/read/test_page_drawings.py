"""Where a picture or a line stands that was put upon a page: never further in than it can draw."""

from __future__ import annotations

from collections.abc import Mapping

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.content_stream import UnreadableError, instructions
from dtmforms.pdf.read.page_drawings import drawings_of, places_drawn

PICTURE: Mapping[str, Box] = {"/Im": (0, 0, 1, 1), "/Fm": (0, 0, 10, 20)}


def places(content: str) -> list[Box]:
    return places_drawn(instructions(content.encode()), PICTURE)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", []),
        ("q 50 0 0 20 100 200 cm /Im Do Q", [(100, 200, 50, 20)]),
        ("q 2 0 0 2 0 0 cm 50 0 0 20 100 200 cm /Im Do Q", [(200, 400, 100, 40)]),
        ("q 1 0 0 1 7 7 cm Q /Fm Do", [(0, 0, 10, 20)]),
        ("Q Q 1 0 0 1 5 6 cm /Fm Do", [(5, 6, 10, 20)]),
        ("0 1 -1 0 100 0 cm /Fm Do", [(80, 0, 20, 10)]),
        ("10 20 30 40 re f", [(9, 19, 32, 42)]),
        ("0 w 10 20 30 40 re f 90 90 1 1 re f", [(10, 20, 30, 40), (90, 90, 1, 1)]),
        ("4 w 10 20 m 30 60 l S", [(6, 16, 28, 48)]),
        ("3 0 0 3 0 0 cm 2 w 10 20 m 30 60 l S", [(24, 54, 72, 132)]),
        ("0 w 0 0 m 50 90 60 -10 10 10 c S", [(0, -10, 60, 100)]),
        ("10 20 30 40 re n S", []),
        ("10 20 30 40 re W n q 5 0 0 5 0 0 cm /Im Do Q 0 w 1 1 2 2 re f", [(0, 0, 5, 5), (1, 1, 2, 2)]),
    ],
)
def test_each_drawing_has_the_box_that_it_stands_in(content: str, expected: list[Box]) -> None:
    assert places(content) == expected


@pytest.mark.parametrize(
    "content", ["BT /F 9 Tf (0177) Tj ET", "/Sh sh", "/Unknown Do", "10 20 30 40 re f BT ET", "d0", "1 0 d1"]
)
def test_text_and_what_is_not_understood_has_none(content: str) -> None:
    with pytest.raises(UnreadableError):
        places(content)


def test_pictures_of_a_page_fill_a_square_and_forms_their_box() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        box, matrix = Array([1, 2, 11, 22]), Array([2, 0, 0, 2, 100, 0])
        page.obj.Resources = Dictionary(
            XObject=Dictionary(
                Im=pdf.make_stream(b"", Subtype=Name.Image),
                Fm=pdf.make_stream(b"", Subtype=Name.Form, BBox=box),
                Moved=pdf.make_stream(b"", Subtype=Name.Form, BBox=box, Matrix=matrix),
                Boundless=pdf.make_stream(b"", Subtype=Name.Form),
                Odd=pdf.make_stream(b"", Subtype=Name.Form, BBox=box, Matrix=Array([1, 0])),
                No=Dictionary(),
            )
        )
        expected = {"/Im": (0, 0, 1, 1), "/Fm": (1, 2, 10, 20), "/Moved": (102, 4, 20, 40)}
        assert drawings_of(page) == expected
        page.obj.Resources = Array([])
        assert drawings_of(page) == {}
