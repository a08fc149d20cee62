"""The words of a workbook of agreements, a file per language: names of sheets, headings, and what drop-down lists show.

Reading takes the words of all languages, in either letter case, those of earlier workbooks (`workbook_before.toml`),
and the record's own codes: no word of one list means two things. Where free text may stand beside a list and says just
what a listed word says, it stands in quotation marks, so that both come back as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from dtmforms.agreement.keys import meaning_key
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.labels import labels
from dtmforms.workbook.layout import (
    CLOSED,
    LAYOUTS,
    LISTS,
    ONE_AGREEMENT,
    READ_ME,
    SheetColumn,
    SheetLayout,
    SheetPart,
    layout_of,
)

_BETWEEN = " · "
"""Stands in no name of a sheet and in no word of a list."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language. `sheets`, `headings` and `help` go by the keys of the layout, `lists` by closed list
    and code; `before` has those of earlier workbooks, of which there may be several for a key."""

    language: str
    sheets: dict[str, str]
    headings: dict[str, str]
    lists: dict[str, dict[str, str]]
    read_me: dict[str, str]
    help: dict[str, str]
    before: dict[str, Any]

    def heading(self, column: SheetColumn, number: int = 1) -> str:
        """The heading of a column, with its number where there are several of them."""
        return f"{self.headings[column.key]} {number}" if column.many else self.headings[column.key]

    def part(self, part: SheetPart, item: int) -> str:
        """What a part of the sheet of a single agreement is called; `part_named` is the inverse."""
        layout = layout_of(part.sheet)
        leads = [self.shown(closed, code) for closed, code in zip(layout.leading, part.leads, strict=True)]
        number = [str(item)] if layout.is_list else []
        return _BETWEEN.join([self.sheets[part.sheet if layout.place else ONE_AGREEMENT.key], *leads, *number])

    def shown(self, closed: str, code: str) -> str:
        """What a cell shows for an item of a closed list; the code itself where that is the word."""
        return self.lists.get(closed, {}).get(code, code)

    def known_sheets(self) -> Iterator[tuple[str, str]]:
        """Every word that a sheet is known by, folded, with the layout's key; so for headings and items of lists."""
        return _known(self.sheets, self.before.get("sheets", {}))

    def known_headings(self) -> Iterator[tuple[str, str]]:
        return _known(self.headings, self.before.get("headings", {}))

    def known_items(self, closed: str) -> Iterator[tuple[str, str]]:
        return _known(self.lists.get(closed, {}), self.before.get("lists", {}).get(closed, {}))


def _known(now: Mapping[str, str], before: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for key, word in now.items():
        yield from ((folded(each), key) for each in (word, *before.get(key, ())))


@cache
def words_in(language: str) -> Words:
    """The words of a language. Raises `KeyError` where the form does not exist in it."""
    form = labels(language)
    read = catalog("workbook", language)
    lists = read["lists"] | {"method": form.methods, "level": form.levels}
    headings, before = form.ours | read["headings"], catalog("workbook_before", language)
    return Words(language, read["sheets"], headings, lists, read["read_me"], read["help"], before)


def folded(text: str) -> str:
    """What is the same in two words that a person takes for the same."""
    return meaning_key(text).casefold()


@cache
def sheet_keys() -> dict[str, tuple[str, str]]:
    """The layout's key and the language of every name that a sheet of ours can have."""
    return {name: (key, language) for language in LANGUAGES for name, key in words_in(language).known_sheets()}


def part_named(text: str) -> tuple[SheetLayout, tuple[str, ...], str] | None:
    """The layout of the row that a part of the sheet of a single agreement stands for, the codes that lead to it, and
    what tells items of a list apart; `None` where the text names no part."""
    title, *rest = (each.strip() for each in text.split(_BETWEEN.strip()))
    key, _ = sheet_keys().get(folded(title), ("", ""))
    if key == ONE_AGREEMENT.key:
        return (layout_of("agreements"), (), "") if not rest else None
    layout = next((layout for layout in LAYOUTS if layout.place and layout.key == key), None)
    if not layout or len(rest) != len(layout.leading) + layout.is_list:
        return None
    leads = [code_of(closed, word) for closed, word in zip(layout.leading, rest, strict=False)]
    item = rest[-1] if layout.is_list else ""
    return (layout, tuple(filter(None, leads)), item) if all(leads) else None


def is_for_eyes(key: str) -> bool:
    return key in (READ_ME, LISTS)


@cache
def _codes(closed: str) -> dict[str, str]:
    """The code that each word of a closed list stands for, in any language."""
    codes = {folded(code): code for code in CLOSED[closed]}
    for language in LANGUAGES:
        codes |= words_in(language).known_items(closed)
    return codes


def code_of(closed: str, text: str) -> str | None:
    """The item of a closed list that a cell's text stands for; `None` where it is none."""
    return _codes(closed).get(folded(text))


def cell_of_item(closed: str, item: str, language: str) -> str:
    """What a cell shows for an item of a list that may hold free text too."""
    if item in CLOSED[closed]:
        return words_in(language).shown(closed, item)
    return f'"{item}"' if code_of(closed, _unquoted(item)) else item


def item_of_cell(closed: str, text: str) -> str:
    """The inverse of `cell_of_item`, for every language."""
    code = code_of(closed, text)
    if code:
        return code
    return text[1:-1] if text != _unquoted(text) and code_of(closed, _unquoted(text)) else text


def _unquoted(text: str) -> str:
    """The text without all of the quotation marks that it stands in."""
    while len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return text
