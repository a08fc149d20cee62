"""Ink on a scan that the form does not have as it was sent: in the boxes of its fields, and around them.

The form is drawn with what was sent, and laid over the picture of each box. Whose the rest is, is for a person to say.
"""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter

from dtmforms.form.fields import Field
from dtmforms.form.identity import Identity
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import SEND, FormLayout
from dtmforms.pdf.read.field_pictures import field_pictures
from dtmforms.pdf.write.form import blank_form, geometry
from dtmforms.pdf.write.form_layout import send_to, words_of
from dtmforms.returns.printed.sent_form import SentForm

AROUND_PT = 6.0
"""How far around a box its picture goes."""
_DPI = 150
_DARK, _DRAWN = 170, 225
_NEAR = 3
"""Pixels: how wide a dot of the drawn form becomes, for scanners do not draw as we do."""
_FARTHEST = 3
"""Pixels by which a box may lie beside its place."""
_SPECK, _OF_LINES = 6, 200
"""Pixels that may be dirt; of long texts, of which more lies askew, one more for so many that are drawn."""


class DrawnForm:
    """The form as it was sent; nothing where that is not known."""

    def __init__(self, form: SentForm) -> None:
        self._pictures: dict[str, bytes] = {}
        if form.sent is not None and form.table:
            said: dict[str, str] = {}
            if form.record is not None:
                words = labels(form.identity.language)
                said = words_of(form.record) | {SEND: send_to(form.record, words, None)}
            self._pictures = _drawn(form.identity, (*form.sent.items(),), (*said.items(),))

    def is_all_of(self, entry: Field, picture: bytes) -> bool:
        """Whether the picture of a field's box holds no ink but that of the form. Not so where there is no picture."""
        if not picture or entry.name not in self._pictures:
            return False
        drawn, seen = _opened(self._pictures[entry.name]), _opened(picture)
        drawn = drawn.crop((0, 0, drawn.width, drawn.height - round(_DPI / 72)))  # which is drawn a point too high
        seen = seen.resize(drawn.size, Image.Resampling.BOX)
        is_long = entry.kind == "lines" and entry.path[0] != "table_c"
        askew = sum(drawn.histogram()[:_DARK]) // _OF_LINES if is_long else 0
        return _least_extra(seen, drawn) <= _SPECK + askew


def _least_extra(seen: Image.Image, drawn: Image.Image) -> int:
    """The pixels that are dark in one picture alone, where both lie best on each other."""
    dark = seen.point([255 if grey < _DARK else 0 for grey in range(256)])
    paper = drawn.point([0 if grey < _DRAWN else 255 for grey in range(256)]).filter(ImageFilter.MinFilter(_NEAR))
    least = dark.width * dark.height
    for x, y in _SHIFTS:
        extra = ImageChops.multiply(dark, ImageChops.offset(paper, x, y))
        least = min(least, sum(extra.histogram()[1:]))
        if not least:
            break
    return least


_SHIFTS = sorted(
    ((x, y) for x in range(-_FARTHEST, _FARTHEST + 1) for y in range(-_FARTHEST, _FARTHEST + 1)),
    key=lambda shift: abs(shift[0]) + abs(shift[1]),
)


def _opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture), formats=("PNG",)).convert("L")


@lru_cache(maxsize=8)
def _drawn(
    identity: Identity, texts: tuple[tuple[str, str], ...], said: tuple[tuple[str, str], ...]
) -> dict[str, bytes]:
    layout = FormLayout.parse(identity.rows)
    if layout is None:
        return {}
    language = identity.language
    data = blank_form(language, layout).filled(identity, dict(texts), dict(said), labels(language).ours["draft"])
    boxes = {
        place.name: (place.page, (x - AROUND_PT, y - AROUND_PT, width + 2 * AROUND_PT, height + 2 * AROUND_PT))
        for place in geometry(language, layout).fields
        for x, y, width, height in [place.box]
    }
    return field_pictures(data, None, boxes)
