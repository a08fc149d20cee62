"""Build the Word templates of `templates/` from the form's words: `python scripts/build_templates.py`.

Needed only where the form itself changes. The built files are kept in the repository, so that a country team can
open one in Word, restyle it and keep it; whatever stands between braces is filled in and must stay.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import environment

if __name__ == "__main__" and not environment.inside():
    sys.exit(environment.run_inside(__file__))

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from dtmforms.agreement.closed_lists import FOCAL_POINT, POSTS, SIDES, URGENCIES
from dtmforms.form.barcode import code_png
from dtmforms.form.fields import AREA, COLUMN_LISTS, COLUMN_TEXTS, PREAMBLE, Rows, fields
from dtmforms.form.texts import tooltip
from dtmforms.language.catalog import sentence
from dtmforms.language.labels import DOCUMENT_LANGUAGES, Labels, labels
from dtmforms.templates import template_path
from dtmforms.word.write.filled_document import document_properties
from dtmforms.word.write.paper import (
    CAPTION_PT,
    GREY,
    HALVES_MM,
    SIGNATURE_MM,
    SMALL_PT,
    WordPages,
    add_foot,
    add_head,
    at_least,
    exactly,
    keep_together,
    set_page,
    set_styles,
)
from dtmforms.word.write.template import CODE_NAME

PARTIES_MM, TERMS_MM, TABLE_B_MM = (33, 62, 20, 59), (45, 129), (36, 69, 69)
"""The first column of Table B holds the longest word of its labels in every language, so that none breaks."""
ANNEX_MM = (28, 33, 34, 29, 50)
DATE_MM, DATASETS_MM = 9, 20
SIDE_BY_SIDE = (("reference", "country"), ("operation", "subject"))
"""What of the parties shares a row; every other text has one of its own."""
OPTIONAL = ("benefit_of_sharing", "risk_of_sharing", "risk_of_not_sharing")
BANDS = (*COLUMN_TEXTS, "datasets", *COLUMN_LISTS)
TYPED = (*FOCAL_POINT, "partner_label")
"""Values that nobody translates: they are in the first language of a document in two."""
NEEDLESS_PARTS = ("stylesWithEffects", "webSettings", "customXml", "thumbnail")


def build(languages: str) -> bytes:
    """One template, as .docx bytes, in one language or two as `en,fr`; the same words give the same bytes."""
    first, *second = languages.split(",")
    document = _empty_document(first, second)
    page = _Page(document, first, second)
    page.parties()
    page.section_2()
    for other in page.others:
        other.section_2()
    page.other_terms()
    page.signatures()
    page.annex()
    saved = io.BytesIO()
    document.save(saved)
    return _without_needless_parts(saved.getvalue(), first)


class _Page(WordPages):
    """What is written into the body, in one language and its direction."""

    def __init__(
        self, document: WordDocument, language: str, others: Sequence[str] = (), *, second: bool = False
    ) -> None:
        super().__init__(document, language, second=second)
        self.others = [_Page(document, other, second=True) for other in others]
        self.prefix = "second." if second else ""
        self.opening, self.closing = sentence("words", "quoted", language, {"text": "\n"}).split("\n")
        self.tooltips = {field.name: tooltip(field, language) for field in fields(Rows())}

    def is_turned(self, text: str) -> bool:
        """Words of the form are in its language, and the direction of a value is known when it is filled in."""
        return self.words.right_to_left and not text.startswith("{{")

    def parties(self) -> None:
        self.paragraph(self.words.ours["title"], "Title")
        table = self.table(PARTIES_MM, self.words.ours["parties"], lines="rows")
        for left, right in SIDE_BY_SIDE:
            cells = table.add_row().cells
            self.named(cells[0], cells[1], left)
            self.named(cells[2], cells[3], right)
        together = {name for pair in SIDE_BY_SIDE for name in pair}
        for path in (*(path for path in PREAMBLE if path[0] not in together), ("password_change_plan",)):
            name = "_".join(path)
            if name in OPTIONAL:
                self.tag_row(table, f"{{%tr if {name} %}}")
            cells = table.add_row().cells
            self.named(cells[0], cells[1].merge(cells[3]), name, path[0])
            if name in OPTIONAL:
                self.tag_row(table, "{%tr endif %}")
        self.finish_table(table)
        self.paragraph(self.words.ours["scale"], size=SMALL_PT).paragraph_format.space_before = Pt(4)

    def named(self, label: _Cell, cell: _Cell, name: str, key: str = "") -> None:
        """A text of the parties behind its label."""
        self.text(label.paragraphs[0], self.words.ours[key or name], size=SMALL_PT, colour=GREY)
        tag = "table_b_password_change_plan" if name == "password_change_plan" else name
        self.value(cell.paragraphs[0], name, tag)

    def section_2(self) -> None:
        prevails = self.paragraph(self.words.prevails, size=SMALL_PT) if self.second else None
        title = self.paragraph(self.official["heading"], "Heading 1")
        if prevails:
            prevails.paragraph_format.page_break_before = True
        for paragraph in (title, self.paragraph(self.official["table_b"], "Heading 2")):
            paragraph.paragraph_format.keep_with_next = True
        self.table_b()
        note = self.paragraph(self.official["note"], size=SMALL_PT)
        note.paragraph_format.space_before = Pt(4)
        caption = self.paragraph(self.official["table_c"], "Heading 2")
        caption.paragraph_format.space_before = Pt(8)
        for paragraph in (caption, self.paragraph(self.official["turnover"])):
            paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(4)
        self.table_c()

    def table_b(self) -> None:
        table = self.table(TABLE_B_MM, self.official["table_b"])
        head = self.head_row(table)
        for cell, urgency in zip(head.cells[1:], URGENCIES, strict=True):
            self.text(cell.paragraphs[0], self.official[urgency], bold=True)
            self.text(cell.add_paragraph(), self.official[f"{urgency}_when"])
        for attribute in BANDS:
            row = table.add_row()
            self.text(row.cells[0].paragraphs[0], self.official[attribute], bold=True, size=SMALL_PT)
            for cell, urgency in zip(row.cells[1:], URGENCIES, strict=True):
                if attribute in COLUMN_TEXTS:
                    self.value(cell.paragraphs[0], f"{urgency}.{attribute}", f"table_b_{urgency}_{attribute}")
                elif attribute == "datasets":
                    self.text(cell.paragraphs[0], self.official["dataset"], size=SMALL_PT)
                    self.datasets(cell, urgency)
                else:
                    self.items(cell, f"{urgency}.{attribute}")
        datasets = table.rows[1 + BANDS.index("datasets")]
        at_least(datasets, DATASETS_MM)
        self.finish_table(table, breakable=datasets)

    def datasets(self, cell: _Cell, urgency: str) -> None:
        self.text(cell.add_paragraph(), f"{{%p for dataset in {self.prefix}{urgency}.datasets %}}")
        line = cell.add_paragraph(style="List Bullet")
        line.paragraph_format.keep_together = True
        self.value(line, "dataset.name", "{{ dataset.tag }}_name", "dataset")
        self.text(line, "{% if dataset.level %} (")
        self.value(line, "dataset.level", "{{ dataset.tag }}_level", "level")
        self.text(line, f"){{% endif %}}{{% if dataset.partner_label %}} – {self.opening}")
        # No mark of direction between the quotation marks and the word that they belong to.
        self.value(line, "dataset.partner_label", "{{ dataset.tag }}_partner_label", "partner_label", marked=False)
        self.text(line, f"{self.closing}{{% endif %}}")
        self.text(cell.add_paragraph(), "{%p endfor %}")

    def items(self, cell: _Cell, values: str) -> None:
        """A paragraph for each of the values."""
        self.text(cell.paragraphs[0], f"{{%p for item in {self.prefix}{values} %}}")
        self.value(cell.add_paragraph(), "item.text", "{{ item.tag }}", values.rpartition(".")[2])
        self.text(cell.add_paragraph(), "{%p endfor %}")

    def table_c(self) -> None:
        table = self.table(HALVES_MM, self.official["table_c"])
        for cell, side in zip(self.head_row(table).cells, SIDES, strict=True):
            self.side_of_column(cell.paragraphs[0], side)
        for post in POSTS:
            row = table.add_row()
            for cell, side in zip(row.cells, SIDES, strict=True):
                self.text(cell.paragraphs[0], self.official[post], bold=True)
                for part in FOCAL_POINT:
                    line = self.labelled(cell, self.official[f"person_{part}"])
                    self.value(line, f"{side}.{post}.{part}", f"table_c_{side}_{post}_{part}")
        self.finish_table(table)
        keep_together(table.rows)

    def other_terms(self) -> None:
        """What is agreed beside Section 2, where anything is: a row for each (rules D12, E1, E8)."""
        self.paragraph("{%p if other_terms %}")
        heading = self.paragraph(self.words.ours["other_terms"], "Heading 1")
        heading.paragraph_format.keep_with_next = True
        table = self.table(TERMS_MM, self.words.ours["other_terms"], lines="rows")
        self.tag_row(table, "{%tr for term in other_terms %}")
        cells = table.add_row().cells
        self.text(cells[0].paragraphs[0], "{{ term.label }}", size=SMALL_PT, colour=GREY)
        self.value(cells[1].paragraphs[0], "term.text", "{{ term.tag }}", "other_terms")
        self.tag_row(table, "{%tr endfor %}")
        self.finish_table(table)
        self.paragraph("{%p endif %}")

    def signatures(self) -> None:
        """A box for everybody who signs, those of the two sides beside each other; what stands below stays with it."""
        heading = self.paragraph(self.words.ours["signatures"], "Heading 1")
        heading.paragraph_format.keep_with_next = True
        self.paragraph("{%p if annex %}")
        self.paragraph("{{ annex }}").paragraph_format.keep_with_next = True
        self.paragraph("{%p endif %}")
        table = self.table(HALVES_MM, self.words.ours["signatures"])
        self.tag_row(table, "{%tr for signing in signings %}")
        who, signature, date = (table.add_row() for _ in range(3))
        for column, side in enumerate(SIDES):
            cell, signs = who.cells[column], f"signing.{side}.signs"
            self.text(cell.paragraphs[0], f"{{% if {signs} %}}")
            self.side_of_column(cell.paragraphs[0], side)
            self.text(cell.paragraphs[0], "{% endif %}")
            for part in ("name", "title"):
                line = self.labelled(cell, f"{{% if {signs} %}}{self.official[f'person_{part}']}", "{% endif %}")
                self.text(line, f"{{{{ signing.{side}.{part} }}}}")
            for row, key in ((signature, "signature_and_stamp"), (date, "date")):
                caption = f"{{% if {signs} %}}{self.words.ours[key]}{{% endif %}}"
                self.text(row.cells[column].paragraphs[0], caption, size=CAPTION_PT)
        exactly(signature, SIGNATURE_MM)
        at_least(date, DATE_MM)
        keep_together((who, signature, date))
        self.tag_row(table, "{%tr endfor %}")
        self.finish_table(table)

    def annex(self) -> None:
        """The field focal points of each side that has any, on a page of their own (rule D11)."""
        self.paragraph("{%p if annex %}")
        heading = self.document.add_paragraph(style="Heading 1")
        self.in_each(heading, lambda words: words.ours["field_heading"])
        heading.paragraph_format.page_break_before = True
        self.paragraph("{%p endif %}")
        for side in SIDES:
            self.paragraph(f"{{%p if {side}_field %}}")
            caption = self.document.add_paragraph(style="Heading 2")
            self.side(caption, side)
            caption.paragraph_format.keep_with_next = True
            table = self.table(ANNEX_MM, self.words.ours["field_heading"])
            for cell, key in zip(self.head_row(table).cells, AREA, strict=True):
                self.in_each(cell.paragraphs[0], partial(_annex_label, key), bold=True, size=SMALL_PT)
            self.tag_row(table, f"{{%tr for one in {side}_field %}}")
            for cell, key in zip(table.add_row().cells, AREA, strict=True):
                self.value(cell.paragraphs[0], f"one.{key}", f"{{{{ one.tag }}}}_{key}", key, small=True)
            self.tag_row(table, "{%tr endfor %}")
            self.finish_table(table)
            self.paragraph("{%p endif %}")

    def in_each(self, paragraph: Paragraph, said: Callable[[Labels], str], **looks: Any) -> None:
        """What is said in each of the document's languages."""
        self.text(paragraph, said(self.words), **looks)
        for other in self.others:
            self.text(paragraph, " / ", **looks)
            other.text(paragraph, said(other.words), **looks)

    def side_of_column(self, paragraph: Paragraph, side: str) -> None:
        """Whose column it is; the long name that IOM has in Arabic is smaller, so that it stays on one line."""
        self.side(paragraph, side, size=SMALL_PT if self.words.right_to_left else None)

    def side(self, paragraph: Paragraph, side: str, size: float | None = None) -> None:
        text = self.official["iom"] if side == "iom" else "{{ requesting_organization_name }}"
        self.text(paragraph, text, bold=True, size=size)

    def value(
        self,
        paragraph: Paragraph,
        name: str,
        tag: str,
        label: str = "",
        *,
        marked: bool = True,
        small: bool = False,
    ) -> None:
        """A value in a content control with its field's name (17.5.2)."""
        local = name.startswith(("dataset.", "item.", "term.", "one."))
        self.mark(paragraph, marked=marked)
        run = paragraph.add_run(f"{{{{ {name if local else self.prefix + name} }}}}")
        if small:
            run.style = "Small"
        if self.words.right_to_left and not marked:
            run._element.get_or_add_rPr().append(OxmlElement("w:cs"))
        if name.rpartition(".")[2] not in TYPED:
            self.mark_language(run._element.get_or_add_rPr())
        self.mark(paragraph, marked=marked)
        if not self.second:
            alias = self.tooltips.get(tag) or self.words.ours.get(label) or self.official.get(label) or tag
            _control(run, tag, str(alias))

    def mark(self, paragraph: Paragraph, *, marked: bool) -> None:
        """In a paragraph from right to left, a left-to-right mark on either side of a value, outside of its control:
        numbers such as `+964 770` keep their order, and punctuation stays with the Latin text that it belongs to."""
        if self.words.right_to_left:
            self.turn(paragraph)
            if marked:
                paragraph.add_run("\u200e")

    def tag_row(self, table: Table, tag: str) -> None:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(tag)


def _annex_label(key: str, words: Labels) -> str:
    return str(words.ours["area"] if key == "area" else words.official[f"person_{key}"].rstrip(" :\u00a0"))


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


def _empty_document(language: str, second: Sequence[str]) -> WordDocument:
    document = Document()
    set_page(document, top_mm=38)
    set_styles(document, language)
    page = _Page(document, language)
    prevails = [line for one in (language, *second) if (line := labels(one).prevails)]
    organization = "{{ requesting_organization_name }}"
    drawn = add_head(page, page.words.ours["title"], "{{ reference }}", organization, prevails, code_png("dtmforms"))
    drawn.set("name", CODE_NAME)
    add_foot(page, "{{ status }}  ·  {{ terms }}")
    return document


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
