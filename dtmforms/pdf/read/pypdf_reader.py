"""A PDF file, or the data of its form (FDF), as pypdf reads it: bytes and a password in, plain values out.

Not done here: whether the file is a form of ours, what the texts mean, and whether a signature is valid.
"""

from __future__ import annotations

import html
import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias, TypeVar

import pypdf
from pypdf.generic import DictionaryObject, StreamObject

from dtmforms.errors import ReturnError
from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.model import Mark, PdfFields
from dtmforms.pdf.read.pypdf_fields import FieldTree, box_of, items, plain, resolved

# pypdf logs what it repairs, with pieces of the file; Python would print that to standard error, and a file with ten
# thousand faults would cost a record for each.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)

_Annotation: TypeAlias = "tuple[str, int, DictionaryObject]"
"""Its subtype, its page counted from 1, and the annotation."""
_Read = TypeVar("_Read")
_NO_MARKS = {"", "Widget", "Link", "Popup", "PrinterMark", "TrapNet", "Watermark", "Screen"}
"""Annotations that a program puts on a page, not a person (ISO 32000-2:2020 12.5.6, Table 171)."""
_TOUCHED = 0.2
"""The part of a box up to which it is only touched: a signature by hand reaches over its line."""
_LARGEST_OBJECT = 400_000
"""The widths of all letters of a font for the whole world take 300 kB."""
_LARGEST_DATA = 2_000_000
_MOST_FIELDS = 10_000
_NOTHING = bytes(1 << 16)
_LARGEST_STREAM = 40_000_000
"""Unpacked: a whole system font has 17 million bytes, a page scanned at 300 dpi 26 million."""
_LIMITS: dict[str, Any] = {
    "array_maximum_element_count": 20_000,
    "dictionary_maximum_element_count": 20_000,
    "form_fields_maximum_entries": _MOST_FIELDS,
    "form_fields_maximum_depth": 32,
    "page_tree_maximum_entries": 2_000,
    "page_tree_maximum_depth": 32,
    "page_tree_maximum_page_entries": 20_000,
    "outline_maximum_entries": 1_000,
    "named_destinations_maximum_entries": 1_000,
    "stream_filters_maximum_length": 4,
    "stream_decoding_work_maximum_length": 2 * _LARGEST_STREAM,
    "array_based_stream_maximum_output_length": _LARGEST_STREAM,
    "image_maximum_buffer_size": _LARGEST_STREAM,
    "jbig2_maximum_output_length": _LARGEST_STREAM,
    "lzw_maximum_output_length": _LARGEST_STREAM,
    "run_length_maximum_output_length": _LARGEST_STREAM,
    "zlib_maximum_output_length": _LARGEST_STREAM,
    "brotli_maximum_output_length": _LARGEST_STREAM,
    "xfa_decoding_work_maximum_length": _LARGEST_STREAM,
}
"""pypdf's own limits, as tight as forms and scans of them leave room for."""
_XMP_KEYWORDS = re.compile(r""":Keywords(?:>([^<]{1,2000})<|=["']([^"']{1,2000})["'])""")
_MOST_KEYWORDS = 8
_LONGEST_KEYWORDS, _LARGEST_XMP = 2_000, 4_000_000
"""Ours have 300 letters; what is larger is not looked into."""


@dataclass(slots=True)
class PypdfFile:
    """A PDF file as pypdf reads it: its fields, what its pages draw themselves (as their content streams say it,
    without fields and annotations; only where there is a form), the PDF files within a portfolio by name, and the
    password that it needed, `None` where it needed none."""

    fields: PdfFields
    contents: list[bytes] = field(default_factory=list, repr=False)
    attached: dict[str, bytes] = field(default_factory=dict, repr=False)
    password: str | None = field(default=None, repr=False)


def set_limits() -> None:
    """Hold pypdf to the limits of a form, for the rest of this process. It runs no program for a picture either."""
    pypdf.overwrite_configuration(**_LIMITS, jbig2dec_binary=None)


def read_by_pypdf(data: bytes, password: str | None = None) -> PypdfFile:
    """What stands in a PDF file; no texts where it has no fields. An empty user password needs none.

    Raises `ReturnError` of the kind `damaged`, `encrypted` or `too_large`."""
    if data.rfind(b"startxref") < data.rfind(b" obj"):
        # A file ends with the place of its cross-reference table (7.5.5). Where that of the last update is cut off,
        # the values before it could still be read, and would be old ones.
        raise ReturnError("damaged", reason="cut_off")
    if _holds_a_giant(data):
        raise ReturnError("too_large", reason="reader_answer_too_large")
    return _guarded(lambda: _opened_and_read(data, password))


def read_fdf(data: bytes) -> PdfFields:
    """What stands in a file of form data (12.7.8). Raises `ReturnError` of the kind `damaged` or `too_large`."""
    if len(data) > _LARGEST_DATA or data.count(b"<<") > _MOST_FIELDS:
        raise ReturnError("too_large", reason="reader_answer_too_large")
    # Such a file has no cross-reference table; told that it is at the start, where it is not, pypdf looks for objects.
    return _guarded(lambda: _read_data(data + b"\nstartxref\n0\n%%EOF\n"))


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


def _guarded(reading: Callable[[], _Read]) -> _Read:
    try:
        return reading()
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


def _opened_and_read(data: bytes, password: str | None) -> PypdfFile:
    reader = pypdf.PdfReader(io.BytesIO(_without_padding(data)))
    needed = reader.is_encrypted and not reader.decrypt("")
    # From PDF 2.0 on a password is UTF-8 (7.6.4.3.3), before it is in PDFDocEncoding (7.6.4.3.2).
    if needed and not (password and (reader.decrypt(password) or reader.decrypt(password.encode()))):
        raise ReturnError("encrypted", reason="password_wrong" if password else "password_needed")
    file = PypdfFile(_fields(reader, data), password=password if needed else None)
    if "/AcroForm" in reader.root_object:
        file.contents = [b"" if (drawn := page.get_contents()) is None else drawn.get_data() for page in reader.pages]
    if file.fields.portfolio:
        file.attached = {name: held for name, files in reader.attachments.items() for held in files if _is_pdf(held)}
    return file


def _fields(reader: pypdf.PdfReader, data: bytes) -> PdfFields:
    root = reader.root_object
    read = PdfFields(keywords=_keywords(reader), page_count=_page_count(reader), portfolio="/Collection" in root)
    widgets, marks = _annotations(reader)
    tree = FieldTree(read, {id(widget): page for _, page, widget in widgets}, data)
    form = resolved(root.get("/AcroForm"))
    if isinstance(form, DictionaryObject):
        read.xfa = "/XFA" in form
        for node in map(resolved, items(form.get("/Fields"))):
            tree.collect(node)
    for _, _, widget in widgets:
        tree.collect_widget(widget)
    read.marks = [_mark(*mark, read) for mark in marks]
    return read


def _page_count(reader: pypdf.PdfReader) -> int:
    """Raises `ReturnError` where there are more than anybody reads."""
    try:
        return len(reader.pages)
    except pypdf.errors.LimitReachedError:
        from dtmforms.pdf.read.raster import MOST_SHEETS

        told = resolved(resolved(reader.root_object["/Pages"]).get("/Count"))
        if isinstance(told, int) and told > MOST_SHEETS:
            raise ReturnError("too_large", reason="too_many_pages") from None
        raise


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


def _read_data(data: bytes) -> PdfFields:
    read = PdfFields(data_only=True)
    tree = FieldTree(read, {}, data)
    form = resolved(resolved(pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"])["/FDF"])
    for node in map(resolved, items(form.get("/Fields"))):
        tree.collect(node)
    if plain(resolved(form.get("/Encoding"))) == "utf-8":
        read.unmarked.clear()  # such data say once, for all strings, what they are (Table 246)
    return read


def _keywords(reader: pypdf.PdfReader) -> tuple[str, ...]:
    """The keywords of the document information (14.3.3) and of the metadata stream (14.3.2), where there are any. They
    say what a file may be that has no fields left; a file whose metadata are broken is sound without them."""
    said: list[str] = []
    for place in (_information, _metadata):
        try:
            said += islice(place(reader), _MOST_KEYWORDS)
        except ReturnError:
            raise
        except Exception:  # noqa: BLE001, S112 - broken metadata may raise anything
            continue
    return tuple(dict.fromkeys(text for text in said if text.strip() and len(text) <= _LONGEST_KEYWORDS))


def _information(reader: pypdf.PdfReader) -> Iterator[str]:
    information = resolved(reader.trailer.get("/Info"))
    if isinstance(information, DictionaryObject):
        yield plain(resolved(information.get("/Keywords")))


def _metadata(reader: pypdf.PdfReader) -> Iterator[str]:
    metadata = resolved(reader.root_object.get("/Metadata"))
    if isinstance(metadata, StreamObject):
        for found in _XMP_KEYWORDS.finditer(_unpacked(metadata).decode("utf-8", "replace")):
            yield html.unescape(found[1] or found[2])


def _unpacked(metadata: StreamObject) -> bytes:
    """Raises `ReturnError` where they are larger than any, before they are unpacked whole: PDFium unpacks them too."""
    pypdf.overwrite_configuration(**_with_limit(_LARGEST_XMP))
    try:
        return metadata.get_data()
    except pypdf.errors.LimitReachedError:
        raise ReturnError("too_large", reason="reader_answer_too_large") from None
    finally:
        pypdf.overwrite_configuration(**_with_limit(_LARGEST_STREAM))


def _with_limit(unpacked_bytes: int) -> dict[str, Any]:
    return {name: unpacked_bytes for name in _LIMITS if name.endswith("_maximum_output_length")}


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
