"""What is usual in a Word document shows just what is read; what is not listed, and every value that hides, is not."""

from __future__ import annotations

import pytest
from parts import body, part

from dtmforms.word.markup import W
from dtmforms.word.read.usual import (
    CELL,
    CONTROL,
    HOLDS,
    PARAGRAPH,
    ROW,
    RUN,
    SECTION,
    TABLE,
    Rules,
    are_usual,
    settings_are_usual,
)


def usual(content: str, rules: Rules) -> bool:
    return are_usual(list(body(content)), rules)


@pytest.mark.parametrize("rules", [RUN, PARAGRAPH, TABLE, ROW, CELL, CONTROL, SECTION])
def test_whatever_is_not_listed_is_unusual(rules: Rules) -> None:
    assert usual("", rules)
    assert not usual("<w:unheard/>", rules)
    assert not usual("<w14:unheard/>", rules)
    assert not usual("<!-- of a person -->", rules)


@pytest.mark.parametrize(
    ("rules", "content"),
    [
        (RUN, '<w:b/><w:color w:val="FF0000"/><w:sz w:val="20"/><w:lang w:val="fr-FR"/>'),
        (RUN, '<w:vanish/><w:strike/><w:rtl/><w:caps w:val="0"/><w:shd w:val="clear"/>'),
        (RUN, '<w:w w:val="100%"/><w:spacing w:val="-5"/><w:vertAlign w:val="baseline"/>'),
        (RUN, '<w14:textFill><a:solidFill><a:srgbClr val="000000"/></a:solidFill></w14:textFill>'),
        (RUN, "<w14:textOutline><w14:noFill/></w14:textOutline>"),
        (PARAGRAPH, '<w:jc w:val="both"/><w:ind w:left="720"/><w:spacing w:before="120" w:line="240"/>'),
        (PARAGRAPH, '<w:ind w:left="1020" w:hanging="1020"/>'),
        (PARAGRAPH, '<w:tabs><w:tab w:val="left" w:pos="900"/></w:tabs><w:pBdr><w:top w:val="nil"/></w:pBdr>'),
        (TABLE, '<w:tblInd w:w="-100"/><w:tblBorders><w:top w:sz="4"/></w:tblBorders>'),
        (ROW, '<w:cantSplit/><w:hidden w:val="0"/>'),
        (CELL, '<w:tcW w:type="dxa" w:w="2400"/><w:gridSpan w:val="1"/><w:tcMar><w:left w:w="108"/></w:tcMar>'),
        (CELL, '<w:tcW w:type="auto" w:w="0"/>'),
        (CONTROL, '<w:alias w:val="Mobile"/><w:tag w:val="mobile"/><w:text/><w15:appearance w15:val="hidden"/>'),
        (SECTION, '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1134"/><w:cols w:num="1"/>'),
        (SECTION, '<w:docGrid w:type="lines" w:linePitch="312"/>'),
    ],
)
def test_what_programs_and_people_do_to_a_text_is_usual(rules: Rules, content: str) -> None:
    assert usual(content, rules)


@pytest.mark.parametrize(
    ("rules", "content"),
    [
        (RUN, "<w:caps/>"),
        (RUN, "<w:specVanish/>"),
        (RUN, '<w:sz w:val="2"/>'),
        (RUN, '<w:sz w:val="200"/>'),
        (RUN, '<w:w w:val="1%"/>'),
        (RUN, '<w:spacing w:val="-200"/>'),
        (RUN, '<w:position w:val="-400"/>'),
        (RUN, '<w:shd w:val="pct95"/>'),
        (RUN, '<w:vertAlign w:val="subscript"/>'),
        (RUN, '<w:bdr w:val="single"/>'),
        (RUN, '<w14:textFill><a:solidFill><a:srgbClr><a:alpha val="0"/></a:srgbClr></a:solidFill></w14:textFill>'),
        (RUN, "<w14:textOutline><a:solidFill/></w14:textOutline>"),
        (PARAGRAPH, '<w:ind w:left="-7000"/>'),
        (PARAGRAPH, '<w:ind w:firstLine="9000"/>'),
        (PARAGRAPH, '<w:ind w:left="900" w:hanging="1020"/>'),
        (PARAGRAPH, '<w:spacing w:line="20"/>'),
        (PARAGRAPH, '<w:textDirection w:val="btLr"/>'),
        (PARAGRAPH, "<w:framePr/>"),
        (PARAGRAPH, '<w:tabs><w:tab w:val="left" w:pos="20000"/></w:tabs>'),
        (TABLE, '<w:tblInd w:w="9000"/>'),
        (TABLE, '<w:tblBorders><w:top w:sz="96"/></w:tblBorders>'),
        (TABLE, "<w:tblpPr/>"),
        (TABLE, '<w:tblCellMar><w:unheard w:w="1"/></w:tblCellMar>'),
        (ROW, "<w:hidden/>"),
        (ROW, '<w:gridBefore w:val="1"/>'),
        (CELL, '<w:tcW w:type="dxa" w:w="10"/>'),
        (CELL, '<w:gridSpan w:val="2"/>'),
        (CELL, "<w:tcFitText/>"),
        (CELL, '<w:tcMar><w:left w:w="9000"/></w:tcMar>'),
        (CONTROL, "<w:dropDownList/>"),
        (SECTION, '<w:pgSz w:w="100" w:h="16838"/>'),
        (SECTION, '<w:pgMar w:left="11000"/>'),
        (SECTION, '<w:cols w:num="3"/>'),
        (SECTION, '<w:docGrid w:type="lines" w:linePitch="20"/>'),
        (SECTION, '<w:docGrid w:type="snapToChars"/>'),
    ],
)
def test_a_value_that_hides_moves_or_changes_letters_is_not(rules: Rules, content: str) -> None:
    assert not usual(content, rules)


@pytest.mark.parametrize(("cells", "expected"), [(["", "3"], True), (["3", ""], False), (["", "2", ""], False)])
def test_only_a_cell_behind_its_label_may_span_the_rest_of_its_row(cells: list[str], expected: bool) -> None:
    """Any other would stand under the heading of a column that is not its own."""
    spans = [f'<w:gridSpan w:val="{number}"/>' if number else "" for number in cells]
    row = body("<w:tr>" + "".join(f"<w:tc><w:tcPr>{span}</w:tcPr></w:tc>" for span in spans) + "</w:tr>")
    assert are_usual(list(row.iter(f"{W}gridSpan")), CELL) is expected


def test_one_that_is_unusual_is_enough() -> None:
    assert not usual("<w:b/><w:i/><w:caps/>", RUN)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", True),
        ('<w:zoom w:percent="100"/><w:rsids/><w:compat/><w15:chartTrackingRefBased/>', True),
        ('<w:updateFields w:val="0"/>', True),
        ("<w:updateFields/>", False),
        ("<w:displayBackgroundShape/>", False),
        ("<w:gutterAtTop/>", False),
        ('<w:clrSchemeMapping w:bg1="light1" w:t1="dark1"/>', True),
        ('<w:clrSchemeMapping w:bg1="dark1" w:t1="light1"/>', False),
        ('<w:clrSchemeMapping w:unheard="light1"/>', False),
    ],
)
def test_settings_leave_a_text_as_it_is_read(settings: str, expected: bool) -> None:
    assert settings_are_usual(part("w:settings", settings)) is expected


def test_in_what_is_read_stands_what_is_read_or_judged() -> None:
    """A picture, a symbol or an equation is neither; and nothing that deletes is read as text."""
    inner = {name.removeprefix(W) for held in HOLDS.values() for name in held}
    assert not inner & {"sym", "drawing", "pict", "object", "footnoteReference", "customXml", "altChunk", "ruby"}
    assert f"{W}sdt" not in HOLDS[f"{W}sdtContent"]
