"""What stands in a cell of a table that becomes a sheet of a workbook."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Choices:
    """A drop-down list: the `count` cells under the heading of a column (from 0) of another sheet. With `free`, any
    other text may be typed."""

    sheet: str
    column: int
    count: int
    free: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty cell in a frame, for people to fill in: how it takes what is typed, and its drop-down list."""

    kind: Literal["text", "day", "number"] = "text"
    choices: Choices | None = None


class Late(NamedTuple):
    """A day that has passed, and should not have."""

    day: datetime.date


Cell = str | int | datetime.date | Late | Blank | None
"""`None` is an empty cell."""
