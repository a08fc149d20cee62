"""Where everything stands on the pages of a form: known from its language and layout alone, so that a page that
comes back without fields, printed or scanned, can be read by its places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from dtmforms.agreement.closed_lists import SIDES
from dtmforms.form.fields import Kind, Rows, fields

Box: TypeAlias = "tuple[float, float, float, float]"
"""x, y, width and height in points; x and y of the lower left corner, counted from that of the page."""

Purpose: TypeAlias = Literal["fill", "sign", "blank"]
"""What a form is for: to be filled in by the partner, to be signed as it is, or to be filled in by both sides."""
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
STEPS = (1, 2, 3, 4, 6, 9, 14, 24, 44, 60)
"""How many lines a field can have; few, so that most forms of a language look alike. The last ones fill a page."""


ORGANIZATION, ORGANIZATION_AGAIN = "organization", "organization_again"
"""The heading of the partner's column of Table C, and the same name in the head of each page but the first."""
SIGNATORIES = tuple(f"signatory_{side}_{part}" for side in SIDES for part in ("name", "title"))
"""Who signs: the first signatory of each side (rule E5)."""
SEND = "send"
"""To whom the form goes back."""
OF_THE_RECORD = (ORGANIZATION, ORGANIZATION_AGAIN, SEND, *SIGNATORIES)
"""Words that only a record has, which have lines as fields do."""


@dataclass(frozen=True, slots=True)
class FormLayout:
    """What makes two forms of one language look alike: what they are for, the rows of the lists of Table B, and which
    fields have another number of lines than usual, by their names."""

    purpose: Purpose
    rows: Rows
    lines: tuple[tuple[str, int], ...] = ()

    def lines_of(self, name: str) -> int:
        """How many lines a field has; those of a row of the annex have as many as its area."""
        name = re.sub(r"(_field_\d+)_\w+$", r"\1_area", name)
        return dict(self.lines).get(name, usual_lines(name))

    def __str__(self) -> str:
        places = {name: place for place, name in enumerate(_names(self.rows))}
        return " ".join([self.purpose, str(self.rows), *(f"{places[name]}={count}" for name, count in self.lines)])

    @staticmethod
    def parse(text: str) -> FormLayout | None:
        """The layout that a form carries as text; `None` where the text is none."""
        rows = Rows.parse(text)
        purpose = next((purpose for purpose in PURPOSES if text.startswith(f"{purpose} ")), None)
        if rows is None or purpose is None:
            return None
        names = _names(rows)
        found = [(int(place), int(count)) for place, count in re.findall(r"\b(\d{1,4})=(\d{1,2})\b", text)]
        if any(place >= len(names) or count not in STEPS for place, count in found):
            return None
        return FormLayout(purpose, rows, tuple((names[place], count) for place, count in found))


def _names(rows: Rows) -> tuple[str, ...]:
    """What has lines in a form, in an order that its text can name it by."""
    return (*(field.name for field in fields(rows)), *OF_THE_RECORD)


@lru_cache(maxsize=1024)
def usual_lines(name: str) -> int:
    """How many lines a field usually has."""
    if re.fullmatch(r"table_b_\w+_datasets_\d+_name", name):
        return 4
    several = name in ("humanitarian_need", "purpose", "table_b_password_change_plan", SEND)
    return 2 if several or re.fullmatch(r"table_c_\w+_field_\d+_\w+", name) else 1


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
