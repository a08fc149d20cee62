"""What the appearance streams of fields show (ISO 32000-2:2020 12.5.5 and 12.7.4.3), as far as it can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.pdf.drawn import AS_IT_IS, Drawing, Edges, State, UntoldError, is_light
from dtmforms.pdf.encodings import Letters, letters_of
from dtmforms.pdf.operators import PAINTING, PICTURING, SHOWING, pieces
from dtmforms.pdf.streams import bytes_of

__all__ = ["Appearances", "UntoldError"]

_EMPTY, _OURS = b"/Tx BMC EMC", re.compile(rb"/Tx BMC q 1 1 [\d.e+]+ [\d.e+]+ re W n 0 g ")
"""How appearances begin that `widgets` draws."""
_DEEPEST = 4
_MOST_SCALED = 1.5
_INK = {b"g": "fill", b"rg": "fill", b"k": "fill", b"G": "stroke", b"RG": "stroke", b"K": "stroke"}
_STROKING = frozenset({b"S", b"s", b"B", b"B*", b"b", b"b*"})
_STROKES = frozenset({b"l", b"c", b"v", b"y"})
"""Path construction (Table 58) of more than areas: ticks have such, borders and backgrounds are rectangles."""


class Appearances:
    """The appearances of one file, whose interactive form is `form`; fonts are looked up once."""

    def __init__(self, form: Any) -> None:
        self.default = _part(form, "/DR", "/Font")
        self.fonts: dict[int, Letters] = {}

    def text_of(self, widget: Any) -> tuple[str | None, bool]:
        """The text that a widget's normal appearance shows, spaces left out where the text has none, `None` where it
        has no appearance; and whether it begins as ours do, which programs leave that draw nothing. Raises
        `UntoldError` where that cannot be told."""
        normal = _part(widget, "/AP", "/N")
        if not isinstance(normal, Stream):
            return None, False
        content = bytes_of(normal)
        if content == _EMPTY:
            return "", True
        box, place = _numbers(normal.get("/BBox"), 4), _numbers(widget.get("/Rect"), 4)
        if not box or not place or _numbers(normal.get("/Matrix"), 6) not in (None, AS_IT_IS) or _is_scaled(box, place):
            raise UntoldError
        return "".join(self.texts(normal, content, State(clip=_sorted(box)), 0)), bool(_OURS.match(content))

    def texts(self, stream: Any, content: bytes, state: State, depth: int) -> list[str]:
        fonts = _part(stream, "/Resources", "/Font")

        def inner(name: bytes, state: State) -> Iterator[str]:
            drawn = _part(stream, "/Resources", "/XObject", name.decode("latin-1"))
            plain = isinstance(drawn, Stream) and _numbers(drawn.get("/Matrix"), 6) in (None, AS_IT_IS)
            if not plain or drawn.get("/Subtype") != "/Form" or depth >= _DEEPEST:
                raise UntoldError
            yield from self.texts(drawn, bytes_of(drawn), state, depth + 1)

        return Drawing(state, lambda name: self.letters(fonts, name), inner).texts(content)

    def letters(self, fonts: Any, name: bytes) -> Letters:
        key = name.decode("latin-1")
        font = fonts.get(key) if isinstance(fonts, Dictionary) else None
        if font is None and isinstance(self.default, Dictionary):
            font = self.default.get(key)
        if not isinstance(font, Dictionary):
            return None
        number = font.objgen[0]
        if not number:
            return letters_of(font)
        if number not in self.fonts:
            self.fonts[number] = letters_of(font)
        return self.fonts[number]

    def looks_ticked(self, widget: Any) -> bool:
        """Whether a check box is seen with a mark in it, in the state that it has (12.7.5.2.3)."""
        state = widget.get("/AS")
        mark = _part(widget, "/AP", "/N", str(state)) if isinstance(state, Name) else None
        return isinstance(mark, Stream) and _marks(bytes_of(mark))


def _part(holder: Any, *keys: str) -> Any:
    """What stands at the end of a line of keys; `None` where there is nothing."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, Dictionary | Stream) else None
    return holder


def _marks(content: bytes) -> bool:
    """Whether letters or strokes are drawn in ink, or a picture, and not areas alone."""
    ink = {"fill": True, "stroke": True}
    held: list[bytes] = []
    strokes = False
    for token in pieces(content):
        if token in _INK:
            ink[_INK[token]] = not is_light(held)
        strokes = strokes or token in _STROKES
        if token in PICTURING or (token in SHOWING and ink["fill"]):
            return True
        if token in PAINTING:
            if strokes and ink["stroke" if token in _STROKING else "fill"]:
                return True
            strokes = False
        held = [] if token[:1].isalpha() else [*held, token]
    return False


def _numbers(value: Any, count: int) -> tuple[float, ...] | None:
    if not isinstance(value, Array) or len(value) != count:
        return None
    return tuple(float(number) for number in value)


def _sorted(box: tuple[float, ...]) -> Edges:
    return min(box[::2]), min(box[1::2]), max(box[::2]), max(box[1::2])


def _is_scaled(box: tuple[float, ...], place: tuple[float, ...]) -> bool:
    """Whether an appearance is drawn much larger or smaller than it is made (12.5.5, algorithm 8)."""
    drawn, shown = (((edges := _sorted(one))[2] - edges[0], edges[3] - edges[1]) for one in (box, place))
    return any(
        not (one > 0 and other > 0 and 1 / _MOST_SCALED < one / other < _MOST_SCALED)
        for one, other in zip(drawn, shown, strict=True)
    )
