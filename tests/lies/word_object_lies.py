"""Lies of controls, fields, boxes and tables."""

from __future__ import annotations

import re

from claims import EMAIL, LABEL, LEVEL, MOBILE, NAME
from word_returns import WordReturn, lie, run

WHITE = '<w:color w:val="FFFFFF"/><w:sz w:val="2"/>'
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def control(tag: str, content: str, properties: str = "") -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def field(code: str, result: str, properties: str = "") -> str:
    signs = [
        f'<w:r><w:rPr>{properties}</w:rPr><w:fldChar w:fldCharType="{kind}"/></w:r>'
        for kind in ("begin", "separate", "end")
    ]
    return f'{signs[0]}<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>{signs[1]}{result}{signs[2]}'


@lie("controls", MOBILE)
def the_tags_of_two_controls_are_exchanged(made: WordReturn) -> None:
    other = made.claim.field.replace("primary", "secondary")
    made.put(run(made.shown))
    made.document = made.document.replace("+258 84 555 0104", made.stored)
    here, there = f'w:tag w:val="{made.claim.field}"', f'w:tag w:val="{other}"'
    made.document = made.document.replace(here, "HERE").replace(there, here).replace("HERE", there)


@lie("controls", EMAIL)
def a_second_control_of_the_tag_is_hidden(made: WordReturn) -> None:
    made.put(run(made.shown), after=control(made.claim.field, run(made.stored, "<w:vanish/>")))


@lie("controls", NAME)
def the_control_is_hidden_and_plain_text_stands_there(made: WordReturn) -> None:
    made.put(run(made.stored, "<w:vanish/>"), before=run(made.shown))


@lie("controls", MOBILE)
def a_control_within_the_control_holds_the_end(made: WordReturn) -> None:
    made.put(run(made.head) + control("end", run(made.tails[1], "<w:vanish/>")) + control("end", run(made.tails[0])))


@lie("controls", EMAIL)
def the_tag_is_that_of_a_white_control_in_another_paragraph(made: WordReturn) -> None:
    plain = made.control.replace(f'w:val="{made.claim.field}"', 'w:val="seen"').replace(made.stored, made.shown)
    made.change(made.control, plain)
    made.change("<w:sectPr>", f"<w:p>{control(made.claim.field, run(made.stored, WHITE))}</w:p><w:sectPr>")


@lie("controls", NAME)
def the_tag_is_in_the_footer_and_white(made: WordReturn) -> None:
    plain = made.control.replace(f'w:val="{made.claim.field}"', 'w:val="seen"').replace(made.stored, made.shown)
    made.change(made.control, plain)
    hidden = f"<w:p>{control(made.claim.field, run(made.stored, WHITE))}</w:p></w:ftr>"
    made.replace("word/footer1.xml", "</w:ftr>", hidden)


@lie("controls", LEVEL)
def a_list_s_label_is_another_one_s(made: WordReturn) -> None:
    item = f'<w:listItem w:displayText="{made.shown}" w:value="{made.claim.stored}"/>'
    made.put(run(made.shown), properties=f"<w:dropDownList>{item}</w:dropDownList>")


@lie("controls", LABEL)
def a_placeholder_s_text_is_seen(made: WordReturn) -> None:
    made.put(run(made.shown) + run(" ", "<w:vanish/>"), properties="<w:showingPlcHdr/>")


@lie("controls", MOBILE)
def the_text_is_bound_to_a_part_that_says_what_is_stored(made: WordReturn) -> None:
    data = f'<v xmlns="urn:v">{made.stored}</v>'.encode()
    made.parts["customXml/item1.xml"] = data
    binding = '<w:dataBinding w:xpath="/*[1]" w:storeItemID="{00000000-0000-0000-0000-000000000007}"/>'
    made.put(run(made.shown), properties=binding)


@lie("fields", EMAIL)
def a_link_s_text_is_another_than_where_it_goes(made: WordReturn) -> None:
    hidden = run(made.stored, "<w:vanish/>")
    made.put(hidden + field(f' HYPERLINK "mailto:{made.stored}" ', run(made.shown)))


@lie("fields", NAME)
def a_simple_field_shows_its_result(made: WordReturn) -> None:
    simple = f'<w:fldSimple w:instr=" QUOTE &quot;{made.stored}&quot; ">{run(made.shown)}</w:fldSimple>'
    made.put(run(made.stored, "<w:vanish/>") + simple)


@lie("fields", MOBILE)
def the_end_is_the_number_of_a_sequence(made: WordReturn) -> None:
    made.put(run(made.head) + run(made.tails[1], "<w:vanish/>"), after=field(r" SEQ lie \r 77 ", run("77")))


# Boxes.


def box(text: str, *, left: float = 0, width: float = 190, fill: str = "white") -> str:
    """A box of VML with a text, over the line in which it stands."""
    style = f"position:absolute;margin-left:{left}pt;margin-top:0;width:{width}pt;height:14pt;z-index:9"
    inner = f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr>{run(text)}</w:p>'
    content = f'<v:textbox inset="0,0,0,0"><w:txbxContent>{inner}</w:txbxContent></v:textbox>'
    return f'<w:r><w:pict><v:rect style="{style}" fillcolor="{fill}" stroked="f">{content}</v:rect></w:pict></w:r>'


def shape(text: str, *, fill: str = "FFFFFF", behind: int = 0) -> str:
    """A box of DrawingML with a text, at the place where the control begins."""
    size = '<wp:extent cx="2600000" cy="170000"/>'
    place = (
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="character">'
        "<wp:posOffset>0</wp:posOffset></wp:positionH>"
        '<wp:positionV relativeFrom="line"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    )
    form = (
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="2600000" cy="170000"/></a:xfrm><a:prstGeom prst="rect"/>'
        f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill><a:ln><a:noFill/></a:ln>'
    )
    inner = f'<w:p><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr>{run(text)}</w:p>'
    content = (
        f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{form}</wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp>'
    )
    kind = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    graphic = f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{kind}">{content}</a:graphicData></a:graphic>'
    anchor = (
        f'<wp:anchor distL="0" distR="0" simplePos="0" relativeHeight="9" behindDoc="{behind}" locked="0" '
        f'layoutInCell="1" allowOverlap="1">{place}{size}<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="77" name="box"/><wp:cNvGraphicFramePr/>{graphic}</wp:anchor>'
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
        "</mc:AlternateContent></w:r>"
    )


@lie("boxes over text", MOBILE)
def a_white_box_with_another_text_lies_over_the_control(made: WordReturn) -> None:
    made.put(run(made.stored), before=box(made.shown, left=25))


@lie("boxes over text", EMAIL)
def a_white_shape_with_another_text_lies_over_the_control(made: WordReturn) -> None:
    made.put(run(made.stored), before=shape(made.shown))


@lie("boxes over text", NAME)
def a_shape_within_the_control_covers_it(made: WordReturn) -> None:
    made.put(shape(made.shown) + run(made.stored))


@lie("boxes over text", MOBILE)
def a_clear_shape_says_what_white_text_does_not(made: WordReturn) -> None:
    made.put(shape(made.shown) + run(made.stored, '<w:color w:val="FFFFFF"/>'))


@lie("boxes over text", MOBILE)
def a_shape_of_the_header_lies_over_the_control(made: WordReturn) -> None:
    made.put(run(made.stored, WHITE), before=box(made.shown, left=25, fill="none"))


@lie("boxes over text", NAME)
def an_alternative_shows_one_text_and_its_fallback_stores_another(made: WordReturn) -> None:
    choice = f'<mc:Choice Requires="w14">{run(made.shown)}</mc:Choice>'
    made.put(f"<mc:AlternateContent>{choice}<mc:Fallback>{run(made.stored)}</mc:Fallback></mc:AlternateContent>")


@lie("boxes over text", EMAIL)
def an_alternative_that_nobody_knows_stores_a_text(made: WordReturn) -> None:
    choice = f'<mc:Choice Requires="mo">{run(made.stored)}</mc:Choice>'
    made.put(f"<mc:AlternateContent>{choice}<mc:Fallback>{run(made.shown)}</mc:Fallback></mc:AlternateContent>")


# Paragraphs, tables and pages.


def second_paragraph(made: WordReturn, properties: str) -> None:
    """The control stands in a paragraph of its own with these properties, and another text in its place."""
    old, kept = made.paragraph, made.control
    hidden = f"<w:p><w:pPr>{properties}</w:pPr>{kept}</w:p>"
    made.change(old, old.replace(kept, run(made.shown)) + hidden)


@lie("places", MOBILE)
def the_control_s_paragraph_stands_beyond_the_page(made: WordReturn) -> None:
    frame = '<w:framePr w:w="3000" w:h="1" w:hRule="exact" w:vAnchor="page" w:hAnchor="page" w:x="30000" w:y="30000"/>'
    second_paragraph(made, frame)


@lie("places", EMAIL)
def the_control_s_line_is_a_point_high(made: WordReturn) -> None:
    made.put(run(made.stored, WHITE))
    second_paragraph(made, '<w:spacing w:before="0" w:after="0" w:line="1" w:lineRule="exact"/>')


@lie("places", NAME)
def the_control_s_line_begins_beyond_the_page(made: WordReturn) -> None:
    made.put(run(made.stored))
    second_paragraph(
        made,
        '<w:spacing w:before="0" w:after="0" w:line="1" w:lineRule="exact"/><w:ind w:left="31000" w:right="-31000"/>',
    )


@lie("places", MOBILE)
def the_control_stands_in_a_row_of_a_point(made: WordReturn) -> None:
    row = _row('<w:trHeight w:val="1" w:hRule="exact"/>')
    second_paragraph(made, "")
    _to_row(made, row)


@lie("places", NAME)
def the_control_stands_after_the_last_page_in_white(made: WordReturn) -> None:
    made.put(run(made.stored, '<w:color w:val="FFFFFF"/>'))
    kept = made.control
    made.change(kept, run(made.shown))
    made.change("<w:sectPr>", f"<w:p>{kept}</w:p><w:sectPr>")


@lie("places", MOBILE)
def the_number_of_a_paragraph_is_the_end(made: WordReturn) -> None:
    made.put(run(made.stored, "<w:vanish/>"))
    label = "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", made.paragraph.split("<w:sdt>")[0]))
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="none"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{label}{made.shown}"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr>'
        "</w:lvl>"
    )
    made.replace("word/numbering.xml", "<w:num ", f'<w:abstractNum w:abstractNumId="77">{level}</w:abstractNum><w:num ')
    made.replace(
        "word/numbering.xml",
        "</w:numbering>",
        '<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num></w:numbering>',
    )
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
    made.change(made.paragraph, f"<w:p><w:pPr>{number}</w:pPr>{made.control}{run(' ')}</w:p>")


@lie("places", MOBILE)
def the_end_is_a_note_s_mark(made: WordReturn) -> None:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:id="7"><w:p>{run(" ")}</w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    made.add_part("footnotes.xml", notes.encode(), "footnotes", kind)
    mark = f'<w:r><w:footnoteReference w:customMarkFollows="1" w:id="7"/><w:t>{made.tails[0]}</w:t></w:r>'
    made.put(run(made.head) + run(made.tails[1], "<w:vanish/>"), after=mark)


def _row(properties: str) -> str:
    """A table of one cell that is put where the paragraph was."""
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="3000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/>'
        f'</w:tblGrid><w:tr><w:trPr>{properties}</w:trPr><w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/>'
        "</w:tcPr>PARAGRAPH</w:tc></w:tr></w:tbl>"
    )


def _to_row(made: WordReturn, row: str) -> None:
    old = made.paragraph
    made.change(old, row.replace("PARAGRAPH", old))
