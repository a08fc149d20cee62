"""How letters look after styles and theme, and which formatting makes them look otherwise than what is stored."""

from __future__ import annotations

import pytest
from parts import body, control, paragraph, part, run, style, table

from dtmforms.word.markup import W
from dtmforms.word.read.formatting import Formatting

HIDDEN, STRUCK, FAINT, SYMBOL = "word_hidden_field", "word_struck_field", "word_faint_field", "word_symbol_field"
BLACK, WHITE = '<w:color w:val="000000"/>', '<w:color w:val="FFFFFF"/>'
BLACK_TABLE = style("Dark", '<w:tcPr><w:shd w:fill="000000"/></w:tcPr>', "table")
THEME = part(
    "a:theme",
    '<a:clrScheme><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1>'
    '<a:accent1><a:srgbClr val="4F81BD"/></a:accent1></a:clrScheme>'
    '<a:majorFont><a:latin typeface="Wingdings"/></a:majorFont><a:minorFont><a:latin typeface="Arial"/></a:minorFont>',
)


def codes(text: str, *styles: str, themed: bool = False) -> list[str]:
    """Why the first run of a text is not what it looks like, in a document with those styles."""
    formatting = Formatting(part("w:styles", "".join(styles)), THEME if themed else None)
    return formatting.codes(next(body(text).iter(f"{W}r")))


HIGHLIGHTS = {
    "black": "000000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
    "white": "FFFFFF",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
}
"""The colours of ISO/IEC 29500-1, 17.18.40."""


@pytest.mark.parametrize("name", HIGHLIGHTS)
def test_letters_in_the_colour_of_their_highlight_are_not_seen(name: str) -> None:
    within = f'<w:color w:val="{HIGHLIGHTS[name]}"/><w:highlight w:val="{name}"/>'
    assert codes(paragraph(run(within))) == [FAINT]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ("<w:vanish/>", HIDDEN),
        ("<w:webHidden/>", HIDDEN),
        ("<w:strike/>", STRUCK),
        ('<w:dstrike w:val="on"/>', STRUCK),
        ('<w:sz w:val="7"/>', FAINT),
        ('<w:szCs w:val="2"/>', FAINT),
        ('<w:w w:val="33%"/>', FAINT),
        ('<w:spacing w:val="-61"/>', FAINT),
        ('<w:position w:val="-49"/>', FAINT),
        ('<w:fitText w:val="199"/>', FAINT),
        ('<w:color w:val="FFFFFF"/>', FAINT),
        ('<w:color w:val="F5F5F5"/>', FAINT),
        ('<w:color w:val="000000"/><w:highlight w:val="black"/>', FAINT),
        ('<w:color w:val="FF0000"/><w:shd w:val="clear" w:fill="FE0000"/>', FAINT),
        ('<w:color w:val="00FF00"/><w:shd w:val="solid" w:color="00FF00" w:fill="FFFFFF"/>', FAINT),
        ('<w:color w:val="000000" w:themeColor="background1"/>', FAINT),
        ('<w:color w:val="000000" w:themeColor="text1" w:themeTint="05"/>', FAINT),
        ("<w14:textFill><w14:noFill/></w14:textFill>", FAINT),
        ('<w14:textFill><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill></w14:textFill>', FAINT),
        ('<w14:textFill><w14:srgbClr w14:val="0"><w14:alpha w14:val="70001"/></w14:srgbClr></w14:textFill>', FAINT),
        ('<w:rFonts w:ascii="Wingdings 2"/>', SYMBOL),
        ('<w:rFonts w:cs="Symbol"/>', SYMBOL),
    ],
)
def test_letters_that_look_otherwise_than_they_are_have_a_code(properties: str, code: str) -> None:
    assert codes(paragraph(run(properties))) == [code]


@pytest.mark.parametrize(
    "properties",
    [
        "",
        "<w:b/><w:i/><w:rtl/>",
        '<w:vanish w:val="0"/>',
        '<w:strike w:val="false"/><w:dstrike w:val="off"/>',
        '<w:sz w:val="8"/><w:w w:val="34"/><w:spacing w:val="-60"/><w:position w:val="48"/>',
        '<w:color w:val="auto"/>',
        '<w:color w:val="BFBFBF"/>',
        '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>',
        '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F497D"/>',
        '<w:color w:val="FFFFFF" w:themeColor="accent1"/>',
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>',
        "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>",
        '<w14:textFill><w14:srgbClr w14:val="000000"/></w14:textFill>',
    ],
)
def test_ordinary_letters_are_no_reason_to_ask(properties: str) -> None:
    assert codes(paragraph(run(properties)), themed=True) == []


def test_what_stands_in_alternatives_is_in_force() -> None:
    alternatives = '<x:AlternateContent xmlns:x="urn:x"><x:Choice><w:vanish/></x:Choice></x:AlternateContent>'
    assert codes(paragraph(run(alternatives))) == [HIDDEN]


@pytest.mark.parametrize(
    ("text", "styles"),
    [
        (paragraph(run('<w:rStyle w:val="A"/>')), [style("A", "<w:rPr><w:vanish/></w:rPr>")]),
        (
            paragraph(run('<w:rStyle w:val="B"/>')),
            [style("A", "<w:rPr><w:vanish/></w:rPr>"), style("B", '<w:basedOn w:val="A"/>')],
        ),
        (paragraph(run(), '<w:pStyle w:val="P"/>'), [style("P", "<w:rPr><w:vanish/></w:rPr>", "paragraph")]),
        (paragraph(run()), [style("N", "<w:rPr><w:vanish/></w:rPr>", "paragraph", default=True)]),
        (paragraph(run()), ["<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"]),
        (
            table(paragraph(run()), '<w:tblStyle w:val="T"/>'),
            [style("T", '<w:tblStylePr w:type="firstRow"><w:rPr><w:vanish/></w:rPr></w:tblStylePr>', "table")],
        ),
        (table(paragraph(run())), [style("T", "<w:rPr><w:vanish/></w:rPr>", "table", default=True)]),
    ],
    ids=["run", "based on", "paragraph", "standard", "defaults", "rows of a table", "standard of tables"],
)
def test_a_style_hides_letters_from_wherever_it_comes(text: str, styles: list[str]) -> None:
    assert codes(text, *styles) == [HIDDEN]


def test_a_style_that_is_based_on_itself_comes_to_an_end() -> None:
    circle = style("A", '<w:basedOn w:val="B"/>'), style("B", '<w:basedOn w:val="A"/><w:rPr><w:strike/></w:rPr>')
    assert codes(paragraph(run('<w:rStyle w:val="A"/>')), *circle) == [STRUCK]


def test_the_formatting_of_a_run_goes_before_its_styles_but_for_what_another_style_switched_on() -> None:
    white = style("White", '<w:rPr><w:color w:val="FFFFFF"/><w:vanish/></w:rPr>')
    shown = '<w:rStyle w:val="White"/><w:color w:val="000000"/><w:vanish w:val="0"/>'
    assert codes(paragraph(run(shown)), white) == []
    off = style("Off", '<w:rPr><w:vanish w:val="0"/></w:rPr>')
    hidden = style("Hidden", "<w:rPr><w:vanish/></w:rPr>", "paragraph")
    taken_back = paragraph(run('<w:rStyle w:val="Off"/>'), '<w:pStyle w:val="Hidden"/>')
    assert codes(taken_back, off, hidden) == [HIDDEN]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (paragraph(run(BLACK), '<w:shd w:val="clear" w:fill="000000"/>'), [FAINT]),
        (table(paragraph(run(BLACK)), cell='<w:shd w:fill="111111"/>'), [FAINT]),
        (table(paragraph(run(BLACK)), '<w:shd w:fill="111111"/>'), [FAINT]),
        (table(paragraph(run(WHITE)), cell='<w:shd w:fill="111111"/>'), []),
        (
            table(paragraph(run(BLACK)), '<w:shd w:fill="000000"/>', cell='<w:shd w:fill="FFFFFF"/>'),
            [],
        ),
        (table(paragraph(run(BLACK)), '<w:tblStyle w:val="Dark"/>'), [FAINT]),
        (table(paragraph(run(WHITE)), '<w:tblStyle w:val="Dark"/>'), [FAINT]),
    ],
    ids=["paragraph", "cell", "table", "light on dark", "nearest first", "style of tables", "only some of its rows"],
)
def test_letters_are_held_against_the_nearest_colour_behind_them(text: str, found: list[str]) -> None:
    assert codes(text, BLACK_TABLE) == found


def test_a_dark_first_row_with_light_letters_of_its_own_is_ordinary() -> None:
    rows = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:fill="1F497D"/></w:tcPr>'
    grid = style("Grid", f'<w:tblStylePr w:type="firstRow">{rows}</w:tblStylePr>', "table")
    assert codes(table(paragraph(run()), '<w:tblStyle w:val="Grid"/>'), grid) == []


@pytest.mark.parametrize(("font", "found"), [("majorHAnsi", [SYMBOL]), ("minorHAnsi", [])])
def test_fonts_and_colours_come_from_the_theme_too(font: str, found: list[str]) -> None:
    assert codes(paragraph(run(f'<w:rFonts w:asciiTheme="{font}"/>')), themed=True) == found


def test_a_font_of_signs_stays_where_a_run_names_no_font_for_latin_letters() -> None:
    signs = style("Signs", '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>')
    assert codes(paragraph(run('<w:rStyle w:val="Signs"/><w:rFonts w:cs="Arial"/>')), signs) == [SYMBOL]
    assert codes(paragraph(run('<w:rStyle w:val="Signs"/><w:rFonts w:ascii="Arial"/>')), signs) == []


@pytest.mark.parametrize(("name", "is_hint"), [("Placeholder Text", True), ("Emphasis", False)])
def test_a_hint_has_the_style_that_word_gives_it(name: str, is_hint: bool) -> None:
    styles = part("w:styles", style("Hint", f'<w:name w:val="{name}"/>'))
    shown = body(paragraph(control(run('<w:rStyle w:val="Hint"/>'))))
    assert Formatting(styles, None).is_hint(next(shown.iter(f"{W}sdt"))) is is_hint


def test_what_is_understood_once_is_as_good_for_another_document() -> None:
    formatting = Formatting(part("w:styles", style("A", "<w:rPr><w:vanish/></w:rPr>")), None)
    texts = [body(paragraph(run('<w:rStyle w:val="A"/>'))), body(paragraph(run()))]
    found = [each.codes(next(text.iter(f"{W}r"))) for text in texts for each in (formatting, formatting.for_another())]
    assert found == [[HIDDEN], [HIDDEN], [], []]
