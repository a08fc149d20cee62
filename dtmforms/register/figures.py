"""How many agreements there are, by country and by the most serious thing that is open: a table and a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dtmforms.agreement.places import country_name
from dtmforms.language.spoken import spoken
from dtmforms.register.overview import ENDED, Standing
from dtmforms.workbook.cells import Cell
from dtmforms.workbook.xlsx_writer import Bars, Table

_OTHER, _NONE = "other", "none"
_COLOURS = {
    "hold_sharing": ("#7F1D1D", "#FFFFFF"),
    "expired": ("#9D174D", "#FFFFFF"),
    "unsigned": ("#B04A0C", "#FFFFFF"),
    "reassessment_overdue": ("#F2C14E", "#000000"),
    "open_duties": ("#2F6DA8", "#FFFFFF"),
    "vacant_areas": ("#0F766E", "#FFFFFF"),
    _OTHER: ("#5B4B8A", "#FFFFFF"),
    _NONE: ("#D9D9D9", "#000000"),
}
"""The colours of a part of a bar, and of its number, by what an agreement is counted under."""
KINDS = tuple(_COLOURS)
"""What an agreement is counted under, the most serious first."""
_MOST_COUNTRIES = 15
_NOBODY = "–"


def figures(standings: Sequence[Standing], words: dict[str, Any]) -> Table:
    """A row for each country, or for those with most that is open where there are too many; each agreement that goes on
    is counted once. `words` are those of the status workbook."""
    said = words["figures"]
    counted: dict[str, Counter[str]] = {}
    for stands in standings:
        if ENDED not in stands.open:
            name = country_name(stands.about["country"], spoken())
            counted.setdefault(name, Counter())[most_serious(stands)] += 1
    rows = [_row(name, counts) for name, counts in _fitting(counted, said["others"])]
    headings = [said["country"], *(kind_in_words(kind, words) for kind in KINDS), said["all"]]
    bars = Bars(said["says"], tuple(_COLOURS.values()))
    return Table(words["sheets"]["figures"], headings, rows, language=spoken(), bars=bars)


def kind_in_words(kind: str, words: dict[str, Any]) -> str:
    return str(words["figures"][kind] if kind in (_OTHER, _NONE) else words["columns"][kind]["heading"])


def most_serious(stands: Standing) -> str:
    """The one of `KINDS` under which an agreement is counted."""
    return next((kind for kind in _COLOURS if kind in stands.open), _OTHER if stands.open else _NONE)


def _fitting(counted: dict[str, Counter[str]], others: str) -> list[tuple[str, Counter[str]]]:
    """The countries by name; of too many those with most that is open, and the others together."""
    listed = sorted(counted.items(), key=lambda one: one[1][_NONE] - one[1].total())
    shown, rest = sorted(listed[:_MOST_COUNTRIES]), listed[_MOST_COUNTRIES:]
    return [*shown, (others, sum((counts for _, counts in rest), Counter()))] if rest else shown


def _row(name: str, counts: Counter[str]) -> list[Cell]:
    return [name, *(counts[kind] or _NOBODY for kind in _COLOURS), counts.total()]
