"""Data destinations and Table C (rule C4): what is printed for a post, and which free text says just that.

Free text that is exactly what Table C prints for a post, in either urgency column, counts as what it stands for and not
by its letters: so it may follow Table C, as an item that names the post does by itself. It counts so in the record in
which it stands; beside an earlier record, an item that was left standing counts as it did there. All of it works on
plain values, so that a register need not load records for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, TypeAlias

from dtmforms.agreement.closed_lists import DESTINATION_POSTS, URGENCIES
from dtmforms.agreement.keys import meaning_key, text_key

Counted: TypeAlias = dict[str, dict[str, str]]
"""By urgency column, for each item of its destination what it counts as: for free text that Table C prints, a post and
how it is printed, with a line feed between, which no item has; else what it means by itself."""

PRINTED_IN = {"low": "title", "medium": "name_and_title"}
"""How each urgency column prints a focal point."""


def printed(person: Mapping[str, str], printed_as: str) -> str:
    """What Table C gives for who holds a post: the title alone, or name and title."""
    return person["title"] if printed_as == "title" else f"{person['name']}, {person['title']}"


def as_it_stands(values: Mapping[str, Any]) -> Counted:
    """How the destinations of a record count by its own Table C. Where two posts print the same, it is the first
    one's."""
    said: dict[str, str] = {}
    for token, text in _prints(values).items():
        said.setdefault(meaning_key(text), token)
    return {urgency: _counted(_items(values, urgency), said) for urgency in URGENCIES}


def _counted(items: list[str], said: Mapping[str, str]) -> dict[str, str]:
    meant = {item: meaning_key(item) for item in sorted(map(text_key, items))}
    return {item: said.get(meaning, meaning) for item, meaning in meant.items()}


def by_letters(values: Mapping[str, Any]) -> Counted:
    """How the destinations of a record count where each is its own letters."""
    return {urgency: {item: item for item in map(text_key, _items(values, urgency))} for urgency in URGENCIES}


def beside(before: Counted, values: Mapping[str, Any]) -> Counted:
    """How the destinations of a record count beside those of an earlier one. Where its items, each as it stands or as
    it counted before, come to what the column said, the column says the same; else each counts as it stands."""
    return {urgency: _beside(before.get(urgency, {}), now) for urgency, now in as_it_stands(values).items()}


def _beside(before: Mapping[str, str], now: dict[str, str]) -> dict[str, str]:
    said = {meaning_key(item): count for item, count in before.items()}
    wanted = sorted(before.values())
    either = [dict.fromkeys((count, said.get(meaning_key(item), count))) for item, count in now.items()]
    for chosen in product(*either) if len(now) == len(before) else ():
        if sorted(chosen) == wanted:
            return dict(zip(now, chosen, strict=True))
    return now


def moved_along(before: Counted, after: Counted) -> dict[str, list[str]]:
    """By urgency column, what free text counts as that counts the same as before and has other letters; nothing where
    the column says something else."""
    return {urgency: _moved(before.get(urgency, {}), now) for urgency, now in after.items()}


def _moved(was: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    if sorted(was.values()) != sorted(now.values()):
        return []
    posts = sorted({count for count in now.values() if "\n" in count})
    return [count for count in posts if _letters(was, count) != _letters(now, count)]


def _letters(column: Mapping[str, str], count: str) -> set[str]:
    return {meaning_key(item) for item, counts_as in column.items() if counts_as == count}


def reprinted(values: Mapping[str, Any], counted: Counted, tokens: Mapping[str, list[str]]) -> dict[str, Any]:
    """The record with free text that counts as one of these as Table C prints it now; as it was where the post is
    vacant."""
    prints = _prints(values)
    table_b = dict(values["table_b"])
    for urgency, followed in tokens.items():
        counts = counted.get(urgency, {})
        items = [
            prints.get(count, item) if (count := counts.get(text_key(item), "")) in followed else item
            for item in _items(values, urgency)
        ]
        if table_b.get(urgency):
            table_b[urgency] = {**table_b[urgency], "destination": items}
    return {**values, "table_b": table_b}


def follows(counted: Counted, place: str) -> bool:
    """Whether any destination follows a post, by naming it or in free text."""
    return any(post_of(count) == place for column in counted.values() for count in column.values())


def post_of(token: str) -> str:
    """The post that a token is of, as `requesting_organization.primary`."""
    return token.partition("\n")[0]


def _prints(values: Mapping[str, Any]) -> dict[str, str]:
    """What Table C prints for each post that a destination can follow, both ways; nothing for a vacant one."""
    found = {}
    for place in DESTINATION_POSTS:
        side, _, post = place.partition(".")
        person = values["table_c"].get(side, {}).get(post)
        for printed_as in PRINTED_IN.values() if person else ():
            found[f"{place}\n{printed_as}"] = printed(person, printed_as)
    return found


def _items(values: Mapping[str, Any], urgency: str) -> list[str]:
    items: list[str] = (values["table_b"].get(urgency) or {}).get("destination", [])
    return items
