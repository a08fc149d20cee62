"""What the appearance streams of fields show (ISO 32000-2:2020 12.5.5 and 12.7.4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from dtmforms.pdf.read.believed_fonts import BelievedFont
from dtmforms.pdf.read.content_stream import Instruction, UnreadableError, instructions, unpacked
from dtmforms.pdf.read.edges import Edges, is_at_the_end
from dtmforms.pdf.read.font_encodings import believed
from dtmforms.pdf.read.interpreter import Drawn, GraphicsState, Interpreter
from dtmforms.pdf.read.matrices import UNCHANGED
from dtmforms.pdf.read.reading_order import shown_text
from dtmforms.pdf.read.shaped_words import words_shown
from dtmforms.pdf.write.shaping import GLYPH_KEYS
from dtmforms.pdf.write.widgets import drawing

_EMPTY, _OURS = b"/Tx BMC EMC", re.compile(rb"/Tx BMC q 1 1 [\d.e+]+ [\d.e+]+ re W n 0 g ")
"""How appearances begin that `widgets` draws."""
_NUMBER = rb"(\d+(?:\.\d+)?)"
_OUR_LINE = re.compile(
    rb"/Tx BMC q 1 1 %b %b re W n 0 g BT 1 0 0 1 %b %b Tm (/\w+) %b Tf "
    rb"(?:\(([ -'*-\[\]-~]*)\)|<((?:[0-9a-f]{2})*)>) Tj ET\nQ EMC" % ((_NUMBER,) * 5)
)
"""A whole one of a single line. Three in four are such; to take them apart as well would be 2 ms of 55 for a form."""
_OUR_GLYPHS = re.compile(rb"/G\d+ ")
"""The names of the fonts with which `shaping` draws what is no plain letter."""
_FORM_KEYS = frozenset(
    [
        "/Type",
        "/Subtype",
        "/FormType",
        "/BBox",
        "/Matrix",
        "/Resources",
        "/Length",
        "/Filter",
        "/DecodeParms",
        "/Group",
        "/Name",
        "/LastModified",
        "/PieceInfo",
        "/StructParent",
        "/StructParents",
        "/Metadata",
    ]
)
"""Entries of a form XObject (Table 93) that leave out nothing of it."""
_STATE_KEYS = frozenset(
    ["/Type", "/SA", "/OP", "/op", "/OPM", "/AIS", "/BM", "/CA", "/ca", "/SMask", "/TK", "/SM", "/FL"]
)
"""Entries of a graphics state (Table 57) that say nothing of letters, with these values where they might."""
_STATE_VALUES = {"/BM": Name.Normal, "/CA": 1, "/ca": 1, "/SMask": Name("/None")}
_DEEPEST = 4
_MOST_SCALED = 1.5
_MULTILINE = 1 << 12
"""Field flag, Table 231."""
_NEAR_PT = 0.6
_SMALLEST_MARK_PT = 2.5
_MOST_OF_A_BOX = 0.8
_PLACING = ("re", "Tm", "TJ", "Ts")
_MARKING, _OUR_TAGS = ("BMC", "BDC", "EMC", "DP"), ("/Tx", "/Span")
"""Operators of marked content (14.6), and the tags that ours has; another may leave out what it marks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a field shows, its lines from left to right; `None` where it has no appearance. `cut` is whether it goes on
    beyond its box; of a choice, only what is seen of it stands here then. `drawn_by_us` is whether the appearance
    begins as ours do, which programs leave that draw nothing, and `partial` whether letters are seen in part. `room` is
    how many letters more have room, where the lines fill the box; `lacked` are letters that were asked of fonts which
    have them not."""

    text: str | None = None
    cut: bool = False
    drawn_by_us: bool = False
    partial: bool = False
    room: int | None = None
    lacked: str = ""


class Appearances:
    """The appearances of one file; each font is looked up once."""

    def __init__(self) -> None:
        self.fonts: dict[int, BelievedFont | None] = {}

    def of(self, widget: Any, stored: Sequence[str] = ()) -> Shown:
        """What a widget's normal appearance shows; `stored` are the texts that it may show as far as the file knows.
        Raises `UnreadableError`."""
        normal = _entry(widget, "/AP", "/N")
        if normal is None:
            return Shown()
        content = self.content_of(normal)
        if content == _EMPTY:
            return Shown("", drawn_by_us=True)
        box = _box(normal, widget)
        ours = _OURS.match(content) is not None
        if ours and _OUR_GLYPHS.search(content):
            return Shown(self.shaped(normal, content, widget, stored), drawn_by_us=True)
        found = self.drawn(normal, content, box)
        if found.marks and not _is_button(found, widget):
            raise UnreadableError
        is_choice = widget.get("/FT") == Name.Ch
        shown = shown_text(words_shown(found.glyphs, stored), box, is_choice=is_choice)
        text = shown.seen if is_choice and shown.cut else "\n".join(shown.lines)
        lacked = "".join(sorted(found.lacked))
        return Shown(text, shown.cut, ours, shown.partial or found.borrows, shown.room, lacked)

    def looks_ticked(self, widget: Any) -> bool:
        """Whether a check box is seen with a mark in it, in the state that it has (12.7.5.2.3). Raises
        `UnreadableError`."""
        state, states = widget.get("/AS"), _entry(widget, "/AP", "/N")
        if states is None or not isinstance(state, Name):
            return False
        if isinstance(states, Stream):
            raise UnreadableError
        normal = _entry(states, str(state))
        if normal is None:
            return False
        content = self.content_of(normal)
        if not content:
            return False
        found = self.drawn(normal, content, _box(normal, widget))
        if found.pale:
            raise UnreadableError
        letters = [glyph for glyph in found.glyphs if not glyph.blank]
        shown_text(letters, found.box)
        marks = [*found.marks, *(glyph.seen for glyph in letters)]
        left, low, right, top = found.box
        if any(_size(mark) > _MOST_OF_A_BOX * (right - left) * (top - low) for mark in found.marks):
            raise UnreadableError
        if any(glyph.clip[2] - glyph.clip[0] < _SMALLEST_MARK_PT for glyph in letters):
            raise UnreadableError
        if not marks:
            return False
        wide = max(mark[2] for mark in marks) - min(mark[0] for mark in marks)
        high = max(mark[3] for mark in marks) - min(mark[1] for mark in marks)
        if min(wide, high) < _SMALLEST_MARK_PT:
            raise UnreadableError
        return True

    def content_of(self, normal: Any) -> bytes:
        if not isinstance(normal, Stream) or not _FORM_KEYS.issuperset(normal.keys()):
            raise UnreadableError
        if not _is_unmoved(normal):
            raise UnreadableError
        return unpacked(normal)

    def drawn(self, stream: Any, content: bytes, box: Edges) -> Drawn:
        drawn = Drawn(box)
        self.draw(_Resources(self, stream, 0), content, GraphicsState(clip=box), drawn)
        return drawn

    def draw(self, resources: _Resources, content: bytes, state: GraphicsState, drawn: Drawn) -> None:
        interpreter = Interpreter(state, resources, drawn)
        ours = _OUR_LINE.fullmatch(content)
        if ours:
            _draw_our_line(interpreter, ours)
        else:
            interpreter.run(content)

    def font(self, font: Any) -> BelievedFont | None:
        number = font.objgen[0] if isinstance(font, Dictionary) else 0
        if not number or number not in self.fonts:
            self.fonts[number] = believed(font)
        return self.fonts[number]

    # Our own glyphs

    def shaped(self, stream: Any, content: bytes, widget: Any, stored: Sequence[str]) -> str:
        """The text of a drawing of ours, whose glyphs have none by themselves: the one that we draw like that. Raises
        `UnreadableError`."""
        resources, found = _Resources(self, stream, 0), instructions(content)
        if not all(_is_drawn_in_ours(resources.font(font), font, codes) for font, codes in _strings(found)):
            raise UnreadableError
        if any(operands[0] not in _OUR_TAGS for operator, operands in found if operator in _MARKING and operands):
            raise UnreadableError
        left, low, right, top = _box(stream, widget)
        if left or low:
            raise UnreadableError
        size, plain = (right - left, top - low), _without_marking(found)
        flags = widget.get("/Ff", 0)
        several = bool(flags & _MULTILINE) if isinstance(flags, int) else False
        for text in dict.fromkeys((*stored, *_said(found))):
            for from_the_right in (False, True):
                made, _ = drawing(text, size, several=several, from_the_right=from_the_right)
                if _is_like(plain, _without_marking(instructions(made))):
                    return text
        raise UnreadableError


class _Resources:
    """What a stream finds by its names (7.8.3), in its own dictionary alone: where it has none, programs look in
    different places."""

    def __init__(self, appearances: Appearances, stream: Any, depth: int) -> None:
        self.appearances, self.depth = appearances, depth
        self.resources = stream.get("/Resources")
        spaces = _entry(self.resources, "/ColorSpace")
        if isinstance(spaces, Dictionary) and any(key.startswith("/Default") for key in spaces.keys()):  # noqa: SIM118
            raise UnreadableError

    def font(self, name: str) -> BelievedFont:
        font = self.appearances.font(_entry(self.resources, "/Font", name))
        if font is None:
            raise UnreadableError
        return font

    def inner(self, name: str, state: GraphicsState, drawn: Drawn) -> None:
        form = _entry(self.resources, "/XObject", name)
        if self.depth >= _DEEPEST or not isinstance(form, Stream) or form.get("/Subtype") != Name.Form:
            raise UnreadableError
        content = self.appearances.content_of(form)
        resources = _Resources(self.appearances, form, self.depth + 1)
        interpreter = Interpreter(state, resources, drawn)
        left, low, right, top = _edges(form.get("/BBox"))
        interpreter.rectangle(left, low, right - left, top - low)
        interpreter.clip()
        interpreter.end_path()
        interpreter.run(content)

    def check_state(self, name: str) -> None:
        state = _entry(self.resources, "/ExtGState", name)
        if not isinstance(state, Dictionary) or not _STATE_KEYS.issuperset(state.keys()):
            raise UnreadableError
        if any(state.get(key, usual) != usual for key, usual in _STATE_VALUES.items()):
            raise UnreadableError


def _draw_our_line(interpreter: Interpreter, line: re.Match[bytes]) -> None:
    width, height, x, y, size = map(float, line.group(1, 2, 3, 4, 6))
    interpreter.rectangle(1, 1, width, height)
    interpreter.clip()
    interpreter.end_path()
    interpreter.take_font(line[5].decode(), size)
    interpreter.place(1, 0, 0, 1, x, y)
    interpreter.show(bytes.fromhex(line[8].decode()) if line[7] is None else line[7])


def _strings(found: Sequence[Instruction]) -> Iterator[tuple[str, bytes]]:
    """The strings that are shown, with the names of their fonts."""
    font = ""
    for operator, operands in found:
        if operator == "Tf":
            font = operands[0]
        elif operator in ("Tj", "TJ"):
            parts = operands[0] if operator == "TJ" else operands
            yield from ((font, part) for part in parts if isinstance(part, bytes))


def _said(found: Sequence[Instruction]) -> Iterator[str]:
    """The texts that a drawing says that it stands for (14.9.4); forms of before say it piece by piece, from left to
    right."""
    pieces: list[str] = []
    for operator, operands in found:
        if operator in ("BDC", "DP") and isinstance(operands[1], dict):
            said = operands[1].get("/ActualText")
            if isinstance(said, bytes):
                pieces.append(said[2:].decode("utf-16-be", "replace"))
        elif operator == "Tj":
            pieces.append(operands[0].decode("cp1252", "replace"))
    yield from dict.fromkeys((*pieces[:1], "".join(pieces), "".join(pieces[::-1])))


def _is_drawn_in_ours(font: BelievedFont, key: str, codes: bytes) -> bool:
    """Whether codes are drawn in the font that is called so in a drawing of ours: glyphs in that very font, by whose
    numbers another has other letters, and letters as Windows-1252 has them."""
    if key.startswith("/G"):
        return GLYPH_KEYS.get(font.name) == key[1:] and font.is_ours(codes)
    return "".join([text for text, _ in font.glyphs(codes) or ()]) == codes.decode("cp1252", "replace")


def _without_marking(found: Sequence[Instruction]) -> list[Instruction]:
    return [one for one in found if one.operator not in _MARKING]


def _is_like(one: Sequence[Instruction], other: Sequence[Instruction]) -> bool:
    """Whether two drawings are the same, but for how the numbers of their places are rounded."""
    return len(one) == len(other) and all(
        this == that or (this.operator == that.operator in _PLACING and _are_near(this.operands, that.operands))
        for this, that in zip(one, other, strict=True)
    )


def _are_near(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _NEAR_PT
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_are_near, one, other))
    return bool(one == other)


def _is_button(found: Drawn, widget: Any) -> bool:
    """Whether all that is drawn beside the letters of a choice is the button at its end."""
    return widget.get("/FT") == Name.Ch and all(is_at_the_end(mark, found.box) for mark in found.marks)


def _entry(holder: Any, *keys: str) -> Any:
    """What stands at the end of a line of keys; `None` where there is nothing."""
    for key in keys:
        holder = holder.get(key) if isinstance(holder, Dictionary | Stream) else None
    return holder


def _is_unmoved(stream: Any) -> bool:
    matrix = stream.get("/Matrix")
    return matrix is None or (isinstance(matrix, Array) and tuple(matrix) == UNCHANGED)


def _box(normal: Any, widget: Any) -> Edges:
    """The box of an appearance, where it is about as large as the field. Raises `UnreadableError`."""
    drawn, shown = _edges(normal.get("/BBox")), _edges(widget.get("/Rect"))
    if _is_scaled(drawn, shown):
        raise UnreadableError
    return drawn


def _edges(rectangle: Any) -> Edges:
    """Of a rectangle by any two of its corners (7.9.5). Raises `UnreadableError`."""
    if not isinstance(rectangle, Array) or len(rectangle) != 4:
        raise UnreadableError
    left, low, right, top = map(float, rectangle)
    return min(left, right), min(low, top), max(left, right), max(low, top)


def _size(edges: Edges) -> float:
    return max(edges[2] - edges[0], 0) * max(edges[3] - edges[1], 0)


def _is_scaled(drawn: Edges, shown: Edges) -> bool:
    """Whether an appearance is drawn much larger or smaller than it is made (12.5.5, algorithm 8)."""
    return not all(
        one > 0 and other > 0 and 1 / _MOST_SCALED < one / other < _MOST_SCALED
        for one, other in ((drawn[2] - drawn[0], shown[2] - shown[0]), (drawn[3] - drawn[1], shown[3] - shown[1]))
    )
