"""Where the pages of a form lie on the sheets of a file: found by the code and the marks on every page, else by the
fixed words. Pages may be moved, scaled, turned, tilted, or stand two on a sheet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageFilter

from dtmforms.pdf.read.transform import Pair, Point, Transform, misfit, perspective, similarity

if TYPE_CHECKING:
    from dtmforms.form.barcode import ReadCode
    from dtmforms.pdf.geometry import Box, Geometry, PlacedWords
    from dtmforms.pdf.read.model import FileSheet, Letter

TEXT_DPI, SCAN_DPI = 200, 300
_COARSE_DPI, _GREYS, _LEAST_GREY = 180, (32, 224), 0.001
"""Of scans in which a stroke is not told from another: so few dots to an inch, or hardly any between black and white,
as those of fax machines. A grey scan has a hundredth or more."""
_TOLERANCE_PT = 3.0
_WINDOWS_PT, _FINE = (24.0, 70.0), 3
"""How far around its place a mark is looked for: near first, for another page may stand beside it, then, for pages
seen from a side, farther off. And in how many pixels a point."""
_SOLID = 110
_LEAST_ANCHORS, _MOST_ANCHORS = 4, 400
_LEAST_LETTERS = 4
_MOST_TRIALS = 2000


@dataclass(frozen=True, slots=True)
class PlacedLetter:
    """A letter in the form's own points: where its baseline begins, the box of its ink, and whether anything is
    painted over it."""

    text: str
    origin: Point
    box: Box
    covered: bool = False


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page of a form as it stands on a sheet, straightened: `picture` is the whole page, `dpi` pixels an inch;
    `letters` are in the order of the file, and empty for a scan; `is_coarse` says that it has fewer dots, or
    shades, than scanners usually make. `page` and `sheet` count from 1."""

    page: int
    sheet: int
    picture: Image.Image
    dpi: int
    height_pt: float
    letters: tuple[PlacedLetter, ...] = ()
    scanned: bool = False
    is_coarse: bool = False

    def crop(self, box: Box, inset_pt: float = 0.0) -> Image.Image:
        """The picture of what stands in a box, without as much of its border."""
        scale = self.dpi / 72
        x, y, width, height = box
        left, top = (x + inset_pt) * scale, (self.height_pt - y - height + inset_pt) * scale
        right, bottom = (x + width - inset_pt) * scale, (self.height_pt - y - inset_pt) * scale
        return self.picture.crop((round(left), round(top), round(right), round(bottom)))


def by_code(code: ReadCode, geometry: Geometry, picture: Image.Image) -> Transform | None:
    """From points of the form to pixels of the picture, by the code and by the marks that are seen in the other
    corners; `None` where the code has no extent."""
    x, y, width, height = geometry.code
    corners = ((x, y + height), (x + width, y + height), (x + width, y), (x, y))
    pairs: list[Pair] = list(zip(corners, code.corners, strict=True))
    found = similarity(pairs)
    if found is None:
        return None
    for mark in sorted(geometry.marks, key=lambda mark: math.dist(_centre(mark), _centre(geometry.code))):
        seen = next(filter(None, (_mark_near(mark, found, picture, reach) for reach in _WINDOWS_PT)), None)
        if seen:
            pairs.append((_centre(mark), seen))
            found = (perspective(pairs) if len(pairs) == 6 else similarity(pairs)) or found
    found = similarity(pairs) or found
    allowed = _TOLERANCE_PT * found.scale()
    for better in (perspective(pairs) if len(pairs) == 7 else None, found):
        if better and misfit(better, pairs) <= allowed:
            return better
    return similarity(pairs[:4])


def _mark_near(mark: Box, about: Transform, picture: Image.Image, reach_pt: float) -> Point | None:
    """The centre of the black square that stands at most so far from there, in pixels of the picture; `None` where
    none does."""
    x, y = _centre(mark)
    size = round(2 * reach_pt * _FINE)
    to_form = Transform((1 / _FINE, 0, x - reach_pt, 0, -1 / _FINE, y + reach_pt, 0, 0))
    window = _seen_through(picture, about.after(to_form), (size, size))
    darkest, lightest = window.getextrema()
    if not isinstance(darkest, int) or not isinstance(lightest, int) or lightest - darkest < 60:
        return None
    ink = window.point([255 if value < (darkest + lightest) / 2 else 0 for value in range(256)])
    half = mark[2] * _FINE / 2
    # A square is dark all through, and light around; a black edge of the scanner is dark around as well.
    alone = ImageChops.subtract(ink.filter(ImageFilter.BoxBlur(half * 0.8)), ink.filter(ImageFilter.BoxBlur(half * 2)))
    best = alone.getextrema()[1]
    if not isinstance(best, int) or best < _SOLID:
        return None
    peak = alone.point([255 if value >= best - 4 else 0 for value in range(256)]).getbbox()
    if peak is None:
        return None
    middle = ((peak[0] + peak[2]) / 2, (peak[1] + peak[3]) / 2)
    return about(to_form(_centroid(ink, middle, half * 1.6)))


def _centroid(ink: Image.Image, middle: Point, reach: float) -> Point:
    left, top = round(middle[0] - reach), round(middle[1] - reach)
    part = ink.crop((left, top, round(middle[0] + reach), round(middle[1] + reach)))
    columns = part.resize((part.width, 1), Image.Resampling.BOX).tobytes()
    rows = part.resize((1, part.height), Image.Resampling.BOX).tobytes()
    return left + _mean_place(columns), top + _mean_place(rows)


def _mean_place(weights: bytes) -> float:
    return sum((place + 0.5) * weight for place, weight in enumerate(weights)) / max(sum(weights), 1)


def by_words(sheet: FileSheet, geometry: Geometry) -> dict[int, Transform]:
    """From points of the form to pixels of the sheet's picture, for each page of the form that the sheet's letters
    hold: by fixed texts that stand in the form only once."""
    fits = {page: _agreeing(pairs) for page, pairs in _anchors(sheet, geometry).items() if len(pairs) <= _MOST_ANCHORS}
    return {page: fit for page, fit in sorted(fits.items()) if fit}


def words_in_place(sheet: FileSheet, geometry: Geometry) -> int:
    """How many of such texts stand on the sheet where a page of the form has them."""
    anchors = _anchors(sheet, geometry)
    return sum(len(_inside(fit, anchors[page])) for page, fit in by_words(sheet, geometry).items())


def _anchors(sheet: FileSheet, geometry: Geometry) -> dict[int, list[Pair]]:
    """The fixed texts of each page that are seen on a sheet: their places in the form, and there."""
    anchors: dict[int, list[Pair]] = {}
    letters, joined = _joined(sheet)
    for words, text in _telling(geometry.words):
        for place in _places(text, joined):
            anchors.setdefault(words.page, []).append(((words.x, words.y), letters[place].origin))
    return anchors


def has_words_of(sheet: FileSheet, geometry: Geometry) -> bool:
    """Whether a sheet has as many of a form's fixed texts as it takes to find a page by them."""
    _, joined = _joined(sheet)
    texts = {text for words in geometry.words if len(text := _squeezed(words.text)) >= _LEAST_LETTERS}
    return sum(text in joined for text in texts) >= _LEAST_ANCHORS


def _joined(sheet: FileSheet) -> tuple[list[Letter], str]:
    """The letters of a sheet without its spaces, one by one and as one text."""
    letters = [letter for letter in sheet.letters if not letter.text.isspace()]
    return letters, "".join(letter.text[:1] for letter in letters)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _telling(words: Sequence[PlacedWords]) -> Iterator[tuple[PlacedWords, str]]:
    """Texts, without their spaces, that stand in the form once and are long enough to be no accident."""
    texts = [_squeezed(word.text) for word in words]
    count = Counter(texts)
    return ((word, text) for word, text in zip(words, texts, strict=True) if _alone(text, count))


def _alone(text: str, count: Counter[str]) -> bool:
    return len(text) >= _LEAST_LETTERS and count[text] == 1


def _places(text: str, joined: str) -> Iterator[int]:
    place = joined.find(text)
    while place >= 0:
        yield place
        place = joined.find(text, place + 1)


def _agreeing(pairs: list[Pair]) -> Transform | None:
    """The transform on which most anchors agree, by least squares over those; `None` where too few do."""
    best: list[Pair] = []
    far = sorted(combinations(pairs, 2), key=lambda two: -math.dist(two[0][0], two[1][0]))
    for two in far[:_MOST_TRIALS]:
        fit = similarity(two)
        if fit and 0.3 < fit.scale() * 72 / TEXT_DPI < 3:
            inside = _inside(fit, pairs)
            if len(inside) > len(best):
                best = inside
    fit = similarity(best)
    return fit if fit and len(_inside(fit, pairs)) >= _LEAST_ANCHORS else None


def _inside(fit: Transform, pairs: list[Pair]) -> list[Pair]:
    allowed = _TOLERANCE_PT * fit.scale()
    return [pair for pair in pairs if math.dist(fit(pair[0]), pair[1]) <= allowed]


def straightened(sheet: FileSheet, geometry: Geometry, page: int, to_sheet: Transform) -> FormPage:
    """The page of the form cut out of its sheet, upright and in its own size."""
    scanned = not sheet.letters
    dpi = SCAN_DPI if scanned else TEXT_DPI
    scale = dpi / 72
    to_form = Transform((1 / scale, 0, 0, 0, -1 / scale, geometry.height_pt, 0, 0))
    size = (round(geometry.width_pt * scale), round(geometry.height_pt * scale))
    picture = _seen_through(sheet.picture, to_sheet.after(to_form), size)
    back = to_sheet.inverse()
    letters = tuple(_placed(letter, back) for letter in sheet.letters)
    is_coarse = to_sheet.scale() * 72 < _COARSE_DPI or _is_without_greys(sheet.picture)
    return FormPage(page, sheet.number, picture, dpi, geometry.height_pt, letters, scanned, is_coarse)


def _is_without_greys(picture: Image.Image) -> bool:
    return sum(picture.histogram()[slice(*_GREYS)]) < _LEAST_GREY * picture.width * picture.height


def _seen_through(picture: Image.Image, to_picture: Transform, size: tuple[int, int]) -> Image.Image:
    return picture.transform(
        size, Image.Transform.PERSPECTIVE, to_picture.coefficients, Image.Resampling.BICUBIC, fillcolor=255
    )


def _placed(letter: Letter, back: Transform) -> PlacedLetter:
    x, y, width, height = letter.box
    corners = [back(corner) for corner in ((x, y), (x + width, y), (x, y + height), (x + width, y + height))]
    xs, ys = zip(*corners, strict=True)
    box = (min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    return PlacedLetter(letter.text, back(letter.origin), box, letter.covered)


def _centre(box: Box) -> Point:
    return box[0] + box[2] / 2, box[1] + box[3] / 2
