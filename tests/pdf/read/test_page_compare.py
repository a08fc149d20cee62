"""A page that comes back draws what was sent, and looks like it; beside that, only what each form of ours has."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import pikepdf
import pypdfium2
import pytest
from conftest import load_sample
from pikepdf import Array

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.language import LANGUAGES
from dtmforms.pdf.geometry import Box, FormLayout
from dtmforms.pdf.read.page_compare import draws, is_drawn_by_us, paints_more, room_of
from dtmforms.pdf.read.page_looks import unlike
from dtmforms.pdf.read.pypdf_reader import read_by_pypdf
from dtmforms.pdf.write.canvas import CODE, Slot, Style
from dtmforms.pdf.write.form import draw
from dtmforms.pdf.write.form_pages import content as form_content
from dtmforms.pdf.write.structure_tree import MarkedContent

SENT = b"BT /F1 8 Tf 1 0 0 1 32 400 Tm (Low Urgency) Tj ET\n32 300 100 16 re S"
SLOT = Slot("name", 1, MarkedContent(1, 0), 100.0, 200.0, 150.0, 2, Style(8), 8.0, from_the_right=False)
AT_THE_HEAD = Slot("about", 1, None, 40.0, 780.0, 300.0, 1, Style(8), 10.0, from_the_right=False)
PLACE = b"%.2f 0 0 %.2f %.2f %.2f cm" % (CODE[2], CODE[3], CODE[0], CODE[1])
IMAGE = b"BI/W 9/H 2/BPC 1/IM true/F/AHx ID 00ff00ff> EI"
HEAD = b"/Artifact BMC 0.271 g BT 1 0 0 1 40.00 780.00 Tm /F1 8 Tf (Page 1 of 4) Tj ET 0 g "
DRAWN = HEAD + b"q 0 g " + PLACE + b" " + IMAGE + b" Q EMC"


def line(text: bytes = b"(Relief Network) Tj", x: float = 100, y: float = 200, size: float = 8) -> bytes:
    """Words in the place of the slot."""
    return b"/Span<</MCID 0>>BDC BT 1 0 0 1 %.2f %.2f Tm /F1 %g Tf %b ET EMC" % (x, y, size, text)


def ours(after: bytes, before: bytes = b"") -> bool:
    return is_drawn_by_us(before + SENT + b"\n" + after, SENT, [SLOT, AT_THE_HEAD])


# What is drawn


@cache
def sent_and_drawn(language: str) -> tuple[list[bytes], tuple[bytes, ...], tuple[Slot, ...]]:
    """The contents of the pages of a form with a record, those that all forms share, and their slots."""
    record = load_sample("en").model_copy(update={"language": language})
    read = read_by_pypdf(draw(record, language, fingerprint(record)))
    layout = FormLayout.parse(read.fields.texts["form_rows"])
    assert layout
    made = form_content(language, layout)
    return read.contents, tuple(made.pages), tuple(made.slots)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_ours_is_drawn_by_us(language: str) -> None:
    drawn, sent, slots = sent_and_drawn(language)
    for number, (page, shared) in enumerate(zip(drawn, sent, strict=True), start=1):
        on_page = [slot for slot in slots if slot.page == number]
        assert is_drawn_by_us(page, shared, on_page)
        assert is_drawn_by_us(b"q\n" + page + b"\nQ", shared, on_page)
        assert not is_drawn_by_us(page.replace(b" EI", b" EI 0 0 9 9 re f"), shared, on_page)
        assert not is_drawn_by_us(page, shared.replace(b"(", b"( ", 1), on_page)
        assert not paints_more(page, shared)
        assert paints_more(page + b" 0 0 9 9 re f", shared)


@pytest.mark.parametrize("before", [b"", b"\n", b"q\n", b"q q ", b"q 1 0 0 1 0 0 cm ", b"q Q "])
def test_a_program_may_put_itself_around_a_page(before: bytes) -> None:
    assert ours(DRAWN + b" Q", before)


@pytest.mark.parametrize(
    "before",
    [b"q 1 0 0 1 0 1 cm ", b"q 0 0 1 1 re W n ", b"1 g ", b"3 Tr ", b"q", b"/OC /x BDC ", b"% ", b"( ", b"BT ", b"xq "],
)
def test_what_stands_before_the_content_moves_and_hides_nothing(before: bytes) -> None:
    assert not ours(DRAWN, before)


def test_the_content_is_there_and_ends_before_what_is_added() -> None:
    assert not is_drawn_by_us(SENT.replace(b"Low", b"High") + b"\n" + DRAWN, SENT, [SLOT])
    assert not is_drawn_by_us(SENT + b"*\n" + DRAWN, SENT, [SLOT])
    assert not is_drawn_by_us(SENT, SENT, [SLOT])
    assert is_drawn_by_us(SENT + b"\n", SENT, [SLOT])


@pytest.mark.parametrize(
    "added",
    [
        b"",
        DRAWN,
        line(),
        line(b"<52656c696566> Tj"),
        line(b"/G1 8 Tf /Span<</ActualText<FEFF0041>>>BDC [<0041>-12<0042>] TJ EMC"),
        line(b"/G1 8 Tf [<0041>] TJ 2 Ts [<0042>] TJ 0 Ts"),
        line() + b" " + DRAWN + b" " + line(y=192),
        DRAWN + b" Q Q",
        b"q Q q Q",
        b"% nothing\n" + DRAWN,
        b"0.271 g 0 g",
    ],
)
def test_the_code_and_words_in_their_places_are_ours(added: bytes) -> None:
    assert ours(added)


@pytest.mark.parametrize(
    "added",
    [
        # Other operators, operands and orders
        b"0 0 9 9 re f",
        b"/X Do",
        b"1 g",
        b"0.5 g",
        b"0 0 0 rg",
        b"/GS gs",
        b"foo",
        b"(a",
        b"9",
        line().replace(b"/Span", b"/OC"),
        line().replace(b"<</MCID 0>>BDC", b" BMC"),
        line(b"3 Tr (a) Tj"),
        line(b"0 -300 Td (a) Tj"),
        line(b"9.5 Ts (a) Tj"),
        line(b"-9.5 Ts (a) Tj"),
        line(b"300 Tz (a) Tj"),
        line(b"q (a) Tj Q"),
        line(b"0 g (a) Tj"),
        b"BT 1 0 0 1 100 200 Tm BT (a) Tj ET ET",
        b"ET",
        b"/F1 8 Tf",
        b"1 0 0 1 100 200 Tm",
        # Places
        b"BT /F1 8 Tf (a) Tj ET",
        line() + b" BT /F1 8 Tf (at the corner of the page) Tj ET",
        line(x=98.9),
        line(x=300),
        line(y=183.9),
        line(y=208.1),
        line(b"1 0 0 1.1 100 200 Tm (a) Tj"),
        line(b"1.1 0 0 1 100 200 Tm (a) Tj"),
        line(b"1 0.1 0 1 100 200 Tm (a) Tj"),
        line(b"1 0 0.1 1 100 200 Tm (a) Tj"),
        line(size=9.6),
        line(size=0),
        line(size=-8),
        line(b"[(a) -20000 (b)] TJ"),
        line(b"[(a) 20000 (b)] TJ"),
        line(b"(%b) Tj" % (b"a" * 95)),
        line(b"<%b> Tj" % (b"61" * 95)),
        line(b"/G1 8 Tf <%b> Tj" % (b"0061" * 95)),
        line(b"(%b) Tj (%b) Tj" % (b"a" * 50, b"a" * 50)),
        # The code
        b"q 0 g " + IMAGE + b" Q",
        b"q 0 g " + PLACE.replace(b" 0 0 ", b" 0 0.02 ") + b" " + IMAGE + b" Q",
        b"q 0 g 1 0 0 1 0 0 cm " + IMAGE + b" Q",
        b"q 0 g " + PLACE + b" Q " + IMAGE + b" ",
        b"q " + PLACE + b" " + line() + b" Q",
        b"q " + PLACE + b" " + PLACE + b" 1 0 0 1 0 0 cm Q",
        DRAWN.replace(b"/IM true", b"/IM false"),
        DRAWN.replace(b"/AHx", b"/A85"),
        DRAWN.replace(b"00ff00ff>", b"00ff00ff"),
        DRAWN.replace(b" EI", b" EI/A gs"),
        b"(" + IMAGE.join([b" ", b" "]) + b") pop",
        line(b"( " + IMAGE + b" ) Tj"),
        b"[ " + IMAGE + b" ] 0 d",
        b"q 0 g " + PLACE + b" BI/W 9 ID " + IMAGE + b" Q",
    ],
)
def test_anything_else_is_not(added: bytes) -> None:
    assert not ours(added)
    assert not ours(DRAWN + b" " + added)


@pytest.mark.parametrize(
    ("added", "inside"),
    [
        (line(x=99), True),
        (line(y=184), True),
        (line(y=208), True),
        (line(size=9.5), True),
        (line(b"9.4 Ts (a) Tj -9.4 Ts (b) Tj"), True),
        (line(b"(%b) Tj" % (b"a" * 94)), True),
        (line(b"<%b> Tj" % (b"61" * 94)), True),
        (line(b"/G1 8 Tf <%b> Tj" % (b"0061" * 94)), True),
        (line(b"(%b) Tj (%b) Tj" % (b"a" * 47, b"a" * 47)), True),
        (line(b"[(%b) -100 (%b)] TJ" % (b"a" * 47, b"a" * 47)), False),
        (line(b"[(%b) -100 (%b)] TJ" % (b"a" * 46, b"a" * 47)), True),
        (line(x=40, y=772), True),
        (line(x=40, y=771.9), False),
        (line(x=CODE[0], y=780), False),
    ],
)
def test_words_have_to_begin_and_may_end_in_their_place(added: bytes, inside: bool) -> None:
    """A letter is a fifth of its size wide at the least: 94 of 8 points fill the 151 that a slot of 150 leaves."""
    assert ours(added) is inside


def test_the_words_of_a_slot_have_room_for_its_lines() -> None:
    assert room_of(SLOT) == (100, 184, 150, 24)
    assert room_of(AT_THE_HEAD) == (40, 772, 300, 16)


# Whether anything is painted


@pytest.mark.parametrize(
    ("content", "shows"),
    [
        (b"", False),
        (b"q 1 0 0 1 0 0 cm Q", False),
        (b"0 0 9 9 re W n", False),
        (b"BT /F1 9 Tf ET", False),
        (b"% (a) Tj\n", False),
        (b"BT (a) Tj ET", True),
        (b"BT [(a)] TJ ET", True),
        (b"BT (a) ' ET", True),
        (b"0 0 9 9 re f", True),
        (b"0 0 9 9 re S", True),
        (b"/X Do", True),
        (b"/S sh", True),
        (IMAGE + b" ", True),
        (b"(a", True),
        (b"foo", True),
    ],
)
def test_a_page_draws_something_unless_it_is_known_that_it_does_not(content: bytes, shows: bool) -> None:
    assert draws(content) is shows


@pytest.mark.parametrize(
    ("content", "more"),
    [
        (SENT, False),
        (b"q " + SENT + b" Q " + IMAGE + b" ", False),
        (SENT + b" " + IMAGE + b" " + IMAGE + b" ", True),
        (SENT + b" 0 0 9 9 re f", True),
        (SENT + b" 0 0 9 9 re S", True),
        (SENT + b" /X Do", True),
        (SENT + b" BT (a) Tj ET", False),
        (SENT.replace(b"Low", b"High"), False),
        (SENT.replace(b"Low", b"High") + b" 0 0 9 9 re S", True),
        (SENT.replace(b"re S", b"re f"), True),
        (b"BT (a) Tj ET", False),
        (SENT + b" (a", True),
        (SENT + b" foo", True),
        (SENT.replace(b"Low", b"High") + b" foo", True),
    ],
)
def test_more_than_was_sent_is_painted_unless_it_is_known_that_it_is_not(content: bytes, more: bool) -> None:
    assert paints_more(content, SENT) is more


# How pages look


@cache
def form() -> bytes:
    with pikepdf.new() as pdf:
        for content in (b"0 g 100 100 50 20 re f", b"0 g 10 10 5 5 re f"):
            pdf.add_blank_page(page_size=(300, 200))
            pdf.pages[-1].contents_add(content)
        return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def changed(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(form())) as pdf:
        change(pdf)
        return saved(pdf)


def with_more(content: bytes) -> bytes:
    return changed(lambda pdf: pdf.pages[0].contents_add(content))


def seen(
    data: bytes, aside: dict[int, list[Box]] | None = None, pages: dict[int, int] | None = None, sent: bytes = b""
) -> list[int]:
    """The pages that look otherwise than those of the form of the same numbers, or of the numbers given."""
    with pypdfium2.PdfDocument(data, autoclose=True) as returned:
        return unlike(returned, sent or form(), {1: 1, 2: 2} if pages is None else pages, aside or {})


def test_pages_that_are_the_same_look_alike() -> None:
    assert seen(form()) == []
    assert seen(form(), pages={2: 1, 1: 1}) == [2]
    assert seen(form(), pages={}) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"0 g 200 100 9 9 re f", [1]),
        (b"1 g 100 100 50 20 re f", [1]),
        (b"1 g 100 100 6 20 re f", [1]),
        (b"0.45 g 200 100 9 9 re f", [1]),
        (b"0.9 g 200 100 9 9 re f", []),  # too light to be words
        (b"0 g 149.5 100 1 20 re f", []),  # half a point more at the edge
        (b"0 g 200 100 1 1 re f", []),  # four points of the picture
        (b"0 g 200 100 2 2 re f", [1]),
        (b"1 g 200 100 9 9 re f", []),
    ],
)
def test_what_is_added_or_gone_is_seen(content: bytes, found: list[int]) -> None:
    assert seen(with_more(content)) == found


def test_a_box_that_is_aside_is_not_compared() -> None:
    data = with_more(b"0 g 200 100 9 9 re f")
    assert seen(data, {1: [(199, 99, 11, 11)]}) == []
    assert seen(data, {1: [(50, 50, 20, 20), (199, 99, 11, 11)]}) == []
    assert seen(data, {2: [(199, 99, 11, 11)]}) == [1]
    assert seen(data, {1: [(199, 99, 5, 11)]}) == [1]
    assert seen(data, {1: [(199, 80, 11, 11)]}) == [1]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda page: page.rotate(90, relative=True), []),
        (lambda page: setattr(page.obj, "CropBox", Array([0, 0, 298, 200])), [1]),
        (lambda page: setattr(page.obj, "CropBox", Array([0, 0, 300, 198])), [1]),
        (lambda page: setattr(page.obj, "CropBox", Array([0, 0, 299.5, 199.5])), []),
        (lambda page: setattr(page.obj, "MediaBox", Array([0, 0, 400, 300])), []),
        (lambda page: setattr(page.obj, "MediaBox", Array([-10, 0, 400, 300])), [1]),
        (lambda page: page.obj.__delattr__("Contents"), [1]),
    ],
)
def test_boundaries_and_rotation_are_left_out_but_what_they_cut_off_is_not(
    change: Callable[[pikepdf.Page], object], found: list[int]
) -> None:
    assert seen(changed(lambda pdf: change(pdf.pages[0]))) == found


def test_annotations_and_fields_are_left_out() -> None:
    def stamped(pdf: pikepdf.Pdf) -> None:
        drawing = pdf.make_stream(b"0 g 0 0 50 50 re f", Subtype=pikepdf.Name.Form, BBox=Array([0, 0, 50, 50]))
        stamp = pikepdf.Dictionary(Subtype=pikepdf.Name.Stamp, Rect=Array([200, 50, 250, 100]), F=4)
        stamp.AP = pikepdf.Dictionary(N=drawing)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp)])

    assert seen(changed(stamped)) == []


def test_what_is_not_opened_looks_like_nothing() -> None:
    assert seen(form(), sent=b"no PDF file") == [1, 2]
    assert seen(form(), pages={1: 1, 2: 3}) == [1, 2]
    assert seen(form(), pages={3: 1}) == [3]
