"""Which text a file is a copy of: what its codes and properties say, and nothing of its values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from dtmforms.errors import ReturnError
from dtmforms.form.identity import WORD, Identity, identity_of_code
from dtmforms.pdf.codes import codes_on
from dtmforms.pdf.pages import sheets_of
from dtmforms.returns.contents import contents_of
from dtmforms.word.reading import read_texts

_MOST_SHEETS = 20


def copied(data: bytes) -> list[Identity]:
    """What a document, a form, a scan or a photo says that it is, once for each page that says so; empty where it says
    nothing that can be read."""
    try:
        contents = contents_of(data)
        return list(_of_word(data) if contents == "word" else _of_pages(data))
    except ReturnError:
        return []


def _of_word(data: bytes) -> Iterator[Identity]:
    said = read_texts(data).identity
    if said.get("form_terms"):
        yield Identity(said.get("form_reference", ""), said.get("form_language", ""), said["form_terms"], WORD)


def _of_pages(data: bytes) -> Iterator[Identity]:
    for sheet in islice(sheets_of(data), _MOST_SHEETS):
        for code in codes_on(sheet.picture):
            identity = identity_of_code(code.text)
            if identity:
                yield identity
