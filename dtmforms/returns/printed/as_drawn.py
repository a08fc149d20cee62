"""What a scan shows that the form does not have as it was sent, and what it lacks: in the boxes of its fields, and
around them.

The form is drawn with what was sent, and laid over the picture of each box. Whose the rest is, is for a person to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dtmforms.form.fields import Field
from dtmforms.form.identity import Identity
from dtmforms.language.labels import labels
from dtmforms.pdf.geometry import SEND, Box, FormLayout
from dtmforms.pdf.read.field_pictures import field_pictures
from dtmforms.pdf.write.form import blank_form, geometry
from dtmforms.pdf.write.form_layout import send_to, words_of
from dtmforms.returns.printed.ink import count_of
from dtmforms.returns.printed.laid import AROUND_PT, DARK, DPI, MORE_AROUND_PT, Laid, most_at_once, wider
from dtmforms.returns.printed.sent_form import SentForm

_SPECKS, _OF_LINES = 6, 200
"""Pixels that may be dirt; of long texts, of which more lies askew, one more for so many that are drawn."""
_NEAR_PERSONS, _SPECK = 9, 3
"""Where a digit is all there is to it: pixels that may be dirt, and how many of them together."""
_EXACT = ("name", "mobile", "email")
_INSIDE_PT = 1.7
"""How far within its frame the letters of a box are compared."""
_STROKE, _MORE, _MORE_OF_LINES, _LESS = 11, 11, 15, 2
"""Pixels: in a square of that side, as large as a stroke of a letter, so many at the most are darker than they were
drawn, and so many lighter. For any digit, another one takes 16 more or 4 fewer; what scanners do, takes 11 and none."""
_DIGIT = 9
"""The same of a small digit, in the pixels of a half."""
_FAINT_SPECK = 6
"""How many pixels of a pencil in such a square may be the noise of a scanner: noise of a twentieth of all shades makes
5, a digit of 9 points in a grey of 210 makes 11."""


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
    laid = Laid.of(picture, as_sent)
    if laid is None:
        return False
    extra = laid.extra()
    if of_person:
        is_clean = count_of(extra) <= _NEAR_PERSONS and most_at_once(extra, _DIGIT, _DIGIT) <= _SPECK
    else:
        askew = sum(laid.drawn_half.histogram()[:DARK]) // _OF_LINES if is_long else 0
        is_clean = count_of(extra) <= _SPECKS + askew
    is_clean = is_clean and most_at_once(laid.faint(), _DIGIT, _DIGIT) <= _FAINT_SPECK
    return is_clean and _has_letters(laid, _MORE_OF_LINES if is_long else _MORE)


def _has_letters(laid: Laid, allowed: int) -> bool:
    """Whether the letters in a box are those that were drawn: nowhere does one have a stroke more, or one less."""
    return any(
        most_at_once(more, _STROKE, _STROKE) <= allowed and most_at_once(less, _STROKE, _STROKE) <= _LESS
        for more, less in laid.strokes(AROUND_PT + _INSIDE_PT)
    )


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
    """The boxes of a form as they are drawn."""
    layout = FormLayout.parse(identity.rows)
    if layout is None:
        return {}
    return drawn_boxes(data, {one.name: (one.page, one.box) for one in geometry(identity.language, layout).fields})


def drawn_boxes(data: bytes, boxes: Mapping[str, tuple[int, Box]]) -> dict[str, bytes]:
    """Boxes of a form, each with its page, and more around them than a scan's pictures have."""
    wide = {name: (page, wider(box, MORE_AROUND_PT)) for name, (page, box) in boxes.items()}
    return field_pictures(data, None, wide, DPI)
