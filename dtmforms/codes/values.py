"""Whether the values of a sentence are those that the table of codes names, each of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dtmforms.codes import FIELD_POSTS, PLACES, WORDS
from dtmforms.codes.errors import ERRORS
from dtmforms.codes.kinds import Kind, Kinds


def fit(values: Mapping[str, Any], kinds: Kinds) -> bool:
    return values.keys() == kinds.keys() and all(is_of(kind, values[name]) for name, kind in kinds.items())


def is_of(kind: Kind, value: Any) -> bool:
    match kind:
        case "texts" | "names" | "choices" | "codes" | "steps" | "fields" | "paths":
            return _is_list(value, str)
        case "numbers":
            return _is_list(value, int)
        case "number" | "ordinal" | "size":
            return isinstance(value, int)
        case "seen" | "dataset" | "item":
            return value is None or isinstance(value, str)
        case "typed" | "listed":
            return value is None or isinstance(value, str) or _is_list(value, str)
        case "word" | "post":
            return _is_word(kind, value)
        case "words" | "posts":
            return _is_list(value, str) and all(_is_word(kind, name) for name in value)
        case "place":
            return value == {} or _is_row("place", value, PLACES)
        case "error":
            return _is_row("error", value, ERRORS)
    return isinstance(value, str)


def _is_word(kind: Kind, value: Any) -> bool:
    """Whether there is such a word; for an area, `iom.field[Gwoza]`, one for areas of its side."""
    is_area = kind in ("post", "posts") and isinstance(value, str) and value.endswith("]")
    return value.partition("[")[0] in FIELD_POSTS if is_area else value in WORDS


def _is_list(value: Any, of: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, of) for item in value)


def _is_row(key: str, value: Any, table: Mapping[str, Kinds]) -> bool:
    """Whether a value names a row of a table under that key, and has its values beside."""
    if not isinstance(value, dict) or not isinstance(value.get(key), str) or value[key] not in table:
        return False
    return fit({name: told for name, told in value.items() if name != key}, table[value[key]])
