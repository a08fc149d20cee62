"""Lies within one appearance: text in another order, text drawn over, text that is not seen."""

from __future__ import annotations

from claims import BACKWARDS, EMAIL, LABEL, MOBILE, NAME, ORDER, WORDS
from pdf_returns import BASE, SIZE, PdfReturn, lie, width
from pikepdf import Array, Dictionary, Name, Stream

SPACE = width(" ")
DIGIT = width("0")


def in_its_places(made: PdfReturn) -> list[tuple[float, str]]:
    """Each character of the stored text, in its order, where the shown text has it."""
    free = list(zip(made.claim.shown, made.xs(made.claim.shown), strict=True))
    places = []
    for letter in made.claim.stored:
        place = next(item for item in free if item[0] == letter)
        free.remove(place)
        places.append((place[1], letter))
    return places


@lie("order of text", ORDER)
def each_digit_is_drawn_at_a_place_of_its_own(made: PdfReturn) -> None:
    made.draw("".join(made.at(x, letter) for x, letter in in_its_places(made)))


@lie("order of text", EMAIL)
def letters_are_moved_by_kerning(made: PdfReturn) -> None:
    places, parts, x = in_its_places(made), [], made.x(made.claim.shown)
    for at, letter in places:
        parts.append(f"{(x - at) * 1000 / SIZE:.1f} ({letter})")
        x = at + width(letter)
    made.draw(f"BT /Helv {SIZE} Tf {made.x(made.claim.shown):.3f} {BASE} Td [{' '.join(parts)}] TJ ET ")


@lie("order of text", ORDER)
def the_last_digits_are_drawn_first_and_then_moved_back(made: PdfReturn) -> None:
    steps, x = [], 0.0
    for at, letter in in_its_places(made):
        steps.append(f"{at - x:.3f} 0 Td ({letter}) Tj ")
        x = at
    made.draw(f"BT /Helv {SIZE} Tf 0 {BASE} Td {''.join(steps)}ET ")


@lie("order of text", EMAIL)
def each_letter_has_a_coordinate_system_of_its_own(made: PdfReturn) -> None:
    made.draw("".join(f"q 1 0 0 1 {x:.3f} 0 cm {made.at(0, letter)}Q " for x, letter in in_its_places(made)))


@lie("order of text", ORDER)
def each_digit_is_an_inner_form_with_a_matrix(made: PdfReturn) -> None:
    inner = {}
    for place, (x, letter) in enumerate(in_its_places(made)):
        inner[f"/X{place}"] = made.stream(made.at(0, letter))
        inner[f"/X{place}"].Matrix = Array([1, 0, 0, 1, round(x, 3), 0])
    made.draw("".join(f"{name} Do " for name in inner), XObject=inner)


@lie("order of text", BACKWARDS)
def negative_spacing_of_characters_draws_backwards(made: PdfReturn) -> None:
    last = made.x(made.claim.shown) + width(made.claim.shown) - DIGIT
    back = f"BT /Helv {SIZE} Tf {-2 * DIGIT:.3f} Tc 1 0 0 1 {last:.3f} {BASE} Tm ({made.claim.stored[-4:]}) Tj ET "
    made.draw(made.at(made.x(made.claim.shown), made.claim.stored[:-4]) + back)


@lie("order of text", WORDS)
def negative_spacing_of_words_exchanges_them(made: PdfReturn) -> None:
    first, second = made.claim.stored.split()
    start = made.x(made.claim.shown) + width(second) + SPACE
    back = -(width(first) + width(second) + 2 * SPACE)
    made.draw(f"BT /Helv {SIZE} Tf {back:.3f} Tw 1 0 0 1 {start:.3f} {BASE} Tm ({made.claim.stored}) Tj ET ")


@lie("order of text", WORDS)
def the_second_line_is_on_the_first_before_it(made: PdfReturn) -> None:
    first, second = made.claim.stored.split()
    start, back = made.x(made.claim.shown), width(second) + SPACE
    on_the_same_line = f"( ) Tj 0 TL {-back:.3f} 0 Td T* ({second}) Tj"
    made.draw(f"BT /Helv {SIZE} Tf {start + back:.3f} {BASE} Td ({first}) Tj {on_the_same_line} ET ")


@lie("order of text", BACKWARDS, ("poppler",))
def a_font_of_negative_widths_draws_backwards(made: PdfReturn) -> None:
    widths = Array([-556] * 10)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    font.FirstChar, font.LastChar, font.Widths = 48, 57, widths
    last = made.x(made.claim.shown) + width(made.claim.shown) - DIGIT
    head = made.at(made.x(made.claim.shown), made.claim.stored[:-4])
    made.draw(head + made.at(last, made.claim.stored[-4:], font="Back"), Font={"/Back": font})


@lie("order of text", ORDER)
def reversed_characters_are_marked(made: PdfReturn) -> None:
    content = "".join(f"/ReversedChars BMC {made.at(x, letter)}EMC " for x, letter in in_its_places(made))
    made.draw(content)


@lie("order of text", ORDER)
def scaling_to_nothing_lets_digits_stand_together(made: PdfReturn) -> None:
    steps = "".join(
        f"1 0 0 1 {x:.3f} {BASE} Tm 0.001 Tz () Tj 100 Tz ({letter}) ' " for x, letter in in_its_places(made)
    )
    made.draw(f"BT /Helv {SIZE} Tf 0 TL {steps}ET ")


@lie("order of text", EMAIL)
def a_matrix_per_letter_in_one_text_object(made: PdfReturn) -> None:
    steps = "".join(f"1 0 0 1 {x:.3f} {BASE} Tm ({letter}) Tj " for x, letter in in_its_places(made))
    made.draw(f"BT /Helv {SIZE} Tf {steps}ET ")


# What is stored is drawn, and what is shown over it.


@lie("drawn over", MOBILE)
def a_white_box_and_another_text(made: PdfReturn) -> None:
    made.draw(made.text(made.claim.stored) + made.box() + made.text(made.claim.shown))


@lie("drawn over", MOBILE)
def a_white_box_over_the_end_and_lines_that_look_like_digits(made: PdfReturn) -> None:
    made.draw(made.text(made.claim.stored) + made.box(made.tail_x) + made.sevens)


@lie("drawn over", NAME)
def a_picture_of_another_text(made: PdfReturn) -> None:
    made.draw(made.text(made.claim.stored) + made.put_picture, XObject={"/Picture": made.picture()})


@lie("drawn over", EMAIL)
def a_picture_within_the_content(made: PdfReturn) -> None:
    image = made.picture()
    pixels = image.read_bytes()[::3].hex()
    head = f"BI /W {image.Width} /H {image.Height} /BPC 8 /CS /G /F /AHx ID "
    place = f"q {made.width:.2f} 0 0 {made.height:.2f} 0 0 cm "
    made.draw(f"{made.text(made.claim.stored)}{place}{head}{pixels}> EI Q ")


@lie("drawn over", LABEL)
def a_tile_of_another_text(made: PdfReturn) -> None:
    box = Array([0, 0, made.width, made.height])
    tile = Stream(made.pdf, made.put_picture.encode(), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1)
    tile.BBox, tile.XStep, tile.YStep = box, made.width, made.height
    tile.Resources = Dictionary(XObject=Dictionary(Picture=made.picture()))
    area = f"q /Pattern cs /Tile scn 0 0 {made.width:.2f} {made.height:.2f} re f Q "
    made.draw(made.text(made.claim.stored) + area, Pattern={"/Tile": made.pdf.make_indirect(tile)})


@lie("drawn over", NAME)
def an_inner_form_of_another_text(made: PdfReturn) -> None:
    inner = made.stream(made.box() + "0 g " + made.text(made.claim.shown))
    made.draw(made.text(made.claim.stored) + "/Over Do ", XObject={"/Over": inner})


@lie("drawn over", MOBILE)
def a_shading_of_white_and_another_text(made: PdfReturn) -> None:
    white = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1], C1=[1])
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=[0, 0, 100, 0], Function=white)
    shading.Extend = Array([True, True])
    area = f"q 1 1.5 {made.width - 3:.2f} {made.height - 3:.2f} re W n /White sh Q "
    made.draw(made.text(made.claim.stored) + area + made.text(made.claim.shown), Shading={"/White": shading})


@lie("drawn over", MOBILE)
def a_thick_white_line_and_another_text(made: PdfReturn) -> None:
    line = f"q 1 G {made.height - 3:.2f} w 1 {made.height / 2:.2f} m {made.width - 1:.2f} {made.height / 2:.2f} l S Q "
    made.draw(made.text(made.claim.stored) + line + made.text(made.claim.shown))


@lie("drawn over", EMAIL)
def blending_takes_the_stored_text_away(made: PdfReturn) -> None:
    states = {"/Screen": Dictionary(BM=Name.Screen), "/Normal": Dictionary(BM=Name.Normal)}
    over = f"/Screen gs {made.box()}/Normal gs 0 g {made.text(made.claim.shown)}"
    made.draw(made.text(made.claim.stored) + over, ExtGState=states)


@lie("drawn over", MOBILE)
def a_transparency_group_of_another_text(made: PdfReturn) -> None:
    inner = made.stream(made.box() + "0 g " + made.text(made.claim.shown))
    inner.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray, I=True, K=True)
    made.draw(made.text(made.claim.stored) + "/Over Do ", XObject={"/Over": inner})


@lie("drawn over", MOBILE)
def the_digits_are_made_others_by_small_lines(made: PdfReturn) -> None:
    rubbed = f"q 1 g {made.tail_x:.2f} 1.5 {2 * DIGIT:.2f} {made.height - 3} re f Q "
    made.draw(made.head + made.tail_stored + rubbed + made.at(made.tail_x, "7") + made.at(made.tail_x + DIGIT, "7"))
