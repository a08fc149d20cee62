"""Lies of whole pages: their boxes, copies of them, and forms that were made part of the page."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from claims import DESTINATION, EMAIL, LABEL, LEVEL, MOBILE, NAME, NOTHING
from pdf_returns import BASE, SIZE, PdfReturn, honest, lie
from pikepdf import Array, Dictionary, Name, Stream


def page_form(made: PdfReturn) -> pikepdf.Object:
    """The page as an honest return that stores what is shown looks like, all drawn in one form."""
    with pikepdf.open(io.BytesIO(honest(made.language, made.claim))) as other:
        page = other.pages[made.place]
        drawn = page.as_form_xobject()
        made_form = made.pdf.copy_foreign(other.make_indirect(drawn))
        content = []
        resources = made_form.Resources
        if "/XObject" not in resources:
            resources.XObject = Dictionary()
        for number, widget in enumerate(page.Annots):
            if int(widget.get("/F", 4)) & 2 or "/AP" not in widget:
                continue
            look = widget.AP.N
            if not isinstance(look, Stream):
                look = look[str(widget.AS)]
            look = made.pdf.copy_foreign(look)
            look.Subtype = Name.Form
            resources.XObject[f"/W{number}"] = look
            x, y = (float(edge) for edge in list(widget.Rect)[:2])
            content.append(f"q 1 0 0 1 {x} {y} cm /W{number} Do Q")
        made_form.write(b"q " + made_form.read_bytes() + b" Q " + " ".join(content).encode())
        return made_form


def page_of(made: PdfReturn, drawn: pikepdf.Object, matrix: str) -> None:
    """The page draws the form, under that matrix, and nothing else."""
    made.page.Contents = Stream(made.pdf, f"q {matrix} cm /Whole Do Q".encode())
    made.page.Resources = Dictionary(XObject=Dictionary(Whole=drawn))


def size(made: PdfReturn) -> tuple[float, float]:
    return float(made.page.MediaBox[2]), float(made.page.MediaBox[3])


@lie("page boxes", MOBILE)
def the_crop_box_shows_a_copy_beside_the_form(made: PdfReturn) -> None:
    width, height = size(made)
    page_of(made, page_form(made), f"1 0 0 1 {width} 0")
    made.page.MediaBox = Array([0, 0, 2 * width, height])
    made.page.CropBox = Array([width, 0, 2 * width, height])


@lie("page boxes", EMAIL)
def the_media_box_is_a_copy_above_the_form(made: PdfReturn) -> None:
    width, height = size(made)
    page_of(made, page_form(made), f"1 0 0 1 0 {height}")
    made.page.MediaBox = Array([0, height, width, 2 * height])
    if "/CropBox" in made.page:
        del made.page.CropBox


@lie("page boxes", NAME)
def the_page_is_turned_around_and_its_drawing_too(made: PdfReturn) -> None:
    width, height = size(made)
    page_of(made, page_form(made), f"-1 0 0 -1 {width} {height}")
    made.page.Rotate = 180
    for widget in made.page.Annots:
        widget.F = 2


@lie("page boxes", EMAIL)
def the_form_is_on_a_page_of_a_point_behind_the_seen_one(made: PdfReturn) -> None:
    seen = _copy_of_the_page(made)
    made.page.MediaBox = Array([0, 0, 1, 1])
    made.pdf.pages.insert(made.place, seen)


@lie("page boxes", LABEL)
def the_form_comes_after_the_last_page_that_is_looked_at(made: PdfReturn) -> None:
    seen = _copy_of_the_page(made)
    made.pdf.pages.append(made.page)
    made.pdf.pages[made.place] = seen


@lie("page boxes", NAME)
def the_copy_of_the_page_has_no_form(made: PdfReturn) -> None:
    seen = _copy_of_the_page(made)
    made.pdf.pages[made.place] = seen


def _copy_of_the_page(made: PdfReturn) -> pikepdf.Page:
    seen = pikepdf.Page(made.pdf.make_indirect(Dictionary(made.page.obj)))
    del seen.obj["/Annots"]
    seen.Contents = Stream(made.pdf, b"/Whole Do")
    seen.Resources = Dictionary(XObject=Dictionary(Whole=page_form(made)))
    return seen


# Fonts of the page that draw more than its letters: its contents are what was sent.


def draws_more(made: PdfReturn, key: str, claimed: str) -> None:
    """The glyphs of a font draw those of the one before, and the first of them on the page the text in the field."""
    font = made.page.Resources.Font[key]
    x, y, size, code = _first_shown(made, key)
    widths = [0.0] * int(font.FirstChar) + [float(width) for width in font.Widths]
    widths += [0.0] * (256 - len(widths))
    procedures = {}
    for number, width in enumerate(widths):
        drawn = f"{width:.0f} 0 d0 BT /Before 1000 Tf <{number:02x}> Tj ET"
        if number == code:
            scale = 1000 / size
            at = (made.rect[0] + made.x(claimed) - x) * scale, (made.rect[1] + BASE - y) * scale
            drawn += f" BT /Helv {SIZE * scale:.3f} Tf 1 0 0 1 {at[0]:.3f} {at[1]:.3f} Tm ({claimed}) Tj ET"
        procedures[f"/g{number}"] = made.pdf.make_indirect(Stream(made.pdf, drawn.encode()))
    changed = Dictionary(Type=Name.Font, Subtype=Name.Type3, FirstChar=0, LastChar=255, Widths=Array(widths))
    changed.FontBBox, changed.FontMatrix = Array([0, 0, 0, 0]), Array([0.001, 0, 0, 0.001, 0, 0])
    changed.CharProcs = Dictionary(procedures)
    changed.Encoding = Dictionary(Differences=Array([0, *map(Name, procedures)]))
    changed.Resources = Dictionary(Font=Dictionary(Before=font, Helv=made.form.DR.Font.Helv))
    made.page.Resources.Font = Dictionary(
        dict(made.page.Resources.Font.items()) | {key: made.pdf.make_indirect(changed)}
    )


def _first_shown(made: PdfReturn, key: str) -> tuple[float, float, float, int]:
    """Where the page shows text in a font, how large, and its first code."""
    place, size = (0.0, 0.0), 0.0
    for instruction in pikepdf.parse_content_stream(made.page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "Tm":
                place = float(operands[4]), float(operands[5])
            case "Tf":
                named, size = str(operands[0]), float(operands[1])
            case "Tj" if named == key:
                return *place, size, bytes(operands[0])[0]
    raise LookupError(key)


@lie("fonts of the page", NOTHING)
def the_font_of_the_page_draws_into_the_field(made: PdfReturn) -> None:
    draws_more(made, "/F1", made.claim.shown)


@lie("fonts of the page", NOTHING)
def the_bold_font_of_the_page_draws_into_the_field(made: PdfReturn) -> None:
    draws_more(made, "/F2", made.claim.shown)


# Forms that were made part of the page: what stands in the layer of text is not what is seen.


def flat(made: PdfReturn, content: str, **resources: object) -> None:
    helvetica = made.form.DR.Font.Helv
    made.draw(content, **resources)
    made.field.AP.N.Resources.Font.Helv = helvetica
    for page in made.pdf.pages:
        page.obj.Annots = Array([a for a in page.Annots if "/AP" in a])
    made.pdf.flatten_annotations("all")
    if "/AcroForm" in made.pdf.Root:
        del made.pdf.Root.AcroForm


@lie("flattened forms", MOBILE)
def the_layer_of_text_of_a_flat_form_is_not_rendered(made: PdfReturn) -> None:
    flat(made, f"q 3 Tr {made.text(made.claim.stored)}Q {made.put_picture}", XObject={"/Picture": made.picture()})


@lie("flattened forms", EMAIL)
def the_text_of_a_flat_form_is_covered_by_a_picture(made: PdfReturn) -> None:
    flat(made, made.text(made.claim.stored) + made.put_picture, XObject={"/Picture": made.picture()})


@lie("flattened forms", LEVEL)
def the_level_of_a_flat_form_is_covered(made: PdfReturn) -> None:
    inner = {"/Chosen": made.field.AP.N, "/Other": made.as_chosen(made.claim.shown)}
    flat(made, "/Chosen Do " + made.box() + "/Other Do ", XObject=inner)


@lie("flattened forms", NAME)
def the_text_of_a_flat_form_is_white(made: PdfReturn) -> None:
    flat(made, f"q 1 g {made.text(made.claim.stored)}Q {made.put_picture}", XObject={"/Picture": made.picture()})


@lie("flattened forms", MOBILE)
def a_flat_form_is_to_be_read_as_another_text(made: PdfReturn) -> None:
    flat(made, f"/Span <</ActualText ({made.claim.stored})>> BDC {made.text(made.claim.shown)} EMC ")


@lie("flattened forms", DESTINATION)
def the_tick_of_a_flat_form_is_white(made: PdfReturn) -> None:
    flat(made, "1 G 1.5 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S ")


@lie("flattened forms", DESTINATION)
def the_tick_of_a_flat_form_is_covered(made: PdfReturn) -> None:
    flat(made, "1.5 w 2.3 5.6 m 4.6 2.8 l 8.9 8.7 l S 1 g 1.5 1.5 8 8 re f ")
