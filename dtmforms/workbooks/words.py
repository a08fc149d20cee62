"""The words of a workbook of agreements, a file per language: names of sheets, headings, and what drop-down lists show.

Reading takes the words of all languages, in either letter case, and the record's own codes: no word of one list means
two things. Where free text may stand beside a list and says just what a listed word says, it stands in quotation marks,
so that both come back as they were.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from dtmforms.agreement.normal import text_key
from dtmforms.form.labels import FORM_LANGUAGES, labels
from dtmforms.workbooks.layout import CLOSED, LISTS, READ_ME, Column


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language. `sheets`, `headings` and `help` go by the keys of the layout, `lists` by closed list
    and code."""

    language: str
    sheets: dict[str, str]
    headings: dict[str, str]
    lists: dict[str, dict[str, str]]
    read_me: dict[str, str]
    help: dict[str, str]

    def heading(self, column: Column, number: int = 1) -> str:
        """The heading of a column, with its number where there are several of them."""
        return f"{self.headings[column.key]} {number}" if column.many else self.headings[column.key]

    def shown(self, closed: str, code: str) -> str:
        """What a cell shows for an item of a closed list; the code itself where that is the word."""
        return self.lists.get(closed, {}).get(code, code)


@cache
def words(language: str) -> Words:
    """The words of a language. Raises `KeyError` where the form does not exist in it."""
    form = labels(language)
    text = resources.files("dtmforms.workbooks").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    read: dict[str, Any] = tomllib.loads(text)
    lists = read["lists"] | {"method": form.methods, "level": form.levels}
    return Words(language, read["sheets"], form.ours | read["headings"], lists, read["read_me"], read["help"])


def folded(text: str) -> str:
    """What is the same in two words that a person takes for the same."""
    return text_key(text).casefold()


@cache
def sheet_keys() -> dict[str, tuple[str, str]]:
    """The layout's key and the language of every name that a sheet of ours can have."""
    return {
        folded(name): (key, language) for language in FORM_LANGUAGES for key, name in words(language).sheets.items()
    }


def is_for_eyes(key: str) -> bool:
    return key in (READ_ME, LISTS)


@cache
def _codes(closed: str) -> dict[str, str]:
    """The code that each word of a closed list stands for, in any language."""
    said = {folded(code): code for code in CLOSED[closed]}
    for language in FORM_LANGUAGES:
        said |= {folded(word): code for code, word in words(language).lists.get(closed, {}).items()}
    return said


def code_of(closed: str, text: str) -> str | None:
    """The item of a closed list that a cell's text stands for; `None` where it is none."""
    return _codes(closed).get(folded(text))


def cell_of_item(closed: str, item: str, language: str) -> str:
    """What a cell shows for an item of a list that may hold free text too."""
    if item in CLOSED[closed]:
        return words(language).shown(closed, item)
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
