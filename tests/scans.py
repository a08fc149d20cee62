"""Scans as they are once they were read, without reading any: the cells of a form, with drafts right or wrong."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import fields
from dtmforms.form.identity import Identity
from dtmforms.form.texts import texts_of
from dtmforms.pdf.write.form import geometry, layout_of
from dtmforms.returns.returned_file import DRAFT, PrintedCell, PrintedPages, ReturnedFile
from dtmforms.returns.together import NamedFile

SHA256 = "ab" * 32


def scan_of(sent: Agreement, written: dict[str, str], drafts: dict[str, str] | None = None) -> ReturnedFile:
    """The scan of the form of a record, into which this was written, as Tesseract reads it: rightly, or as `drafts`
    has it."""
    layout = layout_of(sent, sent.language)
    places = {place.name: place.page for place in geometry(sent.language, layout).fields}
    texts = texts_of(sent, layout.rows, sent.language) | written
    cells = []
    for entry in fields(layout.rows):
        if entry.ours or entry.name not in places:
            continue
        text = (drafts or {}).get(entry.name, texts[entry.name])
        is_tick = entry.kind == "tick"
        cells.append(
            PrintedCell(
                entry.name,
                places[entry.name],
                "ink" if is_tick else "ocr",
                text,
                "" if is_tick else text,
                DRAFT,
                picture=_picture(),
                written=not is_tick and texts[entry.name] != "",
            )
        )
    pages = PrintedPages(
        Identity(sent.reference, sent.language, fingerprint(sent), str(layout)),
        cells,
        {page: [page] for page in set(places.values())},
        page_count=max(places.values()),
        places=places,
        scanned=True,
        recognised=True,
    )
    return ReturnedFile(pages=pages, sha256=SHA256)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("L", (300, 40), 255).save(out, "PNG")
    return out.getvalue()


def as_read(files: Sequence[tuple[str, bytes]], *read: ReturnedFile) -> list[NamedFile]:
    """What reading files would give, without reading them."""
    return [NamedFile(name, one) for (name, _), one in zip(files, read, strict=True)]
