"""Which colours are ink and which are paper (ISO 32000-2:2020 8.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dtmforms.pdf.read.content_stream import UnreadableError


def lightness(components: Sequence[Any]) -> float:
    """How light a colour of grey, red, green and blue, or four inks (8.6.4) is. Raises `UnreadableError` for a pattern,
    and for what is no such colour."""
    if len(components) not in (1, 3, 4) or not all(isinstance(one, float) for one in components):
        raise UnreadableError
    values = [min(max(one, 0), 1) for one in components]
    if len(values) == 4:
        black = values.pop()
        values = [(1 - value) * (1 - black) for value in values]
    red, green, blue = values if len(values) == 3 else values * 3
    return float(0.3 * red + 0.59 * green + 0.11 * blue)
