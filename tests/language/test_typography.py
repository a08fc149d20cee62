"""French marks stay on the line of the word that they belong to: a narrow no-break space before ; ? and !, a no-break
space before : and within « »."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dtmforms

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


def test_no_mark_of_click_is_either() -> None:
    said = LINES.findall((FRENCH / "LC_MESSAGES" / "click.po").read_text(encoding="utf-8"))
    assert [text for text in said if PARTS.search(text)] == []
