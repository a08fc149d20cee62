"""Look for bytes that our reading code ends at in another way than by its own errors, led by what code they reach.

pip install -e ".[fuzz]"
python scripts/fuzz.py TARGET --minutes 30 --corpus FOLDER

What is found is written into FOLDER/found, named by the error and the line that raised it, and the search goes on. Keep
it as a named test. Only where atheris has a wheel; not part of the gate.
"""

from __future__ import annotations

import argparse
import io
import sys
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "scripts" / "demo_agreement.yaml"
INSTRUMENTED = ["dtmforms", "pypdf"]
SECONDS_FOR_ONE, MEGABYTES = 10, 2048
LONGEST = {"pdf": 200_000, "field": 4_000, "word": 150_000, "workbook": 20_000, "yaml": 20_000, "xfdf": 20_000}
"""The bytes of an input, for each target."""


@dataclass(frozen=True)
class Target:
    """`read` gets the input; `allowed` are the errors that it may end with; `seeds` is what the search begins with."""

    read: Callable[[bytes], object]
    allowed: tuple[type[Exception], ...]
    seeds: list[bytes]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--corpus", type=Path, required=True)
    asked = parser.parse_args()
    try:
        import atheris
    except ImportError:
        sys.exit('atheris is missing; install it with: pip install -e ".[fuzz]"')
    with atheris.instrument_imports(include=INSTRUMENTED):
        target = TARGETS[asked.target](_sent())
    corpus, found = asked.corpus / asked.target, asked.corpus / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = [
        f"-max_total_time={round(asked.minutes * 60)}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
    ]
    told = [f"-max_len={LONGEST[asked.target]}", f"-artifact_prefix={found}/{asked.target}-", "-verbosity=1"]
    atheris.Setup([sys.argv[0], str(corpus), *limits, *told], lambda data: _try(asked.target, target, data, found))
    atheris.Fuzz()
    return 0


def _try(name: str, target: Target, data: bytes, found: Path) -> None:
    try:
        target.read(data)
    except target.allowed:
        return
    except Exception as error:  # noqa: BLE001 - whatever is not allowed is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = found / f"{name}-{type(error).__name__}-{Path(frame.filename).stem}-{frame.lineno}"
        if not place.exists():
            place.write_bytes(data)
            print(f"found: {place}", flush=True)


def _sent() -> Agreement:
    from dtmforms.agreement.check import check

    checked = check(RECORD.read_bytes(), name=RECORD.name)
    assert checked.record, checked.findings  # noqa: S101 - the sample is ours
    return checked.record


def _form(sent: Agreement) -> bytes:
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.pdf.write.form import draw

    return draw(sent, sent.language, fingerprint(sent))


def _returned(sent: Agreement) -> Callable[[bytes], object]:
    """The reading as it is done in a process apart, here in this one, whose coverage is seen."""
    from dtmforms.returns.answer import Basis
    from dtmforms.returns.ingest import judged
    from dtmforms.returns.read import read_file

    return lambda data: judged(read_file(data, None), "return", Basis(sent))


def pdf(sent: Agreement) -> Target:
    """A whole file."""
    from dtmforms.errors import ReturnError
    from dtmforms.pdf.write.form import draw_blank

    small = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>\nendobj\n2 0 obj\n<</Type/Pages"
    )
    small += b"/Count 0/Kids[]>>\nendobj\n3 0 obj\n<</FT/Tx/T(reference)/V(x)/Subtype/Widget/Rect[0 0 9 9]>>\nendobj\n"
    small += b"trailer\n<</Root 1 0 R/Size 4>>\nstartxref\n0\n%%EOF\n"
    return Target(_returned(sent), (ReturnError,), [small, draw_blank("en"), _form(sent)])


def field(_: Agreement) -> Target:
    """The object of a field, alone in a file of one page."""
    from dtmforms.errors import ReturnError
    from dtmforms.pdf.read.pypdf_reader import read_by_pypdf
    from dtmforms.pdf.write.syntax import PdfFile

    def read_in_file(data: bytes) -> object:
        file = PdfFile()
        root, pages, page, number = (file.reserve() for _ in range(4))
        file.put(root, b"<</Type/Catalog/Pages %d 0 R/AcroForm<</Fields[%d 0 R]>>>>" % (pages, number))
        file.put(pages, b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % page)
        file.put(page, b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]/Annots[%d 0 R]>>" % (pages, number))
        file.put(number, data)
        return read_by_pypdf(file.finished({"Root": root}, b""))

    text = b"<</Subtype/Widget/F 4/Rect[1 1 8 8]/T(a)/TU(b)/Ff 0/DA(/Helv 9 Tf 0 g)/FT/Tx/V<FEFF0041>>>"
    tick = b"<</Subtype/Widget/Rect[1 1 8 8]/T(a)/FT/Btn/V/Yes/AS/Off/AP<</N<</Yes 1 0 R>>>>>>"
    choice = (
        b"<</Subtype/Widget/Rect[1 1 8 8]/T(a)/Ff 131072/FT/Ch/Opt[[(x)(y)][(-)(z)]]/V(y)/Kids[4 0 R]/Parent 4 0 R>>"
    )
    return Target(read_in_file, (ReturnError,), [text, tick, choice])


def word(sent: Agreement) -> Target:
    """The text of a Word document, in the package that it was sent in."""
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.errors import ReturnError
    from dtmforms.word.write.filled_document import draw

    return _in_package(draw(sent, "en", fingerprint(sent)), "word/document.xml", _returned(sent), (ReturnError,))


def workbook(sent: Agreement) -> Target:
    """A sheet of a workbook, in the package that it stands in."""
    from dtmforms.errors import FileError
    from dtmforms.workbook.from_records import workbook_of
    from dtmforms.workbook.to_records import records_of

    def read(data: bytes) -> object:
        return records_of(data, "agreements.xlsx")

    return _in_package(workbook_of([sent], "en"), "xl/worksheets/sheet2.xml", read, (FileError,))


def _in_package(
    data: bytes, name: str, read: Callable[[bytes], object], allowed: tuple[type[Exception], ...]
) -> Target:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {part: package.read(part) for part in package.namelist()}

    def read_in_package(part: bytes) -> object:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for known, content in (parts | {name: part}).items():
                package.writestr(known, content)
        return read(out.getvalue())

    return Target(read_in_package, allowed, [parts[name]])


def yaml(sent: Agreement) -> Target:
    """A record's file, YAML or JSON."""
    from dtmforms.agreement.check import check
    from dtmforms.agreement.record_file import dump_json

    return Target(check, (), [RECORD.read_bytes(), dump_json(sent.values())])


def xfdf(sent: Agreement) -> Target:
    """The data of a form."""
    from dtmforms.errors import ReturnError

    fields = (
        b'<field name="form_reference"><value>MOZ-CD-HCT-CP</value></field><field name="a"><field name="b"/></field>'
    )
    root = b'<?xml version="1.0"?><xfdf xmlns="http://ns.adobe.com/xfdf/"><fields>%b</fields></xfdf>' % fields
    return Target(_returned(sent), (ReturnError,), [root])


TARGETS = {function.__name__: function for function in (pdf, field, word, workbook, yaml, xfdf)}


if __name__ == "__main__":
    sys.exit(main())
