"""Lies in which the text that is stored is in the appearance, where a reader finds it and no eye does."""

from __future__ import annotations

from typing import Any

from claims import EMAIL, LABEL, MOBILE, NAME
from pdf_returns import BASE, SIZE, PdfReturn, lie
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageOps


def hide(made: PdfReturn, before: str, after: str = "", **resources: Any) -> None:
    """The end of the stored text between the two, and the end of the shown one as lines."""
    made.draw(f"{made.head}q {before} {made.tail_stored}{after} Q {made.sevens}", **resources)


def picture_and(made: PdfReturn, hidden: str, **resources: Any) -> None:
    """A picture of what is shown, then something that nobody sees."""
    made.draw(
        made.put_picture + hidden, XObject={"/Picture": made.picture(), **resources.pop("XObject", {})}, **resources
    )


@lie("colour", MOBILE)
def the_end_is_white_and_lines_look_like_digits(made: PdfReturn) -> None:
    hide(made, "1 g")


@lie("colour", MOBILE)
def the_end_is_white_in_red_green_and_blue(made: PdfReturn) -> None:
    hide(made, "1 1 1 rg")


@lie("colour", MOBILE)
def the_end_is_of_no_ink(made: PdfReturn) -> None:
    hide(made, "0 0 0 0 k")


@lie("colour", MOBILE)
def the_end_is_of_a_tint_of_nothing(made: PdfReturn) -> None:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[0, 0, 0, 1])
    hide(made, "/Spot cs 0 scn", ColorSpace={"/Spot": Array([Name.Separation, Name.Black, Name.DeviceCMYK, tint])})


@lie("colour", MOBILE)
def the_end_is_of_a_black_that_is_mixed_as_white(made: PdfReturn) -> None:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1], C1=[1])
    hide(made, "/Spot cs 1 scn", ColorSpace={"/Spot": Array([Name.Separation, Name.Ink, Name.DeviceGray, tint])})


@lie("colour", MOBILE)
def the_first_colour_of_a_table_is_white(made: PdfReturn) -> None:
    table = Array([Name.Indexed, Name.DeviceGray, 1, b"\xff\x00"])
    hide(made, "/Table cs 0 sc", ColorSpace={"/Table": table})


@lie("colour", MOBILE)
def the_end_is_of_the_lightest_calibrated_grey(made: PdfReturn) -> None:
    grey = Array([Name.CalGray, Dictionary(WhitePoint=[0.95, 1, 1.09])])
    hide(made, "/Cal cs 1 sc", ColorSpace={"/Cal": grey})


@lie("colour", MOBILE)
def the_end_is_filled_by_a_white_tile(made: PdfReturn) -> None:
    tile = Stream(made.pdf, b"1 g 0 0 9 9 re f", Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1)
    tile.BBox, tile.XStep, tile.YStep, tile.Resources = Array([0, 0, 9, 9]), 9, 9, Dictionary()
    hide(made, "/Pattern cs /Tile scn", Pattern={"/Tile": made.pdf.make_indirect(tile)})


@lie("colour", MOBILE)
def grey_is_said_to_be_a_space_in_which_black_is_white(made: PdfReturn) -> None:
    white = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1, 1, 1], C1=[1, 1, 1])
    grey = Array([Name.Separation, Name.Ink, Name.DeviceRGB, white])
    hide(made, "/Grey cs 0 sc", ColorSpace={"/Grey": grey})


@lie("colour", MOBILE)
def the_end_is_nearly_white(made: PdfReturn) -> None:
    hide(made, "0.97 g")


@lie("transparency", MOBILE)
def the_end_is_transparent(made: PdfReturn) -> None:
    hide(made, "/Clear gs", ExtGState={"/Clear": Dictionary(ca=0, CA=0)})


@lie("transparency", MOBILE, ("pdfium",))
def the_end_is_blended_away(made: PdfReturn) -> None:
    hide(made, "/Lighten gs", ExtGState={"/Lighten": Dictionary(BM=Name.Lighten)})


@lie("transparency", MOBILE)
def the_end_is_behind_a_soft_mask_of_black(made: PdfReturn) -> None:
    black = made.stream(made.box(0, "0 g"))
    black.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    hide(made, "/Mask gs", ExtGState={"/Mask": Dictionary(SMask=Dictionary(S=Name.Luminosity, G=black))})


@lie("transparency", MOBILE)
def the_end_is_behind_a_soft_mask_without_shape(made: PdfReturn) -> None:
    nothing = made.stream("")
    nothing.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    hide(made, "/Mask gs", ExtGState={"/Mask": Dictionary(SMask=Dictionary(S=Name.Alpha, G=nothing))})


@lie("transparency", EMAIL)
def the_stored_text_is_in_a_group_that_is_seen_through(made: PdfReturn) -> None:
    inner = made.stream(made.text(made.claim.stored))
    inner.Group = Dictionary(S=Name.Transparency)
    clear = {"/Clear": Dictionary(ca=0)}
    picture_and(made, "/Clear gs /Inner Do ", XObject={"/Inner": inner}, ExtGState=clear)


@lie("transparency", NAME)
def the_picture_is_shown_through_its_own_mask(made: PdfReturn) -> None:
    picture = made.picture()
    seen = made.image(_dark_letters(picture))
    picture.SMask = seen
    made.draw(made.box() + made.put_picture + f"q 3 Tr {made.text(made.claim.stored)}Q ", XObject={"/Picture": picture})


def _dark_letters(picture: Any) -> Image.Image:
    size = (int(picture.Width), int(picture.Height))
    return ImageOps.invert(Image.frombytes("RGB", size, picture.read_bytes()).convert("L"))


@lie("text state", MOBILE)
def the_end_is_rendered_in_mode_three(made: PdfReturn) -> None:
    hide(made, "3 Tr")


@lie("text state", MOBILE)
def the_end_is_stroked_by_a_white_line(made: PdfReturn) -> None:
    hide(made, "1 Tr 1 G")


@lie("text state", MOBILE)
def the_end_is_only_a_clip(made: PdfReturn) -> None:
    hide(made, "7 Tr")


@lie("text state", MOBILE)
def the_end_is_too_small_to_be_seen(made: PdfReturn) -> None:
    made.draw(made.head + made.at(made.tail_x, made.claim.tails[1], size=0.01) + made.sevens)


@lie("text state", MOBILE, ("poppler",))
def the_end_is_scaled_to_nothing(made: PdfReturn) -> None:
    hide(made, "0.01 Tz")


@lie("text state", MOBILE)
def the_end_rises_out_of_the_field(made: PdfReturn) -> None:
    hide(made, "40 Ts")


@lie("text state", EMAIL)
def the_stored_text_begins_beyond_the_field(made: PdfReturn) -> None:
    picture_and(made, made.at(made.width + 20, made.claim.stored))


@lie("text state", NAME)
def the_mode_of_rendering_comes_before_the_text(made: PdfReturn) -> None:
    made.draw(f"3 Tr {made.text(made.claim.stored)}{made.put_picture}", XObject={"/Picture": made.picture()})


@lie("text state", NAME)
def the_size_of_the_font_is_set_by_a_graphics_state(made: PdfReturn) -> None:
    states = {"/Tiny": Dictionary(Font=Array([made.form.DR.Font.Helv, 0.01]))}
    place = f"1 0 0 1 {made.x(made.claim.stored):.3f} {BASE} Tm"
    hidden = f"BT /Helv {SIZE} Tf /Tiny gs {place} ({made.claim.stored}) Tj ET "
    picture_and(made, hidden, ExtGState=states)


@lie("text state", LABEL, ("poppler",))
def the_matrix_folds_the_text_to_a_line(made: PdfReturn) -> None:
    picture_and(made, f"BT /Helv {SIZE} Tf 1 0 0 0.001 2 {BASE} Tm ({made.claim.stored}) Tj ET ")


@lie("clip", MOBILE)
def the_end_is_clipped_to_nothing(made: PdfReturn) -> None:
    hide(made, "0 0 0 0 re W n")


@lie("clip", MOBILE)
def the_end_is_clipped_by_what_is_before_it(made: PdfReturn) -> None:
    hide(made, f"0 0 {made.tail_x:.2f} {made.height:.2f} re W n")


@lie("clip", MOBILE)
def the_end_is_clipped_by_even_and_odd(made: PdfReturn) -> None:
    area = f"0 0 {made.width:.2f} {made.height:.2f} re "
    hide(made, f"{area}{area}W* n")


@lie("clip", MOBILE)
def the_end_is_clipped_by_letters(made: PdfReturn) -> None:
    hide(made, "BT 7 Tr /Helv 1 Tf 1 0 0 1 1 1 Tm (.) Tj ET 0 Tr")


@lie("clip", EMAIL)
def the_stored_text_is_in_a_form_of_no_area(made: PdfReturn) -> None:
    inner = made.stream(made.text(made.claim.stored))
    inner.BBox = Array([0, 0, 0, 0])
    picture_and(made, "/Inner Do ", XObject={"/Inner": inner})


@lie("clip", NAME)
def the_stored_text_is_in_a_form_that_its_matrix_moves_away(made: PdfReturn) -> None:
    inner = made.stream(made.text(made.claim.stored))
    inner.Matrix = Array([1, 0, 0, 1, 0, 300])
    picture_and(made, "/Inner Do ", XObject={"/Inner": inner})


@lie("clip", MOBILE)
def the_box_ends_before_the_stored_text_does(made: PdfReturn) -> None:
    drawn = made.draw(made.text(made.claim.shown) + made.at(made.width + 5, made.claim.stored))
    assert float(drawn.BBox[2]) < made.width + 5
