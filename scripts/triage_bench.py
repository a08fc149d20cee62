"""A thousand returns of a month, a tenth of them broken in ten ways, triaged into one workbook as a user does it.

Before any time is told, the workbook is read back: every broken return has to be named for what it is, and every value
has to stand in the row of the file that it was typed into.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environment
import portfolio

if TYPE_CHECKING:
    from dtmforms.agreement.model import Agreement

RETURNS, IN_TEN, JOBS = 1000, 10, 2
LIMIT_SECONDS = 20
WORKBOOK = "returns.xlsx"
PARTNER = "table_c_requesting_organization_primary"


def measure() -> None:
    import resource

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sent = dict(returned(place))
        program = [sys.executable, "-m", "dtmforms", *command(place)]
        began = time.perf_counter()
        done = subprocess.run(program, check=False, capture_output=True, text=True, cwd=environment.ROOT)
        seconds = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode not in (3, 4):
            sys.exit(f"The triage ended with {done.returncode}: {done.stderr[-500:]}")
        compared = check(place / WORKBOOK, sent)
    print(f"{RETURNS} returns, {RETURNS // IN_TEN} of them broken in ten ways, on {JOBS} processes:")
    spent = used.ru_utime + used.ru_stime
    print(f"  {seconds:5.1f} s (limit {LIMIT_SECONDS} s), {RETURNS / seconds:.0f} a second; {spent:.1f} s of CPU time")
    print(f"  every broken one is named; {compared} values stand in the row of their file, and none in another")


def command(place: Path) -> list[str]:
    """What a user writes to have all of them read."""
    options = ["--against", str(place / "missions"), "--xlsx", str(place / WORKBOOK), "--jobs", str(JOBS)]
    return ["ingest", str(place / "inbox"), *options]


def returned(place: Path, count: int = RETURNS) -> Iterator[tuple[str, tuple[str, Agreement]]]:
    """The inbox and the records that were sent; by the name of each file how it is broken, if it is, and its record."""
    from dtmforms.agreement.model import Agreement

    ways = list(BROKEN)
    (place / "inbox").mkdir()
    portfolio.write(place / "missions", count)
    for number, values in enumerate(portfolio.portfolio(count)):
        record = Agreement.model_validate(values)
        way = ways[number // IN_TEN % len(ways)] if number % IN_TEN == 0 else ""
        name = f"{number:04}.{'pdf' if number % 2 else 'docx'}"
        if way:
            broken, suffix, *_ = BROKEN[way]
            name, data = f"{number:04}.{suffix}", broken(record)
        else:
            data = form_of(record) if number % 2 else document_of(record)
        (place / "inbox" / name).write_bytes(data)
        if way == "of an agreement that nobody knows":
            (place / "missions" / record.country / f"{record.reference}.yaml").unlink()
        yield name, (way, record)


def check(workbook: Path, sent: dict[str, tuple[str, Agreement]]) -> int:
    """How many values were compared. Ends the program where one is in a wrong row, or a file is not named rightly."""
    import openpyxl

    from dtmforms.language.reports import read_as

    book = openpyxl.load_workbook(workbook, read_only=True)
    seen = set()
    for file, kind, reference, _, outcome, *_, found in book["Returns"].iter_rows(min_row=2, values_only=True):
        way, record = sent[str(file)]
        seen.add(file)
        _, _, expected, word, says = BROKEN[way] if way else (None, "", "valid", kind, "")
        piece = says(record) if callable(says) else says
        named = outcome == expected and kind == read_as(str(word)) and piece in str(found or "")
        if not named or (outcome == "valid" and reference != record.reference):
            sys.exit(f"{file}: {way or 'whole'}, and told as {outcome} ({kind}): {found}")
    if seen != set(sent):
        sys.exit(f"{len(seen)} rows for {len(sent)} files; nothing is told.")
    compared: Counter[str] = Counter()
    for file, reference, _, field, _, path, value, _ in book["Values"].iter_rows(min_row=2, values_only=True):
        way, record = sent[str(file)]
        wanted = at(record.values(), str(path or ""))
        if way or not isinstance(wanted, str) or re.search(r"destination|method", str(path)):
            continue
        compared[str(file)] += 1
        shown = re.sub(r".*\((\w{3})\)$", r"\1", str(value)) if field == "country" else value
        level = str(path).endswith(".level")  # a Word document shows it in the words of its language
        if reference != record.reference or (shown != wanted and not level):
            sys.exit(f"{file}: {field} has another value than was typed into it; nothing is told.")
    bare = [file for file, (way, _) in sent.items() if not way and compared[file] < 20]
    if bare:
        sys.exit(f"{bare[0]}: has only {compared[bare[0]]} values; nothing is told.")
    return sum(compared.values())


def at(values: Any, path: str) -> Any:
    """What stands at a path, written as findings write it, in a record's values."""
    for step in re.findall(r"\w+", path):
        try:
            values = values[int(step)] if isinstance(values, list) else values[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return values


def form_of(record: Agreement, **values: str) -> bytes:
    """The PDF form; with other values as somebody typed them."""
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.pdf.write import form as pdf_form

    form = pdf_form.draw(record, record.language, fingerprint(record))
    return changed(form, values=values) if values else form


def document_of(record: Agreement) -> bytes:
    from dtmforms.changes.fingerprint import fingerprint
    from dtmforms.word.write import filled_document

    return filled_document.draw(record, record.language, fingerprint(record))


def changed(
    form: bytes, values: dict[str, str] | None = None, names: dict[str, str] | None = None, **saving: Any
) -> bytes:
    """A form with other values, or other names of fields."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(form)) as file:
        for field in file.Root.AcroForm.Fields:
            name = str(field.T)
            if name in (values or {}):
                field.V = pikepdf.String((values or {})[name])
                if "/AP" in field:  # what was drawn for the text of before
                    del field.AP
            field.T = pikepdf.String((names or {}).get(name, name))
        file.save(out, **saving)
    return out.getvalue()


def encrypted(record: Agreement) -> bytes:
    import pikepdf

    return changed(form_of(record), encryption=pikepdf.Encryption(owner="owner", user="user"))


def another_form(record: Agreement) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 760, "Order")
    canvas.acroForm.textfield(name="supplier", value=f"Supplier of {record.reference}")
    canvas.save()
    return out.getvalue()


def minutes(record: Agreement) -> bytes:
    from docx import Document

    out = io.BytesIO()
    document = Document()
    document.add_paragraph(f"Minutes of a meeting about {record.reference}")
    document.save(out)
    return out.getvalue()


def edited(record: Agreement) -> bytes:
    """The Word document with a word put into its fixed text, where people do so."""
    from docx import Document

    document = Document(io.BytesIO(document_of(record)))
    longest = max(document.paragraphs, key=lambda paragraph: len(paragraph.text))
    longest.runs[0].text += " perhaps "
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def other_edition(_: Agreement) -> str:
    from dtmforms.findings import Finding
    from dtmforms.form.fields import EDITION

    return Finding("other_edition", values={"returned": "0", "sent": EDITION}).says("en")


Broken = tuple[Callable[["Agreement"], bytes], str, str, str, "str | Callable[[Agreement], str]"]
BROKEN: dict[str, Broken] = {
    "cut off": (lambda r: form_of(r)[: len(form_of(r)) // 2], "pdf", "cannot be read", "damaged", ""),
    "encrypted": (encrypted, "pdf", "cannot be read", "encrypted", ""),
    "no form": (minutes, "docx", "cannot be read", "not_our_form", "Tables B and C"),
    "another organization's form": (another_form, "pdf", "cannot be read", "not_our_form", "another organization"),
    "empty": (lambda _: b"", "pdf", "cannot be read", "not_our_form", "empty"),
    "of another edition": (lambda r: form_of(r, form_edition="0"), "pdf", "invalid", "filled", other_edition),
    "with a field twice": (
        lambda r: changed(form_of(r), names={f"{PARTNER}_title": f"{PARTNER}_mobile+1"}),
        "pdf",
        "invalid",
        "filled",
        f"[{PARTNER}_mobile]",
    ),
    "edited in Word": (edited, "docx", "invalid", "word", "(rule E1)"),
    "no PDF": (
        lambda r: f"Dear all, the form of {r.reference} follows.\n".encode(),
        "pdf",
        "cannot be read",
        "not_our_form",
        "plain text",
    ),
    "of an agreement that nobody knows": (form_of, "pdf", "invalid", "filled", "there is no record of the agreement"),
}
"""How a return is broken: what makes it so, the end of its name, and what the workbook has to say of it: outcome, kind,
and a piece of what was found."""
