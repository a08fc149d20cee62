"""The operators of a content stream (ISO 32000-2:2020 7.8.2), as pieces of its bytes. Not done here: drawing."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+\)"
    rb"|<<|>>|<[0-9A-Fa-f\s]*+>|/[^\s()<>\[\]{}/%]*+|[\[\]]|[^\s()<>\[\]{}/%]++|%[^\r\n]*+",
    re.DOTALL,
)
_INLINE_IMAGE = re.compile(rb"(?<!\S)BI(?=[\s/]).*?\sEI(?!\S)", re.DOTALL)
_LAST_IMAGE_ENDS = re.compile(rb".*\sEI(?!\S)", re.DOTALL)

SHOWING = frozenset({b"Tj", b"TJ", b"'", b'"'})
"""Text-showing operators, Table 107."""
PICTURING = frozenset({b"Do", b"BI", b"sh"})
"""External objects, inline images and shadings (8.8, 8.9.7, 8.7.4.2)."""
PAINTING = PICTURING | {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s"}
"""Whatever draws and is no text; path-painting operators are those of Table 59."""


def pieces(content: bytes) -> list[bytes]:
    """Operands and operators in their order; of an inline image only its first operator. Strings stay as they are
    written."""
    images = _LAST_IMAGE_ENDS.match(content)
    end = images.end() if images else 0
    return [found[0] for found in _TOKEN.finditer(_INLINE_IMAGE.sub(b"BI", content[:end]) + content[end:])]


def exact_pieces(content: bytes) -> list[bytes] | None:
    """The pieces of a content that has no inline image and no comment; `None` where another reader could take it to
    be made of other pieces."""
    if _TOKEN.sub(b"", content).strip():
        return None
    found = _TOKEN.findall(content)
    return None if any(piece.startswith((b"%", b"BI", b"ID")) for piece in found) else found
