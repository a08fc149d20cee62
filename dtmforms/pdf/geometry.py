"""Where everything stands on the pages of a form: known from its language and layout alone, so that a page that
comes back without fields, printed or scanned, can be read by its places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dtmforms.form.fields import LONG, OTHER_TERMS, Kind, Rows

Box: TypeAlias = "tuple[float, float, float, float]"
"""x, y, width and height in points; x and y of the lower left corner, counted from that of the page."""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """What makes two forms of one language look alike: the rows of the lists of Table B, and how many lines each of
    the fields of several lines has, in the order of the form. Where there are other terms, those of each follow, 0 for
    one that the form has not; where there is an annex, the areas of each side."""

    rows: Rows
    lines: tuple[int, ...]

    def __str__(self) -> str:
        areas = self.rows.areas if any(self.rows.areas) else ()
        return " ".join([str(self.rows), *map(str, self.lines), *map(str, areas)])

    @staticmethod
    def parse(text: str) -> FormLayout | None:
        """The layout that a form carries as text; `None` where the text is none."""
        rows = Rows.parse(text)
        numbers = re.findall(r"\d+", text)[len(rows.counts) :] if rows else []
        if rows and any(rows.areas):
            numbers = numbers[: -len(rows.areas)]
        lines = tuple(min(int(number), 99) for number in numbers)
        wanted = len(LONG) + (len(OTHER_TERMS) if rows and rows.terms else 0)
        return FormLayout(rows, lines) if rows and len(lines) == wanted else None


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A visible field; `page` counts from 1. For a tick the box is the square that is ticked."""

    name: str
    kind: Kind | Literal["signature"]
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """One line of fixed text: where its baseline begins, its width and the size of its letters."""

    text: str
    page: int
    x: float
    y: float
    width: float
    size_pt: float


@dataclass(frozen=True, slots=True)
class Geometry:
    """A whole form. `code` is the square of the code, its quiet zone not counted, the same on every page; `marks` are
    the black squares in the other corners, the same on every page; `signatures` are the boxes to sign in."""

    width_pt: float
    height_pt: float
    pages: int
    fields: tuple[PlacedField, ...]
    words: tuple[PlacedWords, ...]
    code: Box
    marks: tuple[Box, ...]
    signatures: tuple[PlacedField, ...] = ()
