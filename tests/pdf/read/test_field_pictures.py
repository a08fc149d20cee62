"""A field's picture shows what stands in its box, as the file has it, and not what a viewer would make of its value."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.field_pictures import field_pictures

BOX: Box = (20, 30, 40, 10)
BESIDE: Box = (70, 30, 20, 10)


def form(*, need_appearances: bool = False, rotate: int = 0, crop: list[int] | None = None, side: int = 100) -> bytes:
    """A page with a field in BOX whose appearance is black, and which stores nothing."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100))
        page.obj.MediaBox = Array([0, 0, side, 100])
        x, y, width, height = BOX
        black = pdf.make_stream(b"0 g 0 0 40 10 re f", Subtype=Name.Form, BBox=Array([0, 0, width, height]))
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String(""), F=4,
                Rect=Array([x, y, x + width, y + height]), AP=Dictionary(N=black), DA=String("/Helv 9 Tf 0 g"),
            )
        )  # fmt: skip
        page.obj.Annots = Array([field])
        page.obj.Rotate = rotate
        if crop:
            page.obj.CropBox = Array(crop)
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=need_appearances)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def grey(picture: bytes) -> float:
    """From 0, all black, to 255."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    values = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(values, int)
    return values


@pytest.mark.parametrize(
    "data",
    [form(), form(need_appearances=True), form(rotate=90), form(crop=[10, 10, 95, 95])],
    ids=["as it is", "to be drawn anew", "turned", "cropped"],
)
def test_the_appearance_of_a_field_is_in_its_picture_and_in_no_other(data: bytes) -> None:
    pictures = field_pictures(data, None, {"a": (1, BOX), "beside": (1, BESIDE)})
    assert list(pictures) == ["a", "beside"]
    assert grey(pictures["a"]) < 60
    assert grey(pictures["beside"]) == 255


def test_pictures_are_as_large_as_their_boxes() -> None:
    [picture] = field_pictures(form(), None, {"a": (1, BOX)}).values()
    width, height = Image.open(io.BytesIO(picture)).size
    assert (round(width * 72 / 150), round(height * 72 / 150)) == (40, 11)


def test_there_are_none_where_nobody_asks_and_of_what_does_not_open() -> None:
    assert field_pictures(form(), None, {}) == {}
    assert field_pictures(b"no PDF", None, {"a": (1, BOX)}) == {}
    assert field_pictures(form(), None, {"a": (2, BOX)}) == {}


def test_there_is_none_of_a_page_that_takes_too_much_to_draw() -> None:
    assert field_pictures(form(side=14_401), None, {"a": (1, BOX)}) == {}
