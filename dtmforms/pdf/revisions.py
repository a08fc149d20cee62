"""The saved states within a PDF file: incremental updates add to a file, and what was saved before still stands in it
(ISO 32000-2:2020 7.5.6)."""

from __future__ import annotations

import re

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF[ \t]*(?:\r\n|\r|\n)?")


def earlier_states(data: bytes) -> list[int]:
    """How many bytes the file had after each save but the last one; empty for a file that was saved once. The first
    part of a linearized file (Annex F), which points to no table, is no save."""
    return [found.end() for found in _END.finditer(data) if found[1].strip(b"0")][:-1]
