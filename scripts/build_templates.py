"""Build the Word templates of `templates/` from the form's words: `python scripts/build_templates.py`.

Needed only where the form itself changes. The built files are kept in the repository, so that a country team can
open one in Word, restyle it and keep it; whatever stands between braces is filled in and must stay.
"""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from dtmforms.form.fields import PREAMBLE
from dtmforms.form.labels import FORM_LANGUAGES, Labels, labels
from dtmforms.templates import template_path
from dtmforms.word.filling import without_times

FONT = "Arial"
WIDTH_MM = 174
LABEL_MM, COLUMN_MM = 42, 66
HEAD_FILL, LABEL_FILL = "D9E2F3", "F2F2F2"


def build(words: Labels) -> bytes:
    """One language's template, as .docx bytes; the same words give the same bytes."""
    document = _empty_document(words)
    _parties(document, words)
    _section_2(document, words)
    _signatures(document, words)
    saved = io.BytesIO()
    document.save(saved)
    return without_times(saved.getvalue())


def _empty_document(words: Labels) -> WordDocument:
    document = Document()
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]
    properties = document.core_properties
    properties.author = properties.last_modified_by = "dtmforms"
    properties.title = words.ours["title"]
    properties.comments = ""
    properties.language = words.language
    for name in ("created", "modified"):
        element = properties._element.find(qn(f"dcterms:{name}"))
        if element is not None:
            properties._element.remove(element)
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(16)
    section.header_distance = section.footer_distance = Mm(8)
    _styles(document, words.language)
    _footer(section.footer.paragraphs[0], words)
    return document


def _styles(document: WordDocument, language: str) -> None:
    for name, size, bold, before, after in (
        ("Normal", 9.5, False, 0, 2),
        ("Title", 15, True, 0, 8),
        ("Heading 1", 12.5, True, 4, 4),
        ("Heading 2", 10.5, True, 6, 3),
        ("List Bullet", 9.5, False, 0, 1),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    title = document.styles["Title"].element.get_or_add_pPr()
    for border in title.findall(qn("w:pBdr")):
        title.remove(border)
    run = document.styles["Normal"].element.get_or_add_rPr()
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}[language])
    run.append(spoken)


def _footer(paragraph: Paragraph, words: Labels) -> None:
    paragraph.add_run("{{ footer }}  ·  " + words.ours["page"] + " ").font.size = Pt(8)
    _page_field(paragraph, "PAGE")
    paragraph.add_run(f" {words.ours['of']} ").font.size = Pt(8)
    _page_field(paragraph, "NUMPAGES")


def _page_field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    field.append(run._element)
    paragraph._p.append(field)


def _parties(document: WordDocument, words: Labels) -> None:
    document.add_paragraph(words.ours["title"], style="Title")
    document.add_paragraph(words.ours["parties"], style="Heading 1")
    table = _table(document, (50, WIDTH_MM - 50))
    shown = {"country": "{{ country_name }}"}
    for path in PREAMBLE:
        optional = path[0].startswith(("benefit", "risk"))
        name = "_".join(path)
        if optional:
            _tag_row(table, f"{{%tr if {name} %}}")
        cells = table.add_row().cells
        _label(cells[0], words.ours[path[0]])
        cells[1].paragraphs[0].add_run(shown.get(name, f"{{{{ {name} }}}}"))
        if optional:
            _tag_row(table, "{%tr endif %}")
    cells = table.add_row().cells
    _label(cells[0], words.ours["password_change_plan"])
    cells[1].paragraphs[0].add_run("{{ password_change_plan }}")
    _widths(table, (50, WIDTH_MM - 50))
    document.add_paragraph(words.ours["scale"]).paragraph_format.space_before = Pt(6)


def _section_2(document: WordDocument, words: Labels) -> None:
    official = words.official
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    if words.prevails:
        document.add_paragraph().add_run(words.prevails).italic = True
    document.add_paragraph(official["heading"], style="Heading 1")
    document.add_paragraph(official["table_b"], style="Heading 2")
    _table_b(document, official)
    note = document.add_paragraph()
    note.paragraph_format.space_before = Pt(4)
    note.add_run(official["note"]).font.size = Pt(8.5)
    document.add_paragraph(official["table_c"], style="Heading 2")
    document.add_paragraph(official["turnover"])
    _table_c(document, official)


def _table_b(document: WordDocument, official: dict[str, str]) -> None:
    widths = (LABEL_MM, COLUMN_MM, COLUMN_MM)
    table = _table(document, widths)
    head = table.add_row()
    _repeat(head)
    _shade(head.cells[0], HEAD_FILL)
    for cell, urgency in zip(head.cells[1:], ("low", "medium"), strict=True):
        _shade(cell, HEAD_FILL)
        cell.paragraphs[0].add_run(official[urgency]).bold = True
        cell.add_paragraph(official[f"{urgency}_when"])
    for attribute, room_mm in (("timeline", 9), ("datasets", 26), ("destination", 14), ("method", 16)):
        row = table.add_row()
        row.height, row.height_rule = Mm(room_mm), WD_ROW_HEIGHT_RULE.AT_LEAST
        _label(row.cells[0], official[attribute])
        for cell, urgency in zip(row.cells[1:], ("low", "medium"), strict=True):
            if attribute == "timeline":
                cell.paragraphs[0].add_run(f"{{{{ {urgency}.timeline }}}}")
            elif attribute == "datasets":
                cell.paragraphs[0].add_run(official["dataset"])
                _each(cell, f"{urgency}.datasets", style="List Bullet")
            else:
                _each(cell, f"{urgency}.{attribute}")
    _widths(table, widths)


def _each(cell: _Cell, values: str, style: str | None = None) -> None:
    """A paragraph for each of the values; the last paragraph of a cell stays, for a cell must end with one."""
    first = cell.paragraphs[0]
    start = first if not first.text else cell.add_paragraph()
    start.add_run(f"{{%p for value in {values} %}}")
    cell.add_paragraph("{{ value }}", style=style)
    cell.add_paragraph("{%p endfor %}")


def _table_c(document: WordDocument, official: dict[str, str]) -> None:
    widths = (WIDTH_MM // 2, WIDTH_MM // 2)
    table = _table(document, widths)
    head = table.add_row()
    _repeat(head)
    for cell, text in zip(head.cells, (official["iom"], "{{ requesting_organization_name }}"), strict=True):
        _shade(cell, HEAD_FILL)
        cell.paragraphs[0].add_run(text).bold = True
    for post in ("primary", "secondary"):
        row = table.add_row()
        for cell, side in zip(row.cells, ("iom", "requesting_organization"), strict=True):
            cell.paragraphs[0].add_run(official[post]).bold = True
            for attribute in ("name", "title", "mobile", "email"):
                line = cell.add_paragraph(official[f"person_{attribute}"] + " ")
                line.add_run(f"{{{{ {side}.{post}.{attribute} }}}}")
    _widths(table, widths)


def _signatures(document: WordDocument, words: Labels) -> None:
    document.add_paragraph(words.ours["signatures"], style="Heading 1").paragraph_format.space_before = Pt(14)
    widths = (WIDTH_MM // 2, WIDTH_MM // 2)
    table = _table(document, widths)
    row = table.add_row()
    heads = (words.official["iom"], "{{ requesting_organization_name }}")
    for cell, side, head in zip(row.cells, ("iom", "requesting_organization"), heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
        cell.add_paragraph(f"{{%p for signatory in {side}_signatories %}}")
        for attribute in ("name", "title"):
            cell.add_paragraph(f"{words.official[f'person_{attribute}']} {{{{ signatory.{attribute} }}}}")
        for label in ("signature", "date"):
            line = cell.add_paragraph(words.ours[label])
            line.paragraph_format.space_before = Pt(16 if label == "signature" else 8)
        cell.add_paragraph("{%p endfor %}")
    _widths(table, widths)


def _table(document: WordDocument, widths_mm: tuple[int, ...]) -> Table:
    table: Table = document.add_table(rows=0, cols=len(widths_mm), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 60), ("left", 100), ("bottom", 60), ("right", 100)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def _widths(table: Table, widths_mm: tuple[int, ...]) -> None:
    for row in table.rows:
        unsplit = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(unsplit)
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)


def _tag_row(table: Table, tag: str) -> None:
    table.add_row().cells[0].paragraphs[0].add_run(tag)


def _label(cell: _Cell, text: str) -> None:
    _shade(cell, LABEL_FILL)
    cell.paragraphs[0].add_run(text).bold = True


def _shade(cell: _Cell, fill: str) -> None:
    shading = OxmlElement("w:shd")
    for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{attribute}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _repeat(row: object) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # type: ignore[attr-defined]


def main() -> None:
    for language in FORM_LANGUAGES:
        path = template_path(f"agreement.{language}.docx")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(build(labels(language)))
        print(path.name)


if __name__ == "__main__":
    main()
