"""Why docxtpl, reportlab, python-docx and openpyxl are used for as little as they are, measured:
`python scripts/libraries.py`

What it prints stands in `docs/architecture.md`, under "Libraries".
"""

from __future__ import annotations

import io
import resource
import sys
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import environment

if __name__ == "__main__" and not environment.inside():
    sys.exit(environment.run_inside(__file__))

import docx
import jinja2
import openpyxl
from bench import demo, seconds_each
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from reportlab.pdfgen.canvas import Canvas

from dtmforms import opc
from dtmforms.agreement.model import Agreement
from dtmforms.form.texts import texts_of
from dtmforms.pdf.write import form, form_pages
from dtmforms.templates import template_path
from dtmforms.word.write import context, filled_document
from dtmforms.workbook.from_records import workbook_of
from dtmforms.workbook.xlsx_reader import read_cells
from dtmforms.workbook.xlsx_writer import MOST_ROWS

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006": "http://purl.oclc.org/ooxml/officeDocument",
}
"""The namespaces of a workbook, and those that Excel writes for "Strict Open XML Spreadsheet" (ECMA-376-1)."""
WORDS = ("Kiev", "Київ", "عربي", "€", "’")


def main() -> int:
    record = demo()
    for line in (*of_docxtpl(record), *of_reportlab(record), *of_python_docx(record), *of_openpyxl(record)):
        print(line)
    return 0


def of_docxtpl(record: Agreement) -> list[str]:
    template = template_path("agreement.en.docx").read_bytes()
    texts = context.of_record(record, ("en",), "TERMS")
    opened = DocxTemplate(io.BytesIO(template))
    opened.init_docx()
    xml = opened.get_xml()
    joined = opened.patch_xml(xml)
    jinja = jinja2.Environment(autoescape=True, cache_size=0)
    compiled = jinja.from_string(joined)

    def render() -> None:
        again = DocxTemplate(io.BytesIO(template))
        again.render(texts, autoescape=True)
        again.save(io.BytesIO())

    return [
        f"docxtpl, a document                    {ms(render, 3)}",
        f"  of it, tags joined anew              {ms(lambda: opened.patch_xml(xml), 3)}",
        f"  of it, compiled anew                 {ms(lambda: jinja.from_string(joined), 3)}",
        f"  of it, rendered                      {ms(lambda: compiled.render(texts), 20)}",
        f"dtmforms, a document                   {ms(lambda: filled_document.draw(record, 'en', 'TERMS'), 50)}",
    ]


def of_reportlab(record: Agreement) -> list[str]:
    layout = form.layout_of(record, record.language)
    texts, places = texts_of(record, layout.rows, "en"), form.geometry("en", layout).fields

    def fields() -> None:
        canvas = Canvas(io.BytesIO(), invariant=1)
        for place in places:
            x, y, width, height = map(round, place.box)
            if place.kind == "tick":
                canvas.acroForm.checkbox(name=place.name, x=x, y=y, size=width)
            else:
                text = texts[place.name].encode("ascii", "replace").decode()
                canvas.acroForm.textfield(name=place.name, value=text, x=x, y=y, width=width, height=height)
        canvas.showPage()
        canvas.save()

    def pages() -> None:
        form_pages.content.cache_clear()
        form_pages.content("en", layout)

    return [
        f"reportlab, {len(places)} fields in Latin letters   {ms(fields, 3)}",
        f"  values that it takes                  {', '.join(filter(is_taken, WORDS))}, of {', '.join(WORDS)}",
        f"dtmforms, the whole form               {ms(lambda: form.draw(record, 'en', 'TERMS'), 20)}",
        f"  its pages, once for each layout      {ms(pages, 5)}",
    ]


def is_taken(text: str) -> bool:
    canvas = Canvas(io.BytesIO())
    try:
        canvas.acroForm.textfield(name="name", value=text)
    except KeyError:
        return False
    return True


def of_python_docx(record: Agreement) -> list[str]:
    data = filled_document.draw(record, "en", "TERMS")
    document = docx.Document(io.BytesIO(data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    seen = [run for place in (document, *cells) for paragraph in place.paragraphs for run in paragraph.runs]
    inside = [
        run for run in document.element.body.iter(qn("w:r")) if next(run.iterancestors(qn("w:sdt")), None) is not None
    ]
    known = {run._element for run in seen}
    return [
        f"python-docx, of {len(inside)} runs in content controls it sees {sum(run in known for run in inside)}",
        f"  a document opened and saved          {ms(lambda: docx.Document(io.BytesIO(data)).save(io.BytesIO()), 5)}",
    ]


def of_openpyxl(record: Agreement) -> list[str]:
    sound = workbook_of([record], "en")
    formatted = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % row for row in range(6, MOST_ROWS + 1))
    to_the_end = rewritten(sound, {b"</sheetData>": formatted + b"</sheetData>"}, "xl/worksheets/sheet5.xml")
    strict = rewritten(sound, {transitional.encode(): other.encode() for transitional, other in STRICT.items()})
    coded = workbook_of([record.model_copy(update={"operation": "x005F_"})], "en")
    return [
        f"openpyxl, a sheet formatted to its last row   {peak(by_openpyxl, to_the_end)}",
        f"  sheets of a strict workbook                 {len(by_openpyxl(strict).sheetnames)} of 9",
        f"  the text x005F_ is                          {by_openpyxl(coded)['Agreements']['D2'].value!r}",
        f"dtmforms, a sheet formatted to its last row   {peak(by_ours, to_the_end)}",
    ]


def rewritten(data: bytes, changes: Mapping[bytes, bytes], only: str = "") -> bytes:
    """A package with some text of its parts, or of one of them, replaced."""
    with opc.opened(data) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in [only] if only else parts:
        for old, new in changes.items():
            parts[name] = parts[name].replace(old, new)
    return opc.packed(parts.items())


def by_openpyxl(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))


def by_ours(data: bytes) -> object:
    return read_cells(data, "workbook.xlsx", most_rows=200_000, most_columns=500)


def peak(read: Callable[[bytes], object], data: bytes) -> str:
    """CPU time and memory of one call, in a process of its own."""
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        seconds, megabytes = pool.submit(usage, read, data).result()
    return f"{seconds:5.1f} s CPU, {megabytes:4.0f} MB"


def usage(read: Callable[[bytes], object], data: bytes) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_SELF)
    read(data)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, (after.ru_maxrss - before.ru_maxrss) / 1024


def ms(make: Callable[[], object], count: int) -> str:
    return f"{1000 * seconds_each(make, count):6.2f} ms CPU"


if __name__ == "__main__":
    sys.exit(main())
