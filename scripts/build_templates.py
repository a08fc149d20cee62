"""Build the Word templates of `templates/` from the form's words: `python scripts/build_templates.py`.

Needed only where the form itself changes. The built files are kept in the repository, so that a country team can
open one in Word, restyle it and keep it; whatever stands between braces is filled in and must stay.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from typing import Any

import environment

if __name__ == "__main__" and not environment.inside():
    sys.exit(environment.run_inside(__file__))

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.form.barcode import code_png
from dtmforms.form.fields import AREA, COLUMN_LISTS, COLUMN_TEXTS, PREAMBLE, Rows, fields
from dtmforms.form.texts import tooltip
from dtmforms.language import LANGUAGES
from dtmforms.language.labels import DOCUMENT_LANGUAGES, labels
from dtmforms.templates import template_path
from dtmforms.word.write.filled_document import document_properties
from dtmforms.word.write.template import CODE_NAME

FONT = "Arial"
WIDTH_MM, LABEL_MM, COLUMN_MM, TERM_MM = 174, 42, 66, 60
ANNEX_MM = (26, 30, 34, 30, 54)
HEAD_FILL, LABEL_FILL = "D9E2F3", "F2F2F2"
BANDS = (*COLUMN_TEXTS, "datasets", *COLUMN_LISTS)
ROOM_MM = {"timeline": 9, "datasets": 20, "destination": 12, "method": 14}
"""The rows of Table B, and how high each is at least."""
KEPT_STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Title", "Heading 1", "Heading 2"}
KEPT_STYLES |= {"List Bullet", "Table Grid", "Header", "Footer"}
NEEDLESS_PARTS = ("stylesWithEffects", "webSettings", "customXml", "thumbnail")


def build(languages: str) -> bytes:
    """One template, as .docx bytes, in one language or two as `en,fr`; the same words give the same bytes."""
    first, *second = languages.split(",")
    document = _empty_document(first)
    page = _Page(document, first)
    page.parties()
    page.section_2()
    if second:
        page.section_2_again(second[0])
    page.other_terms()
    page.signatures()
    page.annex()
    saved = io.BytesIO()
    document.save(saved)
    return _without_needless_parts(saved.getvalue(), first)


class _Page:
    """What is written into the body, in one language and its direction."""

    def __init__(self, document: WordDocument, language: str) -> None:
        self.document = document
        self.words, self.official = labels(language), labels(language).official
        self.prefix, self.controlled = "", True
        self.isolated = "\u200e" if self.words.right_to_left else ""
        self.tooltips = {field.name: tooltip(field, language) for field in fields(Rows())}

    def parties(self) -> None:
        self.paragraph(self.words.ours["title"], "Title")
        self.paragraph(self.words.ours["parties"], "Heading 1")
        table = self.table((50, WIDTH_MM - 50))
        for path in PREAMBLE:
            name = "_".join(path)
            optional = path[0].startswith(("benefit", "risk"))
            if optional:
                self.tag_row(table, f"{{%tr if {name} %}}")
            self.labelled_row(table, self.words.ours[path[0]], name)
            if optional:
                self.tag_row(table, "{%tr endif %}")
        self.labelled_row(table, self.words.ours["password_change_plan"], "password_change_plan")
        self.finish_table(table, (50, WIDTH_MM - 50))
        self.paragraph(self.words.ours["scale"]).paragraph_format.space_before = Pt(6)

    def labelled_row(self, table: Table, label: str, name: str) -> None:
        cells = table.add_row().cells
        self.label(cells[0], label)
        tag = "table_b_password_change_plan" if name == "password_change_plan" else name
        self.value(cells[1].paragraphs[0], name, tag)

    def section_2(self) -> None:
        heading = self.paragraph(self.words.prevails, italic=True) if self.words.prevails else None
        title = self.paragraph(self.official["heading"], "Heading 1")
        (heading or title).paragraph_format.page_break_before = True
        self.paragraph(self.official["table_b"], "Heading 2")
        self.table_b()
        note = self.paragraph(self.official["note"])
        note.paragraph_format.space_before = Pt(4)
        note.runs[0].font.size = Pt(8.5)
        self.paragraph(self.official["table_c"], "Heading 2").paragraph_format.keep_with_next = True
        self.paragraph(self.official["turnover"]).paragraph_format.keep_with_next = True
        self.table_c()

    def section_2_again(self, language: str) -> None:
        """Section 2 once more in a second language, its values printed and not to be filled in."""
        again = _Page(self.document, language)
        again.prefix, again.controlled = "second.", False
        again.section_2()

    def table_b(self) -> None:
        widths = (LABEL_MM, COLUMN_MM, COLUMN_MM)
        table = self.table(widths)
        head = table.add_row()
        self.repeat(head)
        self.shade(head.cells[0], HEAD_FILL)
        for cell, urgency in zip(head.cells[1:], URGENCIES, strict=True):
            self.shade(cell, HEAD_FILL)
            self.text(cell.paragraphs[0], self.official[urgency], bold=True)
            self.text(cell.add_paragraph(), self.official[f"{urgency}_when"])
        for attribute in BANDS:
            row = table.add_row()
            row.height, row.height_rule = Mm(ROOM_MM[attribute]), WD_ROW_HEIGHT_RULE.AT_LEAST
            self.label(row.cells[0], self.official[attribute])
            for cell, urgency in zip(row.cells[1:], URGENCIES, strict=True):
                if attribute in COLUMN_TEXTS:
                    self.value(cell.paragraphs[0], f"{urgency}.{attribute}", f"table_b_{urgency}_{attribute}")
                elif attribute == "datasets":
                    self.text(cell.paragraphs[0], self.official["dataset"])
                    self.datasets(cell, urgency)
                else:
                    self.items(cell, f"{urgency}.{attribute}")
        self.finish_table(table, widths, breakable=("datasets",))

    def datasets(self, cell: _Cell, urgency: str) -> None:
        self.text(cell.add_paragraph(), f"{{%p for dataset in {self.prefix}{urgency}.datasets %}}")
        line = cell.add_paragraph(style="List Bullet")
        line.paragraph_format.keep_together = True
        self.value(line, "dataset.name", "{{ dataset.tag }}_name", "dataset")
        self.text(line, "{% if dataset.level %} (")
        self.value(line, "dataset.level", "{{ dataset.tag }}_level", "level")
        self.text(line, f"){{% endif %}}{{% if dataset.partner_label %}}{self.isolated} – ")
        self.text(line, "{{ requesting_organization_name }}: “")
        self.value(line, "dataset.partner_label", "{{ dataset.tag }}_partner_label", "partner_label")
        self.text(line, f"”{self.isolated}{{% endif %}}")
        self.text(cell.add_paragraph(), "{%p endfor %}")

    def items(self, cell: _Cell, values: str) -> None:
        """A paragraph for each of the values."""
        self.text(cell.paragraphs[0], f"{{%p for item in {self.prefix}{values} %}}")
        self.value(cell.add_paragraph(), "item.text", "{{ item.tag }}", values.rpartition(".")[2])
        self.text(cell.add_paragraph(), "{%p endfor %}")

    def table_c(self) -> None:
        widths = (WIDTH_MM // 2, WIDTH_MM // 2)
        table = self.table(widths)
        head = table.add_row()
        self.repeat(head)
        for cell, side in zip(head.cells, SIDES, strict=True):
            self.shade(cell, HEAD_FILL)
            text = self.official["iom"] if side == "iom" else "{{ requesting_organization_name }}"
            self.text(cell.paragraphs[0], text, bold=True)
        for post in POSTS:
            row = table.add_row()
            for cell, side in zip(row.cells, SIDES, strict=True):
                self.text(cell.paragraphs[0], self.official[post], bold=True)
                for part in FOCAL_POINT:
                    line = cell.add_paragraph()
                    self.text(line, self.official[f"person_{part}"] + " ")
                    self.value(line, f"{side}.{post}.{part}", f"table_c_{side}_{post}_{part}")
        self.finish_table(table, widths)

    def other_terms(self) -> None:
        """What is agreed beside Section 2, where anything is: a row for each (rules D12, E1, E8)."""
        self.paragraph("{%p if other_terms %}")
        heading = self.paragraph(self.words.ours["other_terms"], "Heading 1")
        heading.paragraph_format.space_before, heading.paragraph_format.keep_with_next = Pt(14), True
        table = self.table((TERM_MM, WIDTH_MM - TERM_MM))
        self.tag_row(table, "{%tr for term in other_terms %}")
        cells = table.add_row().cells
        self.label(cells[0], "{{ term.label }}")
        self.value(cells[1].paragraphs[0], "term.text", "{{ term.tag }}", "other_terms")
        self.tag_row(table, "{%tr endfor %}")
        self.finish_table(table, (TERM_MM, WIDTH_MM - TERM_MM))
        self.paragraph("{%p endif %}")

    def signatures(self) -> None:
        heading = self.paragraph(self.words.ours["signatures"], "Heading 1")
        heading.paragraph_format.space_before, heading.paragraph_format.keep_with_next = Pt(14), True
        widths = (WIDTH_MM // 2, WIDTH_MM // 2)
        table = self.table(widths)
        row = table.add_row()
        for cell, side in zip(row.cells, SIDES, strict=True):
            text = self.official["iom"] if side == "iom" else "{{ requesting_organization_name }}"
            self.text(cell.paragraphs[0], text, bold=True)
            self.text(cell.add_paragraph(), f"{{%p for signatory in {side}_signatories %}}")
            for part in ("name", "title"):
                line = cell.add_paragraph()
                self.text(line, self.official[f"person_{part}"] + " ")
                self.text(line, f"{{{{ signatory.{part} }}}}")
            for part, before in (("signature", 12), ("date", 6)):
                line = cell.add_paragraph()
                self.text(line, self.words.ours[part])
                line.paragraph_format.space_before = Pt(before)
            self.text(cell.add_paragraph(), "{%p endfor %}")
        self.finish_table(table, widths)

    def annex(self) -> None:
        """The field focal points of each side that has any, on pages of their own (rule D11)."""
        for side in SIDES:
            self.paragraph(f"{{%p if {side}_field %}}")
            name = self.official["iom"] if side == "iom" else "{{ requesting_organization_name }}"
            heading = self.paragraph(f"{self.words.ours['field_heading']} – ", "Heading 1")
            self.text(heading, name)
            heading.paragraph_format.page_break_before = True
            table = self.table(ANNEX_MM)
            head = table.add_row()
            self.repeat(head)
            for cell, key in zip(head.cells, AREA, strict=True):
                self.shade(cell, HEAD_FILL)
                label = self.words.ours["area"] if key == "area" else self.official[f"person_{key}"].rstrip(" :\u00a0")
                self.text(cell.paragraphs[0], label, bold=True)
            self.tag_row(table, f"{{%tr for one in {side}_field %}}")
            for cell, key in zip(table.add_row().cells, AREA, strict=True):
                self.value(cell.paragraphs[0], f"one.{key}", f"{{{{ one.tag }}}}_{key}", key)
            self.tag_row(table, "{%tr endfor %}")
            self.finish_table(table, ANNEX_MM)
            self.paragraph("{%p endif %}")

    # Words and values

    def paragraph(self, text: str, style: str = "Normal", *, italic: bool = False) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        self.text(paragraph, text).italic = italic or None
        return paragraph

    def text(self, paragraph: Paragraph, text: str, *, bold: bool = False) -> Run:
        """Words of the form, in the direction of its language."""
        run = paragraph.add_run(text)
        run.bold = bold or None
        if self.words.right_to_left:
            self.turn(paragraph)
            if not text.startswith("{{"):
                run._element.get_or_add_rPr().append(OxmlElement("w:rtl"))
            if bold:
                bold_cs = OxmlElement("w:bCs")
                run._element.get_or_add_rPr().find(qn("w:b")).addnext(bold_cs)
        return run

    def turn(self, paragraph: Paragraph) -> None:
        """A paragraph from right to left (ECMA-376 Part 1, 17.3.1.6)."""
        properties = paragraph._p.get_or_add_pPr()
        if properties.find(qn("w:bidi")) is None:
            properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)

    def value(self, paragraph: Paragraph, name: str, tag: str, label: str = "") -> None:
        """A value in a content control with its field's name (17.5.2)."""
        local = name.startswith(("dataset.", "item.", "term.", "one.")) or not self.prefix
        shown = name if local or name in ("password_change_plan",) else self.prefix + name
        self.mark(paragraph)
        run = paragraph.add_run(f"{{{{ {shown} }}}}")
        self.mark(paragraph)
        if self.controlled:
            alias = self.tooltips.get(tag) or self.words.ours.get(label) or self.official.get(label) or tag
            _control(run, tag, str(alias))

    def mark(self, paragraph: Paragraph) -> None:
        """In a paragraph from right to left, a left-to-right mark on either side of a value, outside of its control:
        numbers such as `+964 770` keep their order, and punctuation stays with the Latin text that it belongs to."""
        if self.words.right_to_left:
            self.turn(paragraph)
            paragraph.add_run("\u200e")

    # Tables

    def table(self, widths_mm: tuple[int, ...]) -> Table:
        table: Table = self.document.add_table(rows=0, cols=len(widths_mm), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        margins = OxmlElement("w:tblCellMar")
        for side, width in (("top", 60), ("left", 100), ("bottom", 60), ("right", 100)):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), str(width))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
        if self.words.right_to_left:
            table._tbl.tblPr.find(qn("w:tblStyle")).addnext(OxmlElement("w:bidiVisual"))
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        return table

    def finish_table(self, table: Table, widths_mm: tuple[int, ...], breakable: tuple[str, ...] = ()) -> None:
        """Widths for every cell; rows kept whole, but for those that may be longer than a page."""
        for index, row in enumerate(table.rows):
            if index == 0 or not breakable or BANDS[index - 1] not in breakable:
                row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
            for cell, width in zip(row.cells, widths_mm, strict=True):
                cell.width = Mm(width)

    def tag_row(self, table: Table, tag: str) -> None:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(tag)

    def label(self, cell: _Cell, text: str) -> None:
        self.shade(cell, LABEL_FILL)
        self.text(cell.paragraphs[0], text, bold=True)

    def shade(self, cell: _Cell, fill: str) -> None:
        shading = OxmlElement("w:shd")
        for attribute, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shading.set(qn(f"w:{attribute}"), value)
        cell._tc.get_or_add_tcPr().append(shading)

    def repeat(self, row: Any) -> None:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


_AFTER_BIDI = tuple(
    f"w:{name}"
    for name in (
        *("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap"),
        *("jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr"),
        *("sectPr", "pPrChange"),
    )
)


def _control(run: Run, tag: str, alias: str) -> None:
    control, properties, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    for name, value in (("alias", alias), ("tag", tag)):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), value)
        properties.append(element)
    # A rich-text control: from a plain-text one, LibreOffice 7 writes Arabic text several times over.
    run._element.addprevious(control)
    content.append(run._element)
    control.append(properties)
    control.append(content)


def _empty_document(language: str) -> WordDocument:
    words = labels(language)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(23), Mm(14)
    section.header_distance = section.footer_distance = Mm(6)
    _styles(document, language)
    page = _Page(document, language)
    _header(section.header, page)
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    page.text(footer, "{{ status }}  ·  {{ terms }}  ·  ")
    # The number of the page stays on one line, however long the status is.
    page.text(footer, f"{words.ours['page']}\u00a0")
    _page_field(page, footer, "PAGE")
    page.text(footer, f"\u00a0{words.ours['of']}\u00a0")
    _page_field(page, footer, "NUMPAGES")
    return document


def _header(header: Any, page: _Page) -> None:
    """Reference and country on the one side, the code of reference and terms on the other."""
    table = header.add_table(1, 2, Mm(WIDTH_MM))
    table.autofit = False
    if page.words.right_to_left:
        table._tbl.tblPr.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:tblLook")
    for column, width in zip(table.columns, (WIDTH_MM - 20, 20), strict=True):
        column.width = Mm(width)
    left, right = table.rows[0].cells
    left.width, right.width = Mm(WIDTH_MM - 20), Mm(20)
    left.paragraphs[0].style = header.part.document.styles["Header"] if hasattr(header.part, "document") else "Header"
    page.text(left.paragraphs[0], "{{ reference }}  ·  {{ country }}")
    picture = right.paragraphs[0].add_run().add_picture(io.BytesIO(code_png("dtmforms")), Mm(14))
    drawn = picture._inline.docPr
    drawn.set("name", CODE_NAME)
    drawn.set("descr", f"{page.words.ours['reference']}, {page.words.ours['terms']}")
    header._element.remove(header.paragraphs[0]._p) if header.paragraphs[0].text == "" else None
    header.add_paragraph().paragraph_format.space_after = Pt(0)


def _page_field(page: _Page, paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = page.text(paragraph, "1")
    field.append(run._element)
    paragraph._p.append(field)


def _styles(document: WordDocument, language: str) -> None:
    styles = document.styles
    for known in list(styles):
        if known.name not in KEPT_STYLES:
            known.element.getparent().remove(known.element)
    kept = {style.style_id for style in styles}
    for reference in list(styles.element.iter(qn("w:link"), qn("w:next"), qn("w:basedOn"))):
        if reference.get(qn("w:val")) not in kept:
            reference.getparent().remove(reference)
    for name, size, bold, before, after in (
        ("Normal", 9.5, False, 0, 2),
        ("Title", 15, True, 0, 8),
        ("Heading 1", 12.5, True, 4, 4),
        ("Heading 2", 10.5, True, 6, 3),
        ("List Bullet", 9.5, False, 0, 1),
        ("Header", 8, False, 0, 0),
        ("Footer", 8, False, 0, 0),
    ):
        style: Any = styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = RGBColor(0, 0, 0)
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        fonts.attrib.clear()
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
        _complex_script(properties, size, bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    for border in styles["Title"].element.get_or_add_pPr().findall(qn("w:pBdr")):
        border.getparent().remove(border)
    marked = styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    marked.attrib.clear()
    for key, right_to_left in (("val", False), ("bidi", True)):
        one = next(one for one in (language, *LANGUAGES) if labels(one).right_to_left == right_to_left)
        marked.set(qn(f"w:{key}"), labels(one).locale)


def _complex_script(properties: Any, size: float, bold: bool) -> None:
    """The size and weight of complex scripts are properties of their own (17.3.2.3, 17.3.2.39)."""
    for name in ("bCs", "szCs"):
        for element in properties.findall(qn(f"w:{name}")):
            properties.remove(element)
    size_cs = OxmlElement("w:szCs")
    size_cs.set(qn("w:val"), str(int(size * 2)))
    properties.find(qn("w:sz")).addnext(size_cs)
    if bold:
        properties.find(qn("w:b")).addnext(OxmlElement("w:bCs"))


def _without_needless_parts(data: bytes, language: str) -> bytes:
    """The package without the parts of python-docx's own template that the document does not use, and without times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if any(part in name for part in (*NEEDLESS_PARTS, "docProps")):
                continue
            content = source.read(name)
            if name.endswith(".rels") or name == "[Content_Types].xml":
                text = content.decode()
                for entry in re.findall(r"<(?:Relationship|Override) [^>]*?/>", text):
                    if any(part in entry for part in NEEDLESS_PARTS):
                        text = text.replace(entry, "")
                content = _with_our_properties(name, text).encode()
            if name == "word/settings.xml":
                content = _SETTINGS.encode()
            if name.endswith(".xml"):
                content = re.sub(rb' w:rsid\w*="[^"]*"|<w:rsid [^>]*/>', b"", content)
            _add(target, name, content)
        for name, content in document_properties(language).items():
            _add(target, name, re.sub(rb"\{\{.*?\}\}", b"", content))
    return out.getvalue()


def _add(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    target.writestr(part, content)


def _with_our_properties(name: str, text: str) -> str:
    """The package names its custom properties, which every document is given when it is made."""
    if name == "_rels/.rels":
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
        entry = f'<Relationship Id="rIdCustom" Type="{kind}" Target="docProps/custom.xml"/>'
        return text.replace("</Relationships>", entry + "</Relationships>")
    if name == "[Content_Types].xml":
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        return text.replace("</Types>", f'<Override PartName="/docProps/custom.xml" ContentType="{kind}"/></Types>')
    return text


_SETTINGS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/>\
<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>\
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>\
</w:settings>"""


def main() -> None:
    for languages in DOCUMENT_LANGUAGES:
        path = template_path(f"agreement.{languages.replace(',', '-')}.docx")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(build(languages))
        print(path.name)


if __name__ == "__main__":
    main()
