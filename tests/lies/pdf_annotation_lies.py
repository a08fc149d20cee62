"""Lies of annotations over a field, and of what the page itself draws at its place."""

from __future__ import annotations

from claims import DESTINATION, EMAIL, LABEL, MOBILE, NAME
from pdf_returns import PdfReturn, lie
from pikepdf import Array, Dictionary, Name, Stream, String

SUBTYPES = (
    *(
        "FreeText",
        "Stamp",
        "Square",
        "Circle",
        "Caret",
        "Text",
        "Screen",
        "Watermark",
        "PrinterMark",
        "TrapNet",
        "Redact",
    ),
    *("Line", "Polygon", "PolyLine", "Ink", "Underline", "Squiggly", "StrikeOut", "FileAttachment", "Sound"),
    *("Movie", "RichMedia", "3D", "Link", "Popup", "Widget", "Projection", "Unheard"),
)


def over(made: PdfReturn) -> str:
    return made.box() + "0 g " + made.text(made.claim.shown)


def _over_the_field(subtype: str) -> None:
    def make(made: PdfReturn) -> None:
        x0, y0, x1, y1 = made.rect
        annotation = made.annotate(subtype, made.stream(over(made)))
        annotation.QuadPoints = annotation.Vertices = Array([x0, y1, x1, y1, x0, y0, x1, y0])
        annotation.L, annotation.InkList = Array([x0, y0, x1, y1]), Array([Array([x0, y0, x1, y1])])
        annotation.FS = Dictionary(Type=Name.Filespec, F="note.txt")
        annotation.Sound, annotation.Movie = Stream(made.pdf, b"", R=8000), Dictionary(F="film.mpg")

    make.__name__ = f"an_annotation_{subtype}_lies_over_the_field"
    lie("annotations over a field", MOBILE, ("poppler",))(make)  # PDFium draws fields after all annotations


def _in_the_place(subtype: str) -> None:
    def make(made: PdfReturn) -> None:
        made.field.F = 2
        made.annotate(subtype, made.stream("0 g " + made.text(made.claim.shown)))

    make.__name__ = f"an_annotation_{subtype}_stands_where_the_field_is_hidden"
    lie("annotations over a field", EMAIL)(make)


for _subtype in SUBTYPES:
    _over_the_field(_subtype)
for _subtype in ("FreeText", "Stamp", "Ink", "Watermark", "Unheard"):
    _in_the_place(_subtype)


@lie("annotations that draw themselves", NAME)
def a_free_text_without_appearance(made: PdfReturn) -> None:
    made.field.F = 2
    look = String("/Helv 9 Tf 0 g")
    made.annotate("FreeText", None, Contents=made.claim.shown, DA=look, C=[1, 1, 1], BS=Dictionary(W=0))


@lie("annotations that draw themselves", DESTINATION, ("poppler",))
def a_white_square_lies_over_the_tick(made: PdfReturn) -> None:
    made.annotate("Square", None, C=[1, 1, 1], IC=[1, 1, 1], BS=Dictionary(W=1))


@lie("annotations that draw themselves", DESTINATION, ("poppler",))
def a_white_line_of_ink_goes_over_the_tick(made: PdfReturn) -> None:
    x0, y0, x1, _ = made.rect
    line = [x0 + 1, y0 + 5.5, x1 - 1, y0 + 5.5]
    made.annotate("Ink", None, C=[1, 1, 1], InkList=Array([Array(line)]), BS=Dictionary(W=9))


@lie("annotations that draw themselves", DESTINATION, ("poppler",))
def a_white_polygon_lies_over_the_tick(made: PdfReturn) -> None:
    x0, y0, x1, y1 = (*(edge + 1.5 for edge in made.rect[:2]), *(edge - 1.5 for edge in made.rect[2:]))
    made.annotate("Polygon", None, C=[1, 1, 1], IC=[1, 1, 1], Vertices=Array([x0, y0, x1, y0, x1, y1, x0, y1]))


@lie("annotations that draw themselves", DESTINATION.turned)
def ink_draws_a_tick_into_the_empty_box(made: PdfReturn) -> None:
    x0, y0, _, _ = made.rect
    tick = Array([x0 + 2.3, y0 + 5.6, x0 + 4.6, y0 + 2.8, x0 + 8.9, y0 + 8.7])
    made.annotate("Ink", None, C=[0, 0, 0], InkList=Array([tick]), BS=Dictionary(W=1.5))


@lie("annotations that draw themselves", DESTINATION.turned, ("poppler",))
def lines_draw_a_tick_into_the_empty_box(made: PdfReturn) -> None:
    x0, y0, _, _ = made.rect
    tick = Array([x0 + 2.3, y0 + 5.6, x0 + 4.6, y0 + 2.8, x0 + 8.9, y0 + 8.7])
    made.annotate("PolyLine", None, C=[0, 0, 0], Vertices=tick, BS=Dictionary(W=1.5))


@lie("annotations that draw themselves", LABEL, ("poppler",))
def a_link_beside_the_field_draws_over_it(made: PdfReturn) -> None:
    box = made.annotate("Link", made.stream(over(made)))
    box.Border = Array([0, 0, 0])


@lie("annotations that draw themselves", EMAIL, ("poppler",))
def the_annotation_lies_beside_and_its_matrix_brings_it_over(made: PdfReturn) -> None:
    stream = made.stream(over(made))
    stream.BBox = Array([0, 0, made.width, made.height])
    stream.Matrix = Array([0.5, 0, 0, 0.5, 3, 3])
    made.annotate("Stamp", stream)


# The page draws at the place of a field that shows nothing.


def on_the_page(made: PdfReturn) -> None:
    made.on_page("0 g " + made.text(made.claim.shown))


@lie("page under a field", MOBILE)
def the_field_is_hidden(made: PdfReturn) -> None:
    made.field.F = 2
    on_the_page(made)


@lie("page under a field", EMAIL)
def the_field_is_never_viewed(made: PdfReturn) -> None:
    made.field.F = 32
    on_the_page(made)


@lie("page under a field", NAME)
def the_appearance_is_empty(made: PdfReturn) -> None:
    made.draw("")
    on_the_page(made)


@lie("page under a field", MOBILE)
def the_appearance_is_a_form_of_no_area(made: PdfReturn) -> None:
    made.field.AP.N.BBox = Array([0, 0, 0, 0])
    on_the_page(made)


@lie("page under a field", NAME)
def the_appearance_is_far_within_its_box(made: PdfReturn) -> None:
    made.field.AP.N.BBox = Array([1000, 0, 1100, 16])
    on_the_page(made)


@lie("page under a field", MOBILE)
def the_field_is_as_small_as_a_point(made: PdfReturn) -> None:
    x, y = made.rect[:2]
    made.field.Rect = Array([x, y, x + 0.01, y + 0.01])
    on_the_page(made)


@lie("page under a field", EMAIL)
def the_field_lies_beyond_the_page(made: PdfReturn) -> None:
    made.field.Rect = Array([2000, 2000, 2000 + made.width, 2016])
    on_the_page(made)


@lie("page under a field", NAME, ("poppler",))
def the_field_is_in_a_layer_that_is_off(made: PdfReturn) -> None:
    made.field.OC = layer(made, seen=False)
    on_the_page(made)


@lie("page under a field", LABEL, ("poppler",))
def the_stored_text_is_in_a_form_in_a_layer_that_is_off(made: PdfReturn) -> None:
    inner = made.stream(made.text(made.claim.stored))
    inner.OC = layer(made, seen=False)
    made.draw("/Inner Do ", XObject={"/Inner": inner})
    on_the_page(made)


@lie("page under a field", MOBILE, ("poppler",))
def the_content_is_in_a_layer_that_is_off(made: PdfReturn) -> None:
    content = f"/OC /Layer BDC {made.tail_stored} EMC {made.sevens}"
    made.draw(made.head + content, Properties={"/Layer": layer(made, seen=False)})


@lie("page under a field", MOBILE, ("poppler",))
def the_layer_of_the_stored_text_has_a_policy_that_hides_it(made: PdfReturn) -> None:
    group = layer(made, seen=True)
    policy = made.pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([group]), P=Name.AllOff))
    made.draw(f"{made.head}/OC /Layer BDC {made.tail_stored} EMC {made.sevens}", Properties={"/Layer": policy})


@lie("page under a field", EMAIL)
def a_layer_lies_over_the_stored_text(made: PdfReturn) -> None:
    inner = made.stream(over(made))
    inner.OC = layer(made, seen=True)
    made.draw(made.text(made.claim.stored) + "/Over Do ", XObject={"/Over": inner})


@lie("page under a field", DESTINATION.turned)
def the_page_draws_a_tick_into_the_box(made: PdfReturn) -> None:
    made.on_page("1.5 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S")


@lie("page under a field", NAME)
def the_widget_is_no_longer_of_the_page(made: PdfReturn) -> None:
    kept = [annotation for annotation in made.page.Annots if annotation.objgen != made.field.objgen]
    made.page.Annots = Array(kept)
    on_the_page(made)


@lie("page under a field", MOBILE)
def the_page_draws_a_picture_of_the_shown_text(made: PdfReturn) -> None:
    made.field.F = 2
    made.on_page(made.put_picture, XObject={"/Picture": made.picture()})


def layer(made: PdfReturn, *, seen: bool) -> Dictionary:
    """A layer of optional content."""
    group = made.pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
    which = Dictionary(ON=Array([group])) if seen else Dictionary(OFF=Array([group]))
    made.pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=which)
    return group


@lie("page under a field", NAME)
def a_second_stream_of_the_page_draws_the_shown_text(made: PdfReturn) -> None:
    made.draw("")
    made.page.Resources.Font.Helv = made.form.DR.Font.Helv
    x, y = made.rect[:2]
    drawn = f"q 1 0 0 1 {x} {y} cm {made.text(made.claim.shown)} Q"
    made.page.contents_add(Stream(made.pdf, drawn.encode()), prepend=True)
