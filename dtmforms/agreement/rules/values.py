"""Looking into a record's plain values, readable or not: what each rule needs, and nothing where it is not there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from dtmforms.agreement.closed_lists import DESTINATIONS, FOCAL_POINT, METHODS, POSTS, SIDES, URGENCIES
from dtmforms.agreement.model import holds_contact_data
from dtmforms.findings import Path, Value

UNREADABLE: Final = ...
"""Stands for a value that cannot be judged: it is there, and nothing more is known of it."""

Values: TypeAlias = Any


class Found(NamedTuple):
    """A finding before its place in a file is known."""

    code: str
    path: Path
    values: dict[str, Value] = {}  # noqa: RUF012 - of a tuple, and nobody changes it


Rule: TypeAlias = Callable[[Values, datetime.date], Iterator[Found]]


def at(values: Values, *steps: str) -> Values:
    for step in steps:
        values = values.get(step) if isinstance(values, dict) else values if values is UNREADABLE else None
    return values


def as_text(value: Values) -> str:
    return value if isinstance(value, str) else ""


def seen(path: Path, value: str) -> str | None:
    """A text as a finding tells it: as typed, but for contact data (rule D1)."""
    return None if holds_contact_data(path) else value


def name_of(dataset: dict[str, Any]) -> str | None:
    """The name of a dataset, `None` where it has none that can be read."""
    return as_text(dataset.get("name")) or None


def items(values: Values, key: str) -> list[dict[str, Any]]:
    found = values.get(key) if isinstance(values, dict) else None
    return [item if isinstance(item, dict) else {} for item in found] if isinstance(found, list) else []


def texts_in(values: Values) -> list[str]:
    """The texts of a list, by their places; what is no text is empty."""
    return [as_text(value) for value in values] if isinstance(values, list) else []


def datasets(record: Values) -> Iterator[tuple[Path, dict[str, Any]]]:
    for urgency in URGENCIES:
        for index, dataset in enumerate(items(at(record, "table_b", urgency), "datasets")):
            yield ("table_b", urgency, "datasets", index), dataset


def list_items(record: Values, attribute: str) -> Iterator[tuple[Path, str]]:
    for urgency in URGENCIES:
        for index, item in enumerate(texts_in(at(record, "table_b", urgency, attribute))):
            if item:
                yield ("table_b", urgency, attribute, index), item


def people(record: Values) -> Iterator[tuple[Path, dict[str, Any]]]:
    for side in SIDES:
        for post in POSTS:
            person = at(record, "table_c", side, post)
            if isinstance(person, dict):
                yield ("table_c", side, post), {key: person.get(key) for key in FOCAL_POINT}
        for path, one in areas(record, side):
            if one.get("name") is not None:
                yield path, {key: one.get(key) for key in FOCAL_POINT}


def areas(record: Values, side: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The areas of a side, each with whoever is called for it, if anybody is (rule D11)."""
    for index, one in enumerate(items(at(record, "table_c", side), "field")):
        yield ("table_c", side, "field", index), one


def texts(values: Values, path: Path = ()) -> list[tuple[Path, str]]:
    """Every text within, with its path, in their order."""
    return [(place, value) for place, value in _leaves(values, path) if isinstance(value, str)]


def days(values: Values) -> list[tuple[Path, datetime.date]]:
    """Every day within, the same way."""
    return [(place, value) for place, value in _leaves(values, ()) if isinstance(value, datetime.date)]


def _leaves(values: Values, path: Path) -> list[tuple[Path, Values]]:
    found: list[tuple[Path, Values]] = []
    _collect(values, path, found)
    return found


def _collect(value: Values, place: Path, found: list[tuple[Path, Values]]) -> None:
    """A function by itself: one within another that calls itself is never let go of but by Python's search for
    cycles, and all that it has found with it."""
    if isinstance(value, dict):
        for key, item in value.items():
            _collect(item, (*place, key), found)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _collect(item, (*place, index), found)
    else:
        found.append((place, value))


def texts_beside(record: Values) -> Iterator[tuple[Path, str]]:
    """The texts of what is agreed beside Section 2 (rules D12, E8)."""
    for key in ("country_protocol", "turnover", "urgent_sharing_capacity", "further_terms"):
        yield from texts(record.get(key), (key,))


def table_b_texts(record: Values) -> Iterator[tuple[Path, str]]:
    closed = {*DESTINATIONS, *METHODS}
    for path, text in texts(at(record, "table_b"), ("table_b",)):
        if text not in closed:
            yield path, text
