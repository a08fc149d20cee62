"""The sheets of a file are drawn as they look, with the letters that are seen on them; what would take too much memory
is refused before it is drawn."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageOps, UnidentifiedImageError

from dtmforms.errors import ReturnError
from dtmforms.pdf.read import raster
from dtmforms.pdf.read.model import FileSheet, Letter
from dtmforms.pdf.read.raster import is_picture, sheets_of

TEXT, PICTURE = 200 / 72, 300 / 72
"""Pixels a point."""


def refused(data: bytes, password: str = "") -> tuple[str, str]:
    with pytest.raises(ReturnError) as caught:
        list(sheets_of(data, password))
    return caught.value.kind, caught.value.reason


TOO_MANY_PIXELS, TOO_MANY_PAGES = ("too_large", "too_many_pixels"), ("too_large", "too_many_pages")
DAMAGED, ENCRYPTED = ("damaged", "damaged"), ("encrypted", "password_needed")


# Pictures


@pytest.mark.parametrize(
    ("data", "is_one"),
    [
        *((b"\xff\xd8\xff\xe0", True), (b"\x89PNG\r\n\x1a\n", True), (b"II*\0", True), (b"MM\0*", True)),
        *((b"\xff\xd8", False), (b"\x89PNG", False), (b"II*", False), (b"%PDF-1.7", False), (b"GIF89a", False)),
        *((b"", False), (b" II*\0", False)),
    ],
)
def test_a_picture_is_known_by_how_it_begins(data: bytes, is_one: bool) -> None:
    assert is_picture(data) == is_one


def saved(kind: str, *pictures: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if len(pictures) > 1 else {}
    pictures[0].save(out, kind, **more, **options)
    return out.getvalue()


def sheet(data: bytes) -> FileSheet:
    [found] = sheets_of(data)
    return found


def half_black(mode: str = "L") -> Image.Image:
    picture = Image.new(mode, (20, 10), "white")
    picture.paste("black", (0, 0, 10, 10))
    return picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_picture_is_one_sheet_in_grey_without_letters(kind: str, mode: str) -> None:
    found = sheet(saved(kind, half_black(mode)))
    assert (found.number, found.letters) == (1, ())
    assert (found.picture.mode, found.picture.size) == ("L", (20, 10))
    assert [found.picture.getpixel(place) for place in ((2, 5), (17, 5))] == [0, 255]


def test_a_black_and_white_picture_is_grey_as_well() -> None:
    found = sheet(saved("TIFF", half_black().convert("1"), compression="group4")).picture
    assert (found.mode, found.getextrema()) == ("L", (0, 255))


def test_a_picture_of_several_pages_is_so_many_sheets() -> None:
    pages = [Image.new("L", (5 + place, 5), 40 * place) for place in range(3)]
    found = list(sheets_of(saved("TIFF", *pages)))
    assert [one.number for one in found] == [1, 2, 3]
    assert [(one.picture.size, one.picture.getpixel((0, 0))) for one in found] == [
        *(((5, 5), 0), ((6, 5), 40), ((7, 5), 80)),
    ]


def test_a_photo_is_turned_as_its_camera_says() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # orientation: the first row is the right side
    found = sheet(saved("JPEG", half_black(), exif=turned)).picture
    assert found.size == (10, 20)
    assert [found.getpixel(place) for place in ((5, 2), (5, 17))] == [0, 255]


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 0)), ("LA", (0,)), ("P", ())])
def test_what_is_transparent_is_paper(mode: str, colour: tuple[int, ...]) -> None:
    if mode == "P":
        picture = Image.new("P", (3, 1), 0)
        picture.putpalette([0, 0, 0, 0, 0, 0, 0, 0, 0])
        picture.putdata([0, 1, 2])
        data = saved("PNG", picture, transparency=bytes([0, 128, 255]))
    else:
        picture = Image.new(mode, (3, 1))
        picture.putdata([(*colour, 0), (*colour, 128), (*colour, 255)])
        data = saved("PNG", picture)
    seen = sheet(data).picture
    assert [seen.getpixel((place, 0)) for place in range(3)] == [255, 127, 0]


def png_of(width: int, height: int) -> bytes:
    """The head of a picture of that size, whose pixels are missing."""
    header = struct.pack(">2L5B", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body)) for kind, body in chunks
    )


def test_a_picture_may_have_a_hundred_million_pixels() -> None:
    """And Pillow does not warn of it, which is an error in tests."""
    assert refused(png_of(100_000, 1_000)) == DAMAGED
    assert refused(png_of(5_882_353, 17)) == TOO_MANY_PIXELS
    assert refused(png_of(60_000, 60_000)) == TOO_MANY_PIXELS


def test_each_page_of_a_picture_may_have_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "MOST_PIXELS", 50)
    whole, more = Image.new("L", (10, 5)), Image.new("L", (17, 3))
    assert len(list(sheets_of(saved("TIFF", whole, whole)))) == 2
    assert refused(saved("TIFF", whole, more)) == TOO_MANY_PIXELS
    assert refused(saved("PNG", more)) == TOO_MANY_PIXELS


def test_a_picture_may_have_two_hundred_pages() -> None:
    dots = [Image.new("1", (1, 1))] * 201
    assert len(list(sheets_of(saved("TIFF", *dots[:200])))) == 200
    with pytest.raises(ReturnError) as caught:
        next(sheets_of(saved("TIFF", *dots)))
    assert (caught.value.kind, caught.value.reason) == TOO_MANY_PAGES


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_picture_that_was_cut_off_is_damaged(kind: str) -> None:
    noise = Image.frombytes("L", (64, 64), bytes(place * place % 251 for place in range(64 * 64)))
    data = saved(kind, noise)
    assert refused(data[: len(data) // 3]) == DAMAGED
    assert refused(data[: len(data) * 2 // 3]) == DAMAGED


def test_a_picture_of_another_kind_is_not_opened() -> None:
    gif = saved("GIF", half_black())
    assert refused(gif) == DAMAGED


@pytest.mark.parametrize(
    ("error", "told"),
    [
        *((error, DAMAGED) for error in (UnidentifiedImageError(), OSError(), SyntaxError(), ValueError())),
        (Image.DecompressionBombError(), TOO_MANY_PIXELS),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_pillow_says_of_a_broken_picture_is_told(
    error: Exception, told: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Image.Image) -> Image.Image:
        raise error

    monkeypatch.setattr(ImageOps, "exif_transpose", broken)
    assert refused(saved("PNG", half_black())) == told


# PDF files

Size = tuple[float, float]
Place = tuple[float, float, float, float]
"""The width and height of a picture, and where its lower left corner is."""


def pdf(*contents: str, size: Size = (144, 72), **more: Any) -> bytes:
    """A page for each content, with the font F and the picture P, which is black."""
    file = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    width, height = more.pop("pixels", (2, 2))
    black = Stream(file, more.pop("packed", bytes(width * height)), Type=Name.XObject, Subtype=Name.Image)
    black.Width, black.Height, black.BitsPerComponent, black.ColorSpace = width, height, 8, Name.DeviceGray
    for content in contents:
        page = file.add_blank_page(page_size=(100, 100))
        page.obj.MediaBox = Array([0, 0, *size])
        page.obj.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(P=black))
        page.obj.Contents = Stream(file, content.encode("cp1252"))
        for key, value in more.items():
            page.obj[f"/{key}"] = value
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def text(words: str, x: float = 20, y: float = 30, *, mode: int = 0, size: float = 12) -> str:
    return f"BT {mode} Tr /F {size} Tf {x} {y} Td ({words}) Tj ET\n"


def black(*place: float) -> str:
    width, height, x, y = place
    return f"q {width} 0 0 {height} {x} {y} cm /P Do Q\n"


def words(letters: Sequence[Letter]) -> str:
    return "".join(letter.text for letter in letters)


def test_a_page_with_letters_is_drawn_at_200_dpi() -> None:
    found = sheet(pdf(text("Site")))
    assert (found.number, found.picture.mode, found.picture.size) == (1, "L", (400, 200))
    assert words(found.letters) == "Site"
    assert found.picture.getextrema() == (0, 255)


def test_a_page_without_letters_is_drawn_at_300_dpi() -> None:
    found = sheet(pdf("0 0 72 36 re f"))
    assert (found.letters, found.picture.size) == ((), (600, 300))
    assert [found.picture.getpixel(place) for place in ((10, 290), (290, 160), (310, 290), (10, 140))] == [
        0,
        0,
        255,
        255,
    ]


def test_each_page_is_a_sheet() -> None:
    found = list(sheets_of(pdf(text("one"), "", text("three"))))
    assert [one.number for one in found] == [1, 2, 3]
    assert [words(one.letters) for one in found] == ["one", "", "three"]


def test_a_letter_stands_where_its_baseline_begins_counted_from_the_top() -> None:
    [letter] = sheet(pdf(text("H", 20.3, 30.1))).letters
    assert letter.origin == pytest.approx((20.3 * TEXT, (72 - 30.1) * TEXT), abs=0.1)


def test_the_box_of_a_letter_is_that_of_its_ink() -> None:
    """A capital H of Helvetica is 718 thousandths high."""
    found = sheet(pdf(text("H", 20, 30, size=40)))
    [letter] = found.letters
    x, y, width, height = letter.box
    assert height == pytest.approx(0.718 * 40 * TEXT, abs=1)
    assert y + height == pytest.approx((72 - 30) * TEXT, abs=1)
    assert_ink_is_in_its_box(found)
    assert 0.5 * 40 * TEXT < width < 0.722 * 40 * TEXT
    assert 20 * TEXT < x < 24 * TEXT


def assert_ink_is_in_its_box(found: FileSheet) -> None:
    """All ink of a page is that of its one letter, and the letter fills its box."""
    [letter] = [letter for letter in found.letters if letter.text.strip()]
    x, y, width, height = letter.box
    ink = found.picture.point([255 if grey < 128 else 0 for grey in range(256)]).getbbox()
    assert ink == pytest.approx((x, y, x + width, y + height), abs=1.5)


CROPPED = {"CropBox": Array([20, 10, 130, 62])}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("box", [{}, CROPPED], ids=["whole", "cropped"])
def test_letters_are_placed_on_the_picture_however_the_page_is_turned_and_cropped(
    turn: int, box: dict[str, Any]
) -> None:
    found = sheet(pdf(text("L", 40, 25, size=30), Rotate=turn, **box))
    width, height = (110, 52) if box else (144, 72)
    size = (width, height) if turn % 180 == 0 else (height, width)
    assert found.picture.size == pytest.approx([edge * TEXT for edge in size], abs=1)
    assert_ink_is_in_its_box(found)
    x, y = (20, 15) if box else (40, 25)
    origins = {0: (x, height - y), 90: (y, x), 180: (width - x, y), 270: (height - y, width - x)}
    assert found.letters[0].origin == pytest.approx([edge * TEXT for edge in origins[turn]], abs=0.6)


@pytest.mark.parametrize("turn", [0, 90])
def test_a_letter_far_off_is_placed_as_exactly(turn: int) -> None:
    found = sheet(pdf(text("L", 1900, 1400, size=30), size=(2000, 1500), Rotate=turn))
    assert_ink_is_in_its_box(found)
    scale = max(found.picture.size) / 2000
    place = (1400, 1900) if turn else (1900, 100)
    assert found.letters[0].origin == pytest.approx([edge * scale for edge in place], abs=0.2)


@pytest.mark.parametrize("mode", [0, 1, 2, 4, 5, 6])
def test_letters_that_are_drawn_are_read(mode: int) -> None:
    assert words(sheet(pdf(text("Site", mode=mode))).letters) == "Site"


def test_letters_that_are_not_drawn_are_not() -> None:
    found = sheet(pdf(text("guess", mode=3) + text("Site", y=10)))
    assert words(found.letters).strip() == "Site"
    assert sheet(pdf(text("guess", mode=3))).letters == ()


def test_a_gap_between_words_is_a_space_without_a_body_where_the_letter_before_it_begins() -> None:
    first, gap, second = sheet(pdf(text("a") + text("b", 40))).letters
    assert (first.text, gap, second.text) == ("a", Letter(" ", first.origin, (*first.origin, 0, 0)), "b")


def test_a_space_that_was_typed_stands_in_its_own_place() -> None:
    first, space, second = sheet(pdf(text("a b", size=20))).letters
    assert first.origin[0] < space.origin[0] < second.origin[0]
    assert space.text == " "


def test_ends_of_lines_are_no_letters() -> None:
    found = sheet(pdf(text("one", 20, 50) + text("two", 20, 20))).letters
    assert words(found) == "onetwo"


# Scans


@pytest.mark.parametrize(
    ("place", "scanned"),
    [
        *(((144, 36, 0, 0), False), ((144, 36.1, 0, 0), True), ((72, 72, 0, 0), False), ((72.1, 72, 0, 0), True)),
        *(((72, 72, 72, 0), False), ((144, 36, 0, 36), False), ((72.1, 72, 71, 0), True), ((144, 36.1, 0, 30), True)),
    ],
)
def test_a_page_of_which_more_than_half_is_one_picture_is_a_scan(place: Place, scanned: bool) -> None:
    """Its letters lie under the picture, or were guessed from it."""
    found = sheet(pdf(text("Site") + black(*place)))
    assert (found.letters == ()) == scanned
    assert found.picture.size == ((600, 300) if scanned else (400, 200))


def test_several_pictures_are_no_scan_and_any_one_may_be_it() -> None:
    halves = black(72, 72, 0, 0) + black(72, 72, 72, 0)
    assert sheet(pdf(text("Site") + halves)).letters
    assert not sheet(pdf(text("Site") + halves + black(144, 72, 0, 0))).letters


def test_a_drawing_that_covers_the_page_is_no_scan() -> None:
    assert words(sheet(pdf("0.9 g 0 0 144 72 re f 0 g " + text("Site"))).letters) == "Site"


# What is too large


def test_the_picture_of_a_scan_may_have_so_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "MOST_PIXELS", 50)
    assert sheet(pdf(black(144, 72, 0, 0), pixels=(10, 5))).picture.getextrema() == (0, 0)
    assert refused(pdf(black(144, 72, 0, 0), pixels=(17, 3))) == TOO_MANY_PIXELS
    assert sheet(pdf(black(10, 10, 0, 0), pixels=(17, 3))).letters == ()


def test_the_picture_of_a_scan_may_have_a_hundred_million() -> None:
    assert refused(pdf(black(144, 72, 0, 0), pixels=(5_882_353, 17), packed=b"")) == TOO_MANY_PIXELS


def test_a_file_may_have_two_hundred_pages() -> None:
    assert next(sheets_of(pdf(*[""] * 200))).number == 1
    with pytest.raises(ReturnError) as caught:
        next(sheets_of(pdf(*[""] * 201)))
    assert (caught.value.kind, caught.value.reason) == TOO_MANY_PAGES


def test_a_page_may_be_five_metres_long() -> None:
    for size in ((14_400, 10), (10, 14_400)):
        assert sheet(pdf("", size=size)).letters == ()
    for size in ((14_401, 10), (10, 14_401)):
        assert refused(pdf("", size=size)) == TOO_MANY_PIXELS


def test_a_large_page_is_drawn_smaller() -> None:
    found = sheet(pdf(text("L", 4000, 2000, size=1800), size=(12_500, 8_000)))
    assert found.picture.size == (6250, 4000)
    assert_ink_is_in_its_box(found)


# What cannot be opened


def locked(password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text("Site")))) as file:
        file.save(out, encryption=pikepdf.Encryption(user=password, owner="owner"))
    return out.getvalue()


def test_a_file_is_opened_with_its_password() -> None:
    [found] = sheets_of(locked("secret"), "secret")
    assert words(found.letters) == "Site"
    assert refused(locked("secret")) == ENCRYPTED
    assert refused(locked("secret"), "another") == ENCRYPTED
    assert sheet(locked("")).letters


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"no PDF file", b"<html></html>"])
def test_what_is_no_pdf_file_is_damaged(data: bytes) -> None:
    assert refused(data) == DAMAGED


def test_a_file_with_a_page_that_is_none_is_damaged() -> None:
    """Written by hand: qpdf leaves such a page out."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
        b"[1]",
    ]
    data = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%b\nendobj\n" % (place + 1, one) for place, one in enumerate(objects))
    pages = sheets_of(data + b"trailer\n<</Root 1 0 R/Size 5>>\n%%EOF\n")
    assert next(pages).picture.size == (300, 300)
    with pytest.raises(ReturnError) as caught:
        next(pages)
    assert (caught.value.kind, caught.value.reason) == DAMAGED


def test_a_file_is_closed_when_it_is_read_and_when_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    close = pypdfium2.PdfDocument.close

    def noted(document: pypdfium2.PdfDocument) -> None:
        closed.append(len(document))
        close(document)

    monkeypatch.setattr(pypdfium2.PdfDocument, "close", noted)
    list(sheets_of(pdf("", "")))
    assert closed == [2]
    assert refused(pdf("", size=(14_401, 10))) == TOO_MANY_PIXELS
    assert closed == [2, 1]
