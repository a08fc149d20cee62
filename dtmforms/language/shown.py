"""How a sentence shows the values that are put into it, by their kinds.

What somebody typed stands between the language's quotation marks, with all that could move a terminal escaped; where
its direction is another than the sentence's, between isolates too (UAX #9, FSI and PDI). Days, lists and large numbers
are as the language writes them.

Contact data is not left out here: values of a finding come without it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import takewhile
from typing import Any, Self

from dtmforms.codes import PLACES
from dtmforms.codes.errors import ERRORS
from dtmforms.codes.kinds import Kind, Kinds
from dtmforms.language.catalog import sentence
from dtmforms.language.cldr import Style, language_name, listed, written_day, written_number
from dtmforms.language.codes_in_words import item_in_words, quoted_in_words, with_code
from dtmforms.language.listener import looks_at_page
from dtmforms.language.paths import path_in_words, steps_in_words
from dtmforms.language.quoted import isolated, quoted

_MOST_FIELDS = 5
_LONGEST_EXCERPT, _AROUND = 120, 20


def shown(values: Mapping[str, Any], kinds: Kinds, language: str) -> dict[str, object]:
    """Every value as a sentence in that language shows it."""
    return {name: _SHOWN[kind](values[name], language) for name, kind in kinds.items()}


def place_in_words(place: Mapping[str, Any], language: str) -> str:
    """A place of the table of places; empty for none."""
    if not place:
        return ""
    name = place["place"]
    return sentence("places", name, language, shown(place, PLACES[name], language))


def error_in_words(error: Mapping[str, Any], language: str) -> str:
    """The sentence of an error, its code under `error`, with its values beside. Raises `KeyError` for a code, or
    values, that the table lacks."""
    code = error["error"]
    return sentence("errors", code, language, shown(error, ERRORS[code], language))


def word(name: str, language: str) -> str:
    return sentence("words", name, language, {})


def post_in_words(place: str, language: str) -> str:
    """A post of Table C, or who is called for an area."""
    name, is_area, area = place.removesuffix("]").partition("[")
    return sentence("words", name, language, {"area": quoted(area, language)}) if is_area else word(place, language)


def day_in_words(day: str, language: str) -> str:
    """A date (ISO 8601) as the language writes it: `2 October 2026`. What is no date stands as it is."""
    try:
        return written_day(datetime.date.fromisoformat(day), language)
    except ValueError:
        return isolated(day, language)


def _language(code: str, language: str) -> str:
    name = language_name(code, language)
    return sentence("words", "path", language, {"words": name, "path": isolated(code, language)})


def _fields(names: list[str], language: str) -> str:
    """The first names of many, with how many there are more; on the page, which has their labels, all of them."""
    if looks_at_page():
        return listed([isolated(name, language) for name in names], language)
    more = f" (+{len(names) - _MOST_FIELDS})" if len(names) > _MOST_FIELDS else ""
    return isolated(", ".join(f"[{name}]" for name in names[:_MOST_FIELDS]) + more, language)


class _Counted(str):
    """A number, or several of something, as a sentence shows them: plural forms go by how many they are."""

    number: int

    def __new__(cls, text: str, number: int) -> Self:
        self = super().__new__(cls, text)
        self.number = number
        return self


def _number(number: int, language: str) -> _Counted:
    return _Counted(written_number(number, language), number)


def _each(show: Callable[[Any, str], str], style: Style = "standard") -> Callable[[Collection[Any], str], _Counted]:
    """How several values are shown of which one is shown in that way."""
    return lambda items, language: _Counted(
        listed([show(item, language) for item in items], language, style), len(items)
    )


def _as_it_is(value: object, language: str) -> str:
    return isolated(str(value), language)


def _typed(show: Callable[[str, str], str]) -> Callable[[str | Collection[str] | None, str], str]:
    """One text or several, each shown in that way; the word for nothing where there is none."""

    def shown_so(typed: str | Collection[str] | None, language: str) -> str:
        if not typed:
            return word("nothing", language)
        return show(typed, language) if isinstance(typed, str) else _each(show)(typed, language)

    return shown_so


_SHOWN: dict[Kind, Callable[[Any, str], object]] = {
    "text": quoted,
    "texts": _each(quoted),
    "seen": lambda text, language: word("this_text", language) if text is None else quoted(text, language),
    "dataset": lambda text, language: word("a_dataset", language) if text is None else quoted(text, language),
    "name": _as_it_is,
    "names": _each(_as_it_is),
    "choices": _each(_as_it_is, "or"),
    "code": with_code,
    "codes": _each(with_code, "or"),
    "steps": lambda names, language: steps_in_words([isolated(name, language) for name in names], language),
    "fields": _fields,
    "path": path_in_words,
    "paths": _each(path_in_words),
    "number": _number,
    "ordinal": lambda number, _: str(number),
    "numbers": _each(_as_it_is),
    "size": _number,
    "day": day_in_words,
    "language": _language,
    "word": word,
    "words": _each(word),
    "post": post_in_words,
    "posts": _each(post_in_words),
    "place": place_in_words,
    "error": error_in_words,
    "said": _as_it_is,
    "typed": _typed(quoted),
    "listed": _typed(quoted_in_words),
    "item": _typed(lambda item, language: quoted(item_in_words(item, language), language)),
    "phrase": lambda phrase, _: phrase,
}


def side_by_side(sent: str, returned: str) -> tuple[str, str]:
    """Two texts as a sentence shows them, long ones from shortly before to shortly after where they differ."""
    start = _equal(sent, returned)
    end = _equal(reversed(sent[start:]), reversed(returned[start:]))
    return _excerpt(sent, start, end), _excerpt(returned, start, end)


def _equal(one: Iterable[str], other: Iterable[str]) -> int:
    """How many letters two texts begin with that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _excerpt(text: str, start: int, end: int) -> str:
    if len(text) <= _LONGEST_EXCERPT:
        return text
    first = max(start - _AROUND, 0)
    last = min(len(text) - end + _AROUND, first + _LONGEST_EXCERPT)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"


def shortened(text: str, most: int = 80) -> str:
    """A text that may be of any length, as a sentence shows it."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
