"""All inputs that are hostile or broken, by name, and what to hold them against."""

from __future__ import annotations

from collections.abc import Callable

from drafts import form
from hostile_containers import CONTAINERS
from hostile_packages import WORD, WORKBOOKS, book
from hostile_pdf_files import PDF_FILES
from hostile_pdf_forms import PDF_FORMS
from hostile_places import PLACES
from hostile_texts import TEXTS, record
from manifest import BATCH, BATCH_FOLDER, CHECK, COMPARE, INGEST, READ, TO_RECORDS, TRIAGE, Hostile, of_bytes

INPUTS: dict[str, Hostile] = PDF_FILES | PDF_FORMS | WORD | WORKBOOKS | CONTAINERS | TEXTS | PLACES

_WITHOUT_FAULT: dict[str, tuple[Callable[[], bytes], str]] = {
    INGEST: (form, "return.pdf"),
    TRIAGE: (form, "return.pdf"),
    CHECK: (record, "agreement.yaml"),
    COMPARE: (record, "agreement.yaml"),
    TO_RECORDS: (book, "agreements.xlsx"),
    BATCH: (book, "agreements.xlsx"),
    BATCH_FOLDER: (record, "agreement.yaml"),
}


def without_fault(command: str) -> Hostile:
    """A file of the kind that a command reads, as it should be."""
    build, name = _WITHOUT_FAULT[command]
    return of_bytes(build, name, READ, command)
