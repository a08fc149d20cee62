"""What lies over a returned form, and is not of it: annotations and widgets, whatever they are called, over the fields
or the fixed words. Our forms have their fields there, and nothing else.

Not told here: what is drawn in them. Comments beside the fields are honest, and so is what stands in the partner's own
box to sign in, which is told by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dtmforms.pdf.geometry import Box, Geometry, PlacedWords
from dtmforms.pdf.read.annotations import OverlaidAnnotation
from dtmforms.pdf.read.model import QpdfField
from dtmforms.pdf.read.qpdf_reader import QpdfFile

_TOUCHED_PT = 3.0
"""What is drawn by hand, and widgets that a program has moved a little, reach over what stands beside."""
_MOST_ANNOTATIONS = 2000
PARTNERS_BOX = "signature_requesting_organization"


def covered(annotations: Sequence[OverlaidAnnotation], fields: Mapping[str, QpdfField]) -> Iterator[tuple[int, str]]:
    """The fields over which something else stands, with the pages; widgets of other fields too. `fields` are those of
    the form, by their names in the file. A highlight is read through, and one upon another may not be."""
    placed: dict[int, list[tuple[str, Box]]] = {}
    for name, found in fields.items():
        placed.setdefault(found.page, []).append((name, found.box))
    marked: list[OverlaidAnnotation] = []
    for over in annotations[:_MOST_ANNOTATIONS]:
        if over.highlight:
            darkens = any(over.page == other.page and _overlap(over.box, other.box) for other in marked)
            marked.append(over)
            if not darkens:
                continue
        _, bottom, _, height = over.box
        for name, box in placed.get(over.page, ()):
            beside = box[1] >= bottom + height or bottom >= box[1] + box[3]  # most are: to be told first, and fast
            if not beside and _overlap(over.box, box) and not (name == over.name and box == over.box):
                yield over.page, name


@dataclass(slots=True)
class PagesCovered:
    """The pages of a file on which something stands that is not of the form: over fixed words, or in IOM's box to sign
    in; pages beyond those of the form on which anything stands, or on which more stands than anybody looks at; and, as
    `signed`, those on which something is drawn in the partner's box to sign in, and reaches over nothing else."""

    covered: set[int] = field(default_factory=set)
    signed: set[int] = field(default_factory=set)


def pages_covered(
    file: QpdfFile, fields: Mapping[str, QpdfField], made: Geometry, as_sent: Mapping[int, int]
) -> PagesCovered:
    """`fields` are those of the form, by their names in the file; `as_sent` is which page of it each page is."""
    found = PagesCovered({over.page for over in file.annotations[_MOST_ANNOTATIONS:]})
    for over in _looked_at(file.annotations):
        own = fields.get(over.name)
        if own and own.page == over.page and own.box == over.box:
            continue
        page = as_sent.get(over.page)
        if page is None:
            found.covered.add(over.page)
            continue
        box = _from_corner(over.box, file.crop_boxes[over.page - 1])
        signed = "" if over.name else box_signed(box, page, made)
        if signed == PARTNERS_BOX:
            found.signed.add(over.page)
        elif signed or any(_overlap(box, _box_of(words)) for words in _words_on(page, made)):
            found.covered.add(over.page)
    return found


def box_signed(box: Box, page: int, made: Geometry) -> str:
    """The field of the box to sign in that something stands in: with its middle, and over no field and no words of the
    form but those beside the box. Empty where it stands in none."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    within = (place for place in made.signatures if place.page == page and _holds(place.box, x, y))
    found = next((place.name for place in within), "")
    if not found:
        return ""
    others = [place.box for place in made.fields if place.page == page]
    others += [_box_of(words) for words in _words_on(page, made)]
    return "" if any(_overlap(box, other) for other in others) else found


def _looked_at(annotations: Sequence[OverlaidAnnotation]) -> list[OverlaidAnnotation]:
    return [over for over in annotations[:_MOST_ANNOTATIONS] if not over.comment]


def _words_on(page: int, made: Geometry) -> Iterable[PlacedWords]:
    """But for those beside the boxes to sign in, over which signatures reach."""
    beside = [(box[1], box[1] + box[3]) for box in (place.box for place in made.signatures if place.page == page)]
    return (
        words for words in made.words if words.page == page and not any(low <= words.y <= top for low, top in beside)
    )


def _from_corner(box: Box, corner: Box) -> Box:
    return (box[0] - corner[0], box[1] - corner[1], box[2], box[3])


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def _box_of(words: PlacedWords) -> Box:
    return (words.x, words.y, words.width, words.size_pt)


def _overlap(one: Box, other: Box) -> bool:
    """Whether the one reaches over the other by more than a touch; where it is thin, with more than half of it."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return wide > min(_TOUCHED_PT, one[2] / 2) and high > min(_TOUCHED_PT, one[3] / 2)
