"""Characters that move a terminal, that turn the direction of what follows, or that cannot be seen, shown escaped."""

from __future__ import annotations

import re

TURNING = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates, and their ends. The marks U+200E, U+200F and U+061C turn no letters around."""
UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Characters without a glyph, or with an empty one, whatever stands beside them."""
TAGS = "\U000e0000-\U000e007f"
"""Only in the flags of regions do they stand for something: after U+1F3F4."""
FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"
_DISTURBING = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{TURNING}{UNSEEN}{TAGS}]"
)
_OF_ISOLATES = re.compile(f"[{FIRST_STRONG_ISOLATE}{POP_DIRECTIONAL_ISOLATE}]")


def escaped(text: str) -> str:
    """The text in one line as a terminal can show it without being moved by it: control characters, line ends, lone
    surrogates, noncharacters and what turns or cannot be seen as `\\x1b` or `\\u202e`; all else as it is."""
    plain = text.isascii() and text.isprintable()
    return text if plain else _DISTURBING.sub(lambda found: escape_of(found[0]), text)


def escaped_but_isolates(text: str) -> str:
    """The same of a sentence, in which what was typed stands between isolates (UAX #9): those stay that have an end."""
    opened: list[int] = []
    paired: set[int] = set()
    for found in _OF_ISOLATES.finditer(text):
        if found[0] == FIRST_STRONG_ISOLATE:
            opened.append(found.start())
        elif opened:
            paired |= {opened.pop(), found.start()}
    return _DISTURBING.sub(lambda found: found[0] if found.start() in paired else escape_of(found[0]), text)


def escape_of(letter: str) -> str:
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
