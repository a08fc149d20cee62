"""Whether pages are as they were sent, by what they draw, beside which each form of ours has only the code, and words
at places that are known (`filled_form` writes them). What is not clear by that, `page_looks` tells.

Not compared: what the words of a form itself say, and the boundaries and the rotation of a page, which move its fields
too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.read.content_stream import INLINE_IMAGE, PAINTING, SHOWING, Instruction, UnreadableError, instructions
from dtmforms.pdf.read.page_drawings import places_drawn
from dtmforms.pdf.write.canvas import CAPTION, CODE, Slot
from dtmforms.pdf.write.shaping import FONT_KEYS

_NOTHING_MOVED = b"1 0 0 1 0 0 cm"
_CODE_IMAGE = re.compile(rb"(?<=\s)BI/W \d+/H \d+/BPC 1/IM true/F/AHx ID [0-9a-f]+> EI(?=\s)")
_CODE_DRAWN = Instruction("code")
_NARROWEST = 0.2
"""Of a letter, as a part of its size."""
_LARGEST_PT = 9.5
_SIMPLE_FONTS = frozenset(f"/{key}" for key in FONT_KEYS.values())
"""Their codes are single bytes; those of composite ones are two."""


def room_of(slot: Slot) -> Box:
    """Where the words of a slot can stand."""
    below = (slot.lines - 1) * slot.leading_pt + slot.style.size_pt
    return (slot.x, slot.y - below, slot.width, below + slot.style.size_pt)


def is_drawn_by_us(content: bytes, sent: bytes, slots: Iterable[Slot]) -> bool:
    """Whether a page's content (7.8.2) is what was sent, not moved and not clipped, with nothing beside it but our
    own additions in their places. What another program has written anew is not."""
    before, found, after = content.partition(sent)
    if not found or not _draws_nothing(before) or not after[:1].isspace():
        return False
    return _Additions([*map(room_of, slots)]).are_ours(after)


def drawn_behind(content: bytes, sent: bytes, slots: Iterable[Slot], drawings: Mapping[str, Box]) -> list[Box]:
    """The boxes within which something is drawn behind what is ours, and is no text. Raises `UnreadableError` where
    that is not all."""
    before, found, after = content.partition(sent)
    if not found or not _draws_nothing(before) or not after[:1].isspace():
        raise UnreadableError
    added, ours = list(_with_code(after)), _Additions([*map(room_of, slots)])
    for at, one in enumerate(added):
        as_the_page = not ours.in_text and not any(ours.at_code)
        if not ours.is_ours(one):
            if not as_the_page:
                raise UnreadableError
            return places_drawn(added[at:], drawings)
    return []


def _draws_nothing(before: bytes) -> bool:
    """Whether what stands before saves and restores the graphics state (8.4.2), as programs do it to draw behind what
    was there, and does nothing else."""
    words = before.split()
    ends_apart = not words or before[-1:].isspace()
    return ends_apart and {*b" ".join(words).replace(_NOTHING_MOVED, b"q").split()} <= {b"q", b"Q"}


def draws(content: bytes) -> bool:
    """Whether a page may show anything."""
    try:
        return any(operator in PAINTING | SHOWING for operator, _ in instructions(content))
    except UnreadableError:
        return True


def paints_more(content: bytes, sent: bytes) -> bool:
    """Whether a page may paint more than was sent. Beside that, ours paint the code, and nothing that is no text."""
    try:
        more = Counter(operator for operator, _ in instructions(content.replace(sent, b" ", 1)))
        if sent not in content:
            more -= Counter(operator for operator, _ in instructions(sent))
    except UnreadableError:
        return True
    more[INLINE_IMAGE] -= 1
    return any(more[operator] > 0 for operator in PAINTING)


class _Additions:
    """Goes through instructions as `shaping` and `filled_form` write them; whatever else is not ours."""

    def __init__(self, rooms: list[Box]) -> None:
        self.rooms = rooms
        self.at_code = [False]
        """Whether what is drawn stands where the code does, for each graphics state that is saved (8.4.2)."""
        self.in_text = False
        self.pen: tuple[float, float] | None = None
        """Where the next letter stands; `None` where a text object has not said it."""
        self.size = 0.0
        self.code_length = 2
        marked: dict[str, Callable[..., bool]] = {"BDC": lambda tag, _: tag == "/Span", "EMC": lambda: True}
        self.outside_text = marked | {
            "q": self.save,
            "Q": self.restore,
            "cm": self.go_to_code,
            _CODE_DRAWN.operator: lambda: self.at_code[-1],
            "g": lambda grey: f"{grey:g} g" in ("0 g", CAPTION.colour),
            "BMC": lambda tag: tag == "/Artifact",
            "BT": self.begin_text,
        }
        self.within_text = marked | {
            "Tm": self.go_to,
            "Tf": self.take_font,
            "Ts": lambda rise: abs(rise) < _LARGEST_PT,
            "Tj": lambda string: self.show((string,)),
            "TJ": self.show,
            "ET": self.end_text,
        }

    def are_ours(self, content: bytes) -> bool:
        try:
            return all(self.is_ours(one) for one in _with_code(content))
        except UnreadableError:
            return False

    def is_ours(self, one: Instruction) -> bool:
        known = self.within_text if self.in_text else self.outside_text
        return one.operator in known and known[one.operator](*one.operands)

    def save(self) -> bool:
        self.at_code.append(self.at_code[-1])
        return True

    def restore(self) -> bool:
        """One more than was saved within ends what a program has put around the page."""
        if len(self.at_code) > 1:
            self.at_code.pop()
        return True

    def go_to_code(self, *matrix: float) -> bool:
        x, y, width, height = CODE
        self.at_code[-1] = _are(matrix, (width, 0, 0, height, x, y))
        return self.at_code[-1]

    def begin_text(self) -> bool:
        self.in_text, self.pen = True, None
        return not self.at_code[-1]

    def end_text(self) -> bool:
        self.in_text = False
        return True

    def go_to(self, *matrix: float) -> bool:
        self.pen = matrix[4], matrix[5]
        return _are(matrix[:4], (1, 0, 0, 1))

    def take_font(self, name: str, size: float) -> bool:
        self.size, self.code_length = size, 1 if name in _SIMPLE_FONTS else 2
        return 0 < size <= _LARGEST_PT

    def show(self, parts: tuple[bytes | float, ...]) -> bool:
        """Whether strings, with shifts between them, stand in one of the rooms, and can end in it."""
        if self.pen is None:
            return False
        x, y = self.pen
        codes = sum(len(part) for part in parts if isinstance(part, bytes))
        shifts = sum(abs(part) / 1000 for part in parts if isinstance(part, float))
        end = x + codes / self.code_length * _NARROWEST * self.size
        self.pen = end, y
        return any(
            left - 1 <= x and end + shifts * self.size <= left + width + 1 and low <= y <= low + height
            for left, low, width, height in self.rooms
        )


def _with_code(content: bytes) -> Iterator[Instruction]:
    """The instructions of a content. The image of the code is known by its bytes; what stands before and behind it has
    to be complete. Raises `UnreadableError`."""
    first, *others = _CODE_IMAGE.split(content)
    yield from instructions(first)
    for part in others:
        yield _CODE_DRAWN
        yield from instructions(part)


def _are(found: Sequence[float], numbers: Sequence[float]) -> bool:
    return all(abs(one - other) < 0.01 for one, other in zip(found, numbers, strict=True))
