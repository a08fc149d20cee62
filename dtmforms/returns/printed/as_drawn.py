"""What a scan shows that the form does not have as it was sent, and what it lacks: in the boxes of its fields, and
around them.

The form is drawn with what was sent, and laid over the picture of each box. Whose the rest is, is for a person to say.
"""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageChops, ImageFilter, ImageOps

from dtmforms.form.fields import Field
from dtmforms.form.identity import Identity
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import SEND, FormLayout
from dtmforms.pdf.read.field_pictures import field_pictures
from dtmforms.pdf.write.form import blank_form, geometry
from dtmforms.pdf.write.form_layout import send_to, words_of
from dtmforms.returns.printed.ink import count_of, darker, on_white, shifts
from dtmforms.returns.printed.sent_form import SentForm

AROUND_PT = 6.0
"""How far around a box its picture goes."""
_DPI = 300
"""Of the pictures that a scan gives, too; ink beside the drawn one is counted in half as many."""
_BESIDE = 6
"""Pixels of a half: how far a box may lie beside its place. Of a line that ends there, both pictures have its whole."""
_DARK, _DRAWN = 170, 225
_NEAR = 3
"""Pixels: how wide a dot of the drawn form becomes, for scanners do not draw as we do."""
_SPECKS, _OF_LINES = 6, 200
"""Pixels that may be dirt; of long texts, of which more lies askew, one more for so many that are drawn."""
_NEAR_PERSONS, _SPECK = 9, 3
"""Where a digit is all there is to it: pixels that may be dirt, and how many of them together."""
_EXACT = ("name", "mobile", "email")
_INSIDE_PT, _INK_PX, _OTHER = 1.7, 1.2, 90
"""How far within its frame the letters of a box are compared, how far ink runs, and by how much a shade is another."""
_STROKE, _MORE, _MORE_OF_LINES, _LESS = 11, 11, 15, 2
"""Pixels: in a square of that side, as large as a stroke of a letter, so many at the most are darker than they were
drawn, and so many lighter. For any digit, another one takes 16 more or 4 fewer; what scanners do, takes 11 and none."""
_DIGIT = 9
"""The same of a small digit, in the pixels of a half."""
_FAINT, _AWAY, _FAINT_SPECK = 225, 9, 6
"""How dark a pencil is at the least, how wide what is drawn becomes where it is looked for, and how many of its pixels
in such a square may be the noise of a scanner: noise of a twentieth of all shades makes 5, a digit of 9 points in a
grey of 210 makes 11."""


class DrawnForm:
    """The form as it was sent; nothing where that is not known."""

    def __init__(self, form: SentForm) -> None:
        data = drawn_form(form)
        self._pictures = _boxes(data, form.identity) if data else {}

    def is_all_of(self, entry: Field, picture: bytes) -> bool:
        """Whether the picture of a field's box holds the ink of the form, and no other. Not so where there is none."""
        drawn = self._pictures.get(entry.name)
        if not picture or drawn is None:
            return False
        of_person = entry.path[0] == "table_c" and entry.path[-1] in _EXACT
        is_long = entry.kind == "lines" and entry.path[0] != "table_c"
        return _is_same(picture, drawn, is_long=is_long, of_person=of_person)


@lru_cache(maxsize=1024)
def _is_same(picture: bytes, as_sent: bytes, *, is_long: bool, of_person: bool) -> bool:
    """Whether two pictures of a box show the same, but for dirt; a page asks each time that it is shown."""
    shown, drawn = Image.open(io.BytesIO(picture), formats=("PNG",)), _opened(as_sent)
    drawn = drawn.crop((0, 0, drawn.width, drawn.height - round(_DPI / 72)))  # which is drawn a point too high
    width, height = drawn.width - 4 * _BESIDE, drawn.height - 4 * _BESIDE
    if abs(shown.width - width) > 2 or abs(shown.height - height) > 2:
        return False
    seen = on_white(shown.convert("L").resize((width, height), Image.Resampling.BOX))
    half, drawn_half = seen.reduce(2), drawn.reduce(2)
    beside = _beside(half, drawn_half)
    extra = _extra(half, drawn_half, beside)
    if of_person:
        is_clean = count_of(extra) <= _NEAR_PERSONS and _most_at_once(extra, _DIGIT) <= _SPECK
    else:
        askew = sum(drawn_half.histogram()[:_DARK]) // _OF_LINES if is_long else 0
        is_clean = count_of(extra) <= _SPECKS + askew
    is_clean = is_clean and _most_at_once(_faint(half, drawn_half, beside), _DIGIT) <= _FAINT_SPECK
    return is_clean and _has_letters(seen, drawn, beside, _MORE_OF_LINES if is_long else _MORE)


def _extra(seen: Image.Image, drawn: Image.Image, beside: tuple[int, int]) -> Image.Image:
    """What is dark in one picture alone, where both lie best on each other."""
    dark, paper = darker(seen, _DARK), _away_from(drawn, _NEAR)
    near = [_laid(paper, seen, (beside[0] + x, beside[1] + y), _BESIDE) for x, y in shifts(1)]
    return min((ImageChops.multiply(dark, one) for one in near), key=count_of)


def _faint(seen: Image.Image, drawn: Image.Image, beside: tuple[int, int]) -> Image.Image:
    """What is no paper, away from all that is drawn: there a pencil is told from the paper's own grey."""
    return ImageChops.multiply(darker(seen, _FAINT), _laid(_away_from(drawn, _AWAY), seen, beside, _BESIDE))


def _has_letters(seen: Image.Image, drawn: Image.Image, beside: tuple[int, int], allowed: int) -> bool:
    """Whether the letters in a box are those that were drawn: nowhere does one have a stroke more, or one less."""
    ink, inside = ImageChops.invert(seen), _inside(seen)
    run = ImageChops.invert(drawn).filter(ImageFilter.GaussianBlur(_INK_PX))
    most, least, wide = (
        run.filter(ImageFilter.MaxFilter(3)),
        run.filter(ImageFilter.MinFilter(3)),
        ink.filter(ImageFilter.MaxFilter(3)),
    )
    for x, y in shifts(1):
        at = (2 * beside[0] + x, 2 * beside[1] + y)
        more = ImageChops.subtract(ink, _laid(most, seen, at, 2 * _BESIDE)).crop(inside)
        less = ImageChops.subtract(_laid(least, seen, at, 2 * _BESIDE), wide).crop(inside)
        if _most_at_once(more, _STROKE) <= allowed and _most_at_once(less, _STROKE) <= _LESS:
            return True
    return False


def _most_at_once(other: Image.Image, square: int) -> int:
    """How many pixels of another shade stand together in a square at the most."""
    there = other.point([255 if by > _OTHER else 0 for by in range(256)])
    together = ImageOps.expand(there, square // 2 + 1, 0).filter(ImageFilter.BoxBlur(square // 2))
    return round(float(together.getextrema()[1]) * square**2 / 255)  # type: ignore[arg-type]


def _beside(seen: Image.Image, drawn: Image.Image) -> tuple[int, int]:
    """By how much a picture lies beside another: where both differ least."""
    reach = _BESIDE // 2
    return min(
        sorted(shifts(reach), key=lambda shift: abs(shift[0]) + abs(shift[1])),
        key=lambda shift: _weight(ImageChops.difference(seen, _laid(drawn, seen, shift, _BESIDE))),
    )


def _weight(difference: Image.Image) -> int:
    return sum(by * count for by, count in enumerate(difference.histogram()) if by > _OTHER)


def _laid(drawn: Image.Image, seen: Image.Image, shift: tuple[int, int], more: int) -> Image.Image:
    """The part of a drawn picture, which goes further on each side, that lies under another one."""
    left, top = more + shift[0], more + shift[1]
    return drawn.crop((left, top, left + seen.width, top + seen.height))


def _inside(picture: Image.Image) -> tuple[int, int, int, int]:
    edge = round((AROUND_PT + _INSIDE_PT) * _DPI / 72)
    return edge, edge, picture.width - edge, picture.height - edge


def _away_from(drawn: Image.Image, near: int) -> Image.Image:
    """Black where something is drawn, each dot of it so many pixels wide, and white elsewhere."""
    return ImageOps.invert(darker(drawn, _DRAWN)).filter(ImageFilter.MinFilter(near))


def _opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture), formats=("PNG",)).convert("L")


def drawn_form(form: SentForm) -> bytes:
    """The form as PDF with what was sent; empty where that is not known."""
    if form.sent is None or not form.table:
        return b""
    said: dict[str, str] = {}
    if form.record is not None:
        words = labels(form.identity.language)
        said = words_of(form.record) | {SEND: send_to(form.record, words, None)}
    return _drawn(form.identity, (*form.sent.items(),), (*said.items(),))


@lru_cache(maxsize=32)
def _drawn(identity: Identity, texts: tuple[tuple[str, str], ...], said: tuple[tuple[str, str], ...]) -> bytes:
    layout, language = FormLayout.parse(identity.rows), identity.language
    if layout is None:
        return b""
    return blank_form(language, layout).filled(identity, dict(texts), dict(said), labels(language).ours["draft"])


@lru_cache(maxsize=32)
def _boxes(data: bytes, identity: Identity) -> dict[str, bytes]:
    """The boxes of a form, and more around them than a scan's pictures have."""
    layout = FormLayout.parse(identity.rows)
    if layout is None:
        return {}
    wide = AROUND_PT + 2 * _BESIDE * 72 / _DPI
    boxes = {
        place.name: (place.page, (x - wide, y - wide, width + 2 * wide, height + 2 * wide))
        for place in geometry(identity.language, layout).fields
        for x, y, width, height in [place.box]
    }
    return field_pictures(data, None, boxes, _DPI)
