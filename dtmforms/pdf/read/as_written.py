"""Whether a file still is one that we wrote, but for a signature in its box: every object that can be reached from its
catalog, as qpdf reads it, and what its pages look like, as PDFium draws them.

What signs may write what signing takes, which is listed here; anything else makes it another file.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import islice
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from dtmforms.pdf.read.content_stream import unpacked
from dtmforms.pdf.read.pdfium_reader import PdfiumPages

_OF_PACKING = {"/Length", "/Filter", "/DecodeParms"}
_OF_BOX = {"/Type", "/V", "/AP", "/AS", "/F", "/M", "/MK", "/DA", "/DR", "/NM", "/Border", "/BS"}
"""What a signature, and whatever it shows within its box, adds to the box or changes of it (Tables 166 and 234)."""
_OF_FORM = {"/SigFlags", "/DR", "/DA"}
_OF_CATALOG = {"/Perms", "/DSS", "/Extensions", "/Version", "/Metadata"}
_BOUNDARIES = ("/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
_ATTACHED, _MOST_ATTACHED = 800_000, 40
_MOST_OBJECTS = 20_000

_Pair: TypeAlias = "tuple[Any, Any]"
_HOLDING: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Dictionary, lambda _: None),
    (Array, len),
    (Name, str),
    (String, str),
)
"""The kinds of objects of qpdf's own (7.3), each with its value, beside what it holds. A text may be written in several
encodings (7.9.2.2), and pyHanko writes it in its own."""


def attached(data: bytes, name: str) -> str | None:
    """The text of a file that is attached to a PDF file under a name; `None` where there is none, or it cannot be
    read as it is."""
    try:
        with _opened(data) as document:
            files = list(islice(document.Root.Names.EmbeddedFiles.Names, _MOST_ATTACHED))
            held = next(held for called, held in zip(files[::2], files[1::2], strict=True) if str(called) == name)
            return unpacked(held.EF.F, _ATTACHED).decode("utf-8", "surrogatepass")
    except Exception:  # noqa: BLE001 - whatever it stumbles over, there is nothing that can be read
        return None


def is_as_written(data: bytes, written: bytes, box: str) -> bool:
    """Whether a file is the one that we have `written`, but for a signature in the box of that name."""
    try:
        with _opened(data) as document, _opened(written) as ours:
            alike = not document.is_encrypted and _is_same(document, ours, box)
    except Exception:  # noqa: BLE001 - what qpdf cannot read as it is, we have not written
        return False
    if not alike:
        return False
    with PdfiumPages(data, None) as drawn:
        return drawn.are_drawn_as(written)


def _opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True)


def _is_same(document: pikepdf.Pdf, ours: pikepdf.Pdf, box: str) -> bool:
    """Both are gone through side by side, each pair of objects once."""
    pending: list[_Pair] = [(document.Root, ours.Root)]
    seen: set[tuple[tuple[int, int], tuple[int, int]]] = set()
    while pending:
        one, other = pending.pop()
        pair = (one.objgen, other.objgen) if _is_reference(one) and _is_reference(other) else None
        if pair in seen:
            continue
        if pair:
            seen.add(pair)
        if len(seen) > _MOST_OBJECTS or not _are_alike(one, other):
            return False
        below = _below(one, other, box)
        if below is None:
            return False
        pending += below
    return not document.get_warnings()


def _is_reference(value: Any) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _are_alike(one: Any, other: Any) -> bool:
    """Of one type, and, for what holds nothing else, of one value."""
    if isinstance(one, Stream) or isinstance(other, Stream):
        return isinstance(one, Stream) and isinstance(other, Stream) and unpacked(one) == unpacked(other)
    for kind, value in _HOLDING:
        if isinstance(one, kind) or isinstance(other, kind):
            return isinstance(one, kind) and isinstance(other, kind) and bool(value(one) == value(other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _below(one: Any, other: Any, box: str) -> list[_Pair] | None:
    """What two objects hold, in pairs; `None` where one holds what the other does not."""
    if isinstance(one, Array):
        return list(zip(one, other, strict=True))
    if isinstance(one, Dictionary | Stream):
        return _entries(one, other, _may_differ(one, other, box))
    return []


def _entries(one: Any, other: Any, aside: set[str]) -> list[_Pair] | None:
    keys = {*one.keys()} - aside
    return [(one[key], other[key]) for key in keys] if keys == {*other.keys()} - aside else None


def _may_differ(one: Any, other: Any, box: str) -> set[str]:
    """The entries that signing adds or changes."""
    if isinstance(one, Stream):
        return _OF_PACKING
    if other.get("/FT") == Name.Sig and str(other.get("/T", "")) == box:
        return _OF_BOX
    if "/Fields" in other:
        return _OF_FORM
    if other.get("/Type") == Name.Page:
        return _saying_nothing(one, other)
    return _OF_CATALOG if other.get("/Type") == Name.Catalog else set()


def _saying_nothing(page: Any, ours: Any) -> set[str]:
    """What programs write into a page that stands there anyway: that it is not turned, and not cut off (14.11.2)."""
    boxes = {key for key in _BOUNDARIES if key in page and list(page[key]) == list(ours.MediaBox)}
    return boxes | ({"/Rotate"} if page.get("/Rotate") == 0 else set())
