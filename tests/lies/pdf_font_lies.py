"""Lies of fonts: the codes in the appearance say what is stored, and the font draws what is shown."""

from __future__ import annotations

from typing import Any

from claims import EMAIL, LABEL, LEVEL, MOBILE, NAME
from font_programs import NOTO, exchanged, glyphs
from pdf_returns import BASE, SIZE, PdfReturn, lie, width
from pikepdf import Array, Dictionary, Name, Stream, String

SEVEN_FOR_NINE = {"9": "7"}
LETTERS = {"u": "r", "r": "u"}
"""What makes `turst` of a domain `trust`; all before it is drawn by an honest font."""


def standard(**more: Any) -> Any:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, **more)


def encoding(*differences: Any) -> Any:
    names = Array([part if isinstance(part, int) else Name(part) for part in differences])
    return Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=names)


def advance(letter: str) -> int:
    return round(width(letter) / SIZE * 1000)


def widths(letters: dict[str, str]) -> Any:
    """How wide the letters from the space to the tilde are, as they are drawn."""
    return Array([advance(letters.get(chr(code), chr(code))) for code in range(32, 127)])


def end_in(made: PdfReturn, font: Any, codes: str | None = None) -> None:
    """The end of the text in another font."""
    tail = made.at(made.tail_x, codes or made.claim.tails[1], font="Other")
    made.draw(made.head + tail, Font={"/Other": font})


def to_unicode(made: PdfReturn, codes: dict[int, str], size: int = 1) -> Any:
    lines = [f"<{code:0{2 * size}x}> <{text.encode('utf-16-be').hex()}>" for code, text in codes.items()]
    space = f"1 begincodespacerange <{'00' * size}> <{'ff' * size}> endcodespacerange"
    body = f"/CMapName /Own def {space} {len(lines)} beginbfchar {' '.join(lines)} endbfchar"
    text = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap {body} endcmap end end"
    return made.pdf.make_indirect(Stream(made.pdf, text.encode()))


# Encodings.


@lie("encodings", MOBILE)
def the_code_of_nine_is_named_seven(made: PdfReturn) -> None:
    end_in(made, standard(Encoding=encoding(57, "/seven")))


@lie("encodings", EMAIL)
def two_letters_of_the_domain_are_named_for_each_other(made: PdfReturn) -> None:
    end_in(made, standard(Encoding=encoding(114, "/u", 117, "/r")))


@lie("encodings", NAME)
def all_of_the_name_is_drawn_by_a_font_of_other_names(made: PdfReturn) -> None:
    stored = made.claim.stored
    names = {" ": "space"} | {letter: letter for letter in made.claim.shown if letter != " "}
    codes = list(range(161, 161 + len(made.claim.shown)))
    font = standard(Encoding=encoding(161, *(f"/{names[letter]}" for letter in made.claim.shown)))
    font.ToUnicode = to_unicode(made, dict(zip(codes, [*stored[:-1], stored[-1:]], strict=False)))
    drawn = made.at(made.x(made.claim.shown), bytes(codes).decode("latin-1"), font="Other")
    made.draw(drawn, Font={"/Other": font})


@lie("encodings", MOBILE)
def codes_of_seven_are_said_to_mean_nine(made: PdfReturn) -> None:
    end_in(made, standard(Encoding=Name.WinAnsiEncoding, ToUnicode=to_unicode(made, {55: "9"})), "77")


@lie("encodings", MOBILE)
def free_codes_are_drawn_as_seven_and_said_to_mean_nine(made: PdfReturn) -> None:
    font = standard(Encoding=encoding(1, "/seven"), ToUnicode=to_unicode(made, {1: "9"}))
    end_in(made, font, "\x01\x01")


@lie("encodings", MOBILE)
def the_font_of_the_form_is_given_another_encoding(made: PdfReturn) -> None:
    made.form.DR.Font.Nine = standard(Encoding=encoding(57, "/seven"))
    tail = made.at(made.tail_x, made.claim.tails[1], font="Nine")
    stream = made.draw(made.head + tail)
    stream.Resources = made.form.DR


@lie("encodings", EMAIL)
def the_font_has_the_name_of_the_honest_one(made: PdfReturn) -> None:
    tail = made.at(made.tail_x, made.claim.tails[1])
    inner = made.stream(tail, Font={"/Helv": standard(Encoding=encoding(114, "/u", 117, "/r"))})
    inner.Resources.Font.Helv = standard(Encoding=encoding(114, "/u", 117, "/r"))
    made.draw(made.head + "/Inner Do ", XObject={"/Inner": inner})


@lie("encodings", NAME)
def the_text_is_in_a_font_that_is_called_by_octal_codes(made: PdfReturn) -> None:
    shown = "".join(f"\\{ord(letter):03o}" for letter in made.claim.shown)
    meant = f"/Span <</ActualText <feff{made.claim.stored.encode('utf-16-be').hex()}>>> BDC "
    made.draw(meant + made.at(made.x(made.claim.shown), shown) + "EMC ")


@lie("replacement texts", MOBILE)
def the_end_is_to_be_read_as_another(made: PdfReturn) -> None:
    made.draw(made.head + f"/Span <</ActualText ({made.claim.tails[1]})>> BDC {made.tail_shown} EMC ")


@lie("replacement texts", EMAIL)
def all_is_to_be_read_as_another_text(made: PdfReturn) -> None:
    made.draw(f"/Span <</ActualText ({made.claim.stored})>> BDC {made.text(made.claim.shown)} EMC ")


@lie("replacement texts", LABEL)
def the_property_list_says_what_is_to_be_read(made: PdfReturn) -> None:
    said = {"/Said": Dictionary(ActualText=String(made.claim.stored))}
    made.draw(f"/Span /Said BDC {made.text(made.claim.shown)} EMC ", Properties=said)


@lie("replacement texts", NAME)
def an_alternative_and_an_expansion_say_what_is_stored(made: PdfReturn) -> None:
    said = f"/Alt ({made.claim.stored}) /E ({made.claim.stored}) /ActualText ({made.claim.stored})"
    made.draw(f"/Span <<{said}>> BDC {made.text(made.claim.shown)} EMC ")


@lie("replacement texts", LEVEL)
def the_program_s_own_drawing_of_another_level_is_to_be_read_as_the_stored_one(made: PdfReturn) -> None:
    drawn = made.as_chosen(made.claim.shown)
    label = next(str(pair[1]) for pair in made.field.Opt if str(pair[0]) == made.claim.stored)
    content = drawn.read_bytes().decode("latin-1")
    start, end = content.index("/F1" if "/F1 9" in content else "/G1"), content.rindex("ET")
    operators = content[start:end].split("BDC")[-1].split("EMC")[0] if "BDC" in content else content[start:end]
    font = "/G1 9 Tf " if "BDC" in content else ""
    said = f"/Span<</ActualText<FEFF{label.encode('utf-16-be').hex()}>>>BDC {font}{operators} EMC "
    drawn.write((content[:start] + said + content[end:]).encode("latin-1"))
    made.field.AP.N = drawn


# Type 3 fonts, and the widths of letters.


def type_3(made: PdfReturn, content: str, advance: float = 556, **more: Any) -> Any:
    """A font of one glyph, that of nine."""
    glyph = Stream(made.pdf, f"{advance} 0 d0 {content}".encode())
    helvetica = Dictionary(Font=Dictionary(Helv=made.form.DR.Font.Helv))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 1000, 1000], Resources=helvetica)
    font.FontMatrix = Array([0.001, 0, 0, 0.001, 0, 0])
    font.CharProcs = Dictionary(nine=made.pdf.make_indirect(glyph))
    font.Encoding = Dictionary(Type=Name.Encoding, Differences=[57, Name.nine])
    font.FirstChar, font.LastChar, font.Widths = 57, 57, Array([advance])
    for key, value in more.items():
        font[f"/{key}"] = value
    return made.pdf.make_indirect(font)


@lie("drawn letters", MOBILE)
def the_glyph_of_nine_draws_the_letter_seven(made: PdfReturn) -> None:
    end_in(made, type_3(made, "BT /Helv 1000 Tf (7) Tj ET"))


@lie("drawn letters", MOBILE)
def the_glyph_of_nine_is_the_outline_of_seven(made: PdfReturn) -> None:
    outline = "46 709 m 520 709 l 520 635 l 354 400 263 170 238 0 c 144 0 l 170 240 250 440 426 622 c 46 622 l f"
    end_in(made, type_3(made, outline, ToUnicode=to_unicode(made, {57: "9"})))


@lie("drawn letters", MOBILE)
def the_glyph_of_nine_draws_both_digits_and_the_next_lies_over_it(made: PdfReturn) -> None:
    end_in(made, type_3(made, "BT /Helv 1000 Tf (77) Tj ET", 0.001), "99")


@lie("drawn letters", MOBILE)
def widths_of_nothing_let_digits_be_covered(made: PdfReturn) -> None:
    font = standard(Encoding=Name.WinAnsiEncoding, FirstChar=57, LastChar=57, Widths=[0])
    drawn = made.head + made.at(made.tail_x, made.claim.tails[1], font="Other") + made.box(made.tail_x) + made.sevens
    made.draw(drawn, Font={"/Other": font})


@lie("drawn letters", EMAIL)
def every_glyph_is_a_picture_of_another_letter(made: PdfReturn) -> None:
    font = type_3(made, "")
    procs = Dictionary()
    for letter in sorted({*made.claim.tails[1]}):
        drawn = LETTERS.get(letter, letter)
        content = f"{advance(drawn)} 0 d0 BT /Helv 1000 Tf ({drawn}) Tj ET"
        procs[f"/g{ord(letter)}"] = made.pdf.make_indirect(Stream(made.pdf, content.encode()))
    codes = [ord(letter) for letter in sorted({*made.claim.tails[1]})]
    differences = [part for code in codes for part in (code, Name(f"/g{code}"))]
    font.CharProcs, font.Encoding = procs, Dictionary(Type=Name.Encoding, Differences=differences)
    font.FirstChar, font.LastChar = 32, 126
    font.Widths = widths(LETTERS)
    font.ToUnicode = to_unicode(made, {code: chr(code) for code in codes})
    end_in(made, font)


# Font programs.


def true_type(made: PdfReturn, program: bytes, **more: Any) -> Any:
    file = Stream(made.pdf, program, Length1=len(program))
    flags, box = 32, Array([-600, -300, 1300, 1100])
    about = Dictionary(Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Arial"), Flags=flags, FontBBox=box)
    about.Ascent, about.Descent, about.CapHeight, about.ItalicAngle, about.StemV = 1069, -293, 714, 0, 80
    about.FontFile2 = made.pdf.make_indirect(file)
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/ABCDEF+Arial"), FontDescriptor=about)
    font.Encoding, font.FirstChar, font.LastChar = Name.WinAnsiEncoding, 32, 126
    font.Widths = widths({})
    for key, value in more.items():
        font[f"/{key}"] = value
    return made.pdf.make_indirect(font)


def composite(made: PdfReturn, map_of_glyphs: dict[int, int] | None, codes: Any = None) -> Any:
    """A font of two bytes for each glyph; the glyphs of some are others."""
    inner = true_type(made, NOTO.read_bytes())
    inner.Subtype, inner.CIDSystemInfo = Name.CIDFontType2, Dictionary(Registry=b"Adobe", Ordering=b"Identity")
    inner.CIDSystemInfo.Supplement = 0
    for key in ("/Encoding", "/FirstChar", "/LastChar", "/Widths"):
        del inner[key]
    inner.DW, inner.CIDToGIDMap = 556, Name.Identity
    if map_of_glyphs:
        size = max(glyphs(NOTO.read_bytes()).values()) + 1
        table = b"".join(map_of_glyphs.get(code, code).to_bytes(2) for code in range(size))
        inner.CIDToGIDMap = made.pdf.make_indirect(Stream(made.pdf, table))
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=inner.BaseFont,
        Encoding=Name("/Identity-H") if codes is None else codes,
    )
    font.DescendantFonts = Array([inner])
    return made.pdf.make_indirect(font)


def end_in_glyphs(made: PdfReturn, font: Any, digits: str) -> None:
    found = glyphs(NOTO.read_bytes())
    codes = "".join(f"{found[ord(digit)]:04x}" for digit in digits)
    font.ToUnicode = to_unicode(made, {found[ord(digit)]: "9" for digit in {*digits}}, 2)
    tail = f"BT /Other {SIZE} Tf 1 0 0 1 {made.tail_x:.3f} {BASE} Tm <{codes}> Tj ET "
    made.draw(made.head + tail, Font={"/Other": font})


@lie("font programs", MOBILE)
def the_program_draws_seven_for_nine(made: PdfReturn) -> None:
    end_in(made, true_type(made, exchanged(NOTO.read_bytes(), SEVEN_FOR_NINE)))


@lie("font programs", EMAIL)
def the_program_exchanges_two_letters_of_the_domain(made: PdfReturn) -> None:
    end_in(made, true_type(made, exchanged(NOTO.read_bytes(), LETTERS), Widths=widths(LETTERS)))


@lie("font programs", MOBILE)
def the_program_of_the_form_s_own_font_is_replaced(made: PdfReturn) -> None:
    font = made.field_of("reference").AP.N.Resources.Font.F1
    program = exchanged(NOTO.read_bytes(), SEVEN_FOR_NINE)
    font.FontDescriptor.FontFile2.write(program)
    font.FontDescriptor.FontFile2.Length1 = len(program)
    tail = made.at(made.tail_x, made.claim.tails[1], font="F1")
    made.draw(made.head + tail, Font={"/F1": font})


@lie("font programs", MOBILE)
def the_map_of_glyphs_draws_seven_for_nine(made: PdfReturn) -> None:
    found = glyphs(NOTO.read_bytes())
    end_in_glyphs(made, composite(made, {found[ord("9")]: found[ord("7")]}), "99")


@lie("font programs", MOBILE)
def glyphs_of_seven_are_said_to_mean_nine(made: PdfReturn) -> None:
    end_in_glyphs(made, composite(made, None), "77")


@lie("font programs", MOBILE)
def the_map_of_codes_makes_sevens_of_nines(made: PdfReturn) -> None:
    seven = glyphs(NOTO.read_bytes())[ord("7")]
    space = "/CMapName /Own def 1 begincodespacerange <00> <ff> endcodespacerange"
    body = f"{space} 1 begincidchar <39> {seven} endcidchar"
    text = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap {body} endcmap end end"
    codes = Stream(made.pdf, text.encode(), Type=Name.CMap, CMapName=Name.Own)
    codes.CIDSystemInfo = Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)
    font = composite(made, None, made.pdf.make_indirect(codes))
    font.ToUnicode = to_unicode(made, {57: "9"})
    end_in(made, font)


@lie("font programs", MOBILE)
def the_font_is_symbolic_and_has_codes_of_its_own(made: PdfReturn) -> None:
    font = true_type(made, exchanged(NOTO.read_bytes(), SEVEN_FOR_NINE))
    font.FontDescriptor.Flags = 4
    end_in(made, font)
