"""Marks of a highlighter: annotations that colour what is below, and hide nothing (ISO 32000-2:2020 12.5.6.10).

Believed is only what is understood: broad areas in a light colour, blended with Multiply (11.3.5.2).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.pdf.read.content_stream import UnreadableError, in_order, instructions, unpacked
from dtmforms.pdf.read.edges import Edges, common, edges_of

_LIGHT = 0.4
"""From here on, seen as a shade of grey, dark letters are read through a colour."""
_BROAD_PT, _FILLED = 5.0, 0.6
"""The least height and width of an area, and the part of its box that it fills: what is broad and full is no letter."""
_MOST_AREAS, _DEEPEST = 64, 2
_BESIDE = frozenset({"G", "RG", "K", "w", "J", "j", "M", "d", "i", "ri", "h", "W", "W*", "BMC", "EMC"})
_GRAPHICS_STATE = frozenset({"/Type", "/BM", "/ca", "/CA", "/AIS", "/SA", "/TK", "/OP", "/op", "/OPM"})
"""Entries of a graphics state (Table 57) that leave areas where they are."""


def is_highlight(annotation: Any) -> bool:
    """Whether an annotation is a mark of a highlighter, and nothing else."""
    if annotation.get("/Subtype") != Name.Highlight:
        return False
    appearance = annotation.get("/AP")
    if appearance is None:
        colour = annotation.get("/C")
        return isinstance(colour, Array) and _is_light(tuple(map(float, colour)))
    if not isinstance(appearance, Dictionary) or set(appearance.keys()) != {"/N"}:
        return False
    try:
        return isinstance(appearance.N, Stream) and _Marker(appearance.N, _State(), []).marks()
    except (UnreadableError, TypeError, ValueError):
        return False


@dataclass(slots=True)
class _State:
    multiplies: bool = False
    light: bool = False
    moved: tuple[float, float] = (0, 0)


class _Marker:
    """Draws a stream that only marks. What is done for an operator is whether that can be part of a mark."""

    def __init__(self, stream: Any, state: _State, marked: list[Edges], depth: int = 0) -> None:
        self.stream, self.state, self.marked, self.depth = stream, state, marked, depth
        self.saved: list[_State] = []
        self.areas: list[list[tuple[float, float]]] = []
        self.drawn = 0
        self.does: dict[str, Callable[..., bool]] = {
            "q": self.save,
            "Q": self.restore,
            "cm": self.move,
            "gs": self.blend,
            "re": self.rectangle,
            "m": self.begin,
            "n": self.end,
            "Do": self.draw_inner,
            **dict.fromkeys(("g", "rg", "k"), self.colour),
            **dict.fromkeys(("l", "c", "v", "y"), self.go_on),
            **dict.fromkeys(("f", "F", "f*"), self.fill),
            **dict.fromkeys(_BESIDE, lambda *_: True),
        }

    def marks(self) -> bool:
        """Whether it does. Raises `UnreadableError`."""
        found = in_order(instructions(unpacked(self.stream)))
        return all(operator in self.does and self.does[operator](*operands) for operator, operands in found)

    def save(self) -> bool:
        self.saved.append(replace(self.state))
        return True

    def restore(self) -> bool:
        self.state = self.saved.pop()
        return True

    def move(self, *matrix: float) -> bool:
        self.state.moved = self.placed(*matrix[4:])
        return matrix[:4] == (1, 0, 0, 1)

    def placed(self, x: float, y: float) -> tuple[float, float]:
        return x + self.state.moved[0], y + self.state.moved[1]

    def colour(self, *components: float) -> bool:
        self.state.light = _is_light(components)
        return True

    def blend(self, name: str) -> bool:
        said = _entry(self.stream, "/ExtGState", name)
        if not isinstance(said, Dictionary) or not set(said.keys()) <= _GRAPHICS_STATE:
            return False
        if "/BM" in said:
            self.state.multiplies = Name.Multiply == said.BM
        return True

    def rectangle(self, x: float, y: float, width: float, height: float) -> bool:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.areas.append([self.placed(*corner) for corner in corners])
        return True

    def begin(self, *point: float) -> bool:
        self.areas.append([self.placed(*point)])
        return True

    def go_on(self, *points: float) -> bool:
        if self.areas:
            self.areas[-1] += [self.placed(*point) for point in zip(points[::2], points[1::2], strict=True)]
        return bool(self.areas)

    def end(self) -> bool:
        self.areas.clear()
        return True

    def fill(self) -> bool:
        self.drawn += len(self.areas)
        broad = all(map(_is_broad, self.areas)) and self.drawn <= _MOST_AREAS
        for edges in map(edges_of, self.areas):
            broad = broad and not any(_are_one_upon_another(edges, other) for other in self.marked)
            self.marked.append(edges)
        self.areas.clear()
        return broad and self.state.multiplies and self.state.light

    def draw_inner(self, name: str) -> bool:
        inner = _entry(self.stream, "/XObject", name)
        is_form = isinstance(inner, Stream) and inner.get("/Subtype") == Name.Form and "/Matrix" not in inner
        if not is_form or self.depth >= _DEEPEST:
            return False
        return _Marker(inner, replace(self.state), self.marked, self.depth + 1).marks()


def _entry(stream: Any, kind: str, name: str) -> Any:
    held = stream.get("/Resources")
    named = held.get(kind) if isinstance(held, Dictionary) else None
    return named.get(name) if isinstance(named, Dictionary) else None


def _is_light(components: tuple[float, ...]) -> bool:
    match components:
        case (grey,):
            return grey >= _LIGHT
        case (red, green, blue):
            return 0.3 * red + 0.59 * green + 0.11 * blue >= _LIGHT
        case (cyan, magenta, yellow, black):
            return 0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black <= 1 - _LIGHT
    return False


def _are_one_upon_another(one: Edges, other: Edges) -> bool:
    """Whether two areas lie upon each other, so that both together may be dark; those of two lines may touch."""
    left, low, right, top = common(one, other)
    return right - left > _BROAD_PT and top - low > _BROAD_PT


def _is_broad(area: list[tuple[float, float]]) -> bool:
    x, y = [x for x, _ in area], [y for _, y in area]
    width, height = max(x) - min(x), max(y) - min(y)
    twice = abs(sum(x[at - 1] * y[at] - x[at] * y[at - 1] for at in range(len(area))))
    return min(width, height) >= _BROAD_PT and twice / 2 >= _FILLED * width * height
