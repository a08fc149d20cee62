"""What a content stream shows a person (ISO 32000-2:2020 8.4, 8.5 and 9.4): deny by default. A stream is read where all
that it does is explained: dark letters upright on white, each beside the last within one rectangle, nothing over them,
and at the most a border or the button of a list beside them. Whatever else it does leaves it unreadable. Fonts, glyphs
and other streams are found elsewhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Protocol

from dtmforms.pdf.read.believed_fonts import BelievedFont, Glyphs
from dtmforms.pdf.read.colours import lightness
from dtmforms.pdf.read.content_stream import FILLING, STROKING, UnreadableError, in_order, instructions
from dtmforms.pdf.read.edges import (
    Edges,
    Point,
    common,
    edges_of,
    hides,
    is_at_the_end,
    is_border,
    rectangle_of,
    sides,
    touch,
)
from dtmforms.pdf.read.known_fonts import Shape
from dtmforms.pdf.read.matrices import UNCHANGED, Matrix, times
from dtmforms.pdf.read.reading_order import PlacedGlyph

_BESIDE = frozenset({"EMC", "MP", "DP", "h", "J", "j", "M", "d", "ri", "i", "ET"})
"""Operators that neither show text nor hide it."""
_OPTIONAL_CONTENT = "/OC"
"""The tag of what a viewer may leave out (8.11.3.2)."""
_COMPONENTS = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
"""Colour spaces that say themselves what is light and what is dark (8.6.4), with the number of their components."""
_LIGHT, _DARK = 0.8, 0.5
"""From here on a colour is paper, and up to there it is ink; 1 is white. What lies between is neither."""
_WIDEST_LINE_PT, _UNENDED_PT = 2.0, 4.0
_ASKEW, _FLAT = 0.001, 1.3
"""What is turned askew, and how much narrower or lower than they are wide or high letters are at the most."""
_ROUNDED_PT = 0.5
"""How far from where a line goes on a letter of another font may be placed."""
_MOST_AREAS, _MOST_POINTS = 12, 48
"""The button of a list has 6 areas of 29 corners; more could be letters."""


@dataclass(slots=True)
class GraphicsState:
    """As far as it matters for whether text can be read (8.4.1, 9.3.1): text is seen within `clip`, in the space that
    the stream is drawn in. `light` is how light the colour of areas and letters is, of 1, and `stroke_light` that of
    lines."""

    clip: Edges
    matrix: Matrix = UNCHANGED
    light: float = 0
    components: int = 1
    stroke_light: float = 0
    stroke_components: int = 1
    line_width: float = 1
    font: BelievedFont | None = None
    size: float = 0
    leading: float = 0


@dataclass(slots=True)
class Drawn:
    """What is drawn in a `box`: letters, and `marks` that are neither letters nor paper. `pale` is whether one is not
    in ink either. `areas` and `points` count all that is painted, and its corners; `borders` are the four lines of each
    border, beside which letters stand. `borrows` is whether letters are borrowed from other fonts, `lacked` are those
    that were asked of fonts which have them not."""

    box: Edges
    glyphs: list[PlacedGlyph] = field(default_factory=list)
    marks: list[Edges] = field(default_factory=list)
    pale: bool = False
    areas: int = 0
    points: int = 0
    borrows: bool = False
    borders: list[Edges] = field(default_factory=list)
    lacked: set[str] = field(default_factory=set)


class Resources(Protocol):
    """What a stream finds by its names (7.8.3). Each raises `UnreadableError` for what is not there or not believed."""

    def font(self, name: str) -> BelievedFont: ...
    def inner(self, name: str, state: GraphicsState, drawn: Drawn) -> None: ...
    def check_state(self, name: str) -> None: ...


class Interpreter:
    """Draws one stream as a viewer does. What it draws is added to `drawn`."""

    def __init__(self, state: GraphicsState, resources: Resources, drawn: Drawn) -> None:
        self.state, self.resources, self.drawn = state, resources, drawn
        self.saved: list[GraphicsState] = []
        self.pen = self.line_matrix = UNCHANGED
        self.path: list[list[Point]] = []
        self.clips = ""
        self.saved_outside = 0

    def run(self, content: bytes) -> Drawn:
        """Draw the stream; all that is drawn. Raises `UnreadableError`."""
        for operator, operands in in_order(instructions(content)):
            if operator not in _BESIDE:
                does = self.does.get(operator)
                if does is None:
                    raise UnreadableError
                does(self, *operands)
        return self.drawn

    def mark(self, tag: str, _: object = None) -> None:
        if tag == _OPTIONAL_CONTENT:
            raise UnreadableError

    # Graphics state (8.4) and colours (8.6)

    def save(self) -> None:
        self.saved.append(replace(self.state))

    def restore(self) -> None:
        self.state = self.saved.pop()

    def transform(self, *matrix: float) -> None:
        a, b, c, d, _, _ = matrix
        if max(abs(b), abs(c)) > _ASKEW or not a or not d:
            raise UnreadableError
        self.state.matrix = times(matrix, self.state.matrix)

    def take_state(self, name: str) -> None:
        self.resources.check_state(name)

    def space(self, name: str) -> None:
        if name not in _COMPONENTS:
            raise UnreadableError
        self.state.components = _COMPONENTS[name]
        self.state.light = 0

    def stroke_space(self, name: str) -> None:
        if name not in _COMPONENTS:
            raise UnreadableError
        self.state.stroke_components = _COMPONENTS[name]
        self.state.stroke_light = 0

    def colour(self, *components: Any) -> None:
        """In the space that is set (sc, scn)."""
        if len(components) != self.state.components:
            raise UnreadableError
        self.device_colour(*components)

    def device_colour(self, *components: Any) -> None:
        self.state.components = len(components)
        self.state.light = lightness(components)

    def stroke_colour(self, *components: Any) -> None:
        """In the space that is set (SC, SCN)."""
        if len(components) != self.state.stroke_components:
            raise UnreadableError
        self.device_stroke_colour(*components)

    def device_stroke_colour(self, *components: Any) -> None:
        self.state.stroke_components = len(components)
        self.state.stroke_light = lightness(components)

    def width(self, width: float) -> None:
        self.state.line_width = width

    # Paths (8.5)

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.path.append([self.placed(*corner) for corner in corners])

    def begin(self, x: float, y: float) -> None:
        self.path.append([self.placed(x, y)])

    def line_to(self, x: float, y: float) -> None:
        if not self.path:
            raise UnreadableError
        self.path[-1].append(self.placed(x, y))

    def placed(self, x: float, y: float) -> Point:
        a, _, _, d, e, f = self.state.matrix
        return a * x + e, d * y + f

    def clip(self) -> None:
        self.clips = "nonzero"

    def clip_evenodd(self) -> None:
        self.clips = "evenodd"

    def end_path(self) -> None:
        if self.clips and self.path:
            self.state.clip = common(self.clipping(), self.state.clip)
        self.path, self.clips = [], ""

    def clipping(self) -> Edges:
        """The one rectangle that the path is. A program leaves the path of a border behind that it does not draw: it
        lies about the other one, and turns in the same way."""
        *others, last = (rectangle_of(part) for part in self.path)
        inside, turn = last
        for around, turned in others:
            if self.clips == "evenodd" or turned != turn or common(around, inside) != inside:
                raise UnreadableError
        return inside

    def fill(self) -> None:
        """An area of paper may lie anywhere but over letters; one in ink is a mark."""
        for part in filter(None, self.path):
            self.count(part)
            self.paint(common(edges_of(part), self.state.clip), self.state.light)
        self.end_path()

    def stroke(self) -> None:
        """A border along the edges of the box, or a mark."""
        for part in filter(None, self.path):
            self.count(part)
            half = self.state.line_width * max(abs(self.state.matrix[0]), abs(self.state.matrix[3])) / 2
            if 2 * half > _WIDEST_LINE_PT:
                raise UnreadableError
            if is_border(part, self.drawn.box):
                self.frame(edges_of(part), half)
            else:
                left, low, right, top = edges_of(part)
                area = (left - half, low - half, right + half, top + half)
                self.paint(common(area, self.state.clip), self.state.stroke_light)
        self.end_path()

    def frame(self, edges: Edges, half: float) -> None:
        """A border, whose lines stand over no letters."""
        lines = [common(line, self.state.clip) for line in sides(edges, half)]
        if any(hides(line, glyph.letters) for line in lines for glyph in self.drawn.glyphs if not glyph.blank):
            raise UnreadableError
        self.drawn.borders += lines

    def paint(self, area: Edges, light: float) -> None:
        """Over no letters, and nothing lighter than ink over marks, but for the button of a list."""
        if any(touch(area, glyph.seen) for glyph in self.drawn.glyphs if not glyph.blank):
            raise UnreadableError
        covers = light > _DARK and any(touch(area, mark) for mark in self.drawn.marks)
        if covers and not is_at_the_end(area, self.drawn.box):
            raise UnreadableError
        if light < _LIGHT:
            self.drawn.marks.append(area)
            self.drawn.pale |= light > _DARK

    def fill_and_stroke(self) -> None:
        path = self.path
        self.fill()
        self.path = path
        self.stroke()

    def count(self, part: list[Point]) -> None:
        self.drawn.areas += 1
        self.drawn.points += len(part)
        if self.drawn.areas > _MOST_AREAS or self.drawn.points > _MOST_POINTS:
            raise UnreadableError

    def draw_inner(self, name: str) -> None:
        self.resources.inner(name, replace(self.state), self.drawn)

    # Text (9.3, 9.4)

    def begin_text(self) -> None:
        if self.clips and self.path:  # one program writes W without n, and reckons with letters that are narrower
            left, low, right, top = self.clipping()
            self.state.clip = common((left - _UNENDED_PT, low, right + _UNENDED_PT, top), self.state.clip)
        self.path, self.clips = [], ""
        self.pen = self.line_matrix = UNCHANGED
        self.saved_outside = len(self.saved)

    def take_font(self, name: str, size: float) -> None:
        self.state.font, self.state.size = self.resources.font(name), size

    def place(self, *matrix: float) -> None:
        self.pen = self.line_matrix = matrix

    def move(self, x: float, y: float) -> None:
        begins = times((1, 0, 0, 1, x, y), self.line_matrix)
        off = max(abs(begins[4] - self.pen[4]), abs(begins[5] - self.pen[5]))
        if len(self.saved) > self.saved_outside and off > _ROUNDED_PT:
            raise UnreadableError
        self.place(*begins)

    def move_and_lead(self, x: float, y: float) -> None:
        self.lead(-y)
        self.move(x, y)

    def lead(self, leading: float) -> None:
        self.state.leading = leading

    def next_line(self) -> None:
        self.move(0, -self.state.leading)

    def show(self, string: Any) -> None:
        """A string, or an array of strings with shifts between them."""
        for part in string if isinstance(string, tuple) else (string,):
            if isinstance(part, float):
                self.advance(-part)
            elif part:
                self.show_codes(part)

    def show_codes(self, codes: bytes) -> None:
        font, size = self.state.font, self.state.size
        if font is None or size <= 0 or (glyphs := font.glyphs(codes)) is None:
            raise UnreadableError
        a, b, c, d, x, y = times(self.pen, self.state.matrix)
        if max(abs(b), abs(c)) > _ASKEW or min(a, d) <= 0 or not 1 / _FLAT < a / d < _FLAT:
            raise UnreadableError
        if self.state.light > _DARK and any(text.strip() for text, _ in glyphs):
            raise UnreadableError
        if len(self.saved) > self.saved_outside:
            self.borrow([text for text, _ in glyphs])
        self.drawn.lacked.update(font.lacks(codes))
        unit, whole = a * size / 1000, "".join([text for text, _ in glyphs])
        length = sum([width for _, width in glyphs])
        shapes: Sequence[Shape | None] = (font.shapes and font.shapes(codes)) or ()
        if whole.isascii() and not shapes:
            glyphs = _joined(glyphs)
        for (text, width), shape in zip(glyphs, shapes or (None,) * len(glyphs), strict=True):
            glyph = PlacedGlyph(text, x, y, width * unit, size * d, self.state.clip, shape)
            touches = any(touch(glyph.seen, mark) for mark in self.drawn.marks)
            if not glyph.blank and (touches or any(hides(line, glyph.letters) for line in self.drawn.borders)):
                raise UnreadableError
            self.drawn.glyphs.append(glyph)
            x += width * unit
        self.advance(length)

    def borrow(self, letters: Sequence[str]) -> None:
        """Letters between q and Q in a text object, which the standard does not know: some viewers go back behind them
        to where they began, and show the next ones over them. So each goes on with the line, is one that the other font
        lacks, and no digit. It may hide one there: where every letter counts, such a text is not whole."""
        if any(text.encode("cp1252", "ignore") or unicodedata.category(text[0])[0] == "N" for text in letters):
            raise UnreadableError
        self.drawn.borrows = True

    def advance(self, width: float) -> None:
        self.pen = times((1, 0, 0, 1, width * self.state.size / 1000, 0), self.pen)

    def show_on_next_line(self, *operands: Any) -> None:
        """A string, with the spacing of words and letters before it."""
        *spacing, string = operands
        for space in spacing:
            _only(space, 0)
        self.next_line()
        self.show(string)

    does: ClassVar[dict[str, Callable[..., None]]] = {
        "q": save,
        "Q": restore,
        "cm": transform,
        "gs": take_state,
        "w": width,
        **dict.fromkeys(("BMC", "BDC"), mark),
        **dict.fromkeys(("g", "rg", "k"), device_colour),
        **dict.fromkeys(("sc", "scn"), colour),
        "cs": space,
        "CS": stroke_space,
        **dict.fromkeys(("G", "RG", "K"), device_stroke_colour),
        **dict.fromkeys(("SC", "SCN"), stroke_colour),
        "re": rectangle,
        "m": begin,
        "l": line_to,
        "W": clip,
        "W*": clip_evenodd,
        **dict.fromkeys(FILLING - STROKING, fill),
        **dict.fromkeys(STROKING - FILLING, stroke),
        **dict.fromkeys(STROKING & FILLING, fill_and_stroke),
        "n": end_path,
        "Do": draw_inner,
        "BT": begin_text,
        "Tf": take_font,
        "Tm": place,
        "Td": move,
        "TD": move_and_lead,
        "TL": lead,
        "T*": next_line,
        **dict.fromkeys(("Tr", "Ts", "Tc", "Tw"), lambda _, value: _only(value, 0)),
        "Tz": lambda _, percent: _only(percent, 100),
        **dict.fromkeys(("Tj", "TJ"), show),
        **dict.fromkeys(("'", '"'), show_on_next_line),
    }
    """What is done for each operator that matters; a stream that uses any other is unreadable."""


def _only(value: float, usual: float) -> None:
    if value != usual:
        raise UnreadableError


def _joined(glyphs: Glyphs) -> Glyphs:
    """The letters of a string, which stand beside each other, as one; and the blanks behind them, which need no room at
    the end of a line."""
    letters = next((count for count in range(len(glyphs), 0, -1) if glyphs[count - 1][0].strip()), 0)
    parts = (glyphs[:letters], glyphs[letters:])
    return [("".join([text for text, _ in part]), sum([width for _, width in part])) for part in parts if part]
