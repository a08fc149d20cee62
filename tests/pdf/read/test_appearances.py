"""What a field shows is what its appearance draws, at the size and in the place where it is seen."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from conftest import load_sample
from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.changes.fingerprint import fingerprint
from dtmforms.pdf.read import appearances
from dtmforms.pdf.read.appearances import Appearances, Shown
from dtmforms.pdf.read.believed_fonts import BelievedFont
from dtmforms.pdf.read.content_stream import UnreadableError
from dtmforms.pdf.read.font_encodings import believed
from dtmforms.pdf.write.form import draw

TEXT = b"BT /F 9 Tf 2 4 Td (Amina) Tj ET"
OURS = b"/Tx BMC q 1 1 98 14 re W n 0 g BT 1 0 0 1 2.00 4.86 Tm /F 9 Tf (Amina) Tj ET\nQ EMC"


def helvetica() -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)


@pytest.fixture
def pdf() -> Iterator[pikepdf.Pdf]:
    with pikepdf.new() as made:
        yield made


def drawn(pdf: pikepdf.Pdf, content: bytes, **entries: Any) -> Stream:
    """An appearance of 100 by 16 points, with a font."""
    usual = {
        "Subtype": Name.Form,
        "BBox": Array([0, 0, 100, 16]),
        "Resources": Dictionary(Font=Dictionary(F=helvetica())),
    }
    return pdf.make_stream(content, {f"/{key}": value for key, value in (usual | entries).items() if value is not None})


def widget(normal: Any, *rectangle: float, **entries: Any) -> Dictionary:
    return Dictionary(Rect=Array(rectangle or (50, 50, 150, 66)), AP=Dictionary(N=normal), **entries)


def text(widget: Any, *stored: str) -> str | None:
    """What a widget shows; `None` where that is not known, too."""
    try:
        return Appearances().of(widget, stored).text
    except UnreadableError:
        return None


# Texts


def test_the_normal_appearance_is_read(pdf: pikepdf.Pdf) -> None:
    assert text(widget(drawn(pdf, TEXT))) == "Amina"
    assert text(widget(drawn(pdf, TEXT + b" " + TEXT.replace(b"2 4", b"26 4")))) == "AminaAmina"
    packed = drawn(pdf, zlib.compress(TEXT), Filter=Name.FlateDecode)
    assert text(widget(packed)) == "Amina"


def test_without_an_appearance_nothing_is_shown() -> None:
    for field in (
        Dictionary(Rect=Array([50, 50, 150, 66]), AP=Dictionary()),
        Dictionary(Rect=Array([50, 50, 150, 66])),
    ):
        assert Appearances().of(field) == Shown()


@pytest.mark.parametrize("normal", [Dictionary(On=Dictionary()), Array([]), Name.N])
def test_an_appearance_that_is_no_stream_is_unreadable(normal: Any) -> None:
    with pytest.raises(UnreadableError):
        Appearances().of(widget(normal))


def test_a_text_that_is_chosen_by_a_state_is_unreadable(pdf: pikepdf.Pdf) -> None:
    states = Dictionary(On=drawn(pdf, TEXT), Off=drawn(pdf, TEXT))
    with pytest.raises(UnreadableError):
        Appearances().of(widget(states, AS=Name.On))


def test_whether_it_begins_as_ours_do_is_known(pdf: pikepdf.Pdf) -> None:
    found = Appearances()
    assert found.of(widget(drawn(pdf, b"/Tx BMC EMC"))) == Shown("", drawn_by_us=True)
    assert found.of(widget(drawn(pdf, OURS))) == Shown("Amina", drawn_by_us=True)
    assert found.of(widget(drawn(pdf, OURS.replace(b"(Amina) Tj", b"[(A) 5 (mina)] TJ")))).drawn_by_us
    assert found.of(widget(drawn(pdf, TEXT))) == Shown("Amina")
    assert found.of(widget(drawn(pdf, b" " + OURS))) == Shown("Amina")


@pytest.mark.parametrize(
    ("ours", "shown"),
    [
        (OURS.replace(b"Amina", b""), ""),
        (OURS.replace(b"(Amina)", b"<5a6feb>"), "Zoë"),
        (OURS.replace(b"(Amina)", b"<81>"), "\ufffd"),
        (OURS.replace(b"1 1 98 14", b"1 1 1 14"), None),
        (OURS.replace(b"1 1 98 14", b"1 1 98 1"), None),
        (OURS.replace(b"2.00 4.86", b"200 4.86"), None),
        (OURS.replace(b"2.00 4.86", b"2.00 48.6"), None),
        (OURS.replace(b"9 Tf", b"1 Tf"), None),
        (OURS.replace(b"/F ", b"/G "), None),
        (OURS.replace(b"Amina", b"\\(Amina\\)"), "(Amina)"),
        (OURS.replace(b"Amina", b"(Amina)"), "(Amina)"),
        (OURS.replace(b"0 g", b"1 g"), None),
        (OURS + b" 1 g 0 0 100 16 re f", None),
        (OURS[:-4], None),
    ],
)
def test_a_line_of_ours_is_judged_as_any_other(pdf: pikepdf.Pdf, ours: bytes, shown: str | None) -> None:
    """It is known by its bytes, and not taken apart."""
    assert text(widget(drawn(pdf, ours))) == shown
    assert text(widget(drawn(pdf, ours.replace(b"/Tx BMC q", b"/Tx BMC  q")))) == shown


def ours(language: str) -> tuple[pikepdf.Pdf, list[Any]]:
    """A form of ours, and its fields of text."""
    record = load_sample("en").model_copy(update={"language": language})
    form = pikepdf.open(io.BytesIO(draw(record, language, fingerprint(record))))
    return form, [field for field in form.Root.AcroForm.Fields if field.get("/FT") in ("/Tx", "/Ch")]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_we_draw_is_read_in_both_ways(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    form, fields = ours(language)
    assert form
    whole = [text(field) for field in fields]
    known = [field for field in fields if appearances._OUR_LINE.fullmatch(field.AP.N.read_bytes())]
    monkeypatch.setattr(appearances, "_OUR_LINE", re.compile(rb"(?!)"))
    assert [text(field) for field in fields] == whole
    assert None not in whole
    assert len(known) > len(set(whole)) / 2


# Our own glyphs


def of_glyphs() -> tuple[pikepdf.Pdf, Any, str]:
    """A choice of an Arabic form, which shows its label in glyphs of ours."""
    form, fields = ours("ar")
    field = next(one for one in fields if Name.Ch == one.FT and b"/G1 " in one.AP.N.read_bytes())
    return form, field, {str(value): str(shown) for value, shown in field.Opt}[str(field.V)]


def test_glyphs_of_ours_are_read_as_the_text_that_we_draw_so() -> None:
    form, field, label = of_glyphs()
    assert form
    assert text(field, label) == label
    assert text(field, "another", label) == label
    assert text(field) == label  # the drawing says it itself


@pytest.mark.parametrize(
    ("drawn", "lie"),
    [
        (rb"/ActualText<FEFF\w+>", b"/ActualText<FEFF0041>"),
        (rb"\[<(\w{4})(\w{4})", rb"[<\2\1"),
        (rb"\[<(\w{4})", rb"[<\1>400<"),
        (rb"0 g", b"1 g"),
        (rb"1 0 0 1 (\S+) (\S+) Tm", rb"1 0 0 1 \1 -9 Tm"),
        (rb"W n", b"W* n 0 0 1 1 re W n"),
        (rb"Q EMC", b"Q EMC 1 g 0 0 99 99 re f"),
    ],
)
def test_what_we_do_not_draw_so_is_unreadable(drawn: bytes, lie: bytes) -> None:
    form, field, _ = of_glyphs()
    content, count = re.subn(drawn, lie, field.AP.N.read_bytes(), count=1)
    field.AP.N.write(content)
    assert count == 1
    assert text(field) is None
    assert form


def test_glyphs_of_another_font_are_unreadable() -> None:
    form, field, label = of_glyphs()
    font = field.AP.N.Resources.Font["/G1"]
    program = font.DescendantFonts[0].FontDescriptor.FontFile2
    program.write(program.read_bytes()[:-1] + b"\xff")
    assert text(field, label) is None
    assert form


def test_glyphs_are_those_of_the_font_that_we_call_so() -> None:
    """By their numbers, another font of ours has other letters."""
    form, field, label = of_glyphs()
    assert text(field, label) == label
    fonts = field.AP.N.Resources.Font
    fonts["/G2"] = fonts["/G1"]
    field.AP.N.write(field.AP.N.read_bytes().replace(b"/G1 ", b"/G2 "))
    assert text(field, label) is None
    assert form


GLYPHS_BEHIND = OURS.replace(b"Q EMC", b"/Span /G1 DP Q EMC")
"""It says that there are glyphs, and has none."""


@pytest.mark.parametrize(
    ("content", "entries", "shown"),
    [
        (GLYPHS_BEHIND, {}, "Amina"),
        (GLYPHS_BEHIND, {"BBox": Array([8, 0, 108, 16])}, None),  # which cuts off the first letter
        (GLYPHS_BEHIND, {"BBox": Array([0, 5, 100, 21])}, None),
        (GLYPHS_BEHIND.replace(b"/Span /G1 DP", b"/G1 BMC EMC"), {}, None),
        (GLYPHS_BEHIND.replace(b"BT", b"/OC /G1 BDC BT").replace(b"ET", b"ET EMC"), {}, None),
    ],
)
def test_letters_among_glyphs_are_drawn_where_we_draw_them(
    pdf: pikepdf.Pdf, content: bytes, entries: dict[str, Any], shown: str | None
) -> None:
    assert text(widget(drawn(pdf, content.replace(b"/F ", b"/F1 "), Resources=of_f1(), **entries)), "Amina") == shown


def test_letters_among_glyphs_are_those_of_their_codes(pdf: pikepdf.Pdf) -> None:
    encoding = Dictionary(BaseEncoding=Name.WinAnsiEncoding, Differences=Array([0x6E, Name.r]))
    lying = drawn(pdf, GLYPHS_BEHIND.replace(b"/F ", b"/F1 "), Resources=of_f1(Encoding=encoding))
    assert text(widget(lying), "Amina") is None


def of_f1(**entries: Any) -> Dictionary:
    font = helvetica()
    for key, value in entries.items():
        font[f"/{key}"] = value
    return Dictionary(Font=Dictionary(F1=font))


def test_a_program_that_draws_anew_leaves_nothing_of_ours_behind() -> None:
    """qpdf and PDFBox take out what stands from the first BMC to the first EMC."""
    form, fields = ours("ar")
    field = next(one for one in fields if one.T == "table_b_medium_timeline")
    field.V = pikepdf.String("48 ساعة")
    form.Root.AcroForm.NeedAppearances = True
    form.generate_appearance_streams()
    assert text(field) == "48 ????"
    for one in fields:
        assert one.AP.N.read_bytes().count(b"EMC") == 1


# Its size and place


@pytest.mark.parametrize(
    ("rectangle", "read"),
    [
        ((50, 50, 150, 66), True),
        ((150, 66, 50, 50), True),
        ((50, 50, 199, 66), True),
        ((50, 50, 200, 66), False),
        ((50, 50, 116.7, 66), True),
        ((50, 50, 116.6, 66), False),
        ((50, 50, 150, 73.9), True),
        ((50, 50, 150, 74), False),
        ((50, 50, 150, 60.6), False),
        ((50, 50, 50, 66), False),
        ((50, 50, 150, 50), False),
    ],
)
def test_what_is_drawn_much_larger_or_smaller_than_it_is_made_is_not_read(
    pdf: pikepdf.Pdf, rectangle: tuple[float, ...], read: bool
) -> None:
    """ISO 32000-2:2020 12.5.5, algorithm 8."""
    assert text(widget(drawn(pdf, TEXT), *rectangle)) == ("Amina" if read else None)


@pytest.mark.parametrize(
    ("entries", "read"),
    [
        ({"Matrix": Array([1, 0, 0, 1, 0, 0])}, True),
        ({"Matrix": Array([1, 0, 0, 1, 0, 1])}, False),
        ({"Matrix": Array([2, 0, 0, 2, 0, 0])}, False),
        ({"Matrix": Array([1, 0, 0, 1])}, False),
        ({"Matrix": Name.Identity}, False),
        ({"BBox": None}, False),
        ({"BBox": Array([0, 0, 100])}, False),
        ({"BBox": Array([100, 16, 0, 0])}, True),
        ({"BBox": Array([0, 8, 100, 24])}, False),
        ({"BBox": Array([50, 0, 150, 16])}, False),
        ({"BBox": Array([-90, 0, 10, 16])}, False),
        ({"BBox": Array([0, 0, 0, 0])}, False),
    ],
    ids=range(12),
)
def test_the_box_is_where_it_says(pdf: pikepdf.Pdf, entries: dict[str, Any], read: bool) -> None:
    assert text(widget(drawn(pdf, TEXT, **entries))) == ("Amina" if read else None)


# Fonts


def test_a_font_is_looked_for_in_the_appearance_alone(pdf: pikepdf.Pdf) -> None:
    """Where it has none, one program takes the page's, and another the form's."""
    assert text(widget(drawn(pdf, TEXT, Resources=None))) is None
    assert text(widget(drawn(pdf, TEXT, Resources=Dictionary()))) is None
    for other in (Dictionary(Type=Name.Font), Name.F):
        assert text(widget(drawn(pdf, TEXT, Resources=Dictionary(Font=Dictionary(F=other))))) is None


def test_each_font_is_looked_up_once(pdf: pikepdf.Pdf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def look_up(font: Any) -> BelievedFont | None:
        asked.append(font)
        return believed(font)

    monkeypatch.setattr(appearances, "believed", look_up)
    fonts = [pdf.make_indirect(helvetica()), pdf.make_indirect(helvetica()), helvetica()]
    found = Appearances()
    for font in (*fonts, *fonts):
        field = widget(drawn(pdf, TEXT, Resources=Dictionary(Font=Dictionary(F=font))))
        assert found.of(field) == Shown("Amina")
    assert len(asked) == 4


# Streams within


def test_inner_forms_are_read(pdf: pikepdf.Pdf) -> None:
    def outer(inner: Any) -> Dictionary:
        return widget(drawn(pdf, b"/X Do", Resources=Dictionary(XObject=Dictionary(X=inner))))

    assert text(outer(drawn(pdf, TEXT))) == "Amina"
    assert text(outer(drawn(pdf, TEXT, Matrix=Array([1, 0, 0, 1, 0, 0])))) == "Amina"
    assert text(outer(drawn(pdf, TEXT, Matrix=Array([1, 0, 0, 1, 500, 0])))) is None
    assert text(outer(drawn(pdf, TEXT, Subtype=Name.Image))) is None
    assert text(outer(drawn(pdf, TEXT, Subtype=None))) is None
    assert text(outer(Dictionary())) is None
    assert text(widget(drawn(pdf, b"/Y Do"))) is None


@pytest.mark.parametrize(("depth", "read"), [(4, True), (5, False)])
def test_streams_within_streams_are_read_to_a_depth(pdf: pikepdf.Pdf, depth: int, read: bool) -> None:
    stream = drawn(pdf, TEXT)
    for _ in range(depth):
        stream = drawn(pdf, b"/X Do", Resources=Dictionary(XObject=Dictionary(X=stream)))
    assert text(widget(stream)) == ("Amina" if read else None)


def test_a_stream_that_draws_itself_is_unreadable(pdf: pikepdf.Pdf) -> None:
    stream = drawn(pdf, b"/X Do", Resources=Dictionary(XObject=Dictionary()))
    stream.Resources.XObject.X = stream
    assert text(widget(stream)) is None


@pytest.mark.parametrize(
    "entries", [{"OC": Dictionary()}, {"Ref": Dictionary()}, {"Matrix": Array([1, 0, 0, -1, 0, 16])}]
)
def test_a_stream_with_more_than_a_drawing_is_unreadable(pdf: pikepdf.Pdf, entries: dict[str, Any]) -> None:
    assert text(widget(drawn(pdf, TEXT, Group=Dictionary(S=Name.Transparency)))) == "Amina"
    assert text(widget(drawn(pdf, TEXT, **entries))) is None
    inner = drawn(pdf, TEXT, **entries)
    assert text(widget(drawn(pdf, b"/X Do", Resources=Dictionary(XObject=Dictionary(X=inner))))) is None


def test_an_inner_form_is_seen_within_its_box(pdf: pikepdf.Pdf) -> None:
    for box, seen in (([0, 0, 90, 16], "Amina"), ([0, 0, 0.01, 0.01], None), ([0, 0, 10, 16], None)):
        inner = drawn(pdf, TEXT, BBox=Array(box))
        assert text(widget(drawn(pdf, b"/X Do", Resources=Dictionary(XObject=Dictionary(X=inner))))) == seen


@pytest.mark.parametrize(
    ("state", "read"),
    [
        ({"Type": Name.ExtGState, "SA": True}, True),
        ({"CA": 1, "ca": 1, "BM": Name.Normal, "SMask": Name("/None")}, True),
        ({"ca": 0}, False),
        ({"BM": Name.Multiply}, False),
        ({"SMask": Dictionary()}, False),
        ({"Font": Array([])}, False),
    ],
)
def test_a_graphics_state_may_say_nothing_that_matters(pdf: pikepdf.Pdf, state: dict[str, Any], read: bool) -> None:
    resources = Dictionary(Font=Dictionary(F=helvetica()), ExtGState=Dictionary(S=Dictionary(**state)))
    assert text(widget(drawn(pdf, b"/S gs " + TEXT, Resources=resources))) == ("Amina" if read else None)


def test_device_colours_are_what_they_are_called(pdf: pikepdf.Pdf) -> None:
    resources = Dictionary(Font=Dictionary(F=helvetica()), ColorSpace=Dictionary(DefaultGray=Array([])))
    assert text(widget(drawn(pdf, TEXT, Resources=resources))) is None


@pytest.mark.parametrize(("kind", "x", "read"), [("Ch", 82, True), ("Ch", 60, False), ("Tx", 82, False)])
def test_the_button_of_a_list_stands_at_its_end(pdf: pikepdf.Pdf, kind: str, x: int, read: bool) -> None:
    button = b" 0.86 g %d 1 13 14 re f 0 g %d 9 m %d 9 l %d 6 l f" % (x, x + 3, x + 9, x + 6)
    assert text(widget(drawn(pdf, TEXT + button), FT=Name(f"/{kind}"))) == ("Amina" if read else None)


@pytest.mark.parametrize(
    ("letters", "kind", "shown", "cut"),
    [(9, "Ch", "a" * 9, False), (30, "Ch", "a" * 16, True), (30, "Tx", None, False)],
)
def test_of_words_that_reach_under_the_button_of_a_list_those_before_it_are_seen(
    pdf: pikepdf.Pdf, letters: int, kind: str, shown: str | None, cut: bool
) -> None:
    """PDFium draws each letter by itself, and the button over them."""
    each = b" ".join(b"(a) Tj 5 0 Td" for _ in range(letters))
    content = b"q 1 1 82 14 re W n BT /F 9 Tf 2 4 Td %b ET Q 0.86 g 84 1 13 14 re f" % each
    field = widget(drawn(pdf, content), FT=Name(f"/{kind}"))
    assert text(field) == shown
    if shown:
        assert Appearances().of(field).cut is cut


@pytest.mark.parametrize(("kind", "y", "read"), [("Ch", -0.4, True), ("Tx", -0.4, False), ("Ch", -1, False)])
def test_the_feet_of_the_words_for_a_choice_may_be_cut_off(pdf: pikepdf.Pdf, kind: str, y: float, read: bool) -> None:
    """MuPDF draws those that it lacks letters for so low; three parts in four of a digit are seen."""
    content = b"q 1 1 98 14 re W n BT /F 9 Tf 2 %.1f Td (admin 2) Tj ET Q" % y
    assert text(widget(drawn(pdf, content), FT=Name(f"/{kind}"))) == ("admin 2" if read else None)


@pytest.mark.parametrize(("lacking", "y", "read"), [(b"", -0.4, False), (b"\x81", -0.4, True), (b"\x81", -1, False)])
def test_the_feet_of_letters_may_be_cut_off_where_one_is_lacking(
    pdf: pikepdf.Pdf, lacking: bytes, y: float, read: bool
) -> None:
    """As MuPDF draws them, which is told."""
    field = widget(drawn(pdf, b"q 1 1 98 14 re W n BT /F 9 Tf 2 %.1f Td (%bmina) Tj ET Q" % (y, lacking)))
    assert (text(field) is not None) is read
    assert not read or Appearances().of(field).partial is True


# Ticks


def ticked(pdf: pikepdf.Pdf, content: bytes, state: Any = Name.Yes) -> bool | None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.ZapfDingbats)
    resources = Dictionary(Font=Dictionary(ZaDb=font, F=helvetica()))
    entries = Dictionary(Subtype=Name.Form, BBox=Array([0, 0, 11, 11]), Resources=resources)
    drawings = Dictionary(Yes=pdf.make_stream(content, entries), Off=pdf.make_stream(b"", entries))
    try:
        return Appearances().looks_ticked(widget(drawings, 50, 50, 61, 61, AS=state))
    except UnreadableError:
        return None


TICK = b"q 1.5 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S Q"


@pytest.mark.parametrize(
    ("content", "mark"),
    [
        (TICK, True),
        (b"q Q q 1 1 9 9 re W n 0 g BT /ZaDb 11.25 Tf 1 0 0 1 1.69 1.53 Tm (8)Tj ET Q", True),
        (b"q 1 w BT 0 g 2.1 2.2 Td /ZaDb 11 Tf (3) Tj ET Q", True),
        (b"1 g 0 0 11 11 re f 0 G 0.5 0.5 10 10 re S 0 g BT /ZaDb 9 Tf 2 2 Td (4) Tj ET", True),
        (b"0 g 2 2 3 3 re f 5 5 4 4 re f", True),  # small squares
        (b"", False),
        (b"q 1 w Q", False),
        (b"1 g 0 0 11 11 re f 0 G 0.5 0.5 10 10 re S", False),
        (b"BT /ZaDb 9 Tf 2 2 Td ( ) Tj ET", False),  # the space of its font
        (b"0 g 0 0 11 11 re f", None),
        (b"0 G 1.5 w 2 2 m 9 9 l S 2 9 m 9 2 l S", True),  # a cross
        (b"1 G 1.5 w 2 2 m 9 9 l S 2 9 m 9 2 l S", False),  # in white on white
        (b"0.6 G 1.5 w 2 2 m 9 9 l S 2 9 m 9 2 l S", None),  # pale
        (b"0.6 g 2 2 6 6 re f", None),
        (b"0 G 1 w 2 5 m 9 5 l S", None),  # a dash is neither
        (b"0 g 2 2 6 1 re f", None),
        (TICK + b" 1 G 2 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S", None),  # drawn, and wiped away
        (b"0 g 2 2 7 7 re f BT /ZaDb 9 Tf 2 2 Td (4) Tj ET", None),  # on its own colour
        (b"q 0 0 0 0 re W n " + TICK + b" Q", None),
        (TICK + b" 1 g 0 0 11 11 re f", None),
        (TICK + b" 1 G 9 w 0 5 m 11 5 l S", None),
        (b"1 g BT /ZaDb 9 Tf 2 2 Td (4) Tj ET", None),
        (b"BT /ZaDb 9 Tf 40 2 Td (4) Tj ET", None),
        (b"BT /ZaDb 9 Tf 3 Tr 2 2 Td (4) Tj ET", None),
        (b"/S sh", None),
        (b"/X Do", None),
        (b"foo", None),
    ],
)
def test_a_mark_is_plain_in_its_box_or_plainly_not_there(pdf: pikepdf.Pdf, content: bytes, mark: bool | None) -> None:
    assert ticked(pdf, content) is mark


def test_the_state_decides_which_appearance_is_seen(pdf: pikepdf.Pdf) -> None:
    assert ticked(pdf, TICK, Name.Off) is False
    assert ticked(pdf, TICK, Name.Other) is False
    assert ticked(pdf, TICK, pikepdf.String("Yes")) is False
    assert Appearances().looks_ticked(Dictionary(AS=Name.Yes)) is False
    with pytest.raises(UnreadableError):
        Appearances().looks_ticked(widget(drawn(pdf, TICK), AS=Name.Yes))
