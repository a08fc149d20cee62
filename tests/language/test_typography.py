"""French marks stay on the line of the word that they belong to: a narrow no-break space before ; ? and !, a no-break
space before : and within « »."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dtmforms
from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog

FRENCH = Path(dtmforms.__file__).parent / "language" / "fr"
CATALOGS = sorted(path for path in FRENCH.glob("*.toml") if path.stem != "workbook_before")
"""All but the words that workbooks of before hold as they stand."""
PARTS = re.compile("[ \u00a0][;?!]|[ \u202f]:(?![)(])|«(?!\u00a0)|(?<!\u00a0)»|[^\\W\\d_][;?!](?=\\s|$)")
LINES = re.compile(r'^msgstr "(.*)"$', re.MULTILINE)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from () if key == "plurals" else texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str):
        yield re.sub("`[^`]*`", "", value)


def test_no_mark_is_parted_from_its_word() -> None:
    texts = (text for path in CATALOGS for text in texts_in(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert [text for text in texts if PARTS.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_arrow_begins_a_line(language: str) -> None:
    """Nor does it point backwards: in a text from right to left it points to the left."""
    said = catalog("messages", language)
    changes = [text for code, text in said.items() if code.startswith("change") and "{new}" in text]
    arrow = "\u00a0← " if catalog("form", language)["right_to_left"] else "\u00a0-> "
    assert [text for text in changes if f"{{old}}{arrow}{{new}}" not in text] == []
    assert len(changes) == 5


def test_no_mark_of_click_is_either() -> None:
    said = LINES.findall((FRENCH / "LC_MESSAGES" / "click.po").read_text(encoding="utf-8"))
    assert [text for text in said if PARTS.search(text)] == []
