"""What the page draws, as plain numbers for SVG. The same stands beside each as a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dtmforms
from dtmforms.language.catalog import catalog
from dtmforms.language.spoken import spoken

WIDTH, BASE, _TOP, _EDGE, _BAR = 360, 140, 30, 12, 9
_REASSESS, _ENDS = ("reassessment",), ("agreement_ends", "validity_ends")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    height: float
    number: int

    @property
    def middle(self) -> float:
        return self.x + _BAR / 2


@dataclass(frozen=True, slots=True)
class Month:
    """What falls due in a month: how many risks are to be assessed again, and how many agreements end."""

    year: int
    number: int
    reassess: int
    ends: int

    @property
    def text(self) -> str:
        return f"{catalog('cldr', spoken())['months'][self.number - 1]} {self.year}"


@dataclass(frozen=True, slots=True)
class DrawnMonth:
    """A month, where it is drawn: the middle of its place, and a bar for each kind, `None` for none."""

    month: Month
    x: float
    reassess: Bar | None
    ends: Bar | None


def months(standings: Iterable[dtmforms.Standing], today: datetime.date) -> list[Month]:
    """This month and the eleven after it; what is late is not in them."""
    first = today.year * _MONTHS + today.month - 1
    counted = {first + ahead: [0, 0] for ahead in range(_MONTHS)}
    for stands in standings:
        for due in stands.due:
            if due.day and not due.is_late and due.days is not None:
                day = datetime.date.fromisoformat(due.day)
                of_month = counted.get(day.year * _MONTHS + day.month - 1)
                if of_month and due.what in (*_REASSESS, *_ENDS):
                    of_month[due.what in _ENDS] += 1
    return [Month(number // _MONTHS, number % _MONTHS + 1, *both) for number, both in counted.items()]


def year(of: Sequence[Month], *, right_to_left: bool) -> list[DrawnMonth]:
    """The months from where the language begins."""
    most = max((1, *(max(month.reassess, month.ends) for month in of)))
    step = (WIDTH - 2 * _EDGE) / len(of)
    drawn = []
    for place, month in enumerate(of):
        middle = _EDGE + step * (place + 0.5)
        x = WIDTH - middle if right_to_left else middle
        drawn.append(
            DrawnMonth(month, round(x, 1), _bar(x - _BAR - 1, month.reassess, most), _bar(x + 1, month.ends, most))
        )
    return drawn


def _bar(x: float, number: int, most: int) -> Bar | None:
    height = (BASE - _TOP) * number / most
    return Bar(round(x, 1), round(BASE - height, 1), round(height, 1), number) if number else None
