"""Plain values as a record has them, mappings and lists, by the paths of their attributes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from dtmforms.findings import Path


def value_at(values: Any, path: Path) -> Any:
    """What stands at a path, `None` where nothing does."""
    for step in path:
        if isinstance(step, int):
            values = values[step] if isinstance(values, list) and step < len(values) else None
        else:
            values = values.get(step) if isinstance(values, dict) else None
    return values


def put(values: Any, path: Path, value: object) -> None:
    """Set the value at a path, making what is missing on the way; an index is that of an item, or the next one."""
    for step, following in pairwise(path):
        made: Any = [] if isinstance(following, int) else {}
        if value_at(values, (step,)) is None:
            _set(values, step, made)
        values = values[step]
    _set(values, path[-1], value)


def _set(values: Any, step: str | int, value: object) -> None:
    if isinstance(step, int) and step == len(values):
        values.append(value)
    else:
        values[step] = value
