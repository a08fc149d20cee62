"""A record while it is being written: what was typed for each attribute, right or wrong.

What was typed is kept by the path of its attribute, `table_b.low.datasets[0].name`, as findings name it too. A day or a
number that is one becomes one in the file; whatever is none stays as it was typed, so that it can be shown again.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dtmforms.agreement import record_file
from dtmforms.agreement.check import Checked, check_source, check_values
from dtmforms.agreement.closed_lists import SCHEMA, SIDES
from dtmforms.agreement.model import attribute_kind, attribute_paths, is_attribute
from dtmforms.agreement.plain_values import put
from dtmforms.agreement.record_file import Unquoted
from dtmforms.findings import Finding, Path, dotted

_STEP = re.compile(r"\[(\d{1,4})\]|([^.\[\]]+)")
_MOST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, by its path; of lists the items are counted from 0, without gaps. What is empty is not there."""

    typed: Mapping[str, str]
    _given: Mapping[Path, Path] = field(default_factory=dict, compare=False)
    """Where each place stood before the gaps were closed."""

    def as_given(self, place: str) -> str:
        """What a place, such as that of a finding, was called in what was typed, gaps included."""
        path, rest = path_of(place), path_of("")
        while path and path not in self._given:
            path, rest = path[:-1], (path[-1], *rest)
        return dotted((*self._given.get(path, ()), *rest))

    def check(self, *, today: datetime.date | None = None) -> Checked:
        """As `check` does with a file; the findings have no lines."""
        return check_values(self._values(), today=today)

    def in_order(self) -> list[tuple[str, str]]:
        """What was typed, in the order of the record."""
        return [(dotted(path), self.typed[dotted(path)]) for path in sorted(map(path_of, self.typed), key=_place)]

    def to_yaml(self) -> bytes:
        """As a file, in the order of the record, which `read_draft` reads again as the same draft, and `check` as a
        record."""
        return record_file.dump_yaml(self._values())

    def _values(self) -> dict[str, Any]:
        """As plain values; both parties and both tables are there, also where nothing was typed of them."""
        values: dict[str, Any] = {
            "schema": SCHEMA,
            "requesting_organization": {},
            "table_b": {},
            "table_c": {side: {} for side in SIDES},
        }
        for path in sorted(map(path_of, self.typed), key=_place):
            put(values, path, _value(path, self.typed[dotted(path)]))
        return {key: values[key] for key in sorted(values, key=lambda key: _place((key,)))}


def draft_of(typed: Mapping[str, str]) -> Draft:
    """What was typed, without what is empty and without the gaps that it leaves in lists. What is no attribute of a
    record is left out."""
    found = ((path_of(place), place, text) for place, text in typed.items() if text)
    given = {path: text for path, place, text in found if is_attribute(path) and dotted(path) == place}
    new = _renumbered(given)
    kept = {dotted(new[path]): text.replace("\r\n", "\n") for path, text in given.items() if path != ("schema",)}
    return Draft(kept, {place: path for path, place in new.items()})


def _renumbered(paths: Iterable[Path]) -> dict[Path, Path]:
    """Every place on the way to these, with what it is called where lists have no gaps."""
    new: dict[Path, Path] = {(): ()}
    items: dict[Path, int] = {}
    for path in sorted(paths):
        for length in range(1, len(path) + 1):
            place, parent, step = path[:length], path[: length - 1], path[length - 1]
            if place in new:
                continue
            if isinstance(step, int):
                step = items[parent] = items.get(parent, -1) + 1
            new[place] = (*new[parent], step)
    return new


def read_draft(data: bytes, name: str = "") -> tuple[Draft | None, tuple[Finding, ...]]:
    """What stands in the file of a record, valid or not; no draft where it is none, or holds what no attribute is, for
    that could not be shown. The findings say why."""
    source = record_file.parse(data, name=name)
    if not isinstance(source.values, dict) or source.problems:
        found = source.problems or [Finding("no_record", line=1)]
        return None, tuple(found)
    typed = dict(_leaves(source.values, ()))
    if any(not is_attribute(path) for path in typed):
        return None, check_source(source).findings
    return draft_of({dotted(path): text for path, text in typed.items()}), ()


def path_of(place: str) -> Path:
    """The steps of a place as `dotted` writes it."""
    return tuple(int(number) if number else name for number, name in _STEP.findall(place))


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """All that holds something, as it would be typed."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    elif value is not None:
        yield path, value.typed if isinstance(value, Unquoted) else str(value)


def _value(path: Path, text: str) -> object:
    kind = attribute_kind(path)
    if kind is datetime.date:
        try:
            return datetime.datetime.strptime(text.strip(), "%Y-%m-%d").date()
        except ValueError:
            return text
    typed = text.strip()
    return int(typed) if kind is int and typed.isdecimal() and len(typed) <= _MOST_DIGITS else text


def _place(path: Path) -> tuple[int, ...]:
    """By what a path is sorted into the record's order."""
    pattern = tuple("*" if isinstance(step, int) else step for step in path)
    return tuple(step if isinstance(step, int) else _rank(pattern[: at + 1]) for at, step in enumerate(path))


@cache
def _rank(pattern: tuple[str, ...]) -> int:
    leaves = attribute_paths()
    return next((number for number, leaf in enumerate(leaves) if leaf[: len(pattern)] == pattern), len(leaves))
