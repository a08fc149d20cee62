"""What a person sees of a document, beside what is stored: every place that shows something else has a code."""

from __future__ import annotations

import pytest
from parts import body, control, paragraph, part, run, style, table

from dtmforms.word.markup import W
from dtmforms.word.read.document_parts import DocumentParts
from dtmforms.word.read.formatting import Formatting
from dtmforms.word.read.visibility import seen_otherwise

ALONE = paragraph(control(run()))
STYLES = part("w:styles", style("Hint", '<w:name w:val="Placeholder Text"/>'))
NUMBERING = part(
    "w:numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl><w:lvlText w:val="Reach her at +258"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>',
)
TWIPS_40 = '<w:spacing w:line="40" w:lineRule="exact"/>'


def seen(content: str, *, own_fonts: bool = False) -> list[tuple[str, str]]:
    """What is seen otherwise in a body, all of whose tables are read."""
    root = body(content)
    tables = list(root.iter(f"{W}tbl"))
    return seen_otherwise(DocumentParts(root, tables, Formatting(STYLES, None), NUMBERING, own_fonts))


def field(code: str, result: str = "") -> str:
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}' if result else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (table(paragraph(control(run("<w:vanish/>")))), "word_hidden_field"),
        (table(paragraph(control(run("<w:strike/>")))), "word_struck_field"),
        (table(ALONE, row="<w:hidden/>"), "word_hidden_field"),
        (table(ALONE, cell="<w:vMerge/>"), "word_hidden_field"),
        (table(ALONE, cell='<w:hMerge w:val="continue"/>'), "word_hidden_field"),
        (table(paragraph(control("<w:r><w:sym w:char='F061'/></w:r>"))), "word_symbol_field"),
        (table(paragraph(control("<w:r><w:footnoteReference/></w:r>"))), "word_symbol_field"),
        (table(paragraph(control("<w:r><w:drawing/></w:r>"))), "word_picture_field"),
        (table(paragraph(control("<x:box xmlns:x='urn:x'><w:pict/></x:box>"))), "word_picture_field"),
        (table(paragraph(control(field("DATE", run())))), "word_code_field"),
        (table(paragraph(control(field(" =1+1 ")))), "word_code_field"),
        (table(paragraph(control(field("HYPERLINK x")))), "word_code_field"),
        (table(paragraph(control(f'<w:fldSimple w:instr="DATE">{run()}</w:fldSimple>'))), "word_code_field"),
        (table(paragraph(control(run(), properties="<w:dataBinding/>"))), "word_bound_field"),
        (table(paragraph(control(run(), properties="<w15:dataBinding/>"))), "word_bound_field"),
        (table(paragraph(control(run(), properties="<w:showingPlcHdr/>"))), "word_hint_field"),
        (table(paragraph(control(run()), TWIPS_40)), "word_faint_field"),
        (table(paragraph(control(run()), '<w:ind w:left="-7001"/>')), "word_faint_field"),
        (table(ALONE, row='<w:trHeight w:hRule="exact" w:val="199"/>'), "word_faint_field"),
        (table(ALONE, cell='<w:tcW w:w="199" w:type="dxa"/>'), "word_faint_field"),
        (table(paragraph(control(run()), '<w:numPr><w:numId w:val="7"/></w:numPr>')), "word_numbered_field"),
    ],
)
def test_what_is_seen_otherwise_is_named_by_its_field(content: str, code: str) -> None:
    assert seen(content) == [("mobile", code)]


@pytest.mark.parametrize(
    "content",
    [
        table(ALONE),
        table(paragraph(control(run(text="a") + "<w:r><w:tab/><w:br/><w:noBreakHyphen/><w:softHyphen/></w:r>"))),
        table(paragraph(control(field("HYPERLINK mailto:x", run())))),
        table(paragraph(control(f'<w:fldSimple w:instr=" HYPERLINK x">{run()}</w:fldSimple>'))),
        paragraph(field("PAGE", run())),
        table(paragraph(control(run('<w:rStyle w:val="Hint"/>'), properties="<w:showingPlcHdr/>"))),
        table(paragraph("", TWIPS_40)),
        table(ALONE, row='<w:trHeight w:hRule="atLeast" w:val="10"/>'),
        table(ALONE, cell='<w:tcW w:w="50" w:type="pct"/>'),
        table(ALONE, cell='<w:vMerge w:val="restart"/>'),
        table(paragraph(control(run()), '<w:numPr><w:numId w:val="8"/></w:numPr>')),
        table(paragraph(control(run()) + "<w:bookmarkStart/><w:proofErr/><w:commentRangeStart/>")),
        paragraph("<w:r><w:drawing><wp:inline/></w:drawing></w:r>") + table(ALONE),
    ],
)
def test_what_programs_leave_beside_a_value_is_no_reason_to_ask(content: str) -> None:
    assert seen(content) == []


def test_each_place_stands_once_with_each_reason() -> None:
    twice = paragraph(control(run("<w:vanish/>") + run("<w:vanish/><w:strike/>")))
    assert seen(table(twice)) == [("mobile", "word_hidden_field"), ("mobile", "word_struck_field")]


def test_a_row_has_the_fields_that_stand_in_it_and_a_paragraph_outside_of_all_has_none() -> None:
    two = paragraph(control(run(), "name")) + paragraph(control(run(), "email"))
    assert seen(table(two, row="<w:hidden/>")) == [("email", "word_hidden_field"), ("name", "word_hidden_field")]
    assert seen(paragraph(run("<w:vanish/>"))) == [("", "word_hidden_field")]


def anchor(offset: int, *, of: str = "paragraph") -> str:
    position = f'<wp:positionV relativeFrom="{of}"><wp:posOffset>{offset}</wp:posOffset></wp:positionV>'
    return paragraph(f"<w:r><w:drawing><wp:anchor>{position}</wp:anchor></w:drawing></w:r>")


SHAPE = paragraph('<w:r><w:pict><v:shape style="position:absolute"/></w:pict></w:r>')


@pytest.mark.parametrize(
    ("content", "over"),
    [
        (anchor(0) + table(ALONE), True),
        (table(ALONE) + anchor(0), False),
        (table(ALONE) + anchor(-36 * 12_700), False),
        (table(ALONE) + anchor(-36 * 12_700 - 1), True),
        (table(ALONE) + anchor(0, of="page"), True),
        (table(ALONE) + SHAPE, True),
        (paragraph("<w:r><w:pict><v:shape/></w:pict></w:r>"), False),
        (paragraph(run(), "<w:framePr/>") + table(ALONE), True),
    ],
    ids=["before", "signature", "half an inch above", "higher", "anywhere", "shape", "shape in line", "frame"],
)
def test_what_can_lie_over_the_tables_is_seen(content: str, over: bool) -> None:
    assert seen(content) == ([("", "word_picture_over")] if over else [])


def test_what_is_brought_along_concerns_the_whole_document() -> None:
    assert seen("<w:altChunk/>") == seen(paragraph("<w:subDoc/>")) == [("", "word_other_document")]
    assert seen(ALONE, own_fonts=True) == [("", "word_own_fonts")]
