"""Whether a page draws what we drew on it, where we drew it, and beside it only what each form of ours has of its own:
the code, and words at places that are known (`blank` writes them).

Not told here: what the words say, and how the glyphs of a font look.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dtmforms.pdf.geometry import Box
from dtmforms.pdf.operators import exact_pieces
from dtmforms.pdf.sheet import CODE, Slot

BESIDE_CODE: Box = (CODE[0], CODE[1] - 130, CODE[2], 130)
"""Below the code stands what the form is, and the number of the page."""
_NOTHING_DRAWN = re.compile(rb"(?:\s|(?<!\S)[qQ](?=\s)|(?<!\S)1 0 0 1 0 0 cm(?=\s))*+")
"""Programs save the graphics state before what was there, to draw behind it (8.4.2)."""
_CODE_IMAGE = re.compile(rb"(?<=\s)BI/W \d+/H \d+/BPC 1/IM true/F/AHx ID [0-9a-f]+> EI(?=\s)")
_CODE_DRAWN = b"CODE"
"""Stands for the image: no operator has this name."""
_HARMLESS = frozenset({b"BMC", b"EMC", b"BT", b"ET"})
_OPERAND_BEGINS = b"([<]>/+-.0123456789"
_NARROWEST = 0.2
"""Of a letter, as a part of its size."""
_LARGEST_PT = 9.5


def room_of(slot: Slot) -> Box:
    """Where the words of a slot can stand, of two lines too."""
    return (slot.x, slot.y - 2 * slot.size_pt, slot.width, 3 * slot.size_pt)


def is_drawn_by_us(content: bytes, sent: bytes, slots: Iterable[Slot]) -> bool:
    """Whether a page's content (7.8.2) is what was sent, not moved and not clipped, with nothing beside it but our
    own additions in their places. What another program has written anew is not told to be ours."""
    before, found, after = content.partition(sent)
    if not found or not _NOTHING_DRAWN.fullmatch(before) or not after[:1].isspace():
        return False
    return _Additions([BESIDE_CODE, *map(room_of, slots)]).all_ours(after)


@dataclass(slots=True)
class _State:
    """The graphics state as far as we change it (8.4): at the place of the code, or not."""

    at_code: bool = False


class _Additions:
    """Goes through operators as `lettering` and `blank` write them; any other is not ours."""

    def __init__(self, rooms: list[Box]) -> None:
        self.rooms = rooms
        self.states = [_State()]
        self.place: tuple[float, float] | None = None
        self.size = 0.0
        self.by_operator: dict[bytes, Callable[[list[bytes]], bool]] = {
            b"q": self.save,
            b"Q": self.restore,
            b"cm": self.go_to_code,
            _CODE_DRAWN: lambda held: self.states[-1].at_code and not held,
            b"g": lambda held: held == [b"0"],
            b"BDC": lambda held: held[0] == b"/Span",
            b"Tm": self.move,
            b"Tf": self.take_font,
            b"Ts": lambda held: abs(float(held[-1])) < _LARGEST_PT,
            b"Tj": self.show,
            b"TJ": self.show,
        }

    def all_ours(self, content: bytes) -> bool:
        held: list[bytes] = []
        found = None if _CODE_DRAWN in content else exact_pieces(_CODE_IMAGE.sub(_CODE_DRAWN, content))
        for token in found or ():
            if token[:1] in _OPERAND_BEGINS:
                held.append(token)
                continue
            if token not in _HARMLESS and not self.is_ours(token, held):
                return False
            held.clear()
        return found is not None

    def is_ours(self, operator: bytes, held: list[bytes]) -> bool:
        try:
            return operator in self.by_operator and self.by_operator[operator](held)
        except (ValueError, IndexError):
            return False

    def save(self, _: list[bytes]) -> bool:
        self.states.append(_State(self.states[-1].at_code))
        return True

    def restore(self, _: list[bytes]) -> bool:
        """One more than was saved within ends what a program has put around the page."""
        if len(self.states) > 1:
            self.states.pop()
        return True

    def go_to_code(self, held: list[bytes]) -> bool:
        x, y, width, height = CODE
        self.states[-1].at_code = _are(held, [width, 0, 0, height, x, y])
        return self.states[-1].at_code

    def move(self, held: list[bytes]) -> bool:
        self.place = float(held[-2]), float(held[-1])
        return len(held) == 6 and _are(held[:4], [1, 0, 0, 1])

    def take_font(self, held: list[bytes]) -> bool:
        self.size = float(held[-1])
        return 0 < self.size <= _LARGEST_PT

    def show(self, held: list[bytes]) -> bool:
        """Whether a string stands in one of the rooms, and can end in it."""
        if self.place is None or self.states[-1].at_code:
            return False
        x, y = self.place
        letters = sum(_codes(token) for token in held)
        shifts = sum(abs(float(token)) / 1000 for token in held if token[:1] not in b"(<[]")
        length = (letters * _NARROWEST + shifts) * self.size
        return any(
            left - 1 <= x and x + length <= left + width + 1 and low <= y <= low + height
            for left, low, width, height in self.rooms
        )


def _codes(token: bytes) -> float:
    """How many letters a string has at least: those of composite fonts have codes of two bytes."""
    return (len(token) - 2) / 4 if token[:1] == b"<" else len(token) - 2 if token[:1] == b"(" else 0


def _are(held: list[bytes], numbers: list[float]) -> bool:
    return len(held) == len(numbers) and all(
        abs(float(one) - other) < 0.01 for one, other in zip(held, numbers, strict=True)
    )
