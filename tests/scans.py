"""Scans as they are once they were read, without reading any: the cells of a form, with drafts right or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pypdfium2

from dtmforms.agreement.model import Agreement
from dtmforms.changes.fingerprint import fingerprint
from dtmforms.form.fields import fields
from dtmforms.form.identity import Identity
from dtmforms.form.texts import texts_of
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import FormLayout
from dtmforms.pdf.write.form import blank_form, geometry, layout_of
from dtmforms.returns.printed.registration import FormPage
from dtmforms.returns.printed.scan import picture_of
from dtmforms.returns.returned_file import DRAFT, PrintedCell, PrintedPages, ReturnedFile
from dtmforms.returns.together import NamedFile

SHA256 = "ab" * 32
_DPI = 300


def scan_of(sent: Agreement, written: dict[str, str], drafts: dict[str, str] | None = None) -> ReturnedFile:
    """The scan of the form of a record, into which this was written, as Tesseract reads it: rightly, or as `drafts`
    has it."""
    layout = layout_of(sent, sent.language)
    places = {place.name: place.page for place in geometry(sent.language, layout).fields}
    texts = texts_of(sent, layout.rows, sent.language) | written
    identity = Identity(sent.reference, sent.language, fingerprint(sent), str(layout))
    pictures = _pictures(identity, (*texts.items(),))
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
                picture=pictures[entry.name],
                written=not is_tick and texts[entry.name] != "",
            )
        )
    pages = PrintedPages(
        identity,
        cells,
        {page: [page] for page in set(places.values())},
        page_count=max(places.values()),
        places=places,
        scanned=True,
        recognised=True,
    )
    return ReturnedFile(pages=pages, sha256=SHA256)


@lru_cache
def _pictures(identity: Identity, texts: tuple[tuple[str, str], ...]) -> dict[str, bytes]:
    """The boxes of a form in which this stands, as they are cut out of a scan without a flaw."""
    layout = FormLayout.parse(identity.rows)
    assert layout
    language = identity.language
    data = blank_form(language, layout).filled(identity, dict(texts), {}, labels(language).ours["draft"])
    places = geometry(language, layout)
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        drawn = [page.render(scale=_DPI / 72, grayscale=True).to_pil() for page in document]
    pages = [FormPage(n, n, one, _DPI, places.height_pt, scanned=True) for n, one in enumerate(drawn, start=1)]
    return {place.name: picture_of(place, pages[place.page - 1]) for place in places.fields}


def as_read(files: Sequence[tuple[str, bytes]], *read: ReturnedFile) -> list[NamedFile]:
    """What reading files would give, without reading them."""
    return [NamedFile(name, one) for (name, _), one in zip(files, read, strict=True)]
