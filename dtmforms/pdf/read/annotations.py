"""Annotations that a viewer draws over the pages of a file, fields among them (ISO 32000-2:2020 12.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.content_stream import INLINE_IMAGE, SHOWING, UnreadableError, instructions, unpacked
from dtmforms.pdf.read.model import COMMENTS

_HIDDEN = 1 << 1
"""Annotation flag, Table 167."""
_DRAWN_BY_APPEARANCE = (None, "/Link", "/Popup", "/PrinterMark", "/TrapNet", "/Watermark", "/Screen")
"""Annotations that are not seen without one, but for a border."""
_THICKEST_BORDER_PT = 2
_LARGEST_ICON_PT = 40
_DEEPEST = 4
_MOST_AREAS = 40
"""More could be letters."""
_PLACED_BY = ("/QuadPoints", "/InkList", "/Vertices", "/L", "/CL")
"""Where viewers draw annotations without an appearance, whatever their rectangle (12.5.6)."""
_ICON_PT = 24.0
_WRITING = SHOWING | {INLINE_IMAGE, "sh"}


@dataclass(frozen=True, slots=True)
class OverlaidAnnotation:
    """What is drawn over a page: a widget, by the full name of its field, or any other annotation, of which the name is
    empty. `comment` is whether it can only mark or speak of what is below, `highlight` whether what is below can be
    read through it."""

    page: int
    box: Box
    name: str = ""
    comment: bool = False
    highlight: bool = False


def is_drawn(annotation: Any) -> bool:
    """Whether a viewer draws something where an annotation stands."""
    if annotation.get("/F", 0) & _HIDDEN or "/Rect" not in annotation:
        return False
    kind = annotation.get("/Subtype")
    return "/AP" in annotation or kind not in _DRAWN_BY_APPEARANCE or _border_pt(annotation) > _THICKEST_BORDER_PT


def is_comment(annotation: Any) -> bool:
    """Whether an annotation is a highlighter's mark, or the small picture of a note, in which nothing is written."""
    kind = str(annotation.get("/Subtype"))[1:]
    if kind not in COMMENTS:
        return False
    left, low, right, top = (float(edge) for edge in annotation.Rect)
    is_small = max(abs(right - left), abs(top - low)) <= _LARGEST_ICON_PT
    if kind in ("Text", "FileAttachment") and not is_small:
        return False
    return not any(_may_write(stream) for stream in _streams_of(annotation.get("/AP"), 0))


def box_of(annotation: Any) -> Box:
    """Where an annotation is drawn: its rectangle and, where it has no appearance that fits into that, what else says
    where it stands."""
    points = [float(edge) for edge in annotation.Rect]
    if "/AP" not in annotation:
        for key in _PLACED_BY:
            points += _numbers(annotation.get(key))
        if annotation.get("/Subtype") == "/Text":
            left, top = min(points[::2]), max(points[1::2])
            points += [left + _ICON_PT, top - _ICON_PT]
    x, y = points[::2], points[1::2]
    return (min(x), min(y), max(x) - min(x), max(y) - min(y))


def _numbers(value: Any) -> list[float]:
    """The numbers of an array, and of the arrays in it, by pairs."""
    if not isinstance(value, Array):
        return []
    lists = [list(one) for one in value if isinstance(one, Array)] or [list(value)]
    return [float(one) for held in lists for one in held[: len(held) // 2 * 2]]


def _border_pt(annotation: Any) -> float:
    """The width of a border (12.5.4)."""
    border, style = annotation.get("/Border"), annotation.get("/BS")
    widths = [border[2]] if border is not None and len(border) > 2 else []
    widths += [style.get("/W")] if isinstance(style, Dictionary) and "/W" in style else []
    return max(map(float, widths), default=1.0)


def _streams_of(appearance: Any, depth: int) -> Iterator[Any]:
    """The streams of an appearance (12.5.5), and those that they draw; `None` for what is too deep."""
    if depth > _DEEPEST:
        yield None
    elif isinstance(appearance, Stream):
        yield appearance
        resources = appearance.get("/Resources")
        yield from _streams_of(resources.get("/XObject") if isinstance(resources, Dictionary) else None, depth + 1)
    elif isinstance(appearance, Dictionary):
        for key in appearance.keys():  # noqa: SIM118 - a dictionary of this library is no mapping
            yield from _streams_of(appearance.get(key), depth + 1)


def _may_write(stream: Any) -> bool:
    """Whether letters or pictures are drawn, or it is not known what."""
    if stream is None or stream.get("/Subtype") == Name.Image:
        return True
    try:
        found = instructions(unpacked(stream))
        areas = sum(operator in ("re", "m") for operator, _ in found)
        return areas > _MOST_AREAS or any(operator in _WRITING for operator, _ in found)
    except UnreadableError:
        return True
