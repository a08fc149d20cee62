"""The words of the workbooks that the program writes for whoever runs it, in their language."""

from __future__ import annotations

from typing import Any

from dtmforms.language import LANGUAGES
from dtmforms.language.catalog import catalog
from dtmforms.language.spoken import spoken


def report_words(kind: str) -> dict[str, Any]:
    """The words of a kind of report, as `language/LANGUAGE/reports.toml` has them, else the English ones."""
    words: dict[str, Any] = (catalog("reports", spoken()) or catalog("reports", LANGUAGES[0]))[kind]
    return words


def read_as(kind: str) -> str:
    """How a file was read, or why it was not; the word for it where it is none of ours."""
    return str(report_words("returns")["kinds"].get(kind, kind))
