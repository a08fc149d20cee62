"""Whether one picture looks like another, where two others differ."""

from __future__ import annotations

from itertools import product

from PIL import Image, ImageChops, ImageFilter, ImageStat

Box = tuple[int, int, int, int]
_AROUND = 3
_SHIFT = 2
_NEARER = 0.8
"""What is drawn in another way, as a picture is, differs by the edges of its letters; another text differs by more."""


def looks_like(seen: Image.Image, claimed: Image.Image, other: Image.Image) -> bool:
    """Whether it is the claimed picture, and not the other one, that is seen where these two differ."""
    return nearness(seen, claimed, other) < _NEARER


def nearness(seen: Image.Image, claimed: Image.Image, other: Image.Image) -> float:
    """How far it is from the claimed picture, as a part of how far it is from the other."""
    where = ImageChops.difference(claimed, other).getbbox()
    if seen.size != claimed.size:
        return 9.0
    if not where:  # an honest program, too, shows no more of the other
        return 9.0 if ImageChops.difference(claimed, seen).getbbox() else 0.0
    x0, y0, x1, y1 = where
    box = (x0 - _AROUND, y0 - _AROUND, x1 + _AROUND, y1 + _AROUND)
    return _distance(seen, claimed, box) / max(_distance(seen, other, box), 0.01)


def _distance(seen: Image.Image, other: Image.Image, box: Box) -> float:
    """The mean difference within the box, where they lie best upon each other."""
    target = _softened(other, box)
    shifts = product(range(-_SHIFT, _SHIFT + 1), repeat=2)
    moved = (_softened(seen, (box[0] + x, box[1] + y, box[2] + x, box[3] + y)) for x, y in shifts)
    return min(ImageStat.Stat(ImageChops.difference(part, target)).mean[0] for part in moved)


def _softened(picture: Image.Image, box: Box) -> Image.Image:
    return picture.crop(box).filter(ImageFilter.GaussianBlur(1))
