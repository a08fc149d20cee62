"""What text a content stream shows a person (ISO 32000-2:2020 8.2 and 9.4): in dark ink, not too small, within its box,
with nothing laid over it.

Not done here: looking at glyphs, and finding fonts. A stream that draws what may be a letter and is no text, or that
uses what this module does not know, cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, TypeAlias

from dtmforms.pdf.encodings import Letters, told
from dtmforms.pdf.operators import SHOWING, pieces

Matrix: TypeAlias = "tuple[float, ...]"
"""Six numbers (8.3.3)."""
Edges: TypeAlias = "tuple[float, float, float, float]"
"""Left, bottom, right, top."""
AS_IT_IS: Matrix = (1, 0, 0, 1, 0, 0)

_FILLING = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_NEITHER = frozenset({
    *(b"BMC", b"BDC", b"EMC", b"MP", b"DP", b"BX", b"EX", b"h", b"w", b"J", b"j", b"M", b"d", b"ri", b"i"),
    *(b"ET", b"Tc", b"Tw", b"G", b"RG", b"K", b"CS", b"SC", b"SCN", b"cs"),
})  # fmt: skip
"""Operators that neither show text nor hide it."""
_LIGHT = 0.8
"""From here on a colour is paper rather than ink; 1 is white."""
_SMALLEST_PT, _OUTSIDE_PT = 2.0, 3.0
_LETTER = 0.5
"""How wide a letter is at the least, on average, by its font's size; letters like i are narrower."""
_MOST_LINES = 24
"""The button of a list has 13; more could be letters."""


class UntoldError(Exception):
    """What a stream shows cannot be told."""


@dataclass(frozen=True, slots=True)
class State:
    """The graphics state (8.4.1), as far as it says whether text can be read: within `clip`, in the space that the
    stream is drawn in; `light` is whether the ink is nearly white."""

    clip: Edges
    matrix: Matrix = AS_IT_IS
    light: bool = False
    letters: Letters = None
    size: float = 0
    leading: float = 0


class Drawing:
    """One stream in the drawing. `letters` finds those of a font by its name, `inner` draws another stream by its
    name."""

    def __init__(
        self, state: State, letters: Callable[[bytes], Letters], inner: Callable[[bytes, State], Iterator[str]]
    ) -> None:
        self.state, self.letters, self.inner = state, letters, inner
        self.waiting: list[State] = []
        self.held: list[bytes] = []
        self.shown: list[str] = []
        self.seen_at: list[Edges] = []
        self.line: Matrix = AS_IT_IS
        self.path: list[tuple[float, float]] = []
        self.clips = False
        self.lines = 0

    def texts(self, content: bytes) -> list[str]:
        """The texts that the stream shows, in its order. Raises `UntoldError`."""
        for token in pieces(content):
            if not (token[:1].isalpha() or token in SHOWING):
                self.held.append(token)
                continue
            if token not in _NEITHER:
                does = self.does.get(token)
                if does is None:
                    raise UntoldError
                does(self)
            self.held = []
        return self.shown

    # Graphics state and paths (8.4, 8.5)

    def save(self) -> None:
        self.waiting.append(self.state)

    def restore(self) -> None:
        if self.waiting:
            self.state = self.waiting.pop()

    def transform(self) -> None:
        self.state = replace(self.state, matrix=_times(self.numbers(6), self.state.matrix))

    def ink(self) -> None:
        self.state = replace(self.state, light=is_light(self.held))

    def rectangle(self) -> None:
        x, y, width, height = self.numbers(4)
        self.path += [_at(self.state.matrix, *corner) for corner in ((x, y), (x + width, y + height))]

    def point(self) -> None:
        x, y = self.numbers(2)
        self.path.append(_at(self.state.matrix, x, y))

    def line_to(self) -> None:
        self.lines += 1
        if self.lines > _MOST_LINES:
            raise UntoldError
        self.point()

    def clip(self) -> None:
        self.clips = True

    def fill(self) -> None:
        if self.path and any(_covers(_edges(self.path), seen) for seen in self.seen_at):
            raise UntoldError
        self.end_path()

    def end_path(self) -> None:
        if self.clips and self.path:
            self.state = replace(self.state, clip=_common(_edges(self.path), self.state.clip))
        self.path, self.clips = [], False

    def draw_inner(self) -> None:
        self.shown += self.inner(self.held[-1] if self.held else b"", self.state)

    # Text (9.3, 9.4)

    def begin_text(self) -> None:
        self.line = AS_IT_IS

    def font(self) -> None:
        if len(self.held) < 2:
            raise UntoldError
        self.state = replace(self.state, letters=self.letters(self.held[-2]), size=self.numbers(1)[0])

    def place(self) -> None:
        self.line = self.numbers(6)

    def move(self) -> None:
        x, y = self.numbers(2)
        self.line = _times((1, 0, 0, 1, x, y), self.line)

    def move_and_lead(self) -> None:
        self.state = replace(self.state, leading=-self.numbers(2)[1])
        self.move()

    def lead(self) -> None:
        self.state = replace(self.state, leading=self.numbers(1)[0])

    def next_line(self) -> None:
        self.line = _times((1, 0, 0, 1, 0, -self.state.leading), self.line)

    def as_usual(self, *usual: float) -> None:
        if self.numbers(1)[0] not in usual:
            raise UntoldError

    def show(self) -> None:
        text = told(self.held, self.state.letters)
        if text is None:
            raise UntoldError
        if text.strip():
            self.seen_at.append(self.seen_place(text))
        self.shown.append(text)

    def show_on_next_line(self) -> None:
        self.next_line()
        self.show()

    def seen_place(self, text: str) -> Edges:
        """Where a text is seen, about. Raises `UntoldError` where it is not."""
        matrix = _times(self.line, self.state.matrix)
        height = self.state.size * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
        width = self.state.size * (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5
        left, low, right, high = self.state.clip
        roomy = right - left > _SMALLEST_PT and high - low > _SMALLEST_PT
        x, y = matrix[4], matrix[5]
        within = left - _OUTSIDE_PT <= x <= right and low - _OUTSIDE_PT <= y <= high
        long = _LETTER * width * len(text)
        tiny = min(width, height) < _SMALLEST_PT and long < (right - left) / 2  # a long text may have to be
        if self.state.light or tiny or not roomy or not within:
            raise UntoldError
        return x, y, x + long, y + _LETTER * height

    def numbers(self, count: int) -> Matrix:
        try:
            found = tuple(float(token) for token in self.held[-count:])
        except ValueError:
            raise UntoldError from None
        if len(found) != count:
            raise UntoldError
        return found

    does: ClassVar[dict[bytes, Callable[[Drawing], None]]] = {
        b"q": save,
        b"Q": restore,
        b"cm": transform,
        **dict.fromkeys((b"g", b"rg", b"k", b"sc", b"scn"), ink),
        b"re": rectangle,
        b"m": point,
        b"l": line_to,
        **dict.fromkeys((b"W", b"W*"), clip),
        **dict.fromkeys(_FILLING, fill),
        **dict.fromkeys((b"S", b"s", b"n"), end_path),
        b"Do": draw_inner,
        b"BT": begin_text,
        b"Tf": font,
        b"Tm": place,
        b"Td": move,
        b"TD": move_and_lead,
        b"TL": lead,
        b"T*": next_line,
        b"Tr": lambda self: self.as_usual(0, 2),
        b"Tz": lambda self: self.as_usual(100),
        b"Ts": lambda self: self.as_usual(0),
        **dict.fromkeys((b"Tj", b"TJ"), show),
        **dict.fromkeys((b"'", b'"'), show_on_next_line),
    }
    """What is done for each operator that matters; a stream that uses any other cannot be told."""


def is_light(operands: list[bytes]) -> bool:
    """Whether a colour of grey, red, green and blue, or four inks (8.6.8) is nearly that of paper; of what are no
    numbers, too."""
    try:
        values = [float(operand) for operand in operands]
    except ValueError:
        return True
    if len(values) == 4:
        return max(values[:3], default=0) + values[3] < 1 - _LIGHT
    return min(values, default=0) > _LIGHT


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _edges(path: list[tuple[float, float]]) -> Edges:
    x, y = [x for x, _ in path], [y for _, y in path]
    return min(x), min(y), max(x), max(y)


def _common(one: Edges, other: Edges) -> Edges:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _covers(area: Edges, text: Edges) -> bool:
    """Whether an area lies over more than half of a text."""
    left, low, right, high = _common(area, text)
    whole = (text[2] - text[0]) * (text[3] - text[1])
    return max(right - left, 0) * max(high - low, 0) > whole / 2
