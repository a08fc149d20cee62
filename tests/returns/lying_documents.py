"""Returned Word documents that show a person one thing and store another: ways to do it, by families. Each takes a
document with a new telephone number in it, as the parts of the file by name, and changes it.

What stands in `HONEST` is done to documents by people and programs, and looks like it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

Parts: TypeAlias = dict[str, str]
Way: TypeAlias = Callable[[Parts, str], None]
"""A change of the parts of a document whose new number is given."""

DOCUMENT, STYLES, NUMBERING, THEME = (
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/theme/theme1.xml",
)
FONTS, SETTINGS, HEADER, RELATIONS = (
    "word/fontTable.xml",
    "word/settings.xml",
    "word/header1.xml",
    "word/_rels/document.xml.rels",
)
MOBILE = "table_c_requesting_organization_primary_mobile"
_OTHER = "+44 20 7946 0999"
_WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_PIC = 'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
_W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def control_of(tag: str) -> re.Pattern[str]:
    """The content control of a field, its properties and its content as groups."""
    properties = rf'((?:(?!</w:sdtPr>).)*<w:tag w:val="{tag}"/>)'
    return re.compile(rf"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>(.*?)</w:sdtContent></w:sdt>")


def typed(parts: Parts, tag: str, text: str) -> None:
    """A value is typed into the run that was sent in its control."""
    pattern = re.compile(rf'(<w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>.*?<w:t xml:space="preserve">)[^<]*')
    parts[DOCUMENT], number = pattern.subn(lambda found: found[1] + text, parts[DOCUMENT], count=1)
    assert number


def _run(number: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{number}</w:t></w:r>'


def _swapped(parts: Parts, old: str, new: str, part: str = DOCUMENT) -> None:
    assert old in parts[part], old
    parts[part] = parts[part].replace(old, new, 1)


def instead(content: str, parts: Parts, number: str) -> None:
    """Other markup in the place of the run; `RUN` and `NUMBER` in it are what was typed."""
    _swapped(parts, _run(number), content.replace("RUN", _run(number)).replace("NUMBER", number))


def looking(properties: str, parts: Parts, number: str) -> None:
    """Letters with these properties."""
    instead(f"<w:r><w:rPr>{properties}</w:rPr><w:t>NUMBER</w:t></w:r>", parts, number)


def _before(opening: str, parts: Parts, number: str) -> tuple[str, str]:
    """The text up to the end of the last tag of a kind before the number, and the rest."""
    at = parts[DOCUMENT].rindex(f"<w:{opening}>", 0, parts[DOCUMENT].index(_run(number))) + len(f"<w:{opening}>")
    return parts[DOCUMENT][:at], parts[DOCUMENT][at:]


def within(opening: str, properties: str, parts: Parts, number: str) -> None:
    """The nearest row, cell or table before the number has these properties first."""
    before, after = _before(opening, parts, number)
    parts[DOCUMENT] = before + properties + after


def in_paragraph(properties: str, parts: Parts, number: str) -> None:
    """Its paragraph has these properties too."""
    at = parts[DOCUMENT].rindex("<w:p>", 0, parts[DOCUMENT].index(_run(number))) + len("<w:p>")
    before, after = parts[DOCUMENT][:at], parts[DOCUMENT][at:]
    if after.startswith("<w:pPr>"):
        parts[DOCUMENT] = f"{before}<w:pPr>{properties}{after.removeprefix('<w:pPr>')}"
    else:
        parts[DOCUMENT] = f"{before}<w:pPr>{properties}</w:pPr>{after}"


def in_control(properties: str, parts: Parts, _: str) -> None:
    _swapped(parts, f'<w:tag w:val="{MOBILE}"/>', f'<w:tag w:val="{MOBILE}"/>{properties}')


def of_style(properties: str, parts: Parts, number: str) -> None:
    """A style of letters with these properties."""
    style = f'<w:style w:type="character" w:styleId="Own"><w:name w:val="Own"/><w:rPr>{properties}</w:rPr></w:style>'
    _swapped(parts, "</w:styles>", f"{style}</w:styles>", STYLES)
    looking('<w:rStyle w:val="Own"/>', parts, number)


def of_paragraph_style(properties: str, parts: Parts, number: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/>{properties}</w:style>'
    _swapped(parts, "</w:styles>", f"{style}</w:styles>", STYLES)
    in_paragraph('<w:pStyle w:val="Own"/>', parts, number)


def elsewhere(part: str, old: str, new: str, parts: Parts, _: str) -> None:
    """Another part of the file says it."""
    _swapped(parts, old, new, part)


def exchanged(other: str, parts: Parts, _: str) -> None:
    """The tags of two controls are exchanged."""
    one, two = (f'<w:tag w:val="{tag}"/>' for tag in (MOBILE, other))
    _swapped(parts, two, "<two/>")
    _swapped(parts, one, two)
    _swapped(parts, "<two/>", one)


def moved(other: str, parts: Parts, _: str) -> None:
    """The whole control stands behind another one, and nothing where it was."""
    found = control_of(MOBILE).search(parts[DOCUMENT])
    assert found
    parts[DOCUMENT] = parts[DOCUMENT].replace(found[0], "")
    there = control_of(other).search(parts[DOCUMENT])
    assert there
    parts[DOCUMENT] = parts[DOCUMENT].replace(there[0], there[0] + found[0])


def twice(parts: Parts, _: str) -> None:
    found = control_of(MOBILE).search(parts[DOCUMENT])
    assert found
    parts[DOCUMENT] = parts[DOCUMENT].replace(found[0], found[0] * 2)


def nested(parts: Parts, _: str) -> None:
    """The control stands within that of the title."""
    title = MOBILE.replace("mobile", "title")
    moved(title, parts, _)
    found = control_of(title).search(parts[DOCUMENT])
    assert found
    inner = control_of(MOBILE).search(parts[DOCUMENT])
    assert inner
    rest = parts[DOCUMENT].replace(inner[0], "")
    parts[DOCUMENT] = rest.replace(f"{found[2]}</w:sdtContent>", f"{found[2]}{inner[0]}</w:sdtContent>", 1)


def in_front(content: str, parts: Parts, _: str) -> None:
    _swapped(parts, "<w:body>", f"<w:body>{content}")


def at_the_end(content: str, parts: Parts, _: str) -> None:
    at = parts[DOCUMENT].rindex("<w:sectPr")
    parts[DOCUMENT] = parts[DOCUMENT][:at] + content + parts[DOCUMENT][at:]


def in_list(level: str, parts: Parts, number: str) -> None:
    """Its paragraph is in a list whose labels are these."""
    own = f'<w:num w:numId="77"><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">{level}</w:lvl></w:lvlOverride></w:num>'
    _swapped(parts, "</w:numbering>", f"{own}</w:numbering>", NUMBERING)
    in_paragraph('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>', parts, number)


def field(code: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{kinds[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{kinds[1]}RUN{kinds[2]}"


def picture(kind: str = "inline", properties: str = "", shape: str = "") -> str:
    return (
        f'<w:p><w:r><w:drawing><wp:{kind} {_WP}>{properties}<a:graphic {_A}><a:graphicData uri="x"><pic:pic {_PIC}>'
        f"<pic:spPr>{shape}</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:{kind}></w:drawing></w:r></w:p>"
    )


def _family(make: Callable[..., None], **ways: str) -> dict[str, Way]:
    return {name.replace("_", " "): partial(make, given) for name, given in ways.items()}


SECONDARY = MOBILE.replace("primary", "secondary")
LIES: dict[str, dict[str, Way]] = {
    "markup within a text": _family(
        instead,
        comment=f"<w:r><w:t>NUMBER<!-- x --> {_OTHER}</w:t></w:r>",
        instruction=f"<w:r><w:t>NUMBER<?x y?>{_OTHER}</w:t></w:r>",
        foreign_element='<w:r><w:t>NUMBER<x:b xmlns:x="urn:x"/> 99</w:t></w:r>',
        text_in_text="<w:r><w:t>NUMBER<w:t> 99</w:t></w:t></w:r>",
        comment_between_runs="RUN<!-- x -->",
        text_outside_of_runs="RUN<w:t> 99</w:t>",
        instruction_in_a_run="<w:r><?x y?><w:t>NUMBER</w:t></w:r>",
    ),
    "what is no text": _family(
        instead,
        symbol='RUN<w:r><w:sym w:font="Wingdings" w:char="F039"/></w:r>',
        ruby="<w:r><w:ruby><w:rt><w:r><w:t>99</w:t></w:r></w:rt><w:rubyBase>RUN</w:rubyBase></w:ruby></w:r>",
        equation=f"RUN<m:oMath {_M}><m:r><m:t>99</m:t></m:r></m:oMath>",
        footnote='RUN<w:r><w:footnoteReference w:id="2"/></w:r>',
        page_number="RUN<w:r><w:pgNum/></w:r>",
        position_tab='RUN<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="dot"/></w:r>',
        page_break='<w:r><w:t>+44</w:t><w:br w:type="page"/><w:t>NUMBER</w:t></w:r>',
        alternatives=f'RUN<mc:AlternateContent {_MC}><mc:Choice Requires="x"><w:r><w:t>99</w:t></w:r></mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent>",
        unknown='RUN<x:run xmlns:x="urn:x">99</x:run>',
        custom_xml='<w:customXml w:element="x">RUN</w:customXml>',
        turned_round='<w:bdo w:val="rtl">RUN</w:bdo>',
        turned_direction='<w:dir w:val="rtl">RUN</w:dir>',
    ),
    "fields": _family(
        instead,
        quoted=f'<w:fldSimple w:instr="QUOTE {_OTHER}">RUN</w:fldSimple>',
        property=field("DOCPROPERTY x"),
        formula=field("=1+1"),
        in_the_code=field("HYPERLINK x</w:instrText><w:t>9</w:t><w:instrText>"),
        without_end='RUN<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        linked_text=field("INCLUDETEXT x"),
    ),
    "pictures and boxes": {
        **_family(
            instead,
            picture="RUN<w:r><w:drawing/></w:r>",
            box_of_old=f"RUN<w:r><w:pict><v:shape {_V}><v:textbox/></v:shape></w:pict></w:r>",
            object="RUN<w:r><w:object/></w:r>",
        ),
        **_family(
            in_front,
            floating=picture("anchor"),
            shape_of_old=f'<w:p><w:r><w:pict><v:rect {_V} style="position:absolute"/></w:pict></w:r></w:p>',
            moved_shape=f'<w:p><w:r><w:pict><v:rect {_V} style="position:relative;top:90pt"/></w:pict></w:r></w:p>',
            frame='<w:p><w:pPr><w:framePr w:vAnchor="page" w:y="9000"/></w:pPr><w:r><w:t> </w:t></w:r></w:p>',
            shadow=picture(shape='<a:effectLst><a:outerShdw dist="900000"/></a:effectLst>'),
            thick_line=picture(shape='<a:ln w="9000000"><a:solidFill/></a:ln>'),
        ),
        **_family(
            at_the_end,
            up_from_the_end=picture(
                "anchor",
                '<wp:positionV relativeFrom="paragraph"><wp:posOffset>-3000000</wp:posOffset></wp:positionV>',
            ),
            floating_table='<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="page" w:tblpY="9000"/></w:tblPr></w:tbl>',
            raised_letters='<w:p><w:r><w:rPr><w:position w:val="47"/></w:rPr><w:t> </w:t></w:r></w:p>',
        ),
        "floating in the header": partial(elsewhere, HEADER, "</w:hdr>", f"{picture('anchor')}</w:hdr>"),
    },
    "letters that cannot be seen": _family(
        looking,
        hidden="<w:vanish/>",
        hidden_specially="<w:specVanish/>",
        hidden_in_a_browser="<w:webHidden/>",
        white='<w:color w:val="FFFFFF"/>',
        light_grey='<w:color w:val="D0D0D0"/>',
        white_by_theme='<w:color w:val="000000" w:themeColor="background1"/>',
        black_on_black='<w:color w:val="000000"/><w:highlight w:val="black"/>',
        shaded='<w:color w:val="000000"/><w:shd w:val="solid" w:color="000000"/>',
        patterned='<w:shd w:val="pct90" w:color="000000" w:fill="FFFFFF"/>',
        clear=f"<w14:textFill {_W14}><w14:noFill/></w14:textFill>",
        clear_by_half=f'<w14:textFill {_W14}><w14:solidFill><w14:srgbClr w14:val="0"><w14:lumMod w14:val="1"/>'
        "</w14:srgbClr></w14:solidFill></w14:textFill>",
        glowing=f'<w14:glow {_W14} w14:rad="2000000"/>',
        outlined=f'<w14:textOutline {_W14} w14:w="99999"><w14:solidFill/></w14:textOutline>',
        of_one_point='<w:sz w:val="2"/>',
        of_four_points='<w:sz w:val="9"/>',
        of_a_tenth='<w:w w:val="40"/>',
        on_each_other='<w:spacing w:val="-55"/>',
        raised='<w:position w:val="40"/>',
        in_a_border='<w:bdr w:val="single" w:sz="96"/>',
        struck_out="<w:strike/>",
        embossed="<w:emboss/>",
        fitted='<w:fitText w:val="201"/>',
    ),
    "letters that look otherwise": {
        **_family(
            looking,
            signs='<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>',
            icons='<w:rFonts w:ascii="Segoe MDL2 Assets" w:hAnsi="Segoe MDL2 Assets"/>',
            bars='<w:rFonts w:ascii="Free 3 of 9" w:hAnsi="Free 3 of 9"/>',
            nothing='<w:rFonts w:ascii="Adobe Blank" w:hAnsi="Adobe Blank"/>',
            other_letters='<w:rFonts w:cs="Zawgyi-One"/>',
            in_two_lines='<w:eastAsianLayout w:id="1" w:combine="1"/>',
            upright='<w:eastAsianLayout w:id="1" w:vert="1"/>',
            from_right="<w:rtl/>",
            low='<w:vertAlign w:val="subscript"/>',
            formula="<w:oMath/>",
            marked='<w:em w:val="dot"/>',
        ),
        "a font of the theme": partial(elsewhere, THEME, 'typeface="Cambria"', 'typeface="Wingdings 2"'),
        "a font for a script": partial(
            elsewhere, THEME, "</a:minorFont>", '<a:font script="Latn" typeface="Wingdings"/></a:minorFont>'
        ),
        "a font in the place of another": partial(
            elsewhere, FONTS, '<w:font w:name="Arial">', '<w:font w:name="Arial"><w:altName w:val="Wingdings"/>'
        ),
        "a font of signs by its table": partial(
            elsewhere, FONTS, "</w:fonts>", '<w:font w:name="Cambria"><w:charset w:val="2"/></w:font></w:fonts>'
        ),
        "a font that is brought along": partial(
            elsewhere, FONTS, "</w:fonts>", '<w:font w:name="Own"><w:embedRegular/></w:font></w:fonts>'
        ),
    },
    "lines pushed out": _family(
        in_paragraph,
        far_to_the_left='<w:ind w:left="-3000"/>',
        far_to_the_right='<w:ind w:left="3600"/>',
        first_line='<w:ind w:firstLine="5000"/>',
        by_letters='<w:ind w:leftChars="4000"/>',
        far_down='<w:spacing w:before="12000"/>',
        low_line='<w:spacing w:line="90" w:lineRule="exact"/>',
        framed='<w:framePr w:hRule="exact" w:h="10"/>',
        border='<w:pBdr><w:top w:val="single" w:sz="96"/></w:pBdr>',
        on_its_side='<w:textDirection w:val="btLr"/>',
        stretched='<w:jc w:val="distribute"/>',
        tabs='<w:tabs><w:tab w:val="left" w:pos="20000"/></w:tabs>',
    ),
    "rows, cells and tables": {
        "hidden row": partial(within, "trPr", "<w:hidden/>"),
        "row of no height": partial(within, "trPr", '<w:trHeight w:val="20" w:hRule="exact"/>'),
        "low row": partial(within, "trPr", '<w:trHeight w:val="500" w:hRule="exact"/>'),
        "row moved": partial(within, "trPr", '<w:gridBefore w:val="1"/>'),
        "merged cell": partial(within, "tcPr", "<w:vMerge/>"),
        "narrow cell": partial(within, "tcPr", '<w:tcW w:w="300" w:type="dxa"/>'),
        "wide margins": partial(within, "tcPr", '<w:tcMar><w:left w:w="5000" w:type="dxa"/></w:tcMar>'),
        "thick border": partial(within, "tcPr", '<w:tcBorders><w:top w:val="single" w:sz="900"/></w:tcBorders>'),
        "diagonal border": partial(within, "tcPr", '<w:tcBorders><w:tl2br w:val="single" w:sz="24"/></w:tcBorders>'),
        "cell on its side": partial(within, "tcPr", '<w:textDirection w:val="tbRl"/>'),
        "fitted cell": partial(within, "tcPr", "<w:tcFitText/>"),
        "table off the page": partial(within, "tblPr", '<w:tblInd w:w="9000" w:type="dxa"/>'),
        "floating table": partial(within, "tblPr", '<w:tblpPr w:tblpX="20000"/>'),
        "wide table": partial(within, "tblPr", '<w:tblW w:w="20000" w:type="pct"/>'),
        "narrow column": partial(within, "tblGrid", '<w:gridCol w:w="40"/>'),
    },
    "styles and lists": {
        **{
            f"{name}, by a style": partial(of_style, given)
            for name, given in {
                "hidden": "<w:vanish/>",
                "tiny": '<w:sz w:val="4"/>',
                "capitals": "<w:caps/>",
                "signs": '<w:rFonts w:hAnsi="Wingdings"/>',
                "narrow": '<w:w w:val="5"/>',
            }.items()
        },
        **{
            f"{name}, by a style of paragraphs": partial(of_paragraph_style, given)
            for name, given in {
                "far down": '<w:pPr><w:spacing w:before="9000"/></w:pPr>',
                "icons": '<w:rPr><w:rFonts w:ascii="FontAwesome"/></w:rPr>',
                "framed": '<w:pPr><w:framePr w:y="9000"/></w:pPr>',
            }.items()
        },
        "by the defaults": partial(elsewhere, STYLES, "<w:rPrDefault><w:rPr>", '<w:rPrDefault><w:rPr><w:w w:val="1"/>'),
        "lines by the defaults": partial(
            elsewhere, STYLES, "<w:pPrDefault><w:pPr>", '<w:pPrDefault><w:pPr><w:ind w:left="9000"/>'
        ),
        "words of a list": partial(in_list, '<w:lvlText w:val="+258 11"/>'),
        "numbers of a list": partial(in_list, '<w:start w:val="25811"/><w:lvlText w:val="%1"/>'),
        "pictures of a list": partial(in_list, '<w:lvlText w:val=""/><w:lvlPicBulletId w:val="0"/>'),
        "lines of a list": partial(in_list, '<w:lvlText w:val=""/><w:pPr><w:ind w:left="9000"/></w:pPr>'),
    },
    "controls that stand elsewhere": {
        "exchanged with the secondary": partial(exchanged, SECONDARY),
        "exchanged with a name": partial(exchanged, MOBILE.replace("mobile", "name")),
        "exchanged with IOM's": partial(exchanged, MOBILE.replace("requesting_organization", "iom")),
        "exchanged with the timeline": partial(exchanged, "table_b_low_timeline"),
        "moved to the secondary": partial(moved, SECONDARY),
        "moved to the title": partial(moved, MOBILE.replace("mobile", "title")),
        "moved to the timeline": partial(moved, "table_b_medium_timeline"),
        "twice": twice,
        "nested": nested,
    },
    "what a control says": {
        **_family(
            in_control,
            bound='<w:dataBinding w:xpath="/a[1]" w:storeItemID="{0}"/>',
            bound_anew=f'<w15:dataBinding {_W15} w:xpath="/a[1]"/>',
            hint="<w:showingPlcHdr/>",
            date='<w:date w:fullDate="2026-11-03T00:00:00Z"/>',
            picture="<w:picture/>",
            tick=f"<w14:checkbox {_W14}/>",
        ),
        "a control within": partial(instead, "<w:sdt><w:sdtPr/><w:sdtContent>RUN</w:sdtContent></w:sdt>"),
    },
    "the whole document": {
        "another document": partial(at_the_end, '<w:altChunk w:id="rX"/>'),
        "a part of another": partial(at_the_end, '<w:p><w:subDoc w:id="rX"/></w:p>'),
        "narrow page": partial(elsewhere, DOCUMENT, '<w:pgSz w:w="11906"', '<w:pgSz w:w="4000"'),
        "pushed off the page": partial(elsewhere, DOCUMENT, 'w:left="1020"', 'w:left="9000"'),
        "under the header": partial(elsewhere, DOCUMENT, 'w:top="2154"', 'w:top="-2154"'),
        "page borders": partial(
            elsewhere, DOCUMENT, "<w:cols ", '<w:pgBorders><w:top w:sz="96"/></w:pgBorders><w:cols '
        ),
        "page on its side": partial(elsewhere, DOCUMENT, "<w:cols ", '<w:textDirection w:val="tbRl"/><w:cols '),
        "other colours": partial(
            elsewhere, SETTINGS, "</w:settings>", '<w:clrSchemeMapping w:t1="light1" w:bg1="dark1"/></w:settings>'
        ),
        "styles from elsewhere": partial(elsewhere, SETTINGS, "</w:settings>", "<w:linkStyles/></w:settings>"),
        "dark paper": partial(elsewhere, DOCUMENT, "<w:body>", '<w:background w:color="000000"/><w:body>'),
        "parts from elsewhere": partial(
            elsewhere,
            RELATIONS,
            "</Relationships>",
            '<Relationship Id="rX" Type="x/frame" Target="http://x.example" TargetMode="External"/></Relationships>',
        ),
        "tracked": partial(
            instead, f'RUN<w:del w:id="9" w:author="x"><w:r><w:delText>{_OTHER}</w:delText></w:r></w:del>'
        ),
    },
}
"""By family and name."""
HONEST: dict[str, Way] = {
    **_family(
        looking,
        bold="<w:b/><w:bCs/>",
        italic_and_underlined='<w:i/><w:u w:val="single"/>',
        in_another_font='<w:rFonts w:ascii="Verdana" w:hAnsi="Verdana" w:cs="Arial"/>',
        larger='<w:sz w:val="28"/><w:szCs w:val="28"/>',
        small='<w:sz w:val="16"/>',
        blue='<w:color w:val="0070C0"/>',
        red='<w:color w:val="FF0000"/>',
        marked='<w:highlight w:val="yellow"/>',
        in_a_language='<w:lang w:val="pt-MZ" w:bidi="ar-SA"/><w:noProof/>',
        condensed='<w:spacing w:val="-6"/><w:kern w:val="0"/>',
        raised='<w:vertAlign w:val="superscript"/>',
        as_new_Word_writes=f'<w14:ligatures {_W14} w14:val="standardContextual"/>',
    ),
    **_family(
        instead,
        in_several_runs='<w:r w:rsidR="00A1"><w:t>NUMBER</w:t></w:r><w:proofErr w:type="gramEnd"/><w:r><w:t/></w:r>',
        with_a_bookmark='<w:bookmarkStart w:id="0" w:name="_GoBack"/>RUN<w:bookmarkEnd w:id="0"/>',
        as_a_link=field('HYPERLINK "tel:1"'),
        with_a_remark='<w:commentRangeStart w:id="1"/>RUN<w:commentRangeEnd w:id="1"/>'
        '<w:r><w:commentReference w:id="1"/></w:r>',
        with_a_soft_hyphen="<w:r><w:t>NUMBER</w:t><w:softHyphen/><w:lastRenderedPageBreak/></w:r>",
    ),
    **_family(
        in_paragraph,
        centred='<w:jc w:val="center"/>',
        spaced='<w:spacing w:before="120" w:after="120" w:line="360" w:lineRule="auto"/>',
        indented='<w:ind w:left="360"/>',
    ),
    "row that may grow": partial(within, "trPr", '<w:trHeight w:val="20" w:hRule="atLeast"/>'),
    "high row": partial(within, "trPr", '<w:trHeight w:val="3600" w:hRule="exact"/>'),
    "shaded cell": partial(within, "tcPr", '<w:shd w:val="clear" w:color="auto" w:fill="FFF2CC"/>'),
    "text in the middle of its cell": partial(within, "tcPr", '<w:vAlign w:val="center"/>'),
    "control that is locked": partial(in_control, '<w:id w:val="-12345"/><w:lock w:val="sdtLocked"/>'),
    "signed": partial(at_the_end, picture(properties='<wp:extent cx="9" cy="9"/>')),
    "by a style": partial(of_style, '<w:b/><w:color w:val="1F3864"/>'),
    "with Word's settings": partial(
        elsewhere,
        SETTINGS,
        "</w:settings>",
        '<w:proofState w:spelling="clean"/><w:rsids/><w:clrSchemeMapping w:bg1="light1" w:t1="dark1"/></w:settings>',
    ),
}
