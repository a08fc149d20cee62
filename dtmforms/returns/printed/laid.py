"""A box of a scanned page laid on the same box as the program draws it: what is dark in one of the two alone, and which
strokes its letters have more, or fewer."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter, ImageOps

from dtmforms.pdf.geometry import Box
from dtmforms.returns.printed.ink import count_of, darker, on_white, shifts

AROUND_PT = 6.0
"""How far around a box its picture goes."""
DPI = 300
"""Of the pictures that a scan gives, too; ink beside the drawn one is counted in half as many."""
_BESIDE = 6
"""Pixels of a half: how far a box may lie beside its place. Of a line that ends there, both pictures have its whole."""
MORE_AROUND_PT = AROUND_PT + 2 * _BESIDE * 72 / DPI
"""How far around a box the drawn picture goes."""
DARK, _DRAWN = 170, 225
_NEAR = 3
"""Pixels: how wide a dot of the drawn form becomes, for scanners do not draw as we do."""
_INK_PX, _OTHER = 1.2, 90
"""How far ink runs, and by how much a shade is another."""
_FAINT, _AWAY = 225, 9
"""How dark a pencil is at the least, and how wide what is drawn becomes where it is looked for."""


class Laid:
    """The picture of a box and the drawn one, which goes further on each side, where they lie best on each other."""

    def __init__(self, seen: Image.Image, drawn: Image.Image) -> None:
        self.seen, self.drawn = seen, drawn
        self.half, self.drawn_half = seen.reduce(2), drawn.reduce(2)
        self.beside = _beside(self.half, self.drawn_half)

    @staticmethod
    def of(picture: bytes, as_sent: bytes) -> Laid | None:
        """`None` where the picture is of another size."""
        shown, drawn = Image.open(io.BytesIO(picture), formats=("PNG",)), _opened(as_sent)
        drawn = drawn.crop((0, 0, drawn.width, drawn.height - round(DPI / 72)))  # which is drawn a point too high
        width, height = drawn.width - 4 * _BESIDE, drawn.height - 4 * _BESIDE
        if abs(shown.width - width) > 2 or abs(shown.height - height) > 2:
            return None
        return Laid(on_white(shown.convert("L").resize((width, height), Image.Resampling.BOX)), drawn)

    def extra(self) -> Image.Image:
        """What is dark in one picture alone, at half its size."""
        dark, paper = darker(self.half, DARK), _away_from(self.drawn_half, _NEAR)
        x, y = self.beside
        near = [_laid(paper, self.half, (x + right, y + down), _BESIDE) for right, down in shifts(1)]
        return min((ImageChops.multiply(dark, one) for one in near), key=count_of)

    def faint(self) -> Image.Image:
        """What is no paper, away from all that is drawn, at half its size: there a pencil is told from the paper's own
        grey."""
        paper = _laid(_away_from(self.drawn_half, _AWAY), self.half, self.beside, _BESIDE)
        return ImageChops.multiply(darker(self.half, _FAINT), paper)

    def strokes(self, edge_pt: float) -> Iterator[tuple[Image.Image, Image.Image]]:
        """By how much letters are darker than they were drawn, and how much lighter, so far within the picture: for
        each way in which both may lie on each other."""
        ink, edge = ImageChops.invert(self.seen), round(edge_pt * DPI / 72)
        inside = (edge, edge, ink.width - edge, ink.height - edge)
        run = ImageChops.invert(self.drawn).filter(ImageFilter.GaussianBlur(_INK_PX))
        most, least, wide = (
            run.filter(ImageFilter.MaxFilter(3)),
            run.filter(ImageFilter.MinFilter(3)),
            ink.filter(ImageFilter.MaxFilter(3)),
        )
        for x, y in shifts(1):
            at = (2 * self.beside[0] + x, 2 * self.beside[1] + y)
            more = ImageChops.subtract(ink, _laid(most, ink, at, 2 * _BESIDE)).crop(inside)
            yield more, ImageChops.subtract(_laid(least, ink, at, 2 * _BESIDE), wide).crop(inside)


def most_at_once(other: Image.Image, width: int, height: int) -> int:
    """How many pixels of another shade stand together in a part of that size at the most."""
    there = other.point([255 if by > _OTHER else 0 for by in range(256)])
    around = ImageFilter.BoxBlur((width // 2, height // 2))
    together = ImageOps.expand(there, max(width, height) // 2 + 1, 0).filter(around)
    return round(float(together.getextrema()[1]) * width * height / 255)  # type: ignore[arg-type]


def wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + 2 * by, box[3] + 2 * by


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


def _away_from(drawn: Image.Image, near: int) -> Image.Image:
    """Black where something is drawn, each dot of it so many pixels wide, and white elsewhere."""
    return ImageOps.invert(darker(drawn, _DRAWN)).filter(ImageFilter.MinFilter(near))


def _opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture), formats=("PNG",)).convert("L")
