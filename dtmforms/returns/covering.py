"""What lies over a returned form, and is not of it: annotations and widgets, whatever they are called, over the fields
or the fixed words. Our forms have their fields there, and nothing else.

Not told here: what is drawn in them. Comments beside the fields, and what stands in the boxes to sign in, are honest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dtmforms.pdf.geometry import Box, Geometry, PlacedWords
from dtmforms.pdf.laid import Laid
from dtmforms.pdf.second import Seen, SeenField

_TOUCHED_PT = 3.0
"""What is drawn by hand, and widgets that a program has moved a little, reach over what stands beside."""
_MOST_LAID = 2000


def covered(seen: Seen, fields: Mapping[str, SeenField]) -> Iterator[tuple[int, str]]:
    """The fields over which something else stands, with the pages; widgets of other fields too. `fields` are those of
    the form, by their names in the file."""
    placed: dict[int, list[tuple[str, Box]]] = {}
    for name, found in fields.items():
        placed.setdefault(found.page, []).append((name, found.box))
    for laid in _looked_at(seen):
        _, bottom, _, height = laid.box
        for name, box in placed.get(laid.page, ()):
            beside = box[1] >= bottom + height or bottom >= box[1] + box[3]  # most are: to be told first, and fast
            if not beside and _overlap(laid.box, box) and not (name == laid.name and box == laid.box):
                yield laid.page, name


def pages_with_words_covered(
    seen: Seen, fields: Mapping[str, SeenField], made: Geometry, as_sent: Mapping[int, int]
) -> set[int]:
    """The pages of the file on which something stands over fixed words, that is no field in its place; and the pages
    beyond those of the form on which anything stands, or on which more stands than anybody looks at. `fields` are those
    of the form."""
    found = {laid.page for laid in seen.laid[_MOST_LAID:]}
    for laid in _looked_at(seen):
        own = fields.get(laid.name)
        if own and own.page == laid.page and own.box == laid.box:
            continue
        page = as_sent.get(laid.page)
        if page is None or any(_is_over(laid, words, seen.paper) for words in _words_on(page, made)):
            found.add(laid.page)
    return found


def _looked_at(seen: Seen) -> list[Laid]:
    return [laid for laid in seen.laid[:_MOST_LAID] if not laid.comment]


def _words_on(page: int, made: Geometry) -> Iterable[PlacedWords]:
    """But for those beside the boxes to sign in, over which signatures reach."""
    beside = [(box[1], box[1] + box[3]) for box in (place.box for place in made.signatures if place.page == page)]
    return (
        words for words in made.words if words.page == page and not any(low <= words.y <= top for low, top in beside)
    )


def _is_over(laid: Laid, words: PlacedWords, paper: list[Box]) -> bool:
    corner = paper[laid.page - 1]
    x, y, width, height = laid.box
    return _overlap((x - corner[0], y - corner[1], width, height), (words.x, words.y, words.width, words.size_pt))


def _overlap(one: Box, other: Box) -> bool:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return wide > _TOUCHED_PT and high > _TOUCHED_PT
