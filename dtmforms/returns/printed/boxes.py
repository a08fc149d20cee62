"""What stands in the boxes of a printed page: text by its place, ticks by their ink; whatever was sent in them.

Whatever the eye may see otherwise comes with the reason for doubt. Not done here: reading of pictures.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from dtmforms.form.fields import TICKED, UNTICKED
from dtmforms.returns.printed.doubts import normal
from dtmforms.returns.returned_file import PrintedCell

if TYPE_CHECKING:
    from dtmforms.pdf.geometry import Box, PlacedField
    from dtmforms.returns.printed.registration import FormPage, PlacedLetter

_BORDER_PT = 2.0
_EDGE_PT = 6.0
"""Text that comes nearer to the end of its box may go on beyond it: letters that are cut need not be in the file."""
_LINE_PT = 3.0
_RUN_PT = 6.0
_DARK = 140
_SPECK = 10
"""Pixels: dirt, and what is left of a letter around the box that its font claims."""
_TICK, _NO_TICK, _BLOT = 0.1, 0.008, 0.85
_FAINT = 200
_BODY_PT = 0.5


@dataclass(frozen=True, slots=True)
class LetterRun:
    """Letters that follow each other on one line. All belong where the first one stands: text that is too long for
    its box may go on, unseen, under the next one."""

    letters: tuple[PlacedLetter, ...]
    home: str | None

    def within(self, placed: PlacedField) -> list[PlacedLetter]:
        """The letters of a field: those that begin in its box, and those that stand in it and begin in none."""
        if self.home == placed.name:
            return list(self.letters)
        if self.home is not None:
            return []
        return [letter for letter in self.letters if _inside(_middle(letter), placed.box)]


def runs_on(page: FormPage, fields: Sequence[PlacedField]) -> list[LetterRun]:
    """The letters of a page as runs; `home` is the field in which a run begins."""
    runs: list[list[PlacedLetter]] = []
    for letter in page.letters:
        if runs and _follows(runs[-1][-1], letter):
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return [LetterRun(tuple(run), _home(run, fields)) for run in runs]


def _follows(one: PlacedLetter, other: PlacedLetter) -> bool:
    gap = other.box[0] - one.box[0] - one.box[2]
    return abs(one.origin[1] - other.origin[1]) < 1 and -_RUN_PT < gap < _RUN_PT


def _home(run: list[PlacedLetter], fields: Sequence[PlacedField]) -> str | None:
    first = next((letter for letter in run if letter.text.strip()), run[0])
    return next((placed.name for placed in fields if _inside(_middle(first), placed.box)), None)


def read_cell(placed: PlacedField, page: FormPage, runs: Sequence[LetterRun]) -> PrintedCell:
    """The cell of a field on a page that has letters; `runs` are those of the page."""
    if placed.kind == "tick":
        return read_tick(placed, page)
    letters = [letter for run in runs for letter in run.within(placed)]
    ink = foreign_ink(page, without_button(placed), letters)
    if not any(map(_is_ink, letters)):
        return PrintedCell(placed.name, page.sheet, "ink" if ink else "text", doubt="doubt_ink" if ink else "")
    lines = _lines(letters)
    return PrintedCell(
        placed.name,
        page.sheet,
        "text",
        text=normal("\n".join(map(_joined, lines))),
        in_order="".join(letter.text for letter in letters),
        doubt=_unseen(page, [letter for letter in letters if _inside(_middle(letter), placed.box)], ink=ink),
        gap=any("  " in "".join(letter.text for letter in line).strip() for line in lines),
        cut=_cut(placed, letters, lines),
    )


def read_tick(placed: PlacedField, page: FormPage) -> PrintedCell:
    """A box is ticked where there is ink in it; a little may be dirt, very much a correction."""
    part = ink_part(page.crop(placed.box, _BORDER_PT))
    doubt = "doubt_blot" if part > _BLOT else "doubt_tick" if _NO_TICK < part < _TICK else ""
    return PrintedCell(placed.name, page.sheet, "ink", TICKED if part >= _TICK else UNTICKED, doubt=doubt)


def ink_part(picture: Image.Image) -> float:
    """The part of a picture that is dark."""
    return sum(picture.histogram()[:_DARK]) / max(picture.width * picture.height, 1)


def foreign_ink(page: FormPage, box: Box, letters: Iterable[PlacedLetter] = ()) -> bool:
    """Whether something is seen in a box that is none of those letters."""
    picture = page.crop(box, _BORDER_PT)
    pen, scale = ImageDraw.Draw(picture), page.dpi / 72
    left, top = box[0] + _BORDER_PT, box[1] + box[3] - _BORDER_PT
    for letter in filter(_is_ink, letters):
        x, y, width, height = letter.box
        x0, y0 = (x - left - 1) * scale, (top - y - height - 1) * scale
        pen.rectangle((x0, y0, x0 + (width + 2) * scale, y0 + (height + 2) * scale), fill=255)
    return sum(picture.histogram()[:_DARK]) > _SPECK


def without_button(placed: PlacedField) -> Box:
    """The box of a field; that of a choice without the arrow that some programs print at its end."""
    x, y, width, height = placed.box
    return (x, y, width - height, height) if placed.kind == "choice" else placed.box


def _unseen(page: FormPage, letters: list[PlacedLetter], *, ink: bool) -> str:
    """Why what the file says is not what the eye sees; empty where both agree."""
    if _overlap(letters):
        return "doubt_overlap"
    if any(_is_ink(letter) and (letter.covered or not _seen(letter, page)) for letter in letters):
        return "doubt_unseen"
    if any(map(_is_drawn_space, letters)):
        return "doubt_unseen"
    return "doubt_ink_beside" if ink else ""


def _is_ink(letter: PlacedLetter) -> bool:
    return bool(letter.text.strip())


def _is_drawn_space(letter: PlacedLetter) -> bool:
    """A space with a body is a letter whose font does not tell what it is."""
    return not letter.text.strip() and letter.box[2] > _BODY_PT and letter.box[3] > _BODY_PT


def _seen(letter: PlacedLetter, page: FormPage) -> bool:
    return letter.box[2] <= 0 or letter.box[3] <= 0 or page.crop(letter.box, -0.4).getextrema()[0] < _FAINT  # type: ignore[operator]


def _overlap(letters: list[PlacedLetter]) -> bool:
    """Whether letters stand on top of each other; accents may."""
    solid = [letter for letter in letters if letter.text.strip() and not unicodedata.combining(letter.text[0])]
    return any(_covers(one.box, other.box) for place, one in enumerate(solid) for other in solid[place + 1 :])


def _covers(one: Box, other: Box) -> bool:
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return width > 0.4 * min(one[2], other[2]) and height > 0.2 * min(one[3], other[3])


def _lines(letters: list[PlacedLetter]) -> list[list[PlacedLetter]]:
    """Letters line by line from the top, each line from left to right, with the spaces that stand in it."""
    lines: list[list[PlacedLetter]] = []
    for letter in sorted(filter(_is_ink, letters), key=lambda letter: -letter.origin[1]):
        if lines and abs(lines[-1][0].origin[1] - letter.origin[1]) <= _LINE_PT:
            lines[-1].append(letter)
        else:
            lines.append([letter])
    for space in letters:
        if not _is_ink(space):
            near = [line for line in lines if abs(line[0].origin[1] - space.origin[1]) <= _LINE_PT]
            for line in near[:1]:
                line.append(space)
    return [sorted(line, key=lambda letter: letter.origin[0]) for line in lines]


def _joined(line: list[PlacedLetter]) -> str:
    return " ".join("".join(letter.text for letter in line).split())


def _cut(placed: PlacedField, letters: list[PlacedLetter], lines: list[list[PlacedLetter]]) -> bool:
    x, y, width, height = placed.box
    edges = [letter.box for letter in letters if letter.text.strip()]
    wide = min(box[0] for box in edges) < x + 0.5 or max(box[0] + box[2] for box in edges) > x + width - _EDGE_PT
    tall = min(box[1] for box in edges) < y or max(box[1] + box[3] for box in edges) > y + height
    pitch = max(box[3] for box in edges) * 1.2
    full = placed.kind == "lines" and len(lines) > 1 and min(box[1] for box in edges) < y + pitch
    return wide or tall or full


def _middle(letter: PlacedLetter) -> tuple[float, float]:
    x, y, width, height = letter.box
    return (x + width / 2, y + height / 2) if width > 0 and height > 0 else letter.origin


def _inside(point: tuple[float, float], box: Box) -> bool:
    return box[0] <= point[0] <= box[0] + box[2] and box[1] <= point[1] <= box[1] + box[3]
