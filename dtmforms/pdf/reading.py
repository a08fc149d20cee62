"""A PDF file, or the data of its form (FDF), as plain values: bytes and a password in, no object of the library out.

Not done here: whether the file is a form of ours, what the texts mean, and whether a signature is valid.
"""

from __future__ import annotations

import html
import io
import logging
import re
from collections.abc import Callable
from typing import TypeAlias

import pypdf
from pypdf.generic import DictionaryObject, StreamObject

from dtmforms.errors import ReturnError
from dtmforms.pdf.acroform import FieldTree, box_of, items, plain, resolved
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.returned import Mark, PdfFields

__all__ = ["PdfFields", "read_fdf", "read_fields"]

# pypdf logs what it repairs, with pieces of the file; without a handler Python prints that to standard error.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_Annotation: TypeAlias = "tuple[str, int, DictionaryObject]"
"""Its subtype, its page counted from 1, and the annotation."""
_NO_MARKS = {"", "Widget", "Link", "Popup", "PrinterMark", "TrapNet", "Watermark", "Screen"}
"""Annotations that a program puts on a page, not a person (ISO 32000-2:2020 12.5.6, Table 171)."""
_TOUCHED = 0.2
"""The part of a box up to which it is only touched: a signature by hand reaches over its line."""
_LARGEST_OBJECT = 400_000
"""The widths of all letters of a font for the whole world take 300 kB."""
_LARGEST_DATA = 2_000_000
_NOTHING = bytes(1 << 16)
_XMP_KEYWORDS = re.compile(r"""<\w+:Keywords>([^<]*)<|\w+:Keywords=["']([^"']*)["']""")


def read_fields(data: bytes, password: str | None = None) -> PdfFields:
    """What stands in a PDF file; no texts where it has no fields. An empty user password needs none.

    Raises `ReturnError` of the kind `damaged`, `encrypted` or `too_large`."""
    if data.rfind(b"startxref") < data.rfind(b" obj"):
        # A file ends with the place of its cross-reference table (7.5.5). Where that of the last update is cut off,
        # the values before it could still be read, and would be old ones.
        raise ReturnError("damaged", reason="cut_off")
    if _holds_a_giant(data):
        raise ReturnError("too_large", reason="reader_answer_too_large")
    return _guarded(_opened_and_read, data, password)


def read_fdf(data: bytes) -> PdfFields:
    """What stands in a file of form data (12.7.8). Raises `ReturnError` of the kind `damaged` or `too_large`."""
    if len(data) > _LARGEST_DATA:
        raise ReturnError("too_large", reason="reader_answer_too_large")
    # Such a file has no cross-reference table; told that it is at the start, where it is not, pypdf looks for objects.
    return _guarded(_read_data, data + b"\nstartxref\n0\n%%EOF\n", None)


def _holds_a_giant(data: bytes) -> bool:
    """Whether an object is larger than any of a form, its stream left out: pypdf reads such letter by letter."""
    at = 0
    while (begins := data.find(b" obj", at)) >= 0:
        ends = data.find(b"endobj", begins, begins + _LARGEST_OBJECT)
        streams = data.find(b"stream", begins, begins + _LARGEST_OBJECT if ends < 0 else ends)
        if ends < 0 and streams < 0 and len(data) - begins > _LARGEST_OBJECT:
            return True
        at = max(begins + 1, streams if ends < 0 else ends)
    return False


def _guarded(reading: Callable[[bytes, str | None], PdfFields], data: bytes, password: str | None) -> PdfFields:
    try:
        return reading(data, password)
    except (ReturnError, MemoryError):
        raise
    except (pypdf.errors.DependencyError, NotImplementedError):
        raise ReturnError("encrypted", reason="encrypted_otherwise") from None
    except Exception:  # noqa: BLE001 - on broken files pypdf raises far more than its own errors
        raise ReturnError("damaged", reason="damaged") from None


def _without_padding(data: bytes) -> bytes:
    """A file without the nothing at its end that mail programs add, and that pypdf looks through slowly."""
    end = len(data)
    while end > len(_NOTHING) and data[end - len(_NOTHING) : end] == _NOTHING:
        end -= len(_NOTHING)
    return data[:end].rstrip(b"\0")


def _opened_and_read(data: bytes, password: str | None) -> PdfFields:
    reader = pypdf.PdfReader(io.BytesIO(_without_padding(data)))
    needed = reader.is_encrypted and not reader.decrypt("")
    # From PDF 2.0 on a password is UTF-8 (7.6.4.3.3), before it is in PDFDocEncoding (7.6.4.3.2).
    if needed and not (password and (reader.decrypt(password) or reader.decrypt(password.encode()))):
        raise ReturnError("encrypted", reason="password_wrong" if password else "password_needed")
    read = _read(reader, data)
    read.opened_with = password if needed else None
    return read


def _read(reader: pypdf.PdfReader, data: bytes) -> PdfFields:
    root = reader.root_object
    read = PdfFields(keywords=_keywords(reader), page_count=len(reader.pages), portfolio="/Collection" in root)
    if "/AcroForm" in root:
        read.contents = [b"" if (drawn := page.get_contents()) is None else drawn.get_data() for page in reader.pages]
    widgets, marks = _annotations(reader)
    tree = FieldTree(read, {id(widget): page for _, page, widget in widgets}, data)
    form = resolved(root.get("/AcroForm"))
    if isinstance(form, DictionaryObject):
        read.xfa = "/XFA" in form
        for field in map(resolved, items(form.get("/Fields"))):
            tree.collect(field)
    for _, _, widget in widgets:
        tree.collect_widget(widget)
    read.marks = [_mark(*mark, read) for mark in marks]
    if read.portfolio:
        read.attached = {name: file for name, files in reader.attachments.items() for file in files if _is_pdf(file)}
    return read


def _annotations(reader: pypdf.PdfReader) -> tuple[list[_Annotation], list[_Annotation]]:
    """The widgets on the pages, and what people put there. Some programs leave nulls in the list of a page."""
    found = [
        (plain(resolved(annotation.get("/Subtype"))), page, annotation)
        for page, dictionary in enumerate(reader.pages, start=1)
        for annotation in map(resolved, items(dictionary.get("/Annots")))
        if isinstance(annotation, DictionaryObject)
    ]
    widgets = [annotation for annotation in found if annotation[0] == "Widget"]
    return widgets, [annotation for annotation in found if annotation[0] not in _NO_MARKS]


def _read_data(data: bytes, _: str | None) -> PdfFields:
    read = PdfFields(data_only=True)
    tree = FieldTree(read, {}, data)
    form = resolved(resolved(pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"])["/FDF"])
    for field in map(resolved, items(form.get("/Fields"))):
        tree.collect(field)
    if plain(resolved(form.get("/Encoding"))) == "utf-8":
        read.unmarked.clear()  # such data say once, for all strings, what they are (Table 246)
    return read


def _keywords(reader: pypdf.PdfReader) -> tuple[str, ...]:
    """The keywords of the document information (14.3.3) and of the metadata stream (14.3.2), where there are any."""
    information = resolved(reader.trailer.get("/Info"))
    said = [plain(resolved(information.get("/Keywords")))] if isinstance(information, DictionaryObject) else []
    metadata = resolved(reader.root_object.get("/Metadata"))
    if isinstance(metadata, StreamObject):
        xmp = metadata.get_data().decode("utf-8", "replace")
        said += [html.unescape(found[1] or found[2]) for found in _XMP_KEYWORDS.finditer(xmp)]
    return tuple(dict.fromkeys(text for text in said if text))


def _mark(subtype: str, page: int, annotation: DictionaryObject, read: PdfFields) -> Mark:
    box = box_of(annotation)
    fields = [(name, place) for name, place in read.boxes.items() if read.pages[name] == page and name in read.texts]
    part, name = max(((_covered(box, place), name) for name, place in fields), default=(0.0, ""))
    return Mark(subtype, page, box, plain(resolved(annotation.get("/Contents"))), name if part > _TOUCHED else "")


def _covered(one: Box, other: Box) -> float:
    """The part of the smaller box that lies in the other one."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    smaller = min(one[2] * one[3], other[2] * other[3])
    return max(wide, 0) * max(high, 0) / smaller if smaller else 0.0


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]
