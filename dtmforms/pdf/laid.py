"""What is laid over the pages of a file: annotations that a viewer draws (ISO 32000-2:2020 12.5), fields among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Dictionary, Name, Stream

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.operators import SHOWING, pieces
from dtmforms.pdf.returned import COMMENTS
from dtmforms.pdf.streams import bytes_of

_HIDDEN = 1 << 1
"""Annotation flag, Table 167."""
_DRAWN_BY_APPEARANCE = (None, "/Link", "/Popup", "/PrinterMark", "/TrapNet", "/Watermark", "/Screen")
"""Annotations that are not seen without one, but for a border."""
_THICKEST_BORDER_PT = 2
_LARGEST_ICON_PT = 40
_DEEPEST = 4
_WRITING = SHOWING | {b"BI", b"sh"}


@dataclass(frozen=True, slots=True)
class Laid:
    """Something that is drawn over a page: a widget, by the full name of its field, or any other annotation, of which
    the name is empty. `comment` is whether it can only mark or speak of what is below."""

    page: int
    box: Box
    name: str = ""
    comment: bool = False


def is_drawn(annotation: Any) -> bool:
    """Whether a viewer draws something where an annotation stands."""
    if annotation.get("/F", 0) & _HIDDEN or "/Rect" not in annotation:
        return False
    kind = annotation.get("/Subtype")
    return "/AP" in annotation or kind not in _DRAWN_BY_APPEARANCE or _border_of(annotation) > _THICKEST_BORDER_PT


def is_comment(annotation: Any) -> bool:
    """Whether an annotation is a highlighter's mark, or the small picture of a note, in which nothing is written."""
    kind = str(annotation.get("/Subtype"))[1:]
    if kind not in COMMENTS:
        return False
    left, low, right, top = (float(edge) for edge in annotation.Rect)
    small = max(abs(right - left), abs(top - low)) <= _LARGEST_ICON_PT
    if kind in ("Text", "FileAttachment") and not small:
        return False
    return not any(_says_something(stream) for stream in _streams_of(annotation.get("/AP"), 0))


def _border_of(annotation: Any) -> float:
    """How thick the border of a link is (12.5.4)."""
    border, style = annotation.get("/Border"), annotation.get("/BS")
    widths = [border[2]] if border is not None and len(border) > 2 else []
    widths += [style.get("/W")] if isinstance(style, Dictionary) and "/W" in style else []
    return max(map(float, widths), default=1.0)


def _streams_of(part: Any, depth: int) -> Iterator[Any]:
    """The streams of an appearance (12.5.5), and those that they draw; `None` for what is too deep."""
    if depth > _DEEPEST:
        yield None
    elif isinstance(part, Stream):
        yield part
        resources = part.get("/Resources")
        yield from _streams_of(resources.get("/XObject") if isinstance(resources, Dictionary) else None, depth + 1)
    elif isinstance(part, Dictionary):
        for key in part.keys():  # noqa: SIM118 - a dictionary of this library is no mapping
            yield from _streams_of(part.get(key), depth + 1)


def _says_something(stream: Any) -> bool:
    """Whether letters or pictures are drawn."""
    if stream is None or stream.get("/Subtype") == Name.Image:
        return True
    return not _WRITING.isdisjoint(pieces(bytes_of(stream)))
