"""Ink on the pages of a scan, beside the boxes of its fields, that the form does not have as it was sent: notes,
arrows, strokes through what is printed. What is written in the boxes and around them, `as_drawn` sees.

Dust, holes, staples and the edges that scanners leave are nobody's ink. What the ink says is for a person to read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from dtmforms.pdf.geometry import SEND, Box, FormLayout
from dtmforms.pdf.read.field_pictures import field_pictures
from dtmforms.pdf.write.form import geometry
from dtmforms.pdf.write.form_pages import content
from dtmforms.returns.printed.as_drawn import drawn_form
from dtmforms.returns.printed.ink import (
    CORNER_PT,
    EDGE_PT,
    PAGE_DPI,
    Stroke,
    count_of,
    darker,
    on_white,
    shifts,
    strokes_on,
)
from dtmforms.returns.printed.laid import AROUND_PT, wider
from dtmforms.returns.printed.sent_form import SentForm
from dtmforms.returns.returned_file import PrintedPages

_DARK, _DRAWN, _NEAR = 150, 250, 3
_TILES, _FARTHEST = (4, 6), 2
"""Paper is drawn askew and uneven: each part of a page is laid on the drawn one by itself, so many pixels off at the
most."""
_LEAST_PT, _LINE_PT, _SLIVER_PT, _SCRAPS = 5.0, 12.0, 1.0, 25
"""How far a stroke reaches at the least, and how far where it may be the rest of a printed line, which is no wider; and
how many points of what is left between printed letters may be dirt."""
_EDGE_PT, _SHADOW_PT, _SIDE = 10.0, 24.0, 0.6
"""How wide the edges are that nobody looks at, how far a shadow reaches from there, and along how much of a side."""
_HOLE_PT, _FULL = (12.0, 26.0), 0.6
"""How wide holes are, and the part of a square that one fills, also where a box cuts it."""
_STAPLE_PT, _THIN_PT = 42.0, 3.0
"""How long staples are at the most, and how thick."""
_TOO_MUCH = 0.1
"""The part of a page that is dark where nobody needs to look for strokes."""
_LETTERS_PT = 2.0
"""How far letters reach below their line."""
_VARYING = ("about", SEND)
"""Words that another form of the same text may have: what it is, and by when it is to be back."""


def pages_written_on(found: PrintedPages, form: SentForm) -> list[int] | None:
    """The pages of a scan, by their numbers in the file, on which something is written beside the boxes; `None` where
    that is not known: of a form to sign, which bears signatures and stamps, and where it is not known what was sent."""
    layout = FormLayout.parse(form.identity.rows)
    if form.sent is None or layout is None or layout.purpose == "sign" or not found.page_pictures:
        return None
    places = geometry(form.identity.language, layout)
    drawn = _drawn_pages(drawn_form(form), places.pages, (places.width_pt, places.height_pt))
    return sorted(
        sheet
        for page, picture in found.page_pictures.items()
        if page in drawn and _is_written_on(picture, drawn[page], tuple(_passed_by(page, form, layout)))
        for sheet in found.sheets.get(page, ())
    )


def _passed_by(page: int, form: SentForm, layout: FormLayout) -> Iterator[Box]:
    """The parts of a page that are looked at elsewhere, or may be others: boxes, of which those of IOM are not taken,
    and may be in a program's own letters; the code; and words."""
    language = form.identity.language
    places = geometry(language, layout)
    for place in places.fields:
        if place.page == page:
            yield wider(place.box, AROUND_PT)
    yield from (wider(box, AROUND_PT) for box in (places.code, *places.marks))
    for slot in content(language, layout).slots:
        if slot.page == page and slot.key in _VARYING:
            below = (slot.lines - 1) * slot.leading_pt
            yield wider((slot.x, slot.y - below, slot.width, below + slot.style.size_pt), _LETTERS_PT)


@lru_cache(maxsize=64)
def _is_written_on(picture: bytes, as_sent: bytes, passed_by: tuple[Box, ...]) -> bool:
    shown, drawn = Image.open(io.BytesIO(picture), formats=("PNG",)), Image.open(io.BytesIO(as_sent)).convert("L")
    if abs(shown.width - drawn.width) > 2 or abs(shown.height - drawn.height) > 2:
        return True
    other = _other_ink(on_white(shown.convert("L").resize(drawn.size)), drawn)
    pen, scale, edge = ImageDraw.Draw(other), PAGE_DPI / 72, round(_EDGE_PT * PAGE_DPI / 72)
    for x, y, width, height in passed_by:
        left, top = x * scale, drawn.height - (y + height) * scale
        pen.rectangle((left, top, left + width * scale, top + height * scale), fill=0)
    paper = Image.new("L", other.size, 255)
    inner = (edge, edge, other.width - edge, other.height - edge)
    paper.paste(ImageOps.invert(other.crop(inner)), inner)
    if count_of(ImageOps.invert(paper)) > _TOO_MUCH * other.width * other.height:
        return True
    width, height = drawn.width / scale, drawn.height / scale
    theirs = [one for one in strokes_on(paper) if not _is_nobodys(one, width, height)]
    return sum(one.count for one in theirs) > _SCRAPS or any(map(_is_stroke, theirs))


def _is_stroke(stroke: Stroke) -> bool:
    is_thin = min(stroke.width, stroke.height) <= _SLIVER_PT
    return stroke.reach >= (_LINE_PT if is_thin else _LEAST_PT)


def _other_ink(seen: Image.Image, drawn: Image.Image) -> Image.Image:
    """What is dark on one page alone, where each part of both lies best on the other."""
    dark = darker(seen, _DARK)
    paper = ImageOps.invert(darker(drawn, _DRAWN)).filter(ImageFilter.MinFilter(_NEAR))
    paper = ImageOps.expand(paper, _FARTHEST, 255)
    found, (columns, rows) = Image.new("L", seen.size, 0), _TILES
    for column in range(columns):
        for row in range(rows):
            left, right = (seen.width * edge // columns for edge in (column, column + 1))
            top, bottom = (seen.height * edge // rows for edge in (row, row + 1))
            part = dark.crop((left, top, right, bottom))
            laid = (
                paper.crop((left + x, top + y, right + x, bottom + y))
                for x, y in ((x + _FARTHEST, y + _FARTHEST) for x, y in shifts(_FARTHEST))
            )
            found.paste(min((ImageChops.multiply(part, one) for one in laid), key=count_of), (left, top))
    return found


def _is_nobodys(stroke: Stroke, width: float, height: float) -> bool:
    """Whether something is a hole, a staple, or the shadow of an edge."""
    x, y = stroke.left + stroke.width / 2, stroke.top + stroke.height / 2
    aside, above = min(x, width - x), min(y, height - y)
    least, most = sorted((stroke.width, stroke.height))
    is_solid = least > 0.3 * most and stroke.count > _FULL * stroke.width * stroke.height
    if is_solid and _HOLE_PT[0] <= most <= _HOLE_PT[1] and min(aside, above) <= EDGE_PT:
        return True
    is_thin = stroke.reach <= _STAPLE_PT and stroke.count <= _THIN_PT * stroke.reach
    if max(aside, above) < CORNER_PT and is_thin:
        return True
    along = stroke.height > _SIDE * height and aside + stroke.width / 2 < _EDGE_PT + _SHADOW_PT
    across = stroke.width > _SIDE * width and above + stroke.height / 2 < _EDGE_PT + _SHADOW_PT
    return along or across


@lru_cache(maxsize=8)
def _drawn_pages(data: bytes, pages: int, size: tuple[float, float]) -> dict[int, bytes]:
    whole = {str(page): (page, (0.0, 1.0, size[0], size[1] - 1)) for page in range(1, pages + 1)}  # goes a point lower
    return {int(page): picture for page, picture in field_pictures(data, None, whole, PAGE_DPI).items()}
