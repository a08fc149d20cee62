"""What IOM printed on a form, held against its scan: words and cells that are struck out, painted over or written over.

Nothing is taken from there, but whoever reads the paper believes it. What the partner writes in the own boxes, and
around them, `as_drawn` sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from PIL import Image, ImageDraw

from dtmforms.pdf.geometry import Box, FormLayout, Geometry
from dtmforms.pdf.write.form import geometry
from dtmforms.returns.printed.as_drawn import DrawnForm, drawn_boxes, drawn_form
from dtmforms.returns.printed.ink import CORNER_PT, EDGE_PT
from dtmforms.returns.printed.laid import AROUND_PT, DPI, Laid, most_at_once, wider
from dtmforms.returns.printed.own_parts import OwnPart, own_parts
from dtmforms.returns.printed.sent_form import SentForm
from dtmforms.returns.returned_file import PrintedPages

_SQUARE, _LINE = (11, 11), (75, 7)
"""Pixels, 300 to an inch: a part of a letter, and a part of a line, 18 points long, which a pen strikes out."""


@dataclass(frozen=True, slots=True)
class _Allowed:
    """So many pixels that are darker than they were drawn in a square, and in a line, and lighter ones in a square."""

    more: int
    in_line: int
    less: int


_SHARP, _COARSE = _Allowed(30, 75, 10), _Allowed(55, 130, 18)
"""Measured on forms in four languages, plain, blurred on grey paper, as JPEG of quality 60, with noise of a twentieth
of all shades, and turned by 2 degrees. Clean at 200 and 300 dpi: 26, 58 and 0; a pen of 1.2 points through a sentence:
89 in a line or more; white of 8 points: 22 fewer or more. Drawn by a program at 150 dpi: 44, 101 and 12; by fax: 38,
117 and 3; scanned at 150 dpi: none."""

_Edges: TypeAlias = "tuple[float, float, float, float]"


def printed_otherwise(found: PrintedPages, form: SentForm) -> tuple[list[int], list[str]]:
    """The pages of the form whose printed words are not as they were printed, and the cells of IOM that are not as they
    were sent, by their names; none where that is not known, as of a form to sign."""
    layout = FormLayout.parse(form.identity.rows)
    if form.sent is None or layout is None or layout.purpose == "sign" or not found.own_pictures:
        return [], []
    places, cells = geometry(form.identity.language, layout), DrawnForm(form)
    parts = [one for one in own_parts(places, form.locked) if one.name in found.own_pictures]
    drawn = _drawn(drawn_form(form), tuple(parts))
    pages, names = set(), []
    for part in parts:
        picture, is_coarse = found.own_pictures[part.name], part.page in found.coarse
        if not part.is_words and not is_coarse:
            is_same = cells.is_all_of(form.table[part.name], picture)
        else:
            theirs = [
                wider(one.box, AROUND_PT)
                for one in places.fields
                if one.page == part.page and not form.locked(one.name)
            ]
            passed_by = _within(part, theirs), _within(part, _at_edges(places))
            is_same = _is_as_printed(picture, drawn.get(part.name, b""), *passed_by, is_coarse=is_coarse)
        if not is_same and part.is_words:
            pages.add(part.page)
        elif not is_same:
            names.append(part.name)
    return sorted(pages), names


def _at_edges(places: Geometry) -> list[Box]:
    """Where holes and staples are: both sides, and the corners."""
    right, top, size = places.width_pt - EDGE_PT, places.height_pt - CORNER_PT, (CORNER_PT, CORNER_PT)
    sides: list[Box] = [(x, 0, EDGE_PT, places.height_pt) for x in (0, right)]
    return sides + [(x, y, *size) for x in (0, places.width_pt - CORNER_PT) for y in (0, top)]


def _within(part: OwnPart, boxes: list[Box]) -> tuple[_Edges, ...]:
    """The boxes that reach into a part, by their edges from its upper left corner."""
    x, y, width, height = part.box
    edges = ((left - x, y + height - low - tall, left - x + wide, y + height - low) for left, low, wide, tall in boxes)
    return tuple(one for one in edges if one[0] < width and one[2] > 0 and one[1] < height and one[3] > 0)


@lru_cache(maxsize=1024)
def _is_as_printed(
    picture: bytes, as_sent: bytes, theirs: tuple[_Edges, ...], at_edges: tuple[_Edges, ...], *, is_coarse: bool
) -> bool:
    """Whether words are there as they were printed, also where a strange program drew them before they were scanned.
    What is written over those beside a box is looked at with the box."""
    laid, allowed = Laid.of(picture, as_sent) if as_sent else None, _COARSE if is_coarse else _SHARP
    return laid is not None and any(
        most_at_once(_without(more, theirs + at_edges), *_SQUARE) <= allowed.more
        and most_at_once(more, *_LINE) <= allowed.in_line
        and most_at_once(_without(less, at_edges), *_SQUARE) <= allowed.less
        for more, less in laid.strokes(AROUND_PT)
    )


def _without(strokes: Image.Image, passed_by: tuple[_Edges, ...]) -> Image.Image:
    """The same picture, with nothing in some of its parts."""
    pen = ImageDraw.Draw(strokes)
    for edges in passed_by:
        pen.rectangle([round(edge * DPI / 72) for edge in edges], fill=0)
    return strokes


@lru_cache(maxsize=8)
def _drawn(data: bytes, parts: tuple[OwnPart, ...]) -> Mapping[str, bytes]:
    return drawn_boxes(data, {part.name: (part.page, part.box) for part in parts})
